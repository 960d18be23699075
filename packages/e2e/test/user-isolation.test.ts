// Users see nothing of each other, and without valid credentials nobody sees anything.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { createTestProject, enableHmac, listen } from "@proficient/testing";
import { expect, inject, it } from "vitest";
import type { ChatPageProps } from "../pages/main.js";
import { messages, openChat, sendMessage, waitForReply } from "../src/index.js";

it("a wrong hash shows a clear message and nothing else", async () => {
  const project = await createTestProject();
  await enableHmac(inject("server"), project.keys);
  const page = await openChat(project, {
    userHmac: createHmac("sha256", "hsec_wrong").update("alice").digest("base64"),
  });
  const note = page.getByRole("alert");
  await note.getByText("You’re not signed in, or your session has expired.").waitFor();
  expect(await note.count()).toBe(1);
  expect(await page.getByRole("textbox").count()).toBe(0);
  expect(await page.getByRole("button", { name: "New conversation" }).isDisabled()).toBe(true);
  expect(await page.content()).not.toContain("Ada");
  await page.context().close();
});

it("an outdated hash is requested again", async () => {
  const project = await createTestProject();
  await enableHmac(inject("server"), project.keys);
  let requestCount = 0;
  const backend = await listen(
    createServer((_, response) => {
      requestCount += 1;
      const secret = requestCount === 1 ? "hsec_old" : project.keys.hmac_secret;
      response.writeHead(200, { "Access-Control-Allow-Origin": "*" });
      response.end(createHmac("sha256", secret).update("alice").digest("base64"));
    }),
  );
  const page = await openChat(project, { hmacUrl: backend.url });
  await sendMessage(page, "Hello");
  await waitForReply(page, "You said: Hello");
  expect(requestCount).toBe(2);
  await page.context().close();
  await backend.close();
});

it("another user replaces the previous one at once", async () => {
  const project = await createTestProject();
  const page = await openChat(project);
  await sendMessage(page, "A secret of Alice's");
  await waitForReply(page, "You said: A secret");
  await page.getByRole("textbox", { name: "Message to" }).fill("A draft of Alice's");
  const { url, keys, agentId } = project;
  const snapshots = await page.evaluateHandle(
    (props) => {
      const snapshots: string[] = [];
      const observer = new MutationObserver(() => snapshots.push(document.body.outerHTML));
      window.show(props);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      snapshots.push(document.body.outerHTML);
      return snapshots;
    },
    { baseUrl: url, apiKey: keys.publishable_key, agentId, userExternalId: "bob" } satisfies ChatPageProps,
  );
  await page.getByText("How can I help you?").waitFor();
  await page.getByText("No conversations yet.").waitFor();
  expect(await page.getByRole("textbox", { name: "Message to" }).inputValue()).toBe("");
  expect(await snapshots.evaluate((all) => all.filter((html) => html.includes("Alice's")))).toEqual([]);
  expect(await page.content()).not.toContain("Alice's");
  expect(await messages(page).count()).toBe(0);
  await page.context().close();
});
