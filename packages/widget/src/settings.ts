import {
  type Appearance,
  agentTheme,
  createTheme,
  externalIdProblem,
  type InteractionViewProps,
  type ThemeChoice,
  type ThemeColors,
} from "@proficient/react";

/** The user who is signed in to the page. */
export interface Identity {
  userExternalId: string;
  userHmac?: InteractionViewProps["userHmac"];
}

/** The settings from the script tag, besides the user. */
export type Settings = Pick<
  InteractionViewProps,
  "baseUrl" | "apiKey" | "agentId" | "layout" | "autoAsk" | "sendOnEnter" | "inputPlaceholder" | "lang" | "dir"
> & {
  /** What the attributes say about the appearance. What they leave out is up to the agent's owner. */
  scheme: "auto" | "light" | "dark" | undefined;
  colors: Partial<ThemeColors>;
  label: string | undefined;
  side: "left" | "right" | undefined;
  isOpen: boolean;
};

/** Reads the `data-*` attributes of the script tag. */
export function readSettings(script: HTMLScriptElement): { settings: Settings; identity: Identity | undefined } {
  const { dataset } = script;
  const required = (name: string): string => {
    const value = dataset[name];
    if (!value) throw new TypeError(`Proficient: the script tag needs ${attribute(name)}`);
    return value;
  };
  const flag = (name: string): boolean | undefined => {
    const value = dataset[name];
    if (value !== undefined && value !== "true" && value !== "false") {
      throw new TypeError(`Proficient: ${attribute(name)} must be true or false`);
    }
    return value === undefined ? undefined : value === "true";
  };
  const colors: Partial<ThemeColors> = {};
  for (const name of ["background", "primary", "text"] as const) {
    const value = dataset[`${name}Color`];
    if (value) colors[name] = value;
  }
  const { userExternalId, userHmac } = dataset;
  const problem = userExternalId && externalIdProblem(userExternalId);
  if (problem) throw new TypeError(`Proficient: ${attribute("userExternalId")} ${problem}`);
  return {
    settings: {
      // Defaults to the server that the script was loaded from.
      baseUrl: dataset.baseUrl || new URL(script.src, location.href).origin,
      apiKey: required("apiKey"),
      agentId: required("agentId"),
      layout: dataset.layout as Settings["layout"],
      autoAsk: flag("autoAsk"),
      sendOnEnter: flag("sendOnEnter"),
      inputPlaceholder: dataset.inputPlaceholder,
      scheme: scheme(dataset.theme),
      colors: checked(colors),
      lang: dataset.lang || undefined,
      dir: dataset.dir as Settings["dir"],
      label: dataset.label || undefined,
      side: dataset.side ? (dataset.side === "left" ? "left" : "right") : undefined,
      isOpen: flag("open") ?? false,
    },
    identity: userExternalId ? { userExternalId, ...(userHmac && { userHmac }) } : undefined,
  };
}

function scheme(value: string | undefined): Settings["scheme"] {
  if (!value) return undefined;
  if (value === "auto" || value === "light" || value === "dark") return value;
  throw new TypeError("Proficient: data-theme must be auto, light or dark");
}

/** Throws a `TypeError` if a color is none. */
function checked(colors: Partial<ThemeColors>): Partial<ThemeColors> {
  createTheme({ colors });
  return colors;
}

/**
 * Returns the theme: that of the agent's owner, except for what the attributes say. Without a scheme, attributes for
 * background or text are the colors of a single theme.
 */
export function themeOf({ scheme, colors }: Settings, appearance: Appearance): ThemeChoice {
  const { background, primary, text } = colors;
  if ((background || text) && (scheme ?? "auto") === "auto") return createTheme({ colors });
  return agentTheme({
    theme: scheme ?? appearance.theme ?? "auto",
    colors: {
      ...appearance.colors,
      ...(primary && { accent: primary, darkAccent: primary }),
      ...(background && { background, darkBackground: background }),
      ...(text && { text, darkText: text }),
    },
  });
}

/** Returns the attribute name of a `dataset` key. */
const attribute = (name: string) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
