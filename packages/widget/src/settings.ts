import { createTheme, externalIdProblem, type InteractionViewProps } from "@proficient/react";
import { closest } from "./closest.js";
import { parsePatterns } from "./pagePatterns.js";

/** The user who is signed in to the page. */
export interface Identity {
  userExternalId: string;
  userHmac?: InteractionViewProps["userHmac"];
}

/** Returns the value of a setting, or throws what it must be. Attributes and URLs only have texts. */
type Parse<Value> = (value: unknown) => Value;

const text: Parse<string> = (value) => {
  if (typeof value !== "string") throw "a text";
  return value;
};
const flag: Parse<boolean> = (value) => {
  if (value === true || value === "true") return true;
  if (value === false || value === "false") return false;
  throw "true or false";
};
const oneOf =
  <Value extends string>(...values: Value[]): Parse<Value> =>
  (value) => {
    const found = values.find((each) => each === value);
    if (!found) throw `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
    return found;
  };
const seconds: Parse<number> = (value) => {
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !(number >= 0 && number <= 86_400)) throw "a number of seconds";
  return number;
};
const url: Parse<string> = (value) => {
  try {
    if (/^https?:$/.test(new URL(text(value)).protocol)) return text(value);
  } catch {}
  throw "the URL of a server";
};
const color =
  (name: "background" | "primary" | "text"): Parse<string> =>
  (value) => {
    try {
      createTheme({ colors: { [name]: text(value) } });
      return text(value);
    } catch {
      throw "a color: #rgb, #rrggbb or rgb(r, g, b)";
    }
  };
const externalId: Parse<string> = (value) => {
  const problem = externalIdProblem(text(value));
  if (problem) throw `the user's ID, but ${problem}`;
  return text(value);
};
const userHmac: Parse<Identity["userHmac"]> = (value) => {
  if (typeof value !== "string" && typeof value !== "function") throw "a text or a function";
  return value as Identity["userHmac"];
};

/** All settings. `data-*` attributes and the script's URL have the same names in kebab case. */
const SETTINGS = {
  apiKey: text,
  agentId: text,
  baseUrl: url,
  userExternalId: externalId,
  userHmac,
  open: flag,
  label: text,
  side: oneOf("left", "right"),
  layout: oneOf("casual", "formal"),
  theme: oneOf("auto", "light", "dark"),
  backgroundColor: color("background"),
  primaryColor: color("primary"),
  textColor: color("text"),
  inputPlaceholder: text,
  autoAsk: flag,
  sendOnEnter: flag,
  lang: text,
  dir: oneOf("ltr", "rtl"),
  proactiveMessage: text,
  proactiveDelay: seconds,
  proactivePages: parsePatterns,
  proactiveRepeat: oneOf("visitor", "session"),
};

type Name = keyof typeof SETTINGS;

/** The settings after they were checked. */
export type Settings = { [Key in Name]?: ReturnType<(typeof SETTINGS)[Key]> };

/** What a page can set. Paths can also be one text, separated by commas. */
export type GivenSettings = Partial<Omit<Settings, "proactivePages">> & {
  proactivePages?: string | readonly string[];
};

/** A place where settings are, and how to name one of them in a message to developers. */
interface Source {
  values: Readonly<Record<string, unknown>>;
  label(name: string): string;
  /** Whether others may have names of their own in this place. */
  isShared?: boolean;
  /** Whether it ends up in logs, which a hash must not. */
  isLogged?: boolean;
}

/**
 * Reads the settings from all places. The first place that has a setting wins: the given settings, the attributes of the
 * script tag, its URL, `window.ProficientSettings`. Problems tell developers what is wrong; a wrong setting is left out.
 */
export function readSettings(
  script: HTMLScriptElement | undefined,
  given: unknown,
): { settings: Settings; problems: string[] } {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const { values, label, isShared, isLogged } of sources(script, given)) {
    for (const [name, value] of Object.entries(values)) {
      if (value === "" || value === undefined || value === null) continue;
      if (!Object.hasOwn(SETTINGS, name)) {
        const meant = closest(name, Object.keys(SETTINGS));
        if (meant) problems.push(`${label(name)} is unknown. Do you mean ${label(meant)}?`);
        else if (!isShared) problems.push(`${label(name)} is unknown`);
        continue;
      }
      if (isLogged && name === "userHmac") {
        problems.push(`${label(name)} is not allowed, because servers log URLs`);
        continue;
      }
      try {
        const parsed = SETTINGS[name as Name](value);
        if (!(name in settings)) settings[name] = parsed;
      } catch (expected) {
        problems.push(`${label(name)} must be ${expected}`);
      }
    }
  }
  return { settings: settings as Settings, problems };
}

function sources(script: HTMLScriptElement | undefined, given: unknown): Source[] {
  return [
    { values: asObject(given), label: (name) => `${name} of Proficient.start` },
    { values: { ...script?.dataset }, label: (name) => `data-${kebab(name)}`, isShared: true },
    { values: query(script), label: (name) => `${kebab(name)} in the script's URL`, isLogged: true },
    { values: asObject(window.ProficientSettings), label: (name) => `ProficientSettings.${name}` },
  ];
}

/** An element of the page can have the ID `ProficientSettings`; it is not the page's settings. */
const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !(value instanceof Node) ? { ...value } : {};

function query(script: HTMLScriptElement | undefined): Record<string, string> {
  if (!script?.src) return {};
  const values: Record<string, string> = {};
  for (const [name, value] of new URL(script.src, location.href).searchParams) {
    values[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = value;
  }
  return values;
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
