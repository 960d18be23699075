import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Bot, Lock } from "lucide-react";
import { useEffect } from "react";
import { useProject, whyNot } from "../../api/project";
import { useMember } from "../../api/session";
import type { AgentRow, Project, User } from "../../api/types";
import { buttonClass, Card, EmptyState, ErrorNote, Field, Loading, Page, SearchSelect } from "../../kit";
import { agentName, agentsQuery } from "../../shared/agents/agents";
import { useOwnTestUser, useUser } from "../../shared/users/testUser";
import { PlaygroundPanels } from "./PlaygroundPanels";
import type { PlaygroundSearch } from "./search";
import { TestUserSelect } from "./TestUserSelect";

const route = getRouteApi("/member/p/$projectId/playground");

/** Chat with an agent as a test user. */
export function PlaygroundPage() {
  const { projectId } = route.useParams();
  const project = useProject(projectId);
  const { data, error, refetch } = useQuery(agentsQuery(projectId));
  const reason = whyNot(project.role, "developer");
  if (data && data.data.length > 0 && !reason) return <Playground project={project} agents={data.data} />;
  return (
    <Page title="Playground">
      <Card flush>
        {reason ? (
          <EmptyState icon={Lock} title="Not available for your role">
            {reason} You can read existing conversations under Conversations.
          </EmptyState>
        ) : error ? (
          <ErrorNote error={error} title="Could not load agents" onRetry={refetch} className="m-4" />
        ) : !data ? (
          <Loading />
        ) : (
          <EmptyState
            icon={Bot}
            title="No agents yet"
            action={
              <Link
                to="/p/$projectId/agents"
                params={{ projectId }}
                search={{ new: true }}
                className={buttonClass("primary")}
              >
                Create agent
              </Link>
            }
          >
            Create an agent, then test it here before your users do.
          </EmptyState>
        )}
      </Card>
    </Page>
  );
}

function Playground({ project, agents }: { project: Project; agents: readonly AgentRow[] }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const agent = agents.find(({ id }) => id === search.agent) ?? agents[0];
  const go = (change: PlaygroundSearch, replace = false) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace });

  // Keep the agent in the URL, so that the leave guard can tell when its unsaved changes stay.
  const missing = agent !== undefined && search.agent !== agent.id;
  useEffect(() => {
    if (missing)
      void navigate({ search: (before) => ({ ...before, agent: agent?.id, draft: undefined }), replace: true });
  }, [missing, agent?.id, navigate]);

  const { user, error, retry } = useTestUser(project, search.user);
  if (!agent) return null;
  return (
    <Page tall title="Playground" description="Chat as a test user, with the same component and API as your app.">
      <div className="mb-3 grid grid-cols-[minmax(0,1fr)_minmax(0,1.7fr)] gap-2 sm:mb-4 sm:grid-cols-2 sm:gap-3 lg:max-w-3xl max-sm:[&_label]:sr-only">
        <Field label="Agent" className="min-w-0">
          <SearchSelect
            label="Agent"
            value={agent.id}
            onChange={(id) => go({ agent: id, draft: undefined })}
            options={agents.map((each) => ({
              value: each.id,
              label: agentName(each),
              hint: each.active ? each.model : `${each.model} · Inactive`,
            }))}
          />
        </Field>
        <TestUserSelect projectId={project.id} user={user} onChange={({ id }) => go({ user: id })} />
      </div>
      {error ? (
        <ErrorNote error={error} title="Test user not found" onRetry={retry} />
      ) : (
        <PlaygroundPanels
          key={agent.id}
          project={project}
          agent={agent}
          user={user}
          useDraftConfig={search.draft === true}
          go={go}
        />
      )}
    </Page>
  );
}

/** Returns the test user in the URL, or the member's own. */
function useTestUser(project: Project, chosen: string | undefined) {
  const member = useMember();
  const own = useOwnTestUser(project.id, member, chosen === undefined);
  const other = useUser(project.id, chosen);
  const { data, error, refetch } = chosen === undefined ? own : other;
  const user: User | undefined = data;
  if (user?.live_mode)
    return {
      user: undefined,
      error: new Error("This is a live user. Only test users can be used here"),
      retry: undefined,
    };
  return { user, error, retry: () => void refetch() };
}
