// The screenshots of the dashboard in docs/images. Runs only with SCREENSHOTS=1, because it tests nothing else.
import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import { ProficientClient as AdminClient } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { createProject, enableHmac, listen, MODEL, type ProjectKeys } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, it, vi } from "vitest";
import { type Dashboard, dashboard, OWNER, path, setUp } from "../src/index.js";

const FOLDER = process.env.SCREENSHOTS_FOLDER ?? path("../../docs/images");
const NARROW = { width: 390, height: 844 };
const WIDE = { width: 1280, height: 800 };

describe.runIf(process.env.SCREENSHOTS)("screenshots", () => {
  let d: Dashboard;
  let keys: ProjectKeys;
  let agent: string;
  let conversation: string;
  let bakery: Awaited<ReturnType<typeof startBakery>>;
  const at = (page: string) => d.at(`/p/${keys.project_id}${page}`);

  beforeAll(async () => {
    await mkdir(FOLDER, { recursive: true });
    bakery = await startBakery();
    d = await dashboard({ PROFICIENT_CONNECTIONS__TEST__BASE_URL: `${bakery.url}/v1` });
    keys = await createProject(d.server, "Bakery");
    await (await setUp(d)).context().close();
    const admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: d.server.url });
    ({ id: agent } = await admin.agents.create({
      model: MODEL,
      name: "Baker",
      displayName: "Baker",
      systemMessage:
        "You are {{agent.display_name}}, the assistant of a small bakery.\n\n{{#if user.first_name}}You are talking to {{user.first_name}}.{{/if}}\nBe brief and friendly. Offer what is fresh today.",
      initialTurn: "agent",
      greetingMessage: "Hello {{user.first_name}}! What can I bake for you?",
    }));
    await admin.agents.activate(agent);
    const headers = { Origin: d.server.url };
    const page = await signedIn("light", WIDE);
    const price = { model: MODEL, input: 2.5, output: 10 };
    await page.request.post(d.at(`/api/projects/${keys.project_id}/prices`), { data: price, headers });
    const people = ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Edsger Dijkstra", "Barbara Liskov"];
    for (const [number, name] of people.entries()) {
      const [firstName = "", lastName = ""] = name.split(" ");
      const userExternalId = `user-${number + 1}`;
      await admin.users.create({ externalId: userExternalId, firstName, lastName });
      const user = new ProficientClient({ apiKey: keys.publishable_key, userExternalId, baseUrl: d.server.url });
      for (let turn = 0; turn <= number; turn++) {
        const asked = EXCHANGES[(turn + number) % EXCHANGES.length]?.ask ?? "";
        const content = number === 4 && turn === 4 ? FAILING : asked;
        const taken = await user.turns.create({ agentId: agent, content }).catch(() => undefined);
        if (taken && turn === 0) await user.messages.feedback(taken.reply.id, { rating: "up" }).catch(() => undefined);
        if (number === 0 && taken) conversation = taken.interaction.id;
      }
    }
    const user = new ProficientClient({
      apiKey: keys.publishable_key,
      userExternalId: "user-1",
      baseUrl: d.server.url,
    });
    for (const { ask } of EXCHANGES) await user.turns.create({ agentId: agent, content: ask });
    const counted = async () => {
      const response = await page.request.get(d.at(`/api/projects/${keys.project_id}/analytics`));
      return ((await response.json()) as { totals: { cost: number } }).totals.cost;
    };
    await vi.waitUntil(async () => (await counted()) > 0, { timeout: 40_000, interval: 500 });
    await page.context().close();
    await enableHmac(d.server, keys);
  }, 120_000);
  afterAll(async () => {
    await d?.stop();
    await bakery?.close();
  });

  async function signedIn(colorScheme: "light" | "dark", viewport: typeof WIDE): Promise<Page> {
    const page = await d.open("/login", { colorScheme, viewport, reducedMotion: "reduce" });
    await page.getByLabel("Email").fill(OWNER.email);
    await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Projects" }).waitFor();
    return page;
  }

  const pages = () =>
    [
      ["home", ""],
      ["agent", `/agents/${agent}`],
      ["embed", `/agents/${agent}?tab=embed`],
      ["playground", `/playground?agent=${agent}`],
      ["conversations", "/conversations"],
      ["conversation", `/conversations/${conversation}`],
      ["users", "/users"],
      ["analytics", "/analytics?range=7d"],
      ["hmac", "/settings?tab=hmac"],
      ["connections", "/settings?tab=connections"],
      ["origins", "/settings?tab=origins"],
      ["members", "/members"],
      ["audit", "/audit"],
    ] as const;
  /** The ones in the README. */
  const KEPT = new Set([
    "agent-light-wide",
    "playground-light-wide",
    "analytics-dark-wide",
    "hmac-dark-wide",
    "conversation-light-narrow",
  ]);

  it.each([
    ["light", "wide"],
    ["dark", "wide"],
    ["light", "narrow"],
    ["dark", "narrow"],
  ] as const)(
    "%s, %s",
    async (scheme, width) => {
      const page = await signedIn(scheme, width === "wide" ? WIDE : NARROW);
      for (const [name, url] of pages()) {
        const file = `${name}-${scheme}-${width}`;
        if (!process.env.SCREENSHOTS_FOLDER && !KEPT.has(file)) continue;
        await page.goto(at(url));
        await page.getByRole("heading", { level: 1 }).waitFor();
        await page.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
        if (name === "playground") await chat(page, width === "wide");
        if (name === "agent") {
          await page.getByRole("textbox", { name: "System message" }).waitFor();
          // The editor measures its lines after it was painted.
          await page.waitForFunction(() => {
            const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect().top ?? 0;
            return Math.abs(top(".cm-lineNumbers .cm-gutterElement:nth-child(2)") - top(".cm-line")) < 3;
          });
        }
        if (name === "embed") await page.getByRole("textbox", { name: /Message to/ }).waitFor();
        if (name === "analytics") await page.locator(".recharts-surface").first().waitFor();
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({
          path: `${FOLDER}/dashboard-${file}.png`,
          fullPage: process.env.SCREENSHOTS === "full",
        });
      }
      await page.context().close();
    },
    180_000,
  );
});

interface Exchange {
  ask: string;
  think?: string;
  say: string;
  finish?: string;
}

/** What users ask, and what the model answers. */
const EXCHANGES: Exchange[] = [
  {
    ask: "Which bread goes with a cheese board tomorrow?",
    think: "Sourdough takes a day, so it has to be started this evening.",
    say: "For tomorrow I’d suggest a **sourdough**:\n\n1. Mix flour, water and starter tonight\n2. Bake it at 8 in the morning",
  },
  { ask: "Do you have rye bread?", say: "Yes! We have rye, spelt and a **seeded loaf**, all baked this morning." },
  { ask: "Is the seeded loaf vegan?", say: "It is: only flour, water, salt and seeds. Shall I put one aside for you?" },
  {
    ask: "How many rolls are in a baker’s dozen?",
    say: "Thirteen: one more than you pay for. The custom goes back to",
    finish: "length",
  },
];
/** A question that the provider fails to answer. */
const FAILING = "Can I order a wedding cake?";

/** Starts a provider that knows these answers. */
function startBakery() {
  return listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (request.method !== "POST") {
        response.end(JSON.stringify({ object: "list", data: [{ id: "script", object: "model" }] }));
        return;
      }
      const asked = (JSON.parse(body) as { messages: { content: string }[] }).messages.at(-1)?.content;
      const found = EXCHANGES.find(({ ask }) => ask === asked);
      if (!found) {
        response.writeHead(400, { "Content-Type": "application/json" });
        response.end(JSON.stringify({ error: { message: "You exceeded your current quota." } }));
        return;
      }
      response.writeHead(200, { "Content-Type": "text/event-stream" });
      const send = (delta: object, finish_reason: string | null = null) =>
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
      if (found.think) send({ reasoning_content: found.think });
      send({ content: found.say });
      send({}, found.finish ?? "stop");
      response.end("data: [DONE]\n\n");
    }),
  );
}

/** Sends a message, and shows the request to the model. */
async function chat(page: Page, isWide: boolean): Promise<void> {
  await page.getByRole("textbox", { name: "Message to" }).fill("Do you have rye bread?");
  await page.keyboard.press("Enter");
  await page.getByText("all baked this morning").first().waitFor();
  if (isWide) await page.getByRole("button", { name: "Requests" }).click();
}
