import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { ConfigVersion, List } from "../../api/types";
import { ago, Button, Dialog, Note } from "../../kit";
import { agentPath } from "../agents/agents";
import { authorName } from "./authors";
import { ConfigDiff } from "./ConfigDiff";
import { editable } from "./change";
import type { ConfigEditing } from "./useConfig";

/** Somebody else has saved while one was editing: who, what, and how to go on. */
export function ConflictNote({
  projectId,
  agentId,
  editing,
}: {
  projectId: string;
  agentId: string;
  editing: ConfigEditing;
}) {
  const [looking, setLooking] = useState(false);
  const { base, saved } = editing;
  const path = agentPath(agentId, "/versions");
  const newest = useQuery({
    queryKey: keys.of(projectId, path, { newest: saved.version }),
    queryFn: ({ signal }) => get<List<ConfigVersion>>(below(projectId, path), { limit: 1 }, signal),
  }).data?.data[0];
  return (
    <Note kind="warn">
      <p>
        {newest
          ? `${authorName(newest.author)} has changed it ${ago(newest.created_at, Date.now())}`
          : "It was changed"}
        , after you began: version {saved.version} is in force, and yours stands on version {base.version}.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onClick={() => setLooking(true)}>See what changed</Button>
        <Button onClick={editing.rebase}>Put my changes on top</Button>
      </div>
      <Dialog open={looking} onClose={() => setLooking(false)} title="What changed meanwhile" wide>
        <ConfigDiff
          before={editable(base)}
          after={editable(saved)}
          names={[`Version ${base.version}`, `Version ${saved.version}`]}
        />
      </Dialog>
    </Note>
  );
}
