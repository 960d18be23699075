import { createTheme, type InteractionViewProps, type ThemeColors } from "@proficient/react";

/** Who is signed in to the page. */
export interface Identity {
  userExternalId: string;
  userHmac?: InteractionViewProps["userHmac"];
}

/** What the script tag says, besides who the user is. */
export type Settings = Pick<
  InteractionViewProps,
  "baseUrl" | "apiKey" | "agentId" | "layout" | "autoAsk" | "sendOnEnter" | "inputPlaceholder" | "theme" | "dir"
> & { label: string; side: "left" | "right"; isOpen: boolean };

/** Reads the `data-*` attributes of the script tag. */
export function read(script: HTMLScriptElement): { settings: Settings; identity: Identity | undefined } {
  const { dataset } = script;
  const needed = (name: string): string => {
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
      // The server that the script comes from, unless another one is named.
      baseUrl: dataset.baseUrl || new URL(script.src, location.href).origin,
      apiKey: needed("apiKey"),
      agentId: needed("agentId"),
      layout: dataset.layout as Settings["layout"],
      autoAsk: flag("autoAsk"),
      sendOnEnter: flag("sendOnEnter"),
      inputPlaceholder: dataset.inputPlaceholder,
      theme: createTheme({ colors }),
      dir: dataset.dir as Settings["dir"],
      label: dataset.label || "Chat",
      side: dataset.side === "left" ? "left" : "right",
      isOpen: flag("open") ?? false,
    },
    identity: userExternalId ? { userExternalId, ...(userHmac && { userHmac }) } : undefined,
  };
}

const attribute = (name: string) => `data-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
