// With a keyboard, a screen reader, in another language and direction, and without motion.
import { script } from "@proficient/testing";
import { expect, it } from "vitest";
import { chat, messages, reply, say, violations, world } from "../src/index.js";

it("is worked with the keyboard alone", async () => {
  const w = await world();
  const page = await chat(w);
  await say(page, "Hello");
  await reply(page, "You said: Hello");
  const item = page.getByRole("navigation").getByRole("listitem");
  await item.getByRole("button", { name: "Hello" }).first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Escape");
  await item.getByRole("button", { name: "Hello", exact: true }).and(page.locator(":focus")).waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog", { name: "Delete “Hello” and all its messages?" });
  await question.getByRole("button", { name: "Cancel" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await item.getByRole("button", { name: "Hello", exact: true }).and(page.locator(":focus")).waitFor();
  await page.context().close();
});

it("tells a screen reader once what was said, not word by word", async () => {
  const w = await world();
  const page = await chat(w);
  await page.getByRole("textbox", { name: "Message to" }).waitFor();
  await page.evaluate(() => {
    const heard: string[] = [];
    const status = document.querySelector('[aria-live="polite"]') as HTMLElement;
    new MutationObserver(() => heard.push(status.textContent ?? "")).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    (window as unknown as { heard: string[] }).heard = heard;
  });
  await say(page, script({ say: [...Array(20).fill("word "), "end"], pace: 30 }));
  await reply(page, "word end");
  const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  await expect.poll(heard).toEqual(["Ada is typing…", `Ada said: ${"word ".repeat(20)}end`]);
  await page.context().close();
});

it("speaks other languages, from right to left", async () => {
  const w = await world();
  const strings = {
    newConversation: "محادثة جديدة",
    send: "إرسال",
    typing: "{name} يكتب…",
    conversations: "المحادثات",
  };
  const page = await chat(w, { dir: "rtl", strings, inputPlaceholder: "اكتب شيئًا" });
  const [side, main] = [page.locator(".pf-side"), page.locator(".pf-main")];
  await page.getByRole("button", { name: "محادثة جديدة" }).waitFor();
  const [sideBox, mainBox] = [await side.boundingBox(), await main.boundingBox()];
  expect(sideBox?.x).toBeGreaterThan(mainBox?.x as number);
  await say(page, "مرحبا");
  await reply(page, "مرحبا");
  // The user's bubble is at the end of the line: left.
  const bubble = await messages(page, "user").locator(".pf-body").boundingBox();
  expect(bubble?.x).toBeLessThan((mainBox?.x as number) + 60);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 400, height: 700 });
  await expect.poll(() => side.evaluate((element) => getComputedStyle(element).visibility)).toBe("hidden");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await page.context().close();
});

it("does not move for those who do not want it", async () => {
  const w = await world();
  const page = await chat(w, {}, { reducedMotion: "reduce" });
  await say(page, script({ say: ["x"], pace: 1_500 }));
  const dot = page.locator(".pf-dots i").first();
  // Again if the row was replaced in between, when the reply got its ID.
  await expect.poll(() => dot.evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
  await page.context().close();
});

it("takes errors of the props to the developer", async () => {
  const w = await world();
  const page = await chat(w);
  await page.getByRole("textbox", { name: "Message to" }).waitFor();
  page.removeAllListeners("pageerror");
  const error = page.waitForEvent("pageerror");
  await page.evaluate(() =>
    window.show({ apiKey: "pk_1", agentId: "ag_1", userExternalId: "alice", layout: "fancy" as never }),
  );
  expect((await error).message).toContain('InteractionView: layout must be "casual" or "formal"');
  await page.context().close();
});
