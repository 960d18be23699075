import { useState } from "react";
import { fieldError } from "../../api/call";
import { whyNot } from "../../api/project";
import type { Project } from "../../api/types";
import { Card, Note, Stack } from "../../kit";
import { useModels } from "../agents/agents";
import { FallbackModels } from "./FallbackModels";
import { InitialTurn } from "./InitialTurn";
import { ModelField } from "./ModelField";
import { protocolOf } from "./models";
import { PreviewUser } from "./PreviewUser";
import { ProviderSettings } from "./ProviderSettings";
import { TemplateField } from "./TemplateField";
import type { ConfigEditing } from "./useConfig";

export interface ConfigFormProps {
  project: Project;
  agentId: string;
  editing: ConfigEditing;
  /** The user whom the templates are shown for, if that is chosen elsewhere. */
  previewFor?: string;
  /** In one narrow column. */
  compact?: boolean;
}

/** An agent's configuration. */
export function ConfigForm({ project, agentId, editing, previewFor, compact }: ConfigFormProps) {
  const [chosen, choose] = useState("");
  const models = useModels(project.id).data;
  const { config, set, error } = editing;
  const reason = whyNot(project.role, "developer");
  const disabled = reason !== undefined;
  const wrong = (field: string) => fieldError(error, field);
  const template = {
    projectId: project.id,
    agentId,
    userId: previewFor ?? chosen,
    compact,
    disabled,
  };
  return (
    <Stack>
      {reason && <Note>{reason} You can read the configuration.</Note>}
      <Card title="Model">
        <div className={compact ? "grid gap-5" : "grid gap-x-8 gap-y-5 lg:grid-cols-2"}>
          <ModelField
            project={project}
            label="Model"
            value={config.model}
            onChange={(model) => set({ model })}
            error={wrong("model")}
            disabled={disabled}
          />
          <FallbackModels
            project={project}
            model={config.model}
            value={config.fallback_models}
            onChange={(fallback_models) => set({ fallback_models })}
            error={wrong("fallback_models")}
            disabled={disabled}
          />
        </div>
      </Card>
      <Card
        title="Messages"
        description="Handlebars templates that see the user and the agent, such as {{user.first_name}}."
        actions={
          previewFor === undefined && (
            <div className="w-56 max-w-full">
              <PreviewUser projectId={project.id} value={chosen} onChange={choose} />
            </div>
          )
        }
      >
        <div className="@container flex flex-col gap-6">
          <TemplateField
            {...template}
            label="System message"
            hint="What the model is told before the conversation. Users can get it out of a model: put no secret into it."
            placeholder="You are {{agent.display_name}}, the support of Example Ltd. Be brief and friendly."
            value={config.system_message}
            onChange={(system_message) => set({ system_message })}
            error={wrong("system_message")}
            tall
          />
          <InitialTurn
            value={config.initial_turn}
            onChange={(initial_turn) => set({ initial_turn })}
            disabled={disabled}
          />
          {(config.initial_turn === "agent" || config.greeting_message) && (
            <TemplateField
              {...template}
              label="Greeting"
              hint={
                config.initial_turn === "agent"
                  ? "The first message of each conversation, in Markdown. While it is empty, nobody is greeted."
                  : "Kept, but not said, since the user speaks first."
              }
              placeholder="Hello {{user.first_name}}, what can I do for you?"
              value={config.greeting_message}
              onChange={(greeting_message) => set({ greeting_message })}
              error={wrong("greeting_message")}
              markdown
            />
          )}
        </div>
      </Card>
      <Card title="Settings of the provider" description="What is unset is left to the provider.">
        <div className="@container">
          <ProviderSettings
            config={config}
            protocol={protocolOf(models, config.model)}
            onChange={set}
            errors={wrong}
            disabled={disabled}
          />
        </div>
      </Card>
    </Stack>
  );
}
