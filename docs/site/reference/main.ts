// The API reference: Scalar, with the OpenAPI document of this server and nothing from elsewhere.
import { createApiReference } from "@scalar/api-reference";
import "@scalar/api-reference/style.css";
import type { OpenApi } from "./openapi.js";
import { addSamples } from "./samples.js";
import "./style.css";
import { followTheme, isDark } from "./theme.js";

async function show(): Promise<void> {
  const response = await fetch("/openapi.json");
  const document = (await response.json()) as OpenApi;
  addSamples(document);
  createApiReference("#reference", {
    content: document as unknown as Record<string, unknown>,
    servers: [{ url: location.origin, description: "This server" }],
    darkMode: isDark(),
    authentication: { preferredSecurityScheme: "admin" },
    defaultHttpClient: { targetKey: "shell", clientKey: "curl" },
    documentDownloadType: "none",
    modelsSectionLabel: "Objects",
    // Everything below would load something from elsewhere or lead there.
    withDefaultFonts: false,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: "never",
    agent: { disabled: true },
    mcp: { disabled: true },
  });
  followTheme();
}

void show();
