import { getRouteApi, Link } from "@tanstack/react-router";
import { FolderPlus, Plus } from "lucide-react";
import { useProjects } from "../../api/project";
import { Badge, Button, Card, EmptyState, ErrorNote, Page, Pager, SkeletonLines, Time } from "../../kit";
import { PlainLayout } from "../../shell/PlainLayout";
import { Initial } from "../../shell/ProjectSwitcher";
import { NewProjectDialog } from "./NewProjectDialog";

const route = getRouteApi("/member/");

/** The member's projects. */
export function ProjectsPage() {
  const list = useProjects();
  const { new: creating } = route.useSearch();
  const navigate = route.useNavigate();
  const setCreating = (open: boolean) => navigate({ search: open ? { new: true } : {}, replace: true });
  const button = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)}>
      New project
    </Button>
  );
  return (
    <PlainLayout>
      <Page
        title="Projects"
        description="Each project has its own keys, agents, users, and conversations."
        actions={list.items.length > 0 && button}
      >
        <Card flush>
          {list.error && !list.data ? (
            <ErrorNote error={list.error} title="Could not load your projects" onRetry={list.refetch} className="m-4" />
          ) : list.isPending ? (
            <SkeletonLines />
          ) : list.items.length === 0 ? (
            <EmptyState icon={FolderPlus} title="Create your first project" action={button}>
              Create one project per app. It holds your agents, users, conversations, and API keys.
            </EmptyState>
          ) : (
            <>
              <ul className="divide-y divide-line">
                {list.items.map((project) => (
                  <li key={project.id}>
                    <Link
                      to="/p/$projectId"
                      params={{ projectId: project.id }}
                      className="flex min-h-14 items-center gap-3 px-4 py-2.5 -outline-offset-2 transition-colors hover:bg-sunken"
                    >
                      <Initial name={project.name} />
                      <span className="min-w-0 flex-1 font-medium">{project.name}</span>
                      <Badge>{project.role}</Badge>
                      <span className="hidden w-32 text-right text-sm text-soft sm:block">
                        <Time at={project.created_at} />
                      </span>
                    </Link>
                  </li>
                ))}
              </ul>
              <Pager {...list} />
            </>
          )}
        </Card>
      </Page>
      <NewProjectDialog open={creating === true} onClose={() => setCreating(false)} />
    </PlainLayout>
  );
}
