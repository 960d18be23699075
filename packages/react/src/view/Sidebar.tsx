import type { Interaction } from "@proficient/client";
import { type ReactNode, useId, useState } from "react";
import type { UseInteractions } from "../hooks/useInteractions.js";
import { sortByActivity } from "../store/interactions.js";
import { IconButton } from "../ui/IconButton.js";
import { CloseIcon, NextIcon, PlusIcon } from "../ui/icons.js";
import { useDates, useTranslate } from "../ui/translation.js";
import { groupByActivity, matcher } from "./conversationGroups.js";
import { ProblemNote } from "./ProblemNote.js";
import { SearchField, useSearch } from "./SearchField.js";
import { type ItemActions, SidebarItem } from "./SidebarItem.js";
import { Skeleton } from "./Skeleton.js";
import { useNow } from "./useNow.js";

/** The user's conversations by when they were last active, with archived ones in a section of their own. */
export function Sidebar({
  list,
  openId,
  canStart,
  startConversation,
  close,
  actions,
}: {
  list: UseInteractions;
  openId: string | undefined;
  canStart: boolean;
  startConversation(): void;
  /** Present if the list covers the chat. */
  close: (() => void) | undefined;
  actions: ItemActions;
}): ReactNode {
  const t = useTranslate();
  const dates = useDates();
  const now = useNow();
  const [unfolds, setUnfolds] = useState(false);
  const search = useSearch(list);
  const titleOf = ({ id, name }: Interaction) => name || list.suggestedNames[id] || t("untitled");
  const matches = matcher(search.query);
  const shown = sortByActivity(list).filter((one) => matches(titleOf(one)));
  const current = shown.filter(({ archived }) => !archived);
  const archived = shown.filter(({ archived }) => archived);
  const showsArchived = unfolds || search.query !== "";
  const groups = (interactions: readonly Interaction[]) =>
    groupByActivity(interactions, list.lastActive, now, t, dates).map(({ title, interactions: members }) => (
      <Group key={title} title={title}>
        {members.map((one) => (
          <SidebarItem
            key={one.id}
            interaction={one}
            suggestedName={list.suggestedNames[one.id]}
            lastActive={list.lastActive[one.id] ?? one.updatedAt}
            now={now}
            isOpen={one.id === openId}
            actions={actions}
          />
        ))}
      </Group>
    ));
  return (
    <>
      <div className="pf-side-head">
        <button type="button" className="pf-new" onClick={startConversation} disabled={!canStart}>
          <PlusIcon />
          {t("newConversation")}
        </button>
        {close && (
          <IconButton label={t("closeSidebar")} onClick={close}>
            <CloseIcon />
          </IconButton>
        )}
      </div>
      {(list.interactions.length > 1 || search.query) && <SearchField search={search} found={shown.length} />}
      <nav className="pf-list" aria-label={t("conversations")}>
        {list.problem && (
          <ProblemNote problem={list.problem}>
            <button type="button" className="pf-button" onClick={list.load}>
              {t("retry")}
            </button>
          </ProblemNote>
        )}
        {list.status === "loading" && <Skeleton label={t("loading")} />}
        {list.status === "ready" && current.length === 0 && !search.query && (
          <p className="pf-hint">{t("noConversations")}</p>
        )}
        {groups(current)}
        {archived.length > 0 && (
          <button
            type="button"
            className="pf-fold"
            aria-expanded={showsArchived}
            onClick={() => setUnfolds(!showsArchived)}
          >
            <NextIcon />
            {t("archived")} ({archived.length})
          </button>
        )}
        {showsArchived && groups(archived)}
        {list.hasMore && !search.isRunning && (
          <button type="button" className="pf-more" onClick={list.loadMore} disabled={list.loadingMore}>
            {t(list.loadingMore ? "loading" : "showMore")}
          </button>
        )}
      </nav>
    </>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }): ReactNode {
  const id = useId();
  return (
    <>
      <h3 id={id} className="pf-group">
        {title}
      </h3>
      <ul aria-labelledby={id}>{children}</ul>
    </>
  );
}
