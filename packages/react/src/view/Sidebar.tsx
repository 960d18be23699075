import type { Interaction } from "@proficient/client";
import { type ReactNode, useState } from "react";
import type { UseInteractions } from "../hooks/useInteractions.js";
import { NextIcon, PlusIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { ProblemNote } from "./ProblemNote.js";
import { type ItemActions, SidebarItem } from "./SidebarItem.js";
import { Skeleton } from "./Skeleton.js";

/** The user's conversations, newest first, with archived ones in a section of their own. */
export function Sidebar({
  list,
  openId,
  canStart,
  startConversation,
  actions,
}: {
  list: UseInteractions;
  openId: string | undefined;
  canStart: boolean;
  startConversation(): void;
  actions: ItemActions;
}): ReactNode {
  const t = useTranslate();
  const [showsArchived, setShowsArchived] = useState(false);
  const current = list.interactions.filter(({ archived }) => !archived);
  const archived = list.interactions.filter(({ archived }) => archived);
  const items = (interactions: readonly Interaction[]) => (
    <ul>
      {interactions.map((one) => (
        <SidebarItem
          key={one.id}
          interaction={one}
          suggestedName={list.suggestedNames[one.id]}
          isOpen={one.id === openId}
          actions={actions}
        />
      ))}
    </ul>
  );
  return (
    <>
      <button type="button" className="pf-new" onClick={startConversation} disabled={!canStart}>
        <PlusIcon />
        {t("newConversation")}
      </button>
      <nav className="pf-list" aria-label={t("conversations")}>
        {list.problem && (
          <ProblemNote problem={list.problem}>
            <button type="button" className="pf-button" onClick={list.load}>
              {t("retry")}
            </button>
          </ProblemNote>
        )}
        {list.status === "loading" && <Skeleton label={t("loading")} />}
        {list.status === "ready" && current.length === 0 && <p className="pf-hint">{t("noConversations")}</p>}
        {items(current)}
        {archived.length > 0 && (
          <button
            type="button"
            className="pf-fold"
            aria-expanded={showsArchived}
            onClick={() => setShowsArchived(!showsArchived)}
          >
            <NextIcon />
            {t("archived")} ({archived.length})
          </button>
        )}
        {showsArchived && items(archived)}
        {list.hasMore && (
          <button type="button" className="pf-more" onClick={list.loadMore} disabled={list.loadingMore}>
            {t(list.loadingMore ? "loading" : "showMore")}
          </button>
        )}
      </nav>
    </>
  );
}
