// Nothing of one user is seen by another, or by nobody in particular.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { listen, turnHmacOn } from "@proficient/testing";
import { expect, inject, it } from "vitest";
import type { Wish } from "../pages/main.js";
import { chat, messages, reply, say, world } from "../src/index.js";

it("a wrong hash gets a clear message, and nothing else", async () => {
  const w = await world();
  await turnHmacOn(inject("server"), w.keys);
  const page = await chat(w, { userHmac: createHmac("sha256", "hsec_wrong").update("alice").digest("base64") });
  const note = page.getByRole("alert");
  await note.getByText("You are not signed in to this chat, or your session is over.").waitFor();
  expect(await note.count()).toBe(1);
  expect(await page.getByRole("textbox").count()).toBe(0);
  expect(await page.getByRole("button", { name: "New conversation" }).isDisabled()).toBe(true);
  expect(await page.content()).not.toContain("Ada");
  await page.context().close();
});

it("a hash that is out of date is asked for again", async () => {
  const w = await world();
  await turnHmacOn(inject("server"), w.keys);
  let asked = 0;
  const backend = await listen(
    createServer((_, response) => {
      asked += 1;
      const secret = asked === 1 ? "hsec_old" : w.keys.hmac_secret;
      response.writeHead(200, { "Access-Control-Allow-Origin": "*" });
      response.end(createHmac("sha256", secret).update("alice").digest("base64"));
    }),
  );
  const page = await chat(w, { hmacUrl: backend.url });
  await say(page, "Hello");
  await reply(page, "You said: Hello");
  expect(asked).toBe(2);
  await page.context().close();
  await backend.close();
});

it("another user takes the place of the former one at once", async () => {
  const w = await world();
  const page = await chat(w);
  await say(page, "A secret of Alice's");
  await reply(page, "You said: A secret");
  await page.getByRole("textbox", { name: "Message to" }).fill("A draft of Alice's");
  const seen = await page.evaluate(
    async (wish) => {
      const texts: string[] = [];
      const observer = new MutationObserver(() => texts.push(document.body.outerHTML));
      window.show(wish);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      texts.push(document.body.outerHTML);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const field = document.querySelector("textarea");
      return { isSeen: texts.some((text) => text.includes("Alice's")), draft: field?.value };
    },
    { baseUrl: w.url, apiKey: w.keys.publishable_key, agentId: w.agentId, userExternalId: "bob" } satisfies Wish,
  );
  expect(seen).toEqual({ isSeen: false, draft: "" });
  expect(await messages(page).count()).toBe(0);
  await page.context().close();
});
