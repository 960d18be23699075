import { type RefObject, useEffect, useState } from "react";
import { chooseLanguage, chooseLocale, type Language, languageAround, loadStrings } from "../ui/language.js";
import { ENGLISH, type Strings } from "../ui/strings.js";

interface LoadedLanguage {
  language: Language;
  strings: Strings;
  /** How dates are written. */
  locale: string;
}

/** Returns the language of the interface, and its strings. Until they are loaded, these are the English ones. */
export function useLanguage(
  root: RefObject<Element | null>,
  wanted: string | undefined,
  offered: readonly Language[] | undefined,
): LoadedLanguage {
  const [loaded, setLoaded] = useState<LoadedLanguage>({ language: "en", strings: ENGLISH, locale: "en" });
  useEffect(() => {
    let isCurrent = true;
    const around = root.current ? languageAround(root.current) : undefined;
    const language = chooseLanguage(wanted || around, offered);
    const locale = chooseLocale(language, wanted || around, navigator.languages);
    loadStrings(language).then((strings) => isCurrent && setLoaded({ language, strings, locale }));
    return () => {
      isCurrent = false;
    };
  }, [root, wanted, offered]);
  return loaded;
}
