import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Agent, Project } from "../../api/types";
import { Card, CodeTabs, CopyLine, Facts, Note, Stack } from "../../kit";
import { embedSnippets } from "./embedSnippets";

/** How to put an agent into an app. */
export function EmbedTab({ project, agent }: { project: Project; agent: Agent }) {
  const [shown, show] = useState<string>();
  const snippets = embedSnippets({
    url: location.origin,
    publishableKey: project.publishable_key,
    agentId: agent.id,
    hmac: project.hmac_enabled,
  });
  return (
    <Stack className="max-w-5xl">
      {!agent.active && (
        <Note kind="warn">The agent is inactive: users see it, but cannot talk to it until it is activated.</Note>
      )}
      <Card title="Put it into your app" description="With this project’s publishable key and this agent’s ID.">
        <div className="flex flex-col gap-4">
          <CodeTabs label="Embed" snippets={snippets} value={shown} onChange={show} />
          <Note>
            {project.hmac_enabled ? (
              <>HMAC authentication is on, so your backend proves who the user is. </>
            ) : (
              <>Anybody can claim to be any user while HMAC authentication is off. </>
            )}
            <Link
              to="/p/$projectId/settings"
              params={{ projectId: project.id }}
              search={{ tab: "hmac" }}
              className="font-medium underline"
            >
              {project.hmac_enabled ? "How to compute the hash" : "Turn it on before you go live"}
            </Link>
          </Note>
        </div>
      </Card>
      <Card title="What goes in">
        <Facts
          facts={[
            ["Server", <CopyLine key="url" text={location.origin} label="Copy the address of the server" />],
            ["Publishable key", <CopyLine key="key" text={project.publishable_key} label="Copy the publishable key" />],
            ["Agent", <CopyLine key="id" text={agent.id} label="Copy the agent’s ID" />],
          ]}
        />
      </Card>
    </Stack>
  );
}
