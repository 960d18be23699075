import { type ErrorComponentProps, Outlet, useLocation } from "@tanstack/react-router";
import { Menu as MenuIcon, X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { lastProject, useProject } from "../api/project";
import type { Project } from "../api/types";
import { IconButton } from "../kit";
import { projectRoute } from "../routes/project";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { PlainLayout } from "./PlainLayout";
import { ProjectSwitcher } from "./ProjectSwitcher";
import { PageError } from "./RootLayout";

/** A project: its places at the side, which a phone keeps in a drawer. */
export function ProjectLayout() {
  const { projectId } = projectRoute.useParams();
  const project = useProject(projectId);
  useEffect(() => lastProject.set(projectId), [projectId]);
  const content = useFocusOnArrival();
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-surface px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-r bg-sunken p-3 lg:flex">
        <Side project={project} />
      </aside>
      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-surface px-2 lg:hidden">
          <Drawer project={project} />
          <span className="min-w-0 truncate font-semibold">{project.name}</span>
        </header>
        <main id="content" ref={content} tabIndex={-1} className="min-w-0 flex-1 outline-none">
          <Outlet />
        </main>
      </div>
    </div>
  );
}

/** Whoever goes to another page with the keyboard goes on reading there, as after a page load. */
function useFocusOnArrival() {
  const content = useRef<HTMLElement>(null);
  const place = useLocation({ select: ({ pathname }) => pathname });
  const before = useRef(place);
  useEffect(() => {
    if (before.current !== place) content.current?.focus({ preventScroll: true });
    before.current = place;
  }, [place]);
  return content;
}

function Drawer({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  const place = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes somewhere else is done with it
  useEffect(() => setOpen(false), [place]);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <IconButton icon={MenuIcon} label="Open the navigation" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-in bg-shade lg:hidden" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] animate-slide flex-col bg-sunken p-3 shadow-float outline-none lg:hidden"
        >
          <div className="mb-2 flex items-center justify-between">
            <Radix.Title className="px-2 text-sm text-soft">Navigation</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label="Close the navigation" />
            </Radix.Close>
          </div>
          <Side project={project} onLeave={() => setOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Side({ project, onLeave }: { project: Project; onLeave?: () => void }) {
  return (
    <>
      <div className="mb-3">
        <ProjectSwitcher project={project} />
      </div>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 py-0.5">
        <Navigation onLeave={onLeave} />
      </div>
      <div className="mt-3 border-t pt-3">
        <AccountMenu />
      </div>
    </>
  );
}

/** A project that is not there, or not for this member. */
export function ProjectError(props: ErrorComponentProps) {
  return (
    <PlainLayout>
      <PageError {...props} />
    </PlainLayout>
  );
}
