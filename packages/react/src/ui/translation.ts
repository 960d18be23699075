import { createContext, useCallback, useContext } from "react";
import { ENGLISH, fill, type Strings } from "./strings.js";

/** The strings of a chat, and the name of its agent. */
export interface Translation {
  strings: Strings;
  name: string;
}

export const TranslationContext = createContext<Translation>({ strings: ENGLISH, name: ENGLISH.agent });

export type Translate = (key: keyof Strings, values?: Record<string, string | number>) => string;

/** Returns a function that looks up a string and fills in its placeholders. */
export function useTranslate(): Translate {
  const { strings, name } = useContext(TranslationContext);
  return useCallback((key, values) => fill(strings[key], { name, ...values }), [strings, name]);
}
