// The chat with the keyboard, a screen reader, another language and direction, and reduced motion.
import { createTestProject, script } from "@proficient/testing";
import { expect, it } from "vitest";
import { messages, openChat, sendMessage, violations, waitForReply } from "../src/index.js";

it("can be used with the keyboard alone", async () => {
  const project = await createTestProject();
  const page = await openChat(project);
  await sendMessage(page, "Hello");
  await waitForReply(page, "You said: Hello");
  const item = page.getByRole("navigation").getByRole("listitem");
  await item.getByRole("button", { name: "Hello" }).first().focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Renamed");
  await page.keyboard.press("Escape");
  await item.getByRole("button", { name: "Hello", exact: true }).and(page.locator(":focus")).waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const confirmation = page.getByRole("alertdialog", { name: "Delete “Hello” and all its messages?" });
  await confirmation.getByRole("button", { name: "Cancel" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Escape");
  await item.getByRole("button", { name: "Hello", exact: true }).and(page.locator(":focus")).waitFor();
  await page.context().close();
});

it("announces a reply to screen readers once, not word by word", async () => {
  const project = await createTestProject();
  const page = await openChat(project);
  await page.getByRole("textbox", { name: "Message to" }).waitFor();
  await page.evaluate(() => {
    const announced: string[] = [];
    const status = document.querySelector('[aria-live="polite"]') as HTMLElement;
    new MutationObserver(() => announced.push(status.textContent ?? "")).observe(status, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    (window as unknown as { announced: string[] }).announced = announced;
  });
  await sendMessage(page, script({ say: [...Array(20).fill("word "), "end"], pace: 30 }));
  await waitForReply(page, "word end");
  const announced = () => page.evaluate(() => (window as unknown as { announced: string[] }).announced);
  await expect.poll(announced).toEqual(["Ada is typing…", `Ada said: ${"word ".repeat(20)}end`]);
  await page.context().close();
});

it("can be translated, also into right-to-left languages", async () => {
  const project = await createTestProject();
  const strings = {
    newConversation: "محادثة جديدة",
    send: "إرسال",
    typing: "{name} يكتب…",
    conversations: "المحادثات",
  };
  const page = await openChat(project, { dir: "rtl", strings, inputPlaceholder: "اكتب شيئًا" });
  const [side, main] = [page.locator(".pf-side"), page.locator(".pf-main")];
  await page.getByRole("button", { name: "محادثة جديدة" }).waitFor();
  const [sideBox, mainBox] = [await side.boundingBox(), await main.boundingBox()];
  expect(sideBox?.x).toBeGreaterThan(mainBox?.x as number);
  await sendMessage(page, "مرحبا");
  await waitForReply(page, "مرحبا");
  // User messages are at the inline end, which is on the left.
  const bubble = await messages(page, "user").locator(".pf-body").boundingBox();
  expect(bubble?.x).toBeLessThan((mainBox?.x as number) + 60);
  expect(await violations(page)).toEqual([]);
  await page.setViewportSize({ width: 400, height: 700 });
  await expect.poll(() => side.evaluate((element) => getComputedStyle(element).visibility)).toBe("hidden");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  await page.context().close();
});

it("respects reduced motion", async () => {
  const project = await createTestProject();
  const page = await openChat(project, {}, { reducedMotion: "reduce" });
  await sendMessage(page, script({ say: ["x"], pace: 1_500 }));
  const dot = page.locator(".pf-dots i").first();
  // Retry, since the row is replaced when the reply gets its ID.
  await expect.poll(() => dot.evaluate((element) => getComputedStyle(element).animationName)).toBe("none");
  await page.context().close();
});

it("throws on invalid props", async () => {
  const project = await createTestProject();
  const page = await openChat(project);
  await page.getByRole("textbox", { name: "Message to" }).waitFor();
  page.removeAllListeners("pageerror");
  const error = page.waitForEvent("pageerror");
  await page.evaluate(() =>
    window.show({ apiKey: "pk_1", agentId: "ag_1", userExternalId: "alice", layout: "fancy" as never }),
  );
  expect((await error).message).toContain('InteractionView: layout must be "casual" or "formal"');
  await page.context().close();
});
