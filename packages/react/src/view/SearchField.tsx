import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import type { UseInteractions } from "../hooks/useInteractions.js";
import { SearchIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";

/** How many conversations are searched, newest first. Users can load more by hand. */
const MAX_SEARCHED = 1_000;
/** How many milliseconds a query rests before further pages are loaded for it. */
const DELAY = 300;

/** A search in the names of conversations. */
export interface Search {
  /** Without spaces around it. */
  query: string;
  text: string;
  setText(text: string): void;
  /** Whether further pages are being loaded. */
  isRunning: boolean;
  /** How many conversations were searched if these are not all, else `undefined`. */
  searched: number | undefined;
}

/** Loads the conversations to search while there is a query. The API has no search. */
export function useSearch({ hasMore, interactions, problem, loadUpTo }: UseInteractions): Search {
  const [text, setText] = useState("");
  const query = text.trim();
  const isRunning = query !== "" && hasMore && interactions.length < MAX_SEARCHED && !problem;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setTimeout(() => loadUpTo(MAX_SEARCHED), DELAY);
    return () => clearTimeout(timer);
  }, [isRunning, loadUpTo]);
  return { query, text, setText, isRunning, searched: hasMore ? interactions.length : undefined };
}

/** The field above the list of conversations, and what the search has found. */
export function SearchField({ search, found }: { search: Search; found: number }): ReactNode {
  const t = useTranslate();
  const { query, text, setText, isRunning, searched } = search;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || text === "") return;
    event.stopPropagation();
    setText("");
  };
  const result = found > 0 ? t("found", { count: found }) : t("noMatches", { query });
  return (
    // biome-ignore lint/a11y/useSemanticElements: Safari before 17 and React 18 do not know the search element.
    <div role="search">
      <div className="pf-search">
        <SearchIcon />
        <input
          type="search"
          className="pf-field"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t("search")}
          aria-label={t("search")}
          dir="auto"
        />
      </div>
      <p className={query ? "pf-hint pf-result" : "pf-hidden"} role="status">
        {query && (isRunning ? t("loading") : result)}
        {query && !isRunning && searched !== undefined && ` ${t("searchedPart", { count: searched })}`}
      </p>
    </div>
  );
}
