// The dashboard in a real browser: home, users, conversations and analytics.
import { ProficientClient as AdminClient } from "@proficient/admin";
import { ProficientClient } from "@proficient/client";
import { createProject, MODEL, type ProjectKeys, script } from "@proficient/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dashboard, dashboard, downloaded, invite, join, OWNER, setUp, violations } from "../src/index.js";

/** Hostile user name and message. */
const NAME = '<img src=x onerror="document.title=1">';
const HOSTILE =
  "<script>document.title=1</script>\n\n**[click](javascript:alert(1))** and [safe](https://example.com/)";

let d: Dashboard;
let page: Page;
let keys: ProjectKeys;
let admin: AdminClient;
let agent: string;
let conversation: string;
beforeAll(async () => {
  d = await dashboard();
  page = await setUp(d);
  keys = await createProject(d.server, "Parcels");
  admin = new AdminClient({ secretKey: keys.secret_key, baseUrl: d.server.url });
});
afterAll(() => d.stop());

const at = (path: string) => d.at(`/p/${keys.project_id}${path}`);
const user = (userExternalId: string) =>
  new ProficientClient({ apiKey: keys.publishable_key, userExternalId, baseUrl: d.server.url });

describe("a new project", () => {
  it("shows the next steps and marks completed ones", async () => {
    await page.goto(at(""));
    await page.getByText("1 of 4 completed").waitFor(); // the test provider is connected
    await page.getByText("No conversations yet.").waitFor();
    const link = page.getByRole("link", { name: "Create agent" });
    expect(new URL((await link.getAttribute("href")) ?? "", d.server.url).pathname).toMatch(/\/agents$/);
    const made = await admin.agents.create({ model: MODEL, name: "Parcel agent" });
    agent = made.id;
    await admin.agents.activate(agent);
    await page.reload();
    await page.getByText("2 of 4 completed").waitFor();
    await page.getByRole("link", { name: "Get the code" }).waitFor();
  });

  it("has empty states that explain what appears there", async () => {
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByText("Users appear here automatically").waitFor();
    await page.getByRole("link", { name: "Conversations", exact: true }).click();
    await page.getByText("Conversations of your users appear here.").waitFor();
    await page.getByRole("link", { name: "Analytics", exact: true }).click();
    await page.getByText("No activity in this range").waitFor();
  });
});

describe("users", () => {
  it("are created, found by the beginning of their names, and changed", async () => {
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("button", { name: "New user" }).click();
    await page.getByLabel("External ID").fill("grace-1");
    await page.getByLabel("First name").fill(NAME);
    await page.getByLabel("Test user").click();
    await page.getByRole("button", { name: "Create user" }).click();
    await page.getByRole("heading", { name: NAME }).waitFor();
    await page.getByLabel("Last name").fill("Hopper");
    await page.getByRole("button", { name: "Save changes" }).click();
    await page.getByRole("heading", { name: `${NAME} Hopper` }).waitFor();

    await page.getByRole("link", { name: "Users", exact: true }).first().click();
    await page.getByLabel("Search users").fill("hop");
    await page.getByRole("link", { name: `${NAME} Hopper` }).waitFor();
    await page.waitForURL("**/users?query=hop");
    await page.getByLabel("Search users").fill("opper");
    await page.getByText("No matching users").waitFor();
    await page.getByRole("button", { name: "Show all users" }).click();
    await page.getByLabel("User type").selectOption("Live users");
    await page.getByText("No matching users").waitFor();
    await page.goBack();
    expect(await page.title()).not.toBe("1");
  });

  it("have unique external IDs", async () => {
    await page.goto(at("/users?new=true"));
    await page.getByLabel("External ID").fill("grace-1");
    await page.getByRole("button", { name: "Create user" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
  });
});

describe("conversations", () => {
  it("show their branches, and hostile content does nothing", async () => {
    const ada = user("ada-1");
    const { interaction } = await ada.interactions.create({ agentId: agent });
    conversation = interaction.id;
    const first = await ada.messages.create({ interactionId: conversation, content: script({ say: [HOSTILE] }) });
    await ada.messages.ask(first.id, { interactionId: conversation });
    const second = await ada.messages.ask(first.id, { interactionId: conversation });
    await ada.messages.feedback(second.id, { rating: "down", comment: "<b>Not</b> what I asked" });

    await page.goto(at("/conversations"));
    await page.getByRole("link", { name: /ada-1/ }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    const messages = page.getByRole("list", { name: "Messages" }).locator("> li");
    await messages.nth(1).getByText("Branch 2 / 2").waitFor();
    await page.getByText("<b>Not</b> what I asked").waitFor();
    const reply = messages.nth(1);
    await reply.getByRole("link", { name: "safe" }).waitFor();
    expect(await reply.getByRole("link", { name: "click" }).count()).toBe(0);
    expect(await reply.locator("script").count()).toBe(0);
    expect(await page.title()).not.toBe("1");

    await page.getByRole("button", { name: "Previous branch" }).click();
    await messages.nth(1).getByText("Branch 1 / 2").waitFor();
    // The branch is in the URL.
    const url = page.url();
    expect(url).toMatch(/#msg_/);
    const other = await page.context().newPage();
    await other.goto(url);
    await other.getByText("Branch 1 / 2").waitFor();
    await other.close();
    await page.getByRole("button", { name: "All branches" }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Message 2 of 2/ })
      .click();
    await messages.nth(1).getByText("Branch 2 / 2").waitFor();
    await messages.nth(1).locator("summary").click();
    await messages.nth(1).getByText("Time to first token").waitFor();
    await messages.nth(1).getByText(MODEL, { exact: true }).waitFor();
  });

  it("show a reply while it is being written", async () => {
    const ada = user("ada-1");
    const pieces = Array.from({ length: 60 }, (_, index) => `word${index} `);
    const content = script({ say: pieces, pace: 150 });
    const parentId = (await ada.messages.list({ interactionId: conversation })).data.at(-1)?.id;
    const asked = await ada.messages.create({ interactionId: conversation, content, ...(parentId && { parentId }) });
    const answered = ada.messages.ask(asked.id, { interactionId: conversation });
    const last = page.getByRole("list", { name: "Messages" }).locator("> li").last();
    await last.getByText("In progress").waitFor();
    await last.getByText("word20").waitFor();
    expect(await last.getByText("word59").count()).toBe(0);
    await last.getByText("In progress").waitFor({ state: "detached" });
    await last.getByText("word59").waitFor();
    await answered;
  });

  it("show failed replies that the user did not see", async () => {
    const linus = user("linus-1");
    const { interaction } = await linus.interactions.create({ agentId: agent });
    const asked = await linus.messages.create({ interactionId: interaction.id, content: script({ status: 500 }) });
    await linus.messages.ask(asked.id, { interactionId: interaction.id }).catch(() => undefined);
    await page.getByRole("link", { name: "Conversations", exact: true }).first().click();
    await pick(page, "Replies", "Failed");
    await page.waitForURL("**/conversations?failed=true");
    await page.getByRole("link", { name: /ada-1/ }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: /linus-1.*1 failed/ }).click();
    await page.getByText("Not shown to user").waitFor();
    await page.getByText("Failed", { exact: true }).waitFor();
    // The owner learns what the provider said; the user did not.
    await page.getByText("test answered 500: scripted failure").waitFor();
    await page.getByRole("link", { name: "Check the connection “test”" }).waitFor();
    // The list keeps its filter, and leads from one conversation to the next.
    await page.getByRole("link", { name: "Conversations", exact: true }).last().click();
    await page.waitForURL("**/conversations?failed=true");
    await page.getByRole("button", { name: "Clear replies filter" }).click();
    await page.waitForURL("**/conversations");
    await page.reload();
    await page.getByRole("link", { name: /ada-1/ }).waitFor();
    await page.getByRole("link", { name: /linus-1/ }).click();
    await page.getByRole("button", { name: "Next conversation" }).click();
    await page.getByRole("link", { name: "ada-1", exact: true }).waitFor();
    await page.getByRole("button", { name: "Previous conversation" }).click();
    await page.getByRole("link", { name: "linus-1", exact: true }).waitFor();
  });

  it("show what the model thought, why a reply was cut, and a cost only where it is known", async () => {
    // A test user, whom analytics leave out.
    const headers = { Origin: d.server.url };
    const created = { external_id: "grace-2", live_mode: false };
    await page.request.post(d.at(`/api/projects/${keys.project_id}/users`), { data: created, headers });
    const grace = user("grace-2");
    const { interaction } = await grace.interactions.create({ agentId: agent });
    const content = script({ think: ["Let me ", "see."], say: ["Half a rep"], finish: "length" });
    const asked = await grace.messages.create({ interactionId: interaction.id, content });
    await grace.messages.ask(asked.id, { interactionId: interaction.id });
    await page.goto(at(`/conversations/${interaction.id}`));
    await page.getByText(/^Thought/).click();
    await page.getByText("Let me see.").waitFor();
    await page.getByText("Cut off: the reply reached its limit of tokens.").waitFor();
    await page.getByText("Half a rep", { exact: true }).waitFor();
    await page.getByRole("button", { name: /Set a price for test.script/ }).click();
    await page.getByLabel("Input tokens").fill("1");
    await page.getByLabel("Output tokens").fill("2");
    await page.getByRole("button", { name: "Save price" }).click();
    await page.getByText("Price saved").waitFor();
    const again = await grace.messages.create({ interactionId: interaction.id, content: "Hello" });
    await grace.messages.ask(again.id, { interactionId: interaction.id });
    await page
      .getByText(/tokens · \$0\.0/)
      .first()
      .waitFor();
    const none = { model: "test.script" };
    await page.request.post(d.at(`/api/projects/${keys.project_id}/prices`), { data: none, headers });
  });

  it("are exported as the list shows them", async () => {
    await page.goto(at("/conversations?failed=true"));
    await page.getByRole("button", { name: "Export" }).click();
    const lines = await downloaded(page, () => page.getByRole("menuitem", { name: /JSON Lines/ }).click());
    expect(
      lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).interaction.user.external_id),
    ).toEqual(["linus-1"]);
  });

  it("are filtered by user, agent, rating and time, in the URL", async () => {
    await page.goto(at("/conversations?rating=down"));
    await page.getByRole("link", { name: /ada-1/ }).waitFor();
    expect(await page.getByRole("link", { name: /linus-1/ }).count()).toBe(0);
    await pick(page, "Date", "Last 7 days");
    await page.waitForURL("**/conversations?**from=*");
    await page.getByRole("link", { name: /ada-1/ }).waitFor();
    await pick(page, "Date: Last 7 days", "Custom…");
    await page.getByLabel("Started before").fill("2001-01-01");
    await page.getByText("No matching conversations").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByRole("button", { name: /^User: / }).click();
    await page.getByRole("combobox", { name: "Search" }).fill("ad");
    await page.getByRole("option", { name: /ada-1/ }).click();
    await page.getByRole("link", { name: /ada-1/ }).waitFor();
    expect(await page.getByRole("link", { name: /linus-1/ }).count()).toBe(0);
    expect(page.url()).toMatch(/\?user=u_/);
    await page.reload();
    await page.getByRole("button", { name: "User: ada-1" }).waitFor();
  });
});

describe("analytics", () => {
  it("count messages and replies, in charts and tables", async () => {
    const counted = async () => {
      const response = await page.request.get(d.at(`/api/projects/${keys.project_id}/analytics`));
      return ((await response.json()) as { totals: { replies: number } }).totals.replies;
    };
    await expect.poll(counted, { timeout: 30_000, interval: 500 }).toBe(4);
    await page.goto(at("/analytics?range=24h"));
    await expect.poll(() => tile(page, "Replies"), { timeout: 10_000 }).toBe("4");
    expect(await tile(page, "Messages")).toBe("3");
    expect(await tile(page, "Active users")).toBe("2");
    expect(await tile(page, "Failed replies")).toBe("25%");
    await page.locator(".recharts-surface").first().waitFor();
    await page.getByRole("button", { name: "Messages and replies: show as table" }).click();
    const table = page.getByRole("region", { name: "Messages and replies as a table" });
    const rows = await table.getByRole("row").allInnerTexts();
    expect(rows.some((row) => /3\s+4$/.test(row))).toBe(true);
    await page.getByRole("button", { name: "Parcel agent" }).click();
    await page.waitForURL("**/analytics?**agent=ag_*");
    await page.getByRole("button", { name: "Export CSV" }).click();
    const csv = await downloaded(page, () => page.getByRole("menuitem", { name: "By agent" }).click());
    expect(csv.split("\n")[1]).toContain("Parcel agent");
  }, 60_000);

  it("have an empty state", async () => {
    // The former address redirects and keeps the search params.
    await page.goto(at("/figures?who=test&model=no.model"));
    await page.waitForURL("**/analytics?who=test&model=no.model");
    await page.getByText("No activity in this range").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("By model").waitFor();
    await page.getByText(/\d+ prices/).click();
    await page.getByRole("cell", { name: "demo.*", exact: true }).waitFor();
  });

  it("are summarized on the home page", async () => {
    await page.getByRole("link", { name: "Home", exact: true }).click();
    await page.getByRole("img", { name: /^Replies per day, oldest first: 0, 0, 0, 0, 0, 0, 4$/ }).waitFor();
    await page.getByText("Get started").waitFor({ state: "detached" });
  });
});

describe("the data of a user", () => {
  it("is exported as a file, and deleted", async () => {
    await page.goto(at("/users?query=ada"));
    await page.getByRole("link", { name: "ada-1" }).click();
    await page.getByRole("heading", { name: "ada-1" }).waitFor();
    const exported = JSON.parse(await downloaded(page, () => page.getByRole("link", { name: "Export" }).click()));
    expect(exported.user.external_id).toBe("ada-1");
    expect(exported.interactions[0].messages).toHaveLength(5);

    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByText("1 conversation with 5 messages").waitFor();
    const confirm = page.getByRole("button", { name: "Delete user" });
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel("Type ada-1 to confirm").fill("ada-1");
    await confirm.click();
    await page.getByText("ada-1 deleted").waitFor();
    await page.goto(at(`/conversations/${conversation}`));
    await page.getByRole("alert").waitFor();
  });
});

it("shows viewers everything read-only", async () => {
  await page.goto(at("/members"));
  const viewer = await d.open(await invite(page, "viewer@example.com", "viewer"));
  await join(viewer, "Vera", "another horse battery");
  await viewer.goto(at("/users"));
  expect(await viewer.getByRole("button", { name: "New user" }).isDisabled()).toBe(true);
  await viewer.getByRole("link", { name: "linus-1" }).click();
  await viewer.getByRole("heading", { name: "linus-1" }).waitFor();
  expect(await viewer.getByRole("button", { name: "Export" }).isDisabled()).toBe(true);
  expect(await viewer.getByRole("button", { name: "Delete…" }).isDisabled()).toBe(true);
  expect(await viewer.getByLabel("First name").getAttribute("readonly")).not.toBeNull();
  await viewer.getByRole("list", { name: "Conversations" }).getByRole("link").click();
  await viewer.getByText("Not shown to user").waitFor();
  expect(await viewer.getByRole("button", { name: "Delete…" }).isDisabled()).toBe(true);
  const id = /int_[A-Za-z0-9]+/.exec(viewer.url())?.[0];
  const refused = await viewer.request.delete(d.at(`/api/projects/${keys.project_id}/interactions/${id}`));
  expect(refused.status()).toBe(403);
});

it("conversations are found by words of their messages, in the URL, and opened by a pasted ID", async () => {
  const content = "Where is my <b>parcel</b> to 京都大学? javascript:alert(1)";
  const { interaction } = await user("zoe-9").turns.create({ agentId: agent, content });
  const found = async () => {
    const query = `/api/projects/${keys.project_id}/interactions?query=${encodeURIComponent("京都")}`;
    return ((await (await page.request.get(d.at(query))).json()) as { data: unknown[] }).data.length;
  };
  await expect.poll(found, { timeout: 20_000 }).toBe(1);

  await page.goto(at("/conversations"));
  const search = page.getByRole("searchbox", { name: "Search conversations" });
  await search.fill("parc 京都");
  await page.waitForURL("**/conversations?query=*");
  const row = page.getByRole("link", { name: /zoe-9/ });
  await row.waitFor();
  expect(await page.getByRole("link", { name: /linus-1/ }).count()).toBe(0);
  // Marked, and as it was written: markup is text.
  expect(await row.locator("mark").allInnerTexts()).toEqual(["parc", "京都"]);
  expect(await row.textContent()).toContain("<b>parcel</b>");
  await page.reload();
  await row.click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Conversations" }).click();
  await page.waitForURL("**/conversations?query=*");
  expect(await search.inputValue()).toBe("parc 京都");

  await search.fill("nobody said this");
  await page.getByText("No conversation contains “nobody said this”").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.getByRole("button", { name: "Show all conversations" }).click();
  await page
    .getByRole("link", { name: /linus-1/ })
    .first()
    .waitFor();
  await search.fill(interaction.id);
  await page.waitForURL(`**/conversations/${interaction.id}`);
  await page.request.delete(d.at(`/api/projects/${keys.project_id}/interactions/${interaction.id}`), {
    headers: { Origin: d.server.url },
  });
});

const forms = (["light", "dark"] as const).flatMap((scheme) => [390, 1280].map((width) => ({ scheme, width })));

it.each(forms)(
  "is accessible and does not overflow: $scheme, $width",
  async ({ scheme, width }) => {
    const visitor = await d.open("/login", {
      colorScheme: scheme,
      viewport: { width, height: 800 },
      reducedMotion: "reduce",
    });
    await visitor.getByLabel("Email").fill(OWNER.email);
    await visitor.getByLabel("Password", { exact: true }).fill(OWNER.password);
    await visitor.getByRole("button", { name: "Sign in" }).click();
    await visitor.getByRole("heading", { name: "Projects" }).waitFor();
    const users = await admin.users.list();
    const interactions = await admin.interactions.list();
    for (const path of [
      "",
      "/users",
      `/users/${users.data[0]?.id}`,
      "/conversations",
      `/conversations/${interactions.data[0]?.id}`,
      "/analytics?range=24h",
    ]) {
      await visitor.goto(at(path));
      await visitor.getByRole("heading", { level: 1 }).waitFor();
      await visitor.getByRole("status", { name: "Loading" }).first().waitFor({ state: "detached" });
      expect(await violations(visitor), path).toEqual([]);
      const over = await visitor.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, path).toBeLessThanOrEqual(0);
    }
  },
  120_000,
);

it("does not violate the Content-Security-Policy", () => {
  expect(d.complaints).toEqual([]);
});

/** The value of a metric tile. */
async function tile(where: Page, name: string): Promise<string | null> {
  const found = where.locator("dl > div").filter({ has: where.getByRole("term").filter({ hasText: name }) });
  if ((await found.count()) === 0) return null;
  return found.first().locator("dd").first().textContent();
}

/** Picks a value of a filter. */
async function pick(page: Page, filter: string, value: string): Promise<void> {
  await page.getByRole("group", { name: "Filters" }).getByRole("button", { name: filter, exact: true }).click();
  await page.getByRole("menuitemradio", { name: value, exact: true }).click();
}
