import type { Snippet } from "../../kit";

/** The shape of the chat in a page. All else about its looks is part of the agent. */
export type Layout = "casual" | "formal";

export interface Embedding {
  /** URL of the server. */
  url: string;
  publishableKey: string;
  agentId: string;
  /** Whether requests need a user hash. */
  hmac: boolean;
  layout?: Layout;
}

/** Returns the command that installs a package, which the server serves itself. */
export const install = (url: string, name: "client" | "react") => `npm install ${url}/packages/proficient-${name}.tgz`;

/** Returns the embed code. */
export function embedSnippets(embedding: Embedding): Snippet[] {
  return [
    { title: "React", code: react(embedding) },
    { title: "Script", code: script(embedding) },
    { title: "JavaScript", code: javascript(embedding) },
    { title: "curl", code: curl(embedding) },
  ];
}

function react({ url, publishableKey, agentId, hmac, layout }: Embedding): string {
  const props = [
    `baseUrl="${url}"`,
    `apiKey="${publishableKey}"`,
    `agentId="${agentId}"`,
    "userExternalId={user.id}",
    hmac ? "userHmac={hash}" : "// Once HMAC authentication is on: userHmac={hash}",
    ...(layout === "formal" ? ['layout="formal"'] : []),
  ];
  return `import { InteractionView } from "@proficient/react";

export function Support({ user }: { user: { id: string } }) {
  return (
    <InteractionView
      ${props.join("\n      ")}
    />
  );
}

/** Your backend computes the hash for the signed-in user. */
async function hash(): Promise<string> {
  const response = await fetch("/proficient-hash");
  if (!response.ok) throw new Error("Not signed in");
  return response.text();
}`;
}

const layoutAttribute = (layout: Layout | undefined) => (layout === "formal" ? ['data-layout="formal"'] : []);

function script({ url, publishableKey, agentId, hmac, layout }: Embedding): string {
  const lines = [
    `src="${url}/widget.js"`,
    `data-api-key="${publishableKey}"`,
    `data-agent-id="${agentId}"`,
    'data-user-external-id="USER_ID"',
    ...(hmac ? ['data-user-hmac="HASH_FROM_YOUR_BACKEND"'] : []),
    ...layoutAttribute(layout),
    "async",
  ];
  return `<script\n  ${lines.join("\n  ")}\n></script>`;
}

/** A page's calls wait here until the widget has loaded (docs/guide/widget.md). */
const QUEUE = `(function (page) {
    var stub = (page.Proficient = page.Proficient || { queue: [] });
    ["start", "shutdown", "open", "close", "identify", "logout", "on"].forEach(function (name) {
      stub[name] = stub[name] || function () {
        var call = { name: name, args: arguments };
        stub.queue.push(call);
        return function () { call.stop ? call.stop() : (call.name = ""); };
      };
    });
  })(window);`;

function javascript({ url, publishableKey, agentId, hmac, layout }: Embedding): string {
  const settings = [
    `apiKey: "${publishableKey}",`,
    `agentId: "${agentId}",`,
    ...(layout === "formal" ? ['layout: "formal",'] : []),
  ];
  const hash = hmac ? '\n    userHmac: () => fetch("/proficient-hash").then((response) => response.text()),' : "";
  return `<script>
  // Calls wait until the widget has loaded.
  ${QUEUE}
  Proficient.start({
    ${settings.join("\n    ")}
  });
</script>
<script src="${url}/widget.js" async></script>
<script>
  // When a user signs in. Until then the launcher is hidden; call Proficient.logout() when they sign out.
  Proficient.identify({
    userExternalId: user.id,${hash}
  });
  // Proficient.open() and Proficient.close() show and hide the chat.
</script>`;
}

function curl({ url, publishableKey, agentId, hmac }: Embedding): string {
  return `curl "${url}/turns" \\
  -H "X-PROFICIENT-API-KEY: ${publishableKey}" \\
  -H "X-PROFICIENT-USER-EXTERNAL-ID: user-1" \\${hmac ? '\n  -H "X-PROFICIENT-USER-HMAC: $PROFICIENT_USER_HMAC" \\' : ""}
  -H "Content-Type: application/json" \\
  -d '{"agent_id": "${agentId}", "content": "Hello!"}'`;
}
