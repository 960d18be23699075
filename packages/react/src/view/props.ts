import { externalIdProblem } from "@proficient/client";
import type { ReactNode } from "react";
import type { ConversationCallbacks } from "../hooks/useOpenConversation.js";
import type { Problem } from "../store/problem.js";
import type { ConnectionSettings } from "../store/session.js";
import type { ThemeChoice } from "../theme/theme.js";
import type { Strings } from "../ui/strings.js";
import type { ComposeRequest } from "./composeRequest.js";
import type { InteractionViewComponents, RenderMessage } from "./slots.js";

/** The props of `InteractionView`. */
export interface InteractionViewProps extends ConnectionSettings, ConversationCallbacks {
  /** The agent to talk to, `ag_…`. */
  agentId: string;
  /** "casual": message bubbles. "formal": full-width messages. Default: "casual". */
  layout?: "casual" | "formal" | undefined;
  /** Height of the conversation in pixels, at least 240, or "fill" to fill the parent element. Default: 320. */
  chatSectionHeight?: number | "fill" | undefined;
  /** Height of the header in pixels, at least 54. Default: 54. */
  headerSectionHeight?: number | undefined;
  /** Whether the agent replies to each message automatically. Default: true. */
  autoAsk?: boolean | undefined;
  /** Whether Enter sends and Shift+Enter inserts a line break. If false, Ctrl+Enter or ⌘+Enter sends. Default: true. */
  sendOnEnter?: boolean | undefined;
  /** Placeholder of the message field. Default: "Type something...", in the language of the interface. */
  inputPlaceholder?: string | undefined;
  /**
   * "auto" follows the reader's system. Or "light", "dark", a theme created with `createTheme`, or a pair of such themes
   * as `{ light, dark }`. Default: what the agent's owner has set, else "auto".
   */
  theme?: ThemeChoice | undefined;
  /**
   * Language of the built-in strings: English, German, French, Spanish, Portuguese or Japanese, as `en`, `de-CH` and so on.
   * Default: the page's.
   */
  lang?: string | undefined;
  /** Replaces some or all of the built-in strings. */
  strings?: Partial<Strings> | undefined;
  /** Messages to start a conversation with. Default: those that the agent's owner has set. */
  starters?: readonly string[] | undefined;
  /** Text direction of the interface. Default: the page's. Messages use the direction of their text. */
  dir?: "ltr" | "rtl" | undefined;
  /** Shown at the end of the header, for example a close button. */
  headerAction?: ReactNode;
  /** Components that take the place of parts of the chat: `Message`, `Composer`, `Header` and `Empty`. */
  components?: InteractionViewComponents | undefined;
  /** Returns what a message's bubble contains, given the message and what the chat would show. */
  renderMessage?: RenderMessage | undefined;
  /**
   * Whether the user may talk to an agent that is not active, as test users may. The server decides; this only keeps the
   * message field usable. Default: false.
   */
  allowInactive?: boolean | undefined;
  /** A text for the message field of the open conversation. A new object is a new text. */
  compose?: ComposeRequest | undefined;
  /** Called when another conversation is opened. The ID is `undefined` for a new one without messages. */
  onOpen?: ((interactionId: string | undefined) => void) | undefined;
  /** Called when the chat shows a problem, with the technical detail that it does not show. */
  onError?: ((problem: Problem) => void) | undefined;
}

type Check = (value: unknown) => string | undefined;

const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "must be a non-empty string");
const boolean: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const atLeast =
  (minimum: number): Check =>
  (value) =>
    typeof value === "number" && Number.isFinite(value) && value >= minimum
      ? undefined
      : `must be a number of at least ${minimum}`;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string) ? undefined : `must be ${values.map((each) => `"${each}"`).join(" or ")}`;

const aFunction: Check = (value) => (typeof value === "function" ? undefined : "must be a function");

function isTheme(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return ["auto", "light", "dark"].includes(value as string);
  return "variables" in value || ("light" in value && "dark" in value && isTheme(value.light) && isTheme(value.dark));
}

const REQUIRED: Record<string, Check> = {
  apiKey: text,
  agentId: text,
  userExternalId: (value) => text(value) ?? externalIdProblem(value),
};
const OPTIONAL: Record<string, Check> = {
  baseUrl: text,
  userHmac: (value) => (typeof value === "function" || !text(value) ? undefined : "must be a string or a function"),
  layout: oneOf("casual", "formal"),
  chatSectionHeight: (value) => (value === "fill" ? undefined : atLeast(240)(value)),
  headerSectionHeight: atLeast(54),
  autoAsk: boolean,
  sendOnEnter: boolean,
  allowInactive: boolean,
  inputPlaceholder: (value) => (typeof value === "string" ? undefined : "must be a string"),
  theme: (value) =>
    isTheme(value) ? undefined : 'must be "auto", "light", "dark", created with createTheme, or a pair of those',
  strings: (value) => (typeof value === "object" && value !== null ? undefined : "must be an object"),
  // Empty is as good as absent.
  lang: (value) => (typeof value === "string" ? undefined : "must be a string"),
  starters: (value) =>
    Array.isArray(value) && value.every((each) => !text(each)) ? undefined : "must be an array of non-empty strings",
  dir: oneOf("ltr", "rtl"),
  components: (value) => (typeof value === "object" && value !== null ? undefined : "must be an object"),
  renderMessage: aFunction,
  onOpen: aFunction,
  onError: aFunction,
  onMessage: aFunction,
  onReply: aFunction,
  onFeedback: aFunction,
  compose: (value) =>
    typeof value === "object" && value !== null && !text((value as { text?: unknown }).text)
      ? undefined
      : "must be an object with a text",
};

/** Throws a `TypeError` that names the first invalid prop and what it must be. */
export function checkProps(props: object): void {
  const given = props as Record<string, unknown>;
  for (const [name, check] of Object.entries({ ...REQUIRED, ...OPTIONAL })) {
    const value = given[name];
    if (value === undefined && name in OPTIONAL) continue;
    const problem = check(value);
    if (problem) throw new TypeError(`InteractionView: ${name} ${problem}${describe(value)}`);
  }
}

/** Describes an invalid value. Strings and objects are left out, since they could be secrets. */
function describe(value: unknown): string {
  if (value === undefined || value === null || value === "") return "; it is missing";
  return typeof value === "number" || typeof value === "boolean" ? `, not ${value}` : "";
}
