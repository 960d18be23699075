import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Bot, Plus, Search } from "lucide-react";
import { may, useProject, whyNot } from "../../api/project";
import type { AgentRow } from "../../api/types";
import {
  Button,
  Card,
  type Column,
  count,
  EmptyState,
  ErrorNote,
  Page,
  plural,
  ROW_LINK,
  SearchField,
  SkeletonLines,
  Table,
  Time,
} from "../../kit";
import { agentName, agentsQuery } from "../../shared/agents/agents";
import { AgentStatus } from "./AgentStatus";
import { NewAgentDialog } from "./NewAgentDialog";
import { Sparkline } from "./Sparkline";

const route = getRouteApi("/member/p/$projectId/agents");

/** The agents of a project. */
export function AgentsPage() {
  const { projectId } = route.useParams();
  const { q = "", new: creating } = route.useSearch();
  const navigate = route.useNavigate();
  const project = useProject(projectId);
  const { data, error, refetch } = useQuery(agentsQuery(projectId));
  const reason = whyNot(project.role, "developer");
  const setCreating = (open: boolean) =>
    navigate({ search: (before) => ({ ...before, new: open || undefined }), replace: true });

  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = data?.data.filter((agent) => {
    const text = [agent.name, agent.display_name, agent.description, agent.model, agent.id].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const button = (
    <Button variant="primary" icon={Plus} onClick={() => setCreating(true)} disabled={!!reason} title={reason}>
      New agent
    </Button>
  );
  return (
    <Page
      title="Agents"
      description="Assistants your users can chat with."
      actions={data && data.data.length > 0 && button}
    >
      {data && data.data.length > 0 && (
        <SearchField
          label="Search agents"
          placeholder="Search by name, model, or ID"
          value={q}
          onChange={(query) => navigate({ search: (before) => ({ ...before, q: query || undefined }), replace: true })}
          className="mb-4 max-w-sm"
        />
      )}
      <Card flush>
        {error ? (
          <ErrorNote error={error} title="Could not load agents" onRetry={refetch} className="m-4" />
        ) : !data || !found ? (
          <SkeletonLines />
        ) : data.data.length === 0 ? (
          <EmptyState icon={Bot} title="Create your first agent" action={button}>
            An agent is a model with a system message. Add it to your app with a React component or a script tag.
          </EmptyState>
        ) : found.length === 0 ? (
          <EmptyState
            icon={Search}
            title="No matching agents"
            action={<Button onClick={() => navigate({ search: {}, replace: true })}>Show all agents</Button>}
          >
            No agent’s name, description, model, or ID matches “{q}”.
          </EmptyState>
        ) : (
          <Table label="Agents" columns={COLUMNS} rows={found} rowKey={({ id }) => id} />
        )}
      </Card>
      {may(project.role, "developer") && (
        <NewAgentDialog project={project} open={creating === true} onClose={() => setCreating(false)} />
      )}
    </Page>
  );
}

const COLUMNS: Column<AgentRow>[] = [
  {
    head: "Agent",
    whole: true,
    cell: (agent) => (
      <span className="flex min-w-0 flex-col">
        <Link
          from="/p/$projectId/agents"
          to="/p/$projectId/agents/$agentId"
          params={(params) => ({ ...params, agentId: agent.id })}
          className={ROW_LINK}
        >
          {agentName(agent)}
        </Link>
        {agent.display_name && agent.display_name !== agent.name && (
          <span className="text-sm text-soft">Shown as {agent.display_name}</span>
        )}
      </span>
    ),
  },
  { head: "Status", cell: (agent) => <AgentStatus active={agent.active} /> },
  { head: "Model", cell: (agent) => <code className="font-mono text-sm">{agent.model}</code> },
  {
    head: "Last 7 days",
    cell: ({ traffic }) => (
      <span className="flex flex-wrap items-center justify-end gap-x-3 sm:flex-nowrap sm:justify-start">
        <Sparkline values={traffic.days} label="Replies in the last 7 days" />
        <span className="text-sm whitespace-nowrap text-soft tabular-nums">
          {plural(traffic.replies, "reply", "replies")}
          {traffic.failures > 0 && <span className="text-bad">, {count(traffic.failures)} failed</span>}
        </span>
      </span>
    ),
  },
  {
    head: "Updated",
    minor: true,
    cell: (agent) => (
      <span className="text-sm text-soft">
        <Time at={agent.updated_at} />
      </span>
    ),
  },
];
