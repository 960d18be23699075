import type { ReactNode } from "react";
import { daysBetween } from "../ui/dates.js";
import { useDates, useTranslate } from "../ui/translation.js";

/** Names the day of a message, unless it is that of the message before. Without one before, today needs no name. */
export function DaySeparator({ at, before, now }: { at: number; before: number | undefined; now: number }): ReactNode {
  const t = useTranslate();
  const dates = useDates();
  if (daysBetween(before ?? now, at) === 0) return null;
  const days = daysBetween(at, now);
  const name = days <= 0 ? t("today") : days === 1 ? t("yesterday") : dates.day(at, now);
  return <li className="pf-day">{name}</li>;
}
