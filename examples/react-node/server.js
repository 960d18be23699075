// The app's backend. It signs users in and proves their identity to Proficient.
import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import express from "express";
import { signIn, signOut, userOf } from "./sessions.js";
import { authenticate } from "./users.js";

function setting(name, defaultValue) {
  const value = process.env[name] ?? defaultValue;
  if (value) return value;
  console.error(`Please set ${name} (see README.md).`);
  process.exit(1);
}

// Never send this to the browser: anyone who has it can act as any user.
const HMAC_SECRET = setting("HMAC_SECRET");
const chat = {
  baseUrl: setting("PROFICIENT_URL", "http://localhost:8080"),
  apiKey: setting("PROFICIENT_API_KEY"),
  agentId: setting("PROFICIENT_AGENT_ID"),
};

const app = express();
app.use(express.json());

app.post("/api/login", (request, response) => {
  const user = authenticate(request.body?.id, request.body?.password);
  if (!user) return response.status(401).json({ error: "Wrong name or password" });
  signIn(request, response, user);
  response.json({ user, chat });
});

app.post("/api/logout", (request, response) => {
  signOut(request, response);
  response.json({});
});

app.get("/api/me", (request, response) => {
  const user = userOf(request);
  response.json({ user: user ?? null, chat });
});

// Returns the hash of the signed-in user. The user comes from the session, never from the request.
app.get("/api/hmac", (request, response) => {
  const user = userOf(request);
  if (!user) return response.status(401).json({ error: "Not signed in" });
  const userHmac = createHmac("sha256", HMAC_SECRET).update(user.id).digest("base64");
  response.set("Cache-Control", "no-store").json({ userHmac });
});

if (process.argv.includes("--dev")) {
  const { createServer } = await import("vite");
  const vite = await createServer({ server: { middlewareMode: true } });
  app.use(vite.middlewares);
} else {
  app.use(express.static(fileURLToPath(new URL("dist", import.meta.url))));
}

const server = app.listen(Number(setting("PORT", "3000")), () => {
  console.log(`The example is running at http://localhost:${server.address().port}`);
});
