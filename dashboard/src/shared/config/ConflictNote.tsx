import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { ConfigVersion, List } from "../../api/types";
import { ago, Button, Dialog, Note } from "../../kit";
import { agentPath } from "../agents/agents";
import { authorName } from "./authors";
import { ConfigDiff } from "./ConfigDiff";
import { editable } from "./change";
import type { ConfigEditing } from "./useConfig";

/** Shown when someone else saved while the member was editing. */
export function ConflictNote({
  projectId,
  agentId,
  editing,
}: {
  projectId: string;
  agentId: string;
  editing: ConfigEditing;
}) {
  const [comparing, setComparing] = useState(false);
  const { base, saved } = editing;
  const path = agentPath(agentId, "/versions");
  const newest = useQuery({
    queryKey: keys.of(projectId, path, { newest: saved.version }),
    queryFn: ({ signal }) => get<List<ConfigVersion>>(projectPath(projectId, path), { limit: 1 }, signal),
  }).data?.data[0];
  return (
    <Note kind="warn">
      <p>
        {newest
          ? `${authorName(newest.author)} saved changes ${ago(newest.created_at, Date.now())}.`
          : "Someone else saved changes."}{" "}
        Version {saved.version} is live; you started from version {base.version}.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={() => setComparing(true)}>View changes</Button>
        <Button onClick={editing.rebase}>Apply my changes on top</Button>
      </div>
      <Dialog open={comparing} onClose={() => setComparing(false)} title="Changes since you started" wide>
        <ConfigDiff
          before={editable(base)}
          after={editable(saved)}
          names={[`Version ${base.version}`, `Version ${saved.version}`]}
        />
      </Dialog>
    </Note>
  );
}
