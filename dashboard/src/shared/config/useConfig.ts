import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { VersionedConfig } from "../../api/types";
import { toast } from "../../kit";
import { agentPath, configQuery } from "../agents/agents";
import { applyChange, type Config, changedFields, changeOf, editable } from "./change";
import { useUnsaved } from "./unsaved";

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
      setUnsaved(undefined);
      toast.done("Saved. Applies from the next reply.");
      await Promise.all([
        queries.invalidateQueries({ queryKey: keys.of(project, agentPath(agent, "/versions")) }),
        queries.invalidateQueries({ queryKey: keys.of(project, "/agents") }),
      ]);
    },
    onError: (error) => {
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
      setUnsaved(changedFields(editable(base), edited).length > 0 ? { base, edited } : undefined);
    },
    async save() {
      await save.mutateAsync().catch(() => undefined);
    },
    saving: save.isPending,
    error: save.error,
    discard() {
      save.reset();
      setUnsaved(undefined);
    },
    rebase() {
      save.reset();
      const edited = applyChange(editable(saved), changeOf(editable(base), config));
      setUnsaved(changedFields(editable(saved), edited).length > 0 ? { base: saved, edited } : undefined);
    },
  };
  return { query, editing };
}
