import { type ErrorComponentProps, getRouteApi, Outlet, useLocation } from "@tanstack/react-router";
import { Menu as MenuIcon, X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { useEffect, useRef, useState } from "react";
import { lastProject, useProject } from "../api/project";
import type { Project } from "../api/types";
import { IconButton } from "../kit";
import { AccountMenu } from "./AccountMenu";
import { Navigation } from "./Navigation";
import { PlainLayout } from "./PlainLayout";
import { ProjectSwitcher } from "./ProjectSwitcher";
import { PageError } from "./RootLayout";

const route = getRouteApi("/member/p/$projectId");

/** Layout of project pages: a sidebar, which becomes a drawer on phones. */
export function ProjectLayout() {
  const { projectId } = route.useParams();
  const project = useProject(projectId);
  useEffect(() => lastProject.set(projectId), [projectId]);
  const content = useFocusOnNavigation();
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_1fr]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-surface px-3 py-2 shadow-float focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col border-r bg-sunken p-3 lg:flex">
        <Sidebar project={project} />
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

/** Moves the focus to the content after navigation, as a page load would. */
function useFocusOnNavigation() {
  const content = useRef<HTMLElement>(null);
  const pathname = useLocation({ select: ({ pathname }) => pathname });
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current !== pathname) content.current?.focus({ preventScroll: true });
    previous.current = pathname;
  }, [pathname]);
  return content;
}

function Drawer({ project }: { project: Project }) {
  const [open, setOpen] = useState(false);
  const pathname = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes on navigation
  useEffect(() => setOpen(false), [pathname]);
  return (
    <Radix.Root open={open} onOpenChange={setOpen}>
      <Radix.Trigger asChild>
        <IconButton icon={MenuIcon} label="Open navigation" />
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
              <IconButton icon={X} label="Close navigation" />
            </Radix.Close>
          </div>
          <Sidebar project={project} onNavigate={() => setOpen(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Sidebar({ project, onNavigate }: { project: Project; onNavigate?: () => void }) {
  return (
    <>
      <div className="mb-3">
        <ProjectSwitcher project={project} />
      </div>
      <div className="-mx-1 min-h-0 flex-1 overflow-y-auto px-1 py-0.5">
        <Navigation onNavigate={onNavigate} />
      </div>
      <div className="mt-3 border-t pt-3">
        <AccountMenu />
      </div>
    </>
  );
}

/** Shown when a project does not exist or the member has no access. */
export function ProjectError(props: ErrorComponentProps) {
  return (
    <PlainLayout>
      <PageError {...props} />
    </PlainLayout>
  );
}
