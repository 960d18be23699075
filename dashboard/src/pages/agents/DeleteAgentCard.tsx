import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { del, get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { Agent, Deletion, Project } from "../../api/types";
import { Button, Card, ConfirmDialog, ErrorNote, plural, Skeleton, toast } from "../../kit";
import { agentName, agentPath } from "../../shared/agents/agents";
import { useUnsaved } from "../../shared/config/unsaved";

/** Erases an agent, after saying what goes with it. */
export function DeleteAgentCard({ project, agent }: { project: Project; agent: Agent }) {
  const [asking, setAsking] = useState(false);
  const [, setUnsaved] = useUnsaved(agent.id);
  const queries = useQueryClient();
  const router = useRouter();
  async function remove() {
    await del<Agent>(below(project.id, agentPath(agent.id)));
    setUnsaved(undefined);
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/agents") });
    await router.navigate({ to: "/p/$projectId/agents", params: { projectId: project.id } });
    queries.removeQueries({ queryKey: keys.of(project.id, agentPath(agent.id)) });
    toast.done(`${agentName(agent)} was deleted.`);
  }
  return (
    <>
      <Card
        danger
        title="Delete this agent"
        description="With its conversations and versions. To take it out of service only, deactivate it."
        actions={
          <Button look="danger" onClick={() => setAsking(true)}>
            Delete agent…
          </Button>
        }
      />
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete ${agentName(agent)}?`}
        action="Delete agent"
        name={agentName(agent)}
        onConfirm={remove}
      >
        <WhatGoes project={project} agent={agent} />
      </ConfirmDialog>
    </>
  );
}

function WhatGoes({ project, agent }: { project: Project; agent: Agent }) {
  const path = agentPath(agent.id, "/deletion");
  const { data, error, refetch } = useQuery({
    queryKey: keys.of(project.id, path),
    queryFn: ({ signal }) => get<Deletion>(below(project.id, path), {}, signal),
    staleTime: 0,
    gcTime: 0,
  });
  if (error) return <ErrorNote error={error} title="What goes with it could not be counted" onRetry={refetch} />;
  if (!data) return <Skeleton className="h-4 w-3/4" />;
  return (
    <p>
      {data.interactions === 0
        ? "It has no conversations. "
        : `${plural(data.interactions, "conversation")} of ${plural(data.users, "user")} with ${plural(data.messages, "message")} are erased with it. `}
      This cannot be undone.
    </p>
  );
}
