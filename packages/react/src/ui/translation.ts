import { createContext, useCallback, useContext } from "react";
import { type DateFormats, dateFormats } from "./dates.js";
import { ENGLISH, fill, type Strings } from "./strings.js";

/** The strings of a chat, the name of its agent, and the locale of its dates. */
export interface Translation {
  strings: Strings;
  name: string;
  locale: string;
}

export const TranslationContext = createContext<Translation>({ strings: ENGLISH, name: ENGLISH.agent, locale: "en" });

export type Translate = (key: keyof Strings, values?: Record<string, string | number>) => string;

/** Returns a function that looks up a string and fills in its placeholders. */
export function useTranslate(): Translate {
  const { strings, name } = useContext(TranslationContext);
  return useCallback((key, values) => fill(strings[key], { name, ...values }), [strings, name]);
}

/** Returns the formats of dates and times. */
export const useDates = (): DateFormats => dateFormats(useContext(TranslationContext).locale);
