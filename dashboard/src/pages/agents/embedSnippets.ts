import type { Snippet } from "../../kit";

export interface Embedding {
  /** URL of the server. */
  url: string;
  publishableKey: string;
  agentId: string;
  /** Whether requests need a user hash. */
  hmac: boolean;
}

/** Returns the embed code. Only keys, IDs and URLs are inserted, because names may contain anything. */
export function embedSnippets({ url, publishableKey, agentId, hmac }: Embedding): Snippet[] {
  return [
    {
      title: "React",
      code: `// npm install ${url}/packages/proficient-react.tgz
import { InteractionView } from "@proficient/react";

export function Support({ user }: { user: { id: string } }) {
  return (
    <InteractionView
      baseUrl="${url}"
      apiKey="${publishableKey}"
      agentId="${agentId}"
      userExternalId={user.id}${hmac ? "\n      userHmac={hash}" : ""}
    />
  );
}${
        hmac
          ? `

/** Your backend computes the hash for the signed-in user. */
async function hash(): Promise<string> {
  const response = await fetch("/proficient-hash");
  if (!response.ok) throw new Error("Not signed in");
  return response.text();
}`
          : ""
      }`,
    },
    {
      title: "Script",
      code: `<script
  src="${url}/widget.js"
  data-api-key="${publishableKey}"
  data-agent-id="${agentId}"
  data-user-external-id="USER_ID"${hmac ? '\n  data-user-hmac="HASH_FROM_YOUR_BACKEND"' : ""}
  async
></script>`,
    },
    {
      title: "curl",
      code: `# Requires jq.
proficient() {
  curl -sS "${url}$1" \\
    -H "X-PROFICIENT-API-KEY: ${publishableKey}" \\
    -H "X-PROFICIENT-USER-EXTERNAL-ID: user-1" \\${hmac ? '\n    -H "X-PROFICIENT-USER-HMAC: $PROFICIENT_USER_HMAC" \\' : ""}
    -H "Content-Type: application/json" "\${@:2}"
}

interaction=$(proficient /interactions -d '{"agent_id": "${agentId}"}' | jq -r .interaction.id)
message=$(proficient /messages -d '{"interaction_id": "'$interaction'", "content": "Hello!"}' | jq -r .id)
proficient "/messages/$message/ask" -d '{"interaction_id": "'$interaction'"}'`,
    },
  ];
}
