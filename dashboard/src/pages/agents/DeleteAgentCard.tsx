import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { del, get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Agent, Deletion, Project } from "../../api/types";
import { Button, Card, ConfirmDialog, ErrorNote, plural, Skeleton, toast } from "../../kit";
import { agentName, agentPath } from "../../shared/agents/agents";
import { useUnsavedAppearance } from "../../shared/appearance/unsaved";
import { useUnsaved } from "../../shared/config/unsaved";

/** Deletes an agent after showing how much data will be deleted. */
export function DeleteAgentCard({ project, agent }: { project: Project; agent: Agent }) {
  const [confirming, setConfirming] = useState(false);
  const [, setConfig] = useUnsaved(agent.id);
  const [, setAppearance] = useUnsavedAppearance(agent.id);
  const queries = useQueryClient();
  const router = useRouter();
  async function remove() {
    await del<Agent>(projectPath(project.id, agentPath(agent.id)));
    setConfig(() => undefined);
    setAppearance(() => undefined);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/agents") });
    await router.navigate({ to: "/p/$projectId/agents", params: { projectId: project.id } });
    queries.removeQueries({ queryKey: keys.of(project.id, agentPath(agent.id)) });
    toast.done(`${agentName(agent)} deleted`);
  }
  return (
    <>
      <Card
        danger
        title="Delete agent"
        description="Deletes the agent with its conversations and versions. To only stop it from replying, deactivate it instead."
        actions={
          <Button variant="danger" onClick={() => setConfirming(true)}>
            Delete agent…
          </Button>
        }
      />
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Delete ${agentName(agent)}?`}
        action="Delete agent"
        name={agentName(agent)}
        onConfirm={remove}
      >
        <DeletionSummary project={project} agent={agent} />
      </ConfirmDialog>
    </>
  );
}

function DeletionSummary({ project, agent }: { project: Project; agent: Agent }) {
  const path = agentPath(agent.id, "/deletion");
  const { data, error, refetch } = useQuery({
    queryKey: keys.of(project.id, path),
    queryFn: ({ signal }) => get<Deletion>(projectPath(project.id, path), {}, signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (error) return <ErrorNote error={error} title="Could not count its conversations" onRetry={refetch} />;
  if (!data) return <Skeleton className="h-4 w-3/4" />;
  return (
    <p>
      {data.interactions === 0
        ? "The agent has no conversations. "
        : `This also deletes ${plural(data.interactions, "conversation")} of ${plural(data.users, "user")} with ${plural(data.messages, "message")}. `}
      This cannot be undone.
    </p>
  );
}
