import type { Appearance } from "@proficient/client";
import { ENGLISH, type Strings } from "./strings.js";

/** A language of the chat's built-in texts. */
export type Language = NonNullable<Appearance["languages"]>[number];

/** Loads the strings of a language when they are needed. English is always there. */
const LOADERS: Record<Exclude<Language, "en">, () => Promise<{ default: Strings }>> = {
  de: () => import("./languages/de.js"),
  es: () => import("./languages/es.js"),
  fr: () => import("./languages/fr.js"),
  ja: () => import("./languages/ja.js"),
  pt: () => import("./languages/pt.js"),
};

/** The languages of the chat's built-in texts. */
export const LANGUAGES: readonly Language[] = ["en", ...(Object.keys(LOADERS) as Exclude<Language, "en">[])];

/**
 * Chooses a language: the wanted one, such as `de-CH`, if it is one of those that the agent's owner offers, else the first
 * of these.
 */
export function chooseLanguage(wanted: string | undefined, offered: readonly Language[] = LANGUAGES): Language {
  const language = wanted?.toLowerCase().split("-")[0];
  return offered.find((one) => one === language) ?? offered[0] ?? "en";
}

/**
 * Returns the locale for dates in a language: the wanted one or one that the reader prefers, such as `en-GB` for English, else
 * the language itself.
 */
export function chooseLocale(language: Language, wanted: string | undefined, preferred: readonly string[]): string {
  const regional = [wanted ?? "", ...preferred].find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  try {
    return Intl.getCanonicalLocales(regional)[0] ?? language;
  } catch {
    return language; // the page's language is not a valid tag
  }
}

/** Returns the language of the page around an element, which may be in a shadow root. */
export function languageAround(element: Element): string | undefined {
  const marked = element.closest<HTMLElement>("[lang]:not([data-pf-lang])");
  if (marked) return marked.lang || undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? languageAround(root.host) : undefined;
}

/** Returns the strings of a language. If they cannot be loaded, these are the English ones. */
export async function loadStrings(language: Language): Promise<Strings> {
  if (language === "en") return ENGLISH;
  const loaded = await LOADERS[language]().catch(() => undefined);
  return loaded?.default ?? ENGLISH;
}
