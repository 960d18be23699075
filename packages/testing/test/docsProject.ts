import { createTestProject } from "@proficient/testing";

/** A project with a conversation, and the values that stand for it in the documents. */
export interface DocsProject {
  /** IDs by the names of the variables in the examples. */
  ids: { agentId: string; interactionId: string; messageId: string; replyId: string; userId: string };
  /** Values by the placeholders in the documents. */
  placeholders: Record<string, string>;
}

export async function createDocsProject(): Promise<DocsProject> {
  const { url, keys, agentId, user, createMessage } = await createTestProject();
  const alice = user("alice");
  const { interaction, message } = await createMessage(alice, "Hello!");
  const reply = await alice.messages.ask(message.id, { interactionId: interaction.id });
  return {
    ids: {
      agentId,
      interactionId: interaction.id,
      messageId: message.id,
      replyId: reply.id,
      userId: interaction.userId,
    },
    placeholders: {
      "http://localhost:8080": url,
      "pk_...": keys.publishable_key,
      "sk_...": keys.secret_key,
      "hsec_...": keys.hmac_secret,
    },
  };
}
