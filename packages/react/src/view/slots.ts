// Parts of the chat that the host may replace.
import type { Agent, Message, Rating } from "@proficient/client";
import { type ComponentType, createContext, type ReactNode, type RefObject, useContext } from "react";

/** The props of every component that takes the place of a part. */
interface SlotProps {
  /** What the chat would show. Render it to add to it, or leave it out to replace it. */
  defaultView: ReactNode;
}

/** The props of `components.Message`: a message with its actions. */
export interface MessageSlotProps extends SlotProps {
  message: Message;
  /** Whether this is the reply in progress. */
  isWriting: boolean;
  /** Whether `edit` and `ask` do anything now: the agent is active and no reply is in progress. */
  canAct: boolean;
  /** Lets the user edit this message, if it is the user's. */
  edit(): void;
  /** Asks the agent to reply to this message, or to write this reply again. */
  ask(): void;
  /** Rates this reply. */
  rate(rating: Rating, comment?: string): void;
}

/** The props of `components.Composer`: the message field with its button. */
export interface ComposerSlotProps extends SlotProps {
  /** What the user has written so far. The chat keeps it for each conversation. */
  text: string;
  setText(text: string): void;
  /** Sends the text and empties it. Does nothing if it is empty, too long or `canSend` is false. */
  send(): void;
  canSend: boolean;
  /** Stops the reply in progress. Undefined if there is none. */
  stop: (() => void) | undefined;
  /** Whether nothing can be written: the agent is inactive, or the conversation is not loaded. */
  disabled: boolean;
  placeholder: string;
  /** Give it to the field, so that the chat can focus it. */
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The props of `components.Header`. */
export interface HeaderSlotProps extends SlotProps {
  /** Undefined until it is loaded. */
  agent: Agent | undefined;
  /** Opens the list of conversations. Undefined if it is beside the conversation. */
  openSidebar: (() => void) | undefined;
  /** The `headerAction` of the chat. */
  action: ReactNode;
}

/** The props of `components.Empty`: what a conversation without messages shows above the starters. */
export interface EmptySlotProps extends SlotProps {
  /** Sends a message. */
  send(text: string): void;
}

/** Components that take the place of parts of the chat. Define them outside of your own components. */
export interface InteractionViewComponents {
  Message?: ComponentType<MessageSlotProps> | undefined;
  Composer?: ComponentType<ComposerSlotProps> | undefined;
  Header?: ComponentType<HeaderSlotProps> | undefined;
  Empty?: ComponentType<EmptySlotProps> | undefined;
}

/** Returns what the bubble of a message contains. */
export type RenderMessage = (message: Message, defaultView: ReactNode) => ReactNode;

export interface Slots extends InteractionViewComponents {
  renderMessage?: RenderMessage | undefined;
}

export const SlotsContext = createContext<Slots>({});

/** Returns what the host has replaced. */
export const useSlots = (): Slots => useContext(SlotsContext);
