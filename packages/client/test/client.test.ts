import { script } from "@proficient/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { said, type World, world } from "./support.js";

let here: World;
beforeAll(async () => {
  here = await world();
});

describe("a user", () => {
  it("talks to an agent, from the list of agents to a tree of messages", async () => {
    const client = here.user();
    const { data: agents } = await client.agents.list();
    expect(agents).toMatchObject([{ id: here.agentId, object: "agent", active: true, displayName: "Ada" }]);
    expect(await client.agents.get(here.agentId)).toEqual(agents[0]);

    const { interaction, messages } = await client.interactions.create({ agentId: here.agentId });
    expect(interaction).toMatchObject({ agentId: here.agentId, name: "", archived: false, totalMessageCount: 0 });
    expect(messages).toEqual([]);

    const interactionId = interaction.id;
    const hello = await client.messages.create({ interactionId, content: "hello" });
    expect(hello).toMatchObject({ sentBy: "user", depth: 0, parentId: null, status: "completed", content: "hello" });
    const reply = await client.messages.ask(hello.id, { interactionId });
    expect(reply).toMatchObject({ sentBy: "agent", depth: 1, parentId: hello.id, content: "You said: hello" });
    const again = await client.messages.ask(hello.id, { interactionId });
    expect(again.parentId).toBe(hello.id);
    const next = await client.messages.create({ interactionId, parentId: again.id, content: "snake_case stays" });
    expect(await client.messages.get(next.id)).toEqual(next);

    const { data, hasMore } = await client.messages.list({ interactionId });
    expect(hasMore).toBe(false);
    expect(data.map((message) => message.id)).toEqual([hello.id, reply.id, again.id, next.id]);
    expect(await client.messages.cancel(reply.id)).toEqual(reply);
  });

  it("names, archives and deletes an interaction", async () => {
    const client = here.user("bob");
    const { interaction } = await client.interactions.create({ agentId: here.agentId });
    const renamed = await client.interactions.update(interaction.id, { name: "Plans", archived: true });
    expect(renamed).toMatchObject({ name: "Plans", archived: true });
    expect(await client.interactions.update(interaction.id, { name: null })).toMatchObject({
      name: "",
      archived: true,
    });
    expect(await client.interactions.delete(interaction.id)).toMatchObject({ id: interaction.id });
    expect((await client.interactions.list()).data).toEqual([]);
  });

  it("has a name of their own", async () => {
    const client = here.user("carol");
    const { interaction } = await client.interactions.create({ agentId: here.agentId });
    await client.users.update(interaction.userId, { firstName: "Carol" });
    const user = { externalId: "carol", firstName: "Carol", lastName: "", liveMode: true };
    expect(await client.users.get(interaction.userId)).toMatchObject(user);
  });

  it("rates a reply", async () => {
    const client = here.user("dave");
    const { interaction, message } = await said(client, here.agentId, script({ say: ["Yes."] }));
    const reply = await client.messages.ask(message.id, { interactionId: interaction.id });
    expect(reply.feedback).toBeUndefined();
    const rated = await client.messages.feedback(reply.id, { rating: "up", comment: "nice_one" });
    expect(rated.feedback).toEqual({ rating: "up", comment: "nice_one" });
    expect((await client.messages.feedback(reply.id, { rating: null })).feedback).toBeUndefined();
  });

  it("may have any ID that a header can hold", async () => {
    for (const id of ["é", "жена 😀", "a b", "x".repeat(256)]) {
      const client = here.user(id);
      const { interaction } = await client.interactions.create({ agentId: here.agentId });
      expect((await client.users.get(interaction.userId)).externalId).toBe(id);
    }
    for (const id of [" alice", "alice\t", "a\nb", ""]) {
      await expect((async () => here.user(id).agents.list())()).rejects.toThrow(TypeError);
    }
  });

  it("sees nothing of another user, also in the same program at the same time", async () => {
    const [one, other] = [here.user("erin"), here.user("frank")];
    const { interaction, message } = await said(one, here.agentId, "mine");
    await other.interactions.create({ agentId: here.agentId });
    const lists = await Promise.all([one, other, one, other].map((client) => client.interactions.list()));
    expect(new Set(lists.map((list) => list.data[0]?.userId)).size).toBe(2);
    await expect(other.interactions.get(interaction.id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(other.messages.get(message.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("a list", () => {
  it("is gone through page by page, even while its objects are deleted", async () => {
    const client = here.user("grace");
    const made = [];
    for (let n = 0; n < 7; n += 1)
      made.push((await client.interactions.create({ agentId: here.agentId })).interaction.id);
    const first = await client.interactions.list({ agentId: here.agentId, limit: 3 });
    expect(first).toMatchObject({ hasMore: true, data: [{}, {}, {}] });
    const second = await client.interactions.list({ limit: 3, startingAfter: first.data[2]?.id });
    expect(second.data[0]?.id).toBe(made[3]);

    for (const limit of [1, 2, 3, 7, 8, undefined]) {
      const found = [];
      for await (const interaction of client.interactions.iterate({ limit })) found.push(interaction.id);
      expect(found, `limit ${limit}`).toEqual([...made].reverse());
    }
    for await (const { id } of client.interactions.iterate({ limit: 2 })) await client.interactions.delete(id);
    for await (const _ of client.interactions.iterate()) expect.fail("all are deleted");
  });
});
