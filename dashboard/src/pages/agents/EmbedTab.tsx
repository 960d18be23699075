import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { may } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import { Card, CodeBlock, CodeTabs, CopyLine, Facts, Loading, Note, Stack } from "../../kit";
import { EmbedDesigner } from "./EmbedDesigner";
import { DEFAULT_DESIGN, embedSnippets, install } from "./embedSnippets";

const EmbedPreview = lazy(() => import("./EmbedPreview").then(({ EmbedPreview }) => ({ default: EmbedPreview })));

/** Code for adding an agent to an app, and how the chat looks there. */
export function EmbedTab({ project, agent }: { project: Project; agent: Agent }) {
  const [selected, setSelected] = useState("React");
  const [design, setDesign] = useState(DEFAULT_DESIGN);
  const snippets = embedSnippets({
    url: location.origin,
    publishableKey: project.publishable_key,
    agentId: agent.id,
    hmac: project.hmac_enabled,
    design,
  });
  return (
    <Stack>
      {!agent.active && (
        <Note kind="warn">This agent is inactive. Users can see it but can’t chat with it until you activate it.</Note>
      )}
      <Card title="Appearance" description="Changes the preview and the code below. Nothing is saved here.">
        <div className="grid gap-5 lg:grid-cols-[minmax(14rem,18rem)_minmax(0,1fr)]">
          <EmbedDesigner design={design} onChange={setDesign} />
          {may(project.role, "developer") && (
            <Suspense fallback={<Loading />}>
              <EmbedPreview project={project} agent={agent} design={design} />
            </Suspense>
          )}
        </div>
      </Card>
      <Card
        title="Add to your app"
        description="These snippets contain this project’s publishable key and this agent’s ID."
      >
        <div className="flex flex-col gap-4">
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
    </Stack>
  );
}
