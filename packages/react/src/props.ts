import type { ReactNode } from "react";
import type { ConnectionSettings } from "./store/connection.js";
import type { Strings } from "./strings.js";
import type { Theme } from "./theme/theme.js";

/** What `InteractionView` takes. */
export interface InteractionViewProps extends ConnectionSettings {
  /** Whom to talk to, `ag_…`. */
  agentId: string;
  /** "casual": bubbles, like a messenger. "formal": full width. Default: "casual". */
  layout?: "casual" | "formal" | undefined;
  /** Height of the conversation in pixels, at least 240, or "fill" for all that the surrounding element has. Default: 320. */
  chatSectionHeight?: number | "fill" | undefined;
  /** Height of the header in pixels, at least 54. Default: 54. */
  headerSectionHeight?: number | undefined;
  /** Whether the agent replies without being asked. Default: true. */
  autoAsk?: boolean | undefined;
  /** Whether Enter sends; Shift and Enter makes a new line. If not, Ctrl or ⌘ and Enter sends. Default: true. */
  sendOnEnter?: boolean | undefined;
  /** Default: "Type something...". */
  inputPlaceholder?: string | undefined;
  /** What `createTheme` makes. Default: dark. */
  theme?: Theme | undefined;
  /** Other words than the English ones, all or some. */
  strings?: Partial<Strings> | undefined;
  /** The direction of the interface. Default: that of the page. Messages have the direction of their text. */
  dir?: "ltr" | "rtl" | undefined;
  /** Something to show at the end of the header, such as a button that closes. */
  headerAction?: ReactNode;
  /** Called with the conversation that is shown, whenever that is another one; `undefined` for one that is not begun yet. */
  onOpen?: ((interactionId: string | undefined) => void) | undefined;
}

type Check = (value: unknown) => string | undefined;

const text: Check = (value) =>
  typeof value === "string" && value !== "" ? undefined : "must be a string that is not empty";
const boolean: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");
const atLeast =
  (least: number): Check =>
  (value) =>
    typeof value === "number" && Number.isFinite(value) && value >= least
      ? undefined
      : `must be a number of at least ${least}`;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value as string) ? undefined : `must be ${values.map((each) => `"${each}"`).join(" or ")}`;

const REQUIRED: Record<string, Check> = { apiKey: text, agentId: text, userExternalId: text };
const OPTIONAL: Record<string, Check> = {
  baseUrl: text,
  userHmac: (value) => (typeof value === "function" || !text(value) ? undefined : "must be a string or a function"),
  layout: oneOf("casual", "formal"),
  chatSectionHeight: (value) => (value === "fill" ? undefined : atLeast(240)(value)),
  headerSectionHeight: atLeast(54),
  autoAsk: boolean,
  sendOnEnter: boolean,
  inputPlaceholder: (value) => (typeof value === "string" ? undefined : "must be a string"),
  theme: (value) => ((value as Theme | null)?.variables ? undefined : "must be what createTheme makes"),
  strings: (value) => (typeof value === "object" && value !== null ? undefined : "must be an object"),
  dir: oneOf("ltr", "rtl"),
  onOpen: (value) => (typeof value === "function" ? undefined : "must be a function"),
};

/** Throws a `TypeError` that names the first prop that is wrong, and what it must be. */
export function checkProps(props: object): void {
  const given = props as Record<string, unknown>;
  for (const [name, check] of Object.entries({ ...REQUIRED, ...OPTIONAL })) {
    const value = given[name];
    if (value === undefined && name in OPTIONAL) continue;
    const wrong = check(value);
    if (wrong) throw new TypeError(`InteractionView: ${name} ${wrong}${shown(value)}`);
  }
}

/** Only what cannot be a secret is repeated. */
function shown(value: unknown): string {
  if (value === undefined || value === null || value === "") return "; it is missing";
  return typeof value === "number" || typeof value === "boolean" ? `, not ${value}` : "";
}
