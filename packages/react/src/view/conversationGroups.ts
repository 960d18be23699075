import type { Interaction } from "@proficient/client";
import { type DateFormats, daysBetween } from "../ui/dates.js";
import type { Translate } from "../ui/translation.js";

/** Conversations of the same day or time span. */
export interface ConversationGroup {
  title: string;
  interactions: Interaction[];
}

/** Groups conversations, which must be sorted, by when they were last active. */
export function groupByActivity(
  interactions: readonly Interaction[],
  lastActive: Readonly<Record<string, number>>,
  now: number,
  t: Translate,
  dates: DateFormats,
): ConversationGroup[] {
  const groups: ConversationGroup[] = [];
  for (const interaction of interactions) {
    const title = groupTitle(lastActive[interaction.id] ?? interaction.updatedAt, now, t, dates);
    const last = groups.at(-1);
    if (last?.title === title) last.interactions.push(interaction);
    else groups.push({ title, interactions: [interaction] });
  }
  return groups;
}

function groupTitle(at: number, now: number, t: Translate, dates: DateFormats): string {
  const days = daysBetween(at, now);
  if (days <= 0) return t("today");
  if (days === 1) return t("yesterday");
  if (days <= 7) return t("previous7Days");
  return days <= 30 ? t("previous30Days") : dates.month(at, now);
}

/** Returns a function that tells whether a name has all words of a query, whatever their case and accents. */
export function matcher(query: string): (name: string) => boolean {
  const words = fold(query).split(/\s+/);
  return (name) => {
    const folded = fold(name);
    return words.every((word) => folded.includes(word));
  };
}

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
