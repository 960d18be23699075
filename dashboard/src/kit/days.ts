/** The day of a moment, as a date field has it, in the reader's own time. */
export function dayOf(at: number | undefined): string {
  if (at === undefined) return "";
  const date = new Date(at);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

/** When a day begins; that of `later` days later. */
export function startOf(day: string, later = 0): number | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).getTime();
}
