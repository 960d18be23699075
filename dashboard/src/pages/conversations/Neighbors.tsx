import { useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useList } from "../../api/list";
import type { InteractionRow } from "../../api/types";
import { IconButton } from "../../kit";
import { conversationsQuery, lastSearch } from "./search";

/** Leads to the next and the previous conversation of the list that was shown last. */
export function Neighbors({ projectId, interactionId }: { projectId: string; interactionId: string }) {
  const navigate = useNavigate();
  const list = useList<InteractionRow>(projectId, "/interactions", {
    query: conversationsQuery(lastSearch.get(projectId)),
  });
  const at = list.items.findIndex(({ id }) => id === interactionId);
  const open = (row: InteractionRow | undefined) =>
    row &&
    navigate({
      to: "/p/$projectId/conversations/$interactionId",
      params: { projectId, interactionId: row.id },
    });
  async function next() {
    const following = list.items[at + 1];
    if (following) return open(following);
    const more = await list.fetchNextPage();
    return open(more.data?.pages.flatMap((page) => page.data)[at + 1]);
  }
  if (at < 0) return null;
  return (
    <span className="flex">
      <IconButton
        icon={ChevronLeft}
        label="Previous conversation"
        disabled={at === 0}
        onClick={() => open(list.items[at - 1])}
      />
      <IconButton
        icon={ChevronRight}
        label="Next conversation"
        disabled={at === list.items.length - 1 && !list.hasNextPage}
        onClick={() => void next()}
      />
    </span>
  );
}
