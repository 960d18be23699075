import type { CreatedInteraction, Message, MessagePart } from "./types.js";

/** An event of a reply. The last event of a stream is `completed`, `cancelled` or `failed`. */
export type ReplyEvent =
  | { type: "message.created"; message: Message }
  | { type: "message.delta"; id: string; index: number; delta: string }
  | { type: "message.reasoning_delta"; id: string; index: number; delta: string }
  | { type: "message.part"; id: string; index: number; part: MessagePart }
  | { type: "message.completed"; message: Message }
  | { type: "message.cancelled"; message: Message }
  | { type: "message.failed"; message: Message; error: ReplyError };

/**
 * An event of a turn: those of its reply, and before them `interaction.created` if the turn started an interaction, and
 * `message.created` with the user's message.
 */
export type TurnEvent = ({ type: "interaction.created" } & CreatedInteraction) | ReplyEvent;

/** Why a reply failed. */
export interface ReplyError {
  code: string;
  message: string;
}
