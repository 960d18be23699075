import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { get, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import { may } from "../../api/project";
import type { Agent, ConfigVersion, List, Project, VersionedConfig } from "../../api/types";
import { Badge, Button, Card, ConfirmDialog, Dialog, ErrorNote, Pager, SkeletonLines, Time, toast } from "../../kit";
import { agentPath } from "../../shared/agents/agents";
import { authorName } from "../../shared/config/authors";
import { ConfigDiff } from "../../shared/config/ConfigDiff";
import { EMPTY_CONFIG, editable, fieldName } from "../../shared/config/change";

/** The configuration history of an agent. */
export function VersionsTab({ project, agent }: { project: Project; agent: Agent }) {
  const list = useList<ConfigVersion>(project.id, agentPath(agent.id, "/versions"), {
    limit: 20,
  });
  const [comparing, setComparing] = useState<ConfigVersion | null>(null);
  const [restoring, setRestoring] = useState<ConfigVersion | null>(null);
  const restore = useRestore(project, agent);
  const newest = list.items[0];
  return (
    <Card flush title="Versions" description="Every saved configuration, newest first.">
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load versions" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines />
      ) : (
        <>
          <ol className="divide-y divide-line">
            {list.items.map((version) => (
              <li key={version.number} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div className="min-w-0 flex-1 basis-64">
                  <p className="flex flex-wrap items-center gap-2">
                    <span className="font-medium">Version {version.number}</span>
                    {version === newest && <Badge variant="good">Live</Badge>}
                    {version.restored_from !== null && <Badge>Restored from version {version.restored_from}</Badge>}
                  </p>
                  <p className="text-sm text-soft">
                    {authorName(version.author)}, <Time at={version.created_at} />
                  </p>
                  <p className="text-sm">
                    {version.changed.length > 0 ? version.changed.map(fieldName).join(", ") : "Initial version"}
                  </p>
                </div>
                <div className="flex flex-wrap gap-2">
                  <Button onClick={() => setComparing(version)} aria-label={`Compare version ${version.number}`}>
                    Compare
                  </Button>
                  {may(project.role, "developer") && version !== newest && (
                    <Button onClick={() => setRestoring(version)} aria-label={`Restore version ${version.number}`}>
                      Restore…
                    </Button>
                  )}
                </div>
              </li>
            ))}
          </ol>
          <Pager {...list} />
        </>
      )}
      <Dialog
        open={comparing !== null}
        onClose={() => setComparing(null)}
        title={`Version ${comparing?.number ?? ""}`}
        wide
      >
        {comparing && newest && <Comparison project={project} agent={agent} version={comparing} newest={newest} />}
      </Dialog>
      <ConfirmDialog
        open={restoring !== null}
        onClose={() => setRestoring(null)}
        title={`Restore version ${restoring?.number ?? ""}?`}
        action="Restore"
        harmless
        onConfirm={() => restore.mutateAsync(restoring?.number ?? 0)}
      >
        <p>
          It becomes version {(newest?.number ?? 0) + 1} and applies from the next reply. The current version stays in
          this list.
        </p>
        {restoring && newest && (
          <ConfigDiff
            before={editable(newest.config)}
            after={editable(restoring.config)}
            names={[`Version ${newest.number}`, `Version ${restoring.number}`]}
          />
        )}
      </ConfirmDialog>
    </Card>
  );
}

function useRestore(project: Project, agent: Agent) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (number: number) =>
      post<VersionedConfig>(projectPath(project.id, agentPath(agent.id, `/versions/${number}/restore`))),
    onSuccess: async (config, number) => {
      queries.setQueryData(keys.of(project.id, agentPath(agent.id, "/config")), config);
      toast.done(`Version ${number} restored`);
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.of(project.id, agentPath(agent.id, "/versions")) }),
        queries.invalidateQueries({ queryKey: keys.of(project.id, "/agents") }),
      ]);
    },
  });
}

/** Compares a version with the previous or the live version. */
function Comparison({
  project,
  agent,
  version,
  newest,
}: {
  project: Project;
  agent: Agent;
  version: ConfigVersion;
  newest: ConfigVersion;
}) {
  const [against, setAgainst] = useState<"previous" | "live">("previous");
  const path = agentPath(agent.id, "/versions");
  const query = { limit: 1, starting_after: version.number };
  const before = useQuery({
    queryKey: keys.of(project.id, path, query),
    queryFn: ({ signal }) => get<List<ConfigVersion>>(projectPath(project.id, path), query, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const previous = before.data?.data[0];
  return (
    <>
      {version.number !== newest.number && (
        <div className="mb-4 flex flex-wrap gap-2">
          <Button
            aria-pressed={against === "previous"}
            variant={against === "previous" ? "primary" : "secondary"}
            onClick={() => setAgainst("previous")}
          >
            Compare with previous
          </Button>
          <Button
            aria-pressed={against === "live"}
            variant={against === "live" ? "primary" : "secondary"}
            onClick={() => setAgainst("live")}
          >
            Compare with live
          </Button>
        </div>
      )}
      {against === "live" ? (
        <ConfigDiff
          before={editable(version.config)}
          after={editable(newest.config)}
          names={[`Version ${version.number}`, `Version ${newest.number}`]}
        />
      ) : before.error ? (
        <ErrorNote error={before.error} onRetry={before.refetch} />
      ) : before.isPending ? (
        <SkeletonLines count={3} />
      ) : (
        <ConfigDiff
          before={previous ? editable(previous.config) : EMPTY_CONFIG}
          after={editable(version.config)}
          names={[previous ? `Version ${previous.number}` : "Empty", `Version ${version.number}`]}
        />
      )}
    </>
  );
}
