import { createTestProject, script, type TestProject } from "@proficient/testing";
import { beforeAll, describe, expect, it } from "vitest";

let project: TestProject;
beforeAll(async () => {
  project = await createTestProject();
});

describe("a user", () => {
  it("talks to an agent, from listing agents to a message tree", async () => {
    const client = project.user();
    const { data: agents } = await client.agents.list();
    expect(agents).toMatchObject([{ id: project.agentId, object: "agent", active: true, displayName: "Ada" }]);
    expect(await client.agents.get(project.agentId)).toEqual(agents[0]);

    const { interaction, messages } = await client.interactions.create({ agentId: project.agentId });
    expect(interaction).toMatchObject({ agentId: project.agentId, name: "", archived: false, totalMessageCount: 0 });
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
    const client = project.user("bob");
    const { interaction } = await client.interactions.create({ agentId: project.agentId });
    const renamed = await client.interactions.update(interaction.id, { name: "Plans", archived: true });
    expect(renamed).toMatchObject({ name: "Plans", archived: true });
    expect(await client.interactions.update(interaction.id, { name: null })).toMatchObject({
      name: "",
      archived: true,
    });
    expect(await client.interactions.delete(interaction.id)).toMatchObject({ id: interaction.id });
    expect((await client.interactions.list()).data).toEqual([]);
  });

  it("can change their own name", async () => {
    const client = project.user("carol");
    const { interaction } = await client.interactions.create({ agentId: project.agentId });
    await client.users.update(interaction.userId, { firstName: "Carol" });
    const user = { externalId: "carol", firstName: "Carol", lastName: "", liveMode: true };
    expect(await client.users.get(interaction.userId)).toMatchObject(user);
  });

  it("rates a reply", async () => {
    const client = project.user("dave");
    const { interaction, message } = await project.createMessage(client, script({ say: ["Yes."] }));
    const reply = await client.messages.ask(message.id, { interactionId: interaction.id });
    expect(reply.feedback).toBeUndefined();
    const rated = await client.messages.feedback(reply.id, { rating: "up", comment: "nice_one" });
    expect(rated.feedback).toEqual({ rating: "up", comment: "nice_one" });
    expect((await client.messages.feedback(reply.id, { rating: null })).feedback).toBeUndefined();
  });

  it("can have any ID that a header can hold", async () => {
    for (const id of ["é", "жена 😀", "a b", "x".repeat(256)]) {
      const client = project.user(id);
      const { interaction } = await client.interactions.create({ agentId: project.agentId });
      expect((await client.users.get(interaction.userId)).externalId).toBe(id);
    }
    for (const id of [
      " alice",
      "alice\t",
      "a\nb",
      "",
      "undefined",
      "null",
      "[object Object]",
      "{{user.id}}",
      "\u3000",
    ]) {
      await expect((async () => project.user(id).agents.list())()).rejects.toThrow(TypeError);
    }
  });

  it("sees nothing of another user in the same program", async () => {
    const [one, other] = [project.user("erin"), project.user("frank")];
    const { interaction, message } = await project.createMessage(one, "mine");
    await other.interactions.create({ agentId: project.agentId });
    const lists = await Promise.all([one, other, one, other].map((client) => client.interactions.list()));
    expect(new Set(lists.map((list) => list.data[0]?.userId)).size).toBe(2);
    await expect(other.interactions.get(interaction.id)).rejects.toMatchObject({ statusCode: 404 });
    await expect(other.messages.get(message.id)).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe("a list", () => {
  it("can be iterated over page by page, even while its objects are deleted", async () => {
    const client = project.user("grace");
    const created: string[] = [];
    for (let n = 0; n < 7; n += 1) {
      created.push((await client.interactions.create({ agentId: project.agentId })).interaction.id);
    }
    const first = await client.interactions.list({ agentId: project.agentId, limit: 3 });
    expect(first).toMatchObject({ hasMore: true, data: [{}, {}, {}] });
    const second = await client.interactions.list({ limit: 3, startingAfter: first.data[2]?.id });
    expect(second.data[0]?.id).toBe(created[3]);

    for (const limit of [1, 2, 3, 7, 8, undefined]) {
      const found = [];
      for await (const interaction of client.interactions.iterate({ limit })) found.push(interaction.id);
      expect(found, `limit ${limit}`).toEqual(created.toReversed());
    }
    for await (const { id } of client.interactions.iterate({ limit: 2 })) await client.interactions.delete(id);
    for await (const _ of client.interactions.iterate()) expect.fail("all are deleted");
  });
});
