// The chat is accessible and does not overflow in any layout, color scheme and width. SCREENSHOTS=1 also updates the
// screenshots in the documentation.
import { mkdirSync } from "node:fs";
import { createTestProject, script, type TestProject } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChat, path, violations, waitForReply } from "../src/index.js";

const QUESTION = "Is there anything new about my order?";
const ANSWER = `Yes. Three things changed since your last order:

1. **Delivery** takes two days now, not four.
2. You can change an order until it is packed.
3. The API returns \`eta\` as a date:

\`\`\`json
{ "order": 1842, "status": "packed", "eta": "2026-03-14" }
\`\`\`

| Order | Status | Arrives |
|---|---|---|
| 1842 | packed | Saturday |
| 1839 | delivered | – |

More is in the [delivery guide](https://shop.example/delivery).`;

describe("the component", () => {
  let project: TestProject;
  beforeAll(async () => {
    project = await createTestProject({
      displayDescription: "Knows your orders and how to change them",
      greetingMessage: "Hello! I know your orders. How can I help you?",
      initialTurn: "agent",
    });
    const client = project.user("alice");
    for (const name of ["Return of a lamp", "Invoice for March", "A gift for Tim"]) {
      const { interaction } = await client.interactions.create({ agentId: project.agentId });
      await client.interactions.update(interaction.id, { name });
    }
    const { interaction, messages } = await client.interactions.create({ agentId: project.agentId });
    const interactionId = interaction.id;
    await client.interactions.update(interactionId, { name: "What is new with my order" });
    const parentId = messages[0]?.id ?? null;
    const { id } = await client.messages.create({ interactionId, parentId, content: script({ say: [ANSWER] }) });
    await client.messages.ask(id, { interactionId });
    const { id: reply } = await client.messages.ask(id, { interactionId });
    await client.messages.feedback(reply, { rating: "up" });
  });
  afterAll(() => mkdirSync(path("../../docs/images"), { recursive: true }));

  const variants = (["casual", "formal"] as const).flatMap((layout) =>
    (["dark", "light"] as const).flatMap((scheme) =>
      (["wide", "narrow"] as const).map((width) => ({ layout, scheme, width })),
    ),
  );
  it.each(variants)("$layout, $scheme, $width", async ({ layout, scheme, width }) => {
    const viewport = width === "wide" ? { width: 1000, height: 700 } : { width: 390, height: 720 };
    const page = await openChat(project, { layout, scheme }, { viewport, reducedMotion: "reduce" });
    // Show a realistic question instead of the script for the test model.
    await page.route("**/messages?*", async (route) => {
      const response = await route.fetch();
      const list = (await response.json()) as { data: { sent_by: string; content: string }[] };
      for (const message of list.data) if (message.sent_by === "user") message.content = QUESTION;
      await route.fulfill({ response, json: list });
    });
    await page.reload();
    await waitForReply(page, "delivery guide");
    await page.getByText(QUESTION).waitFor();
    expect(await violations(page)).toEqual([]);
    if (width === "narrow") {
      await page.getByRole("button", { name: "Show conversations" }).click();
      await page.getByRole("button", { name: "New conversation" }).and(page.locator(":focus")).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Show conversations" }).and(page.locator(":focus")).waitFor();
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    if (process.env.SCREENSHOTS) {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.screenshot({ path: path(`../../docs/images/chat-${layout}-${scheme}-${width}.png`) });
    }
    await page.context().close();
  });
});
