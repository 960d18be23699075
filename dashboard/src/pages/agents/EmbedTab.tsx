import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { otherError } from "../../api/call";
import { may } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import { Card, CodeBlock, CodeTabs, CopyLine, ErrorNote, Facts, Field, Loading, Note, Select, Stack } from "../../kit";
import { UnsavedBar } from "../../shared/agents/UnsavedBar";
import { SERVER_FIELDS } from "../../shared/appearance/appearance";
import { EmbedDesigner } from "./EmbedDesigner";
import { embedSnippets, install, type Layout } from "./embedSnippets";
import { type AppearanceEditing, useAppearanceEditing } from "./useAppearanceEditing";

const EmbedPreview = lazy(() => import("./EmbedPreview").then(({ EmbedPreview }) => ({ default: EmbedPreview })));

const LAYOUTS = [
  { value: "casual", label: "Casual (bubbles)" },
  { value: "formal", label: "Formal (full width)" },
];

/** How an agent appears in the chat, and code for adding it to an app. */
export function EmbedTab({ project, agent }: { project: Project; agent: Agent }) {
  const [selected, setSelected] = useState("React");
  const [layout, setLayout] = useState<Layout>("casual");
  const editing = useAppearanceEditing(project, agent);
  const snippets = embedSnippets({
    url: location.origin,
    publishableKey: project.publishable_key,
    agentId: agent.id,
    hmac: project.hmac_enabled,
    layout,
  });
  return (
    <Stack>
      {!agent.active && (
        <Note kind="warn">This agent is inactive. Users can see it but can’t chat with it until you activate it.</Note>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(18rem,24rem)_minmax(0,1fr)]">
        <EmbedDesigner project={project} agent={agent} editing={editing} />
        {may(project.role, "developer") && (
          <div className="min-w-0 lg:sticky lg:top-5">
            <Suspense fallback={<Loading />}>
              <EmbedPreview project={project} agent={agent} form={editing.form} layout={layout} />
            </Suspense>
          </div>
        )}
      </div>
      <Card
        title="Add to your app"
        description="These snippets contain this project’s publishable key and this agent’s ID."
      >
        <div className="flex flex-col gap-4">
          <Field label="Layout" hint="Part of the code, not of the agent." className="max-w-xs">
            <Select value={layout} options={LAYOUTS} onChange={(value) => setLayout(value as Layout)} />
          </Field>
          <CodeTabs label="Embed" snippets={snippets} value={selected} onChange={setSelected} />
          {selected === "React" && <CodeBlock label="Install" code={install(location.origin, "react")} />}
          <Note>
            {project.hmac_enabled ? (
              <>HMAC authentication is on: your backend must compute a hash for each user. </>
            ) : (
              <>While HMAC authentication is off, anyone can impersonate any user. </>
            )}
            <Link
              to="/p/$projectId/settings"
              params={{ projectId: project.id }}
              search={{ tab: "hmac" }}
              className="font-medium underline"
            >
              {project.hmac_enabled ? "How to compute the hash" : "Turn it on before going live"}
            </Link>
          </Note>
        </div>
      </Card>
      <Card title="Values">
        <Facts
          facts={[
            ["Server URL", <CopyLine key="url" text={location.origin} label="Copy server URL" />],
            ["Publishable key", <CopyLine key="key" text={project.publishable_key} label="Copy publishable key" />],
            ["Agent ID", <CopyLine key="id" text={agent.id} label="Copy agent ID" />],
          ]}
        />
      </Card>
      <AppearanceBar editing={editing} />
    </Stack>
  );
}

/** Hidden when nothing is unsaved. */
function AppearanceBar({ editing }: { editing: AppearanceEditing }) {
  const error = otherError(editing.error, ...SERVER_FIELDS);
  if (editing.changes.length === 0) return null;
  return (
    <UnsavedBar
      changes={editing.changes}
      saving={editing.saving}
      disabled={!editing.valid}
      onSave={editing.save}
      onDiscard={editing.discard}
      notes={
        <>
          {error !== null && <ErrorNote error={error} title="Changes not saved" />}
          {!editing.valid && <Note kind="warn">Correct the marked fields before saving.</Note>}
        </>
      }
    />
  );
}
