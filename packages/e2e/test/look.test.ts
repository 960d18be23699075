import { script } from "@proficient/testing";
import { expect, it } from "vitest";
import { chat, reply, say, violations, world } from "../src/index.js";

it("looks", async () => {
  const w = await world("Hello! What can I do for you?");
  const page = await chat(w);
  page.on("console", (m) => console.log("console", m.text()));
  page.on("pageerror", (m) => console.log("error", m));
  await page.waitForTimeout(1500);
  await page.screenshot({ path: "/tmp/wt/look0.png" });

  await page.getByRole("button", { name: "New conversation" }).first().click();
  await say(page, "Where is my order?");
  await reply(page, "You said: Where");
  await say(
    page,
    script({
      say: [
        "Here is a **list**:\n\n- one\n- two `code`\n\n```js\nconst a = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![cat](https://images.example/cat.png) and [a link](https://example.com)",
      ],
    }),
  );
  await reply(page, "Here is a");
  await page.waitForTimeout(500);
  await page.screenshot({ path: "/tmp/wt/look1.png" });
  await page.setViewportSize({ width: 390, height: 720 });
  await page.waitForTimeout(300);
  await page.screenshot({ path: "/tmp/wt/look2.png" });
  await page.getByRole("button", { name: "Show conversations" }).click();
  await page.waitForTimeout(400);
  await page.screenshot({ path: "/tmp/wt/look3.png" });
  console.log(await violations(page));
});
