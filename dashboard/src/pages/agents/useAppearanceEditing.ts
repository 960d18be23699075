import { useMutation } from "@tanstack/react-query";
import { post } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { Agent, Project } from "../../api/types";
import { toast } from "../../kit";
import { agentPath, useAgentChanged } from "../../shared/agents/agents";
import {
  type AppearanceForm,
  afterSave,
  appearanceFieldName,
  changeOf,
  changesOf,
  formOf,
  isValid,
  unlessEmpty,
} from "../../shared/appearance/appearance";
import { useUnsavedAppearance } from "../../shared/appearance/unsaved";

/** An agent's appearance being edited. */
export interface AppearanceEditing {
  form: AppearanceForm;
  /** The labels of the fields with unsaved changes. */
  changes: string[];
  valid: boolean;
  set: (change: Partial<AppearanceForm>) => void;
  save: () => void;
  saving: boolean;
  error: unknown;
  discard: () => void;
}

export function useAppearanceEditing(project: Project, agent: Agent): AppearanceEditing {
  const [unsaved, setUnsaved] = useUnsavedAppearance(agent.id);
  const changed = useAgentChanged(project.id);
  const saved = formOf(agent.appearance);
  const form = { ...saved, ...unsaved };
  const save = useMutation({
    // Only what was changed is sent, so the changes of others to other fields stay.
    mutationFn: ({ before, sent }: { before: AppearanceForm; sent: AppearanceForm }) =>
      post<Agent>(projectPath(project.id, agentPath(agent.id)), { appearance: changeOf(before, sent) }),
    onSuccess: (agent, { before, sent }) => {
      changed(agent);
      setUnsaved((latest) => afterSave(latest, before, sent));
      toast.done("Appearance saved");
    },
  });
  return {
    form,
    changes: Object.keys(changesOf(saved, unsaved ?? {})).map(appearanceFieldName),
    valid: isValid(form),
    set(change) {
      if (save.error) save.reset();
      setUnsaved((latest) => unlessEmpty(changesOf(saved, { ...latest, ...change })));
    },
    save: () => save.mutate({ before: saved, sent: form }),
    saving: save.isPending,
    error: save.error,
    discard() {
      save.reset();
      setUnsaved(() => undefined);
    },
  };
}
