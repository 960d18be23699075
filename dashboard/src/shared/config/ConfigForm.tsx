import { useState } from "react";
import { fieldError } from "../../api/call";
import { whyNot } from "../../api/project";
import type { Project } from "../../api/types";
import { Card, Note, Stack, Switch } from "../../kit";
import { useModels } from "../agents/agents";
import { FallbackModels } from "./FallbackModels";
import { InitialTurn } from "./InitialTurn";
import { ModelField } from "./ModelField";
import { protocolOf } from "./models";
import { PreviewUser } from "./PreviewUser";
import { ProviderSettings } from "./ProviderSettings";
import { TemplateField } from "./TemplateField";
import type { ConfigEditing } from "./useConfig";

/** A system message to begin with. */
const SYSTEM_TEMPLATE = `You are {{agent.display_name}}, the assistant of <your company>.

You help {{#if user.first_name}}{{user.first_name}}{{else}}users{{/if}} with <what they need help with>.

- Be brief and friendly. Answer in the language of the user.
- If you don’t know something, say so. Never invent facts.
- Don’t discuss topics other than <your product>.
`;

export interface ConfigFormProps {
  project: Project;
  agentId: string;
  editing: ConfigEditing;
  /** The user for previews, if selected elsewhere. */
  previewFor?: string;
  /** Single-column layout. */
  compact?: boolean;
}

/** Form for an agent's configuration. */
export function ConfigForm({ project, agentId, editing, previewFor, compact }: ConfigFormProps) {
  const [previewUser, setPreviewUser] = useState("");
  const models = useModels(project.id).data;
  const { config, set, error } = editing;
  const reason = whyNot(project.role, "developer");
  const disabled = reason !== undefined;
  const errorFor = (field: string) => fieldError(error, field);
  const template = {
    projectId: project.id,
    agentId,
    userId: previewFor ?? previewUser,
    compact,
    disabled,
  };
  return (
    <Stack>
      {reason && <Note>{reason}</Note>}
      <Card title="Model">
        <div className={compact ? "grid gap-5" : "grid gap-x-8 gap-y-5 lg:grid-cols-2"}>
          <ModelField
            project={project}
            label="Model"
            value={config.model}
            onChange={(model) => set({ model })}
            error={errorFor("model")}
            disabled={disabled}
          />
          <FallbackModels
            project={project}
            model={config.model}
            value={config.fallback_models}
            onChange={(fallback_models) => set({ fallback_models })}
            error={errorFor("fallback_models")}
            disabled={disabled}
          />
        </div>
      </Card>
      <Card
        title="Messages"
        description="Handlebars templates with access to the user and the agent, such as {{user.first_name}}."
        actions={
          previewFor === undefined && (
            <div className="w-56 max-w-full">
              <PreviewUser projectId={project.id} value={previewUser} onChange={setPreviewUser} />
            </div>
          )
        }
      >
        <div className="@container flex flex-col gap-6">
          <TemplateField
            {...template}
            label="System message"
            hint="Instructions for the model. Users may be able to extract it; don’t put secrets here."
            placeholder="You are {{agent.display_name}}, the support assistant of Example Ltd. Be brief and friendly."
            template={SYSTEM_TEMPLATE}
            value={config.system_message}
            onChange={(system_message) => set({ system_message })}
            error={errorFor("system_message")}
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
                  ? "First message of each conversation, in Markdown. Leave empty for no greeting."
                  : "Not used while the user speaks first."
              }
              placeholder="Hi {{user.first_name}}, how can I help?"
              value={config.greeting_message}
              onChange={(greeting_message) => set({ greeting_message })}
              error={errorFor("greeting_message")}
              markdown
            />
          )}
        </div>
      </Card>
      <Card title="Behavior">
        <div className="flex flex-col gap-4">
          <Switch
            label="Show reasoning to users"
            hint="What reasoning models think before they answer, folded above the reply. You always see it here."
            checked={config.show_reasoning}
            onChange={(show_reasoning) => set({ show_reasoning })}
            disabled={disabled}
          />
          <Switch
            label="Name conversations automatically"
            hint="After the first reply, a model writes a short title. It costs a few tokens per conversation."
            checked={config.auto_title}
            onChange={(auto_title) => set({ auto_title })}
            disabled={disabled}
          />
          {config.auto_title && (
            <div className={compact ? "" : "lg:w-1/2 lg:pr-4"}>
              <ModelField
                project={project}
                label="Title model"
                value={config.title_model}
                onChange={(title_model) => set({ title_model })}
                placeholder="Same as the agent’s"
                onClear={() => set({ title_model: "" })}
                hint="A small, cheap model is enough."
                error={errorFor("title_model")}
                disabled={disabled}
              />
            </div>
          )}
        </div>
      </Card>
      <Card title="Model settings" description="Unset values use the provider’s defaults.">
        <div className="@container">
          <ProviderSettings
            config={config}
            protocol={protocolOf(models, config.model)}
            onChange={set}
            errors={errorFor}
            disabled={disabled}
          />
        </div>
      </Card>
    </Stack>
  );
}
