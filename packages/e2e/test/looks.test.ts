// How it looks in all its forms, and that everybody can use each of them. With SCREENSHOTS=1 the pictures of the
// documentation are made anew.
import { mkdirSync } from "node:fs";
import { script } from "@proficient/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chat, path, reply, violations, type World, world } from "../src/index.js";

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
  let w: World;
  beforeAll(async () => {
    w = await world("Hello! I know your orders. What can I do for you?");
    const client = w.user("alice");
    for (const name of ["Return of a lamp", "Invoice for March", "A gift for Tim"]) {
      const { interaction } = await client.interactions.create({ agentId: w.agentId });
      await client.interactions.update(interaction.id, { name });
    }
    const { interaction, messages } = await client.interactions.create({ agentId: w.agentId });
    const interactionId = interaction.id;
    await client.interactions.update(interactionId, { name: "What is new with my order" });
    const parentId = messages[0]?.id ?? null;
    const { id } = await client.messages.create({ interactionId, parentId, content: script({ say: [ANSWER] }) });
    await client.messages.ask(id, { interactionId });
    const { id: reply } = await client.messages.ask(id, { interactionId });
    await client.messages.feedback(reply, { rating: "up" });
  });
  afterAll(() => mkdirSync(path("../../docs/images"), { recursive: true }));

  const forms = (["casual", "formal"] as const).flatMap((layout) =>
    (["dark", "light"] as const).flatMap((scheme) =>
      (["wide", "narrow"] as const).map((width) => ({ layout, scheme, width })),
    ),
  );
  it.each(forms)("$layout, $scheme, $width", async ({ layout, scheme, width }) => {
    const viewport = width === "wide" ? { width: 1000, height: 700 } : { width: 390, height: 720 };
    const page = await chat(w, { layout, light: scheme === "light" }, { viewport, reducedMotion: "reduce" });
    // What makes the model of the tests say this is not what people would ask.
    await page.route("**/messages?*", async (route) => {
      const response = await route.fetch();
      const list = (await response.json()) as { data: { sent_by: string; content: string }[] };
      for (const message of list.data) if (message.sent_by === "user") message.content = QUESTION;
      await route.fulfill({ response, json: list });
    });
    await page.reload();
    await reply(page, "delivery guide");
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
