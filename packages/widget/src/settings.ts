import { createTheme, type InteractionViewProps, type ThemeChoice, type ThemeColors } from "@proficient/react";

/** The user who is signed in to the page. */
export interface Identity {
  userExternalId: string;
  userHmac?: InteractionViewProps["userHmac"];
}

/** The settings from the script tag, besides the user. */
export type Settings = Pick<
  InteractionViewProps,
  "baseUrl" | "apiKey" | "agentId" | "layout" | "autoAsk" | "sendOnEnter" | "inputPlaceholder" | "dir"
> & { theme: ThemeChoice; label: string; side: "left" | "right"; isOpen: boolean };

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
      theme: theme(dataset.theme || "auto", colors),
      dir: dataset.dir as Settings["dir"],
      label: dataset.label || "Chat",
      side: dataset.side === "left" ? "left" : "right",
      isOpen: flag("open") ?? false,
    },
    identity: userExternalId ? { userExternalId, ...(userHmac && { userHmac }) } : undefined,
  };
}

/** Returns the theme. Without a scheme, colors for background or text are those of a single theme. */
function theme(scheme: string, colors: Partial<ThemeColors>): ThemeChoice {
  if (scheme === "light" || scheme === "dark") return createTheme({ base: scheme, colors });
  if (scheme !== "auto") throw new TypeError("Proficient: data-theme must be auto, light or dark");
  if (colors.background || colors.text) return createTheme({ colors });
  return { light: createTheme({ base: "light", colors }), dark: createTheme({ colors }) };
}

/** Returns the attribute name of a `dataset` key. */
const attribute = (name: string) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
