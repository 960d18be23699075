import type { Snippet } from "../../kit";

/** How the chat looks in a page. */
export interface Design {
  /** The primary color, as `#rrggbb`. */
  color: string;
  scheme: "auto" | "light" | "dark";
  layout: "casual" | "formal";
  /** The corner of the widget. */
  side: "left" | "right";
  /** The widget's accessible name and tooltip; "" for the default. */
  label: string;
  /** Title of an empty conversation, in the React component; "" for the default. */
  welcome: string;
}

export const DEFAULT_DESIGN: Design = {
  color: "#3457d5",
  scheme: "auto",
  layout: "casual",
  side: "right",
  label: "",
  welcome: "",
};

export interface Embedding {
  /** URL of the server. */
  url: string;
  publishableKey: string;
  agentId: string;
  /** Whether requests need a user hash. */
  hmac: boolean;
  design?: Design;
}

/** Returns the command that installs a package, which the server serves itself. */
export const install = (url: string, name: "client" | "react") => `npm install ${url}/packages/proficient-${name}.tgz`;

/** Returns the embed code. Names may contain anything, so texts are inserted as literals or escaped. */
export function embedSnippets(embedding: Embedding): Snippet[] {
  return [
    { title: "React", code: react(embedding) },
    { title: "Script", code: script(embedding) },
    { title: "JavaScript", code: javascript(embedding) },
    { title: "curl", code: curl(embedding) },
  ];
}

function react({ url, publishableKey, agentId, hmac, design = DEFAULT_DESIGN }: Embedding): string {
  const theme = themeCode(design);
  const props = [
    `baseUrl="${url}"`,
    `apiKey="${publishableKey}"`,
    `agentId="${agentId}"`,
    "userExternalId={user.id}",
    hmac ? "userHmac={hash}" : "// Once HMAC authentication is on: userHmac={hash}",
    ...(theme ? ["theme={theme}"] : design.scheme === "auto" ? [] : [`theme="${design.scheme}"`]),
    ...(design.layout === "formal" ? ['layout="formal"'] : []),
    ...(design.welcome ? [`strings={{ welcome: ${JSON.stringify(design.welcome)} }}`] : []),
  ];
  return `import { ${theme ? "createTheme, " : ""}InteractionView } from "@proficient/react";
${theme ? `\n${theme}\n` : ""}
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

/** Returns the code that creates a theme; "" for a built-in one. */
function themeCode({ color, scheme }: Design): string {
  if (color === DEFAULT_DESIGN.color) return "";
  const create = (base: string) => `createTheme({ base: "${base}", colors: { primary: "${color}" } })`;
  if (scheme !== "auto") return `const theme = ${create(scheme)};`;
  return `const theme = { light: ${create("light")}, dark: ${create("dark")} };`;
}

/** Returns the attributes of the script tag that differ from the defaults. */
function attributes({ color, scheme, layout, side, label }: Design): string[] {
  return [
    ...(color === DEFAULT_DESIGN.color ? [] : [`data-primary-color="${color}"`]),
    ...(scheme === "auto" ? [] : [`data-theme="${scheme}"`]),
    ...(layout === "casual" ? [] : [`data-layout="${layout}"`]),
    ...(side === "right" ? [] : [`data-side="${side}"`]),
    ...(label ? [`data-label="${escaped(label)}"`] : []),
  ];
}

function script({ url, publishableKey, agentId, hmac, design = DEFAULT_DESIGN }: Embedding): string {
  const lines = [
    `src="${url}/widget.js"`,
    `data-api-key="${publishableKey}"`,
    `data-agent-id="${agentId}"`,
    'data-user-external-id="USER_ID"',
    ...(hmac ? ['data-user-hmac="HASH_FROM_YOUR_BACKEND"'] : []),
    ...attributes(design),
    "async",
  ];
  return `<script\n  ${lines.join("\n  ")}\n></script>`;
}

function javascript({ url, publishableKey, agentId, hmac, design = DEFAULT_DESIGN }: Embedding): string {
  const lines = [
    `src="${url}/widget.js"`,
    `data-api-key="${publishableKey}"`,
    `data-agent-id="${agentId}"`,
    ...attributes(design),
  ];
  const hash = hmac ? '\n    userHmac: () => fetch("/proficient-hash").then((response) => response.text()),' : "";
  return `<script
  ${lines.join("\n  ")}
></script>
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

/** Escapes text for an HTML attribute in double quotes. */
function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
