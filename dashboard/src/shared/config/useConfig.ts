import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { VersionedConfig } from "../../api/types";
import { toast } from "../../kit";
import { agentPath, configQuery } from "../agents/agents";
import { type Config, changedFields, changeOf, editable, rebased } from "./change";
import { type Unsaved, useUnsaved } from "./unsaved";

/** An agent's configuration being edited. */
export interface ConfigEditing {
  /** The saved configuration. */
  saved: VersionedConfig;
  /** The configuration with unsaved changes. */
  config: Config;
  /** The version the edits are based on. Differs from `saved` if someone else has saved since. */
  base: VersionedConfig;
  /** The fields that differ from `base`. */
  changes: string[];
  set: (change: Partial<Config>) => void;
  save: () => Promise<void>;
  saving: boolean;
  error: unknown;
  discard: () => void;
  /** Reapplies the changes on top of `saved`. */
  rebase: () => void;
}

export function useConfig(project: string, agent: string) {
  const queries = useQueryClient();
  const query = useQuery({ ...configQuery(project, agent), refetchOnWindowFocus: true });
  const [unsaved, setUnsaved] = useUnsaved(agent);
  const save = useMutation({
    mutationFn: async () => {
      if (!unsaved) return;
      const change = changeOf(editable(unsaved.base), unsaved.edited);
      const path = projectPath(project, agentPath(agent, "/config"));
      return { sent: unsaved, saved: await post<VersionedConfig>(path, { ...change, based_on: unsaved.base.version }) };
    },
    onSuccess: async (done) => {
      if (!done) return;
      queries.setQueryData(keys.of(project, agentPath(agent, "/config")), done.saved);
      setUnsaved((latest) => afterSave(latest, done.sent, done.saved));
      toast.done("Saved. Applies from the next reply.");
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.of(project, agentPath(agent, "/versions")) }),
        queries.invalidateQueries({ queryKey: keys.of(project, "/agents") }),
      ]);
    },
    onError: (error) => {
      // Without a save in progress, an undone change is no change.
      setUnsaved((latest) => latest && unsavedOf(latest.base, latest.edited));
      // Someone else saved first: load their version to show both.
      if (error instanceof ApiError && error.status === 409) void query.refetch();
    },
  });

  const saved = query.data;
  if (!saved) return { query, editing: null };
  const base = unsaved?.base ?? saved;
  const config = unsaved?.edited ?? editable(saved);
  const editing: ConfigEditing = {
    saved,
    config,
    base,
    changes: unsaved ? changedFields(editable(base), config) : [],
    set(change) {
      const edited = { ...config, ...change };
      if (save.error) save.reset();
      setUnsaved(() => afterEdit(base, edited, save.isPending));
    },
    async save() {
      await save.mutateAsync().catch(() => undefined);
    },
    saving: save.isPending,
    error: save.error,
    discard() {
      save.reset();
      setUnsaved(() => undefined);
    },
    rebase() {
      save.reset();
      setUnsaved(() => unsavedOf(saved, rebased(editable(base), config, editable(saved))));
    },
  };
  return { query, editing };
}

/** Returns an edited configuration as unsaved, if it differs from its base. */
function unsavedOf(base: VersionedConfig, edited: Config): Unsaved | undefined {
  return changedFields(editable(base), edited).length > 0 ? { base, edited } : undefined;
}

/** Returns an edited configuration as unsaved. What is undone during a save is a change to what is then saved. */
export function afterEdit(base: VersionedConfig, edited: Config, isSaving: boolean): Unsaved | undefined {
  return isSaving ? { base, edited } : unsavedOf(base, edited);
}

/** Returns what is still unsaved after `sent` was saved: what the member has changed in the meantime. */
export function afterSave(latest: Unsaved | undefined, sent: Unsaved, saved: VersionedConfig): Unsaved | undefined {
  // Discarded meanwhile.
  if (!latest) return undefined;
  return unsavedOf(saved, rebased(sent.edited, latest.edited, editable(saved)));
}
