import type { Snippet } from "../../kit";

export interface Embedding {
  /** Where the server is. */
  url: string;
  publishableKey: string;
  agentId: string;
  /** Whether users must be proved. */
  hmac: boolean;
}

/** How an agent gets into an app. Keys, IDs and addresses are the only things that go in: names may hold anything. */
export function embedSnippets({ url, publishableKey, agentId, hmac }: Embedding): Snippet[] {
  return [
    {
      title: "React",
      code: `import { InteractionView } from "@proficient/react";

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

/** Your own backend computes the hash, for the user who is signed in. */
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
  data-user-external-id="the ID of the user who is signed in"${hmac ? '\n  data-user-hmac="the hash of that ID, from your backend"' : ""}
  async
></script>`,
    },
    {
      title: "curl",
      code: `# It reads answers with jq.
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
