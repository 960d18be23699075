import type { Interaction } from "@proficient/client";
import { type ReactNode, useState } from "react";
import type { UseInteractions } from "../hooks/hooks.js";
import { NextIcon, PlusIcon } from "./icons.js";
import { ProblemNote } from "./Problem.js";
import { type ItemActions, SidebarItem } from "./SidebarItem.js";
import { useWords } from "./words.js";

/** The user's conversations, newest first, archived ones apart. */
export function Sidebar({
  list,
  openId,
  canBegin,
  begin,
  actions,
}: {
  list: UseInteractions;
  openId: string | undefined;
  canBegin: boolean;
  begin(): void;
  actions: ItemActions;
}): ReactNode {
  const words = useWords();
  const [showsArchived, setShowsArchived] = useState(false);
  const current = list.interactions.filter(({ archived }) => !archived);
  const archived = list.interactions.filter(({ archived }) => archived);
  const items = (interactions: readonly Interaction[]) => (
    <ul>
      {interactions.map((one) => (
        <SidebarItem key={one.id} interaction={one} isOpen={one.id === openId} actions={actions} />
      ))}
    </ul>
  );
  return (
    <>
      <button type="button" className="pf-new" onClick={begin} disabled={!canBegin}>
        <PlusIcon />
        {words("newConversation")}
      </button>
      <nav className="pf-list" aria-label={words("conversations")}>
        {list.problem && (
          <ProblemNote problem={list.problem}>
            <button type="button" className="pf-button" onClick={list.load}>
              {words("retry")}
            </button>
          </ProblemNote>
        )}
        {list.status === "loading" && <Skeleton label={words("loading")} />}
        {list.status === "ready" && current.length === 0 && <p className="pf-hint">{words("noConversations")}</p>}
        {items(current)}
        {archived.length > 0 && (
          <button
            type="button"
            className="pf-fold"
            aria-expanded={showsArchived}
            onClick={() => setShowsArchived(!showsArchived)}
          >
            <NextIcon />
            {words("archived")} ({archived.length})
          </button>
        )}
        {showsArchived && items(archived)}
        {list.hasMore && (
          <button type="button" className="pf-more" onClick={list.loadMore} disabled={list.loadingMore}>
            {words(list.loadingMore ? "loading" : "showMore")}
          </button>
        )}
      </nav>
    </>
  );
}

/** Where something will be. */
export const Skeleton = ({ label }: { label: string }): ReactNode => (
  <div className="pf-skeleton" role="status" aria-label={label}>
    <i />
    <i />
    <i />
  </div>
);
