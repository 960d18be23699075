import { type RefObject, useEffect, useState } from "react";
import { chooseLanguage, type Language, languageAround, loadStrings } from "../ui/language.js";
import { ENGLISH, type Strings } from "../ui/strings.js";

/** Returns the language of the interface, and its strings. Until they are loaded, these are the English ones. */
export function useLanguage(
  root: RefObject<Element | null>,
  wanted: string | undefined,
  offered: readonly Language[] | undefined,
): { language: Language; strings: Strings } {
  const [loaded, setLoaded] = useState<{ language: Language; strings: Strings }>({ language: "en", strings: ENGLISH });
  useEffect(() => {
    let isCurrent = true;
    const around = root.current ? languageAround(root.current) : undefined;
    const language = chooseLanguage(wanted || around, offered);
    loadStrings(language).then((strings) => isCurrent && setLoaded({ language, strings }));
    return () => {
      isCurrent = false;
    };
  }, [root, wanted, offered]);
  return loaded;
}
