import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Agent, Project } from "../../api/types";
import { Card, CodeTabs, CopyLine, Facts, Note, Stack } from "../../kit";
import { embedSnippets } from "./embedSnippets";

/** Code for adding an agent to an app. */
export function EmbedTab({ project, agent }: { project: Project; agent: Agent }) {
  const [selected, setSelected] = useState<string>();
  const snippets = embedSnippets({
    url: location.origin,
    publishableKey: project.publishable_key,
    agentId: agent.id,
    hmac: project.hmac_enabled,
  });
  return (
    <Stack className="max-w-5xl">
      {!agent.active && (
        <Note kind="warn">This agent is inactive. Users can see it but can’t chat with it until you activate it.</Note>
      )}
      <Card
        title="Add to your app"
        description="These snippets contain this project’s publishable key and this agent’s ID."
      >
        <div className="flex flex-col gap-4">
          <CodeTabs label="Embed" snippets={snippets} value={selected} onChange={setSelected} />
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
