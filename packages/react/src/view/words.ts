import { createContext, useCallback, useContext } from "react";
import { ENGLISH, fill, type Strings } from "../strings.js";

/** The words of this chat, and the name of its agent. */
export interface Vocabulary {
  strings: Strings;
  name: string;
}

export const VocabularyContext = createContext<Vocabulary>({ strings: ENGLISH, name: ENGLISH.agent });

export type Words = (key: keyof Strings, values?: Record<string, string | number>) => string;

/** Gives the words for something, with names and numbers filled in. */
export function useWords(): Words {
  const { strings, name } = useContext(VocabularyContext);
  return useCallback((key, values) => fill(strings[key], { name, ...values }), [strings, name]);
}
