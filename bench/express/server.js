// The yardstick for turns: what a developer would write by hand with Express 5 and better-sqlite3 instead of running
// Proficient. One request is a turn: the user's signature is checked, the message is stored durably, the provider's
// reply is streamed on and stored. It speaks the part of Proficient's API that the load generator uses.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import Database from "better-sqlite3";
import express from "express";

const { DATABASE, HMAC_SECRET, OPENAI_BASE_URL, OPENAI_API_KEY, MODEL = "mock" } = process.env;
const SYSTEM = "You are Bench, a friendly assistant.";

const db = new Database(DATABASE);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE interactions (id TEXT PRIMARY KEY, user_id TEXT NOT NULL, created_at INTEGER NOT NULL);
  CREATE INDEX interactions_by_user ON interactions (user_id, created_at);
  CREATE TABLE messages (id TEXT PRIMARY KEY, interaction_id TEXT NOT NULL REFERENCES interactions (id), parent_id TEXT,
    sent_by TEXT NOT NULL, status TEXT NOT NULL, content TEXT NOT NULL, created_at INTEGER NOT NULL);
  CREATE INDEX messages_by_interaction ON messages (interaction_id, created_at);`);
const insertInteraction = db.prepare("INSERT INTO interactions VALUES (?, ?, ?)");
const listInteractions = db.prepare("SELECT * FROM interactions WHERE user_id = ? ORDER BY created_at DESC LIMIT 20");
const ownInteraction = db.prepare("SELECT 1 FROM interactions WHERE id = ? AND user_id = ?");
const insertMessage = db.prepare(
  "INSERT INTO messages VALUES (@id, @interaction_id, @parent_id, @sent_by, @status, @content, @created_at)",
);
const finishMessage = db.prepare("UPDATE messages SET status = 'completed', content = ? WHERE id = ?");
const path = db.prepare(`WITH RECURSIVE path AS (SELECT * FROM messages WHERE id = ? UNION ALL
  SELECT m.* FROM path JOIN messages m ON m.id = path.parent_id) SELECT sent_by, content FROM path ORDER BY created_at`);

const newId = (prefix) => prefix + randomBytes(18).toString("hex");
const app = express();
app.use(express.json());

app.use((req, res, next) => {
  const user = req.get("x-proficient-user-external-id") ?? "";
  const expected = createHmac("sha256", HMAC_SECRET).update(user).digest();
  const given = Buffer.from(req.get("x-proficient-user-hmac") ?? "", "base64");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return res.sendStatus(401);
  res.locals.user = user;
  next();
});

app.get("/interactions", (_req, res) => res.json({ data: listInteractions.all(res.locals.user), has_more: false }));

app.post("/interactions", (_req, res) => {
  const interaction = { id: newId("int_"), user_id: res.locals.user, created_at: Date.now() };
  insertInteraction.run(interaction.id, interaction.user_id, interaction.created_at);
  res.json({ interaction, messages: [] });
});

app.post("/turns", async (req, res) => {
  const { interaction_id, content, parent_id = null } = req.body;
  if (typeof content !== "string" || !ownInteraction.get(interaction_id, res.locals.user)) return res.sendStatus(404);
  const row = (sent_by, parent, status, text) => ({
    id: newId("msg_"),
    interaction_id,
    parent_id: parent,
    sent_by,
    status,
    content: text,
    created_at: Date.now(),
  });
  const message = row("user", parent_id, "completed", content);
  insertMessage.run(message);
  const reply = row("agent", message.id, "in_progress", "");
  insertMessage.run(reply);

  const send = (event, data) => res.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  res.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
  send("message.created", message);
  send("message.created", reply);
  const messages = path
    .all(message.id)
    .map((m) => ({ role: m.sent_by === "user" ? "user" : "assistant", content: m.content }));
  const upstream = await fetch(`${OPENAI_BASE_URL}/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${OPENAI_API_KEY}`, "content-type": "application/json" },
    body: JSON.stringify({ model: MODEL, stream: true, messages: [{ role: "system", content: SYSTEM }, ...messages] }),
  });
  let rest = "";
  for await (const bytes of upstream.body.pipeThrough(new TextDecoderStream())) {
    const events = (rest + bytes).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.slice("data: ".length);
      const delta = data === "[DONE]" ? undefined : JSON.parse(data).choices[0]?.delta?.content;
      if (!delta) continue;
      reply.content += delta;
      send("message.delta", { id: reply.id, delta });
    }
  }
  finishMessage.run(reply.content, reply.id);
  send("message.completed", { ...reply, status: "completed" });
  res.end();
});

const listener = app.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${listener.address().port}`));
