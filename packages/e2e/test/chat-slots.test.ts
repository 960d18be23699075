// Parts of the chat that the host replaces.
import { createTestProject, script, type TestProject } from "@proficient/testing";
import { beforeAll, expect, it } from "vitest";
import { messages, openChat, waitForReply } from "../src/index.js";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject({ initialTurn: "user" });
});

it("the host's components take the place of the chat's, with the same state and actions", async () => {
  const page = await openChat(project, { userExternalId: "host", replaced: true });
  await page.getByRole("heading", { name: "Own header of Ada" }).waitFor();
  await page.getByText("How can I help you?").waitFor(); // the default view
  await page.getByRole("button", { name: "Say hello" }).click();
  const reply = page.getByRole("article", { name: "agent: completed" });
  await reply.getByText("You said: Hello from the empty chat").waitFor();
  expect(await page.getByRole("button", { name: "Say hello" }).count()).toBe(0);

  // The field that the host draws, with the draft that the chat keeps.
  const field = page.getByRole("textbox", { name: "Own field" });
  await expect.poll(() => page.getByRole("textbox", { name: "Message to" }).count()).toBe(0);
  expect(await page.getByRole("button", { name: "Go", exact: true }).isDisabled()).toBe(true);
  await field.fill(script({ say: Array(500).fill("more "), pace: 20 }));
  await page.getByRole("button", { name: "Go", exact: true }).click();
  expect(await field.inputValue()).toBe("");
  await page.getByRole("article", { name: "agent: writing" }).getByText("more more").waitFor();
  await page.getByRole("button", { name: "Halt" }).click();
  await page.getByRole("article", { name: "agent: cancelled" }).waitFor();

  // Actions on a message.
  const question = page.getByRole("article", { name: "user: completed" }).first();
  await question.getByRole("button", { name: "Change" }).click();
  await page.getByRole("textbox", { name: "Edit your message" }).fill("card: tea");
  await page.keyboard.press("Enter");
  await waitForReply(page, "You said: card: tea");
  // What the host draws in a bubble, and what it leaves to the chat.
  await messages(page, "user").getByText("A card for tea").waitFor();
  await messages(page, "agent").getByRole("button", { name: "Thanks" }).click();
  await messages(page, "agent").getByRole("button", { name: "Good reply", pressed: true }).waitFor();
  await messages(page, "user").getByRole("button", { name: "Once more" }).click();
  await messages(page, "agent").getByText("2 of 2").waitFor();
  await page.context().close();
});

it("a host's header opens the list of conversations in a narrow chat", async () => {
  const page = await openChat(
    project,
    { userExternalId: "narrow", replaced: true },
    { viewport: { width: 390, height: 700 } },
  );
  await page.getByRole("button", { name: "All conversations" }).click();
  await expect
    .poll(() => page.locator(".pf-side").evaluate((element) => element.contains(document.activeElement)))
    .toBe(true);
  await page.context().close();
});
