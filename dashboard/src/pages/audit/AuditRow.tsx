import { Bot, ChevronRight, KeyRound, type LucideIcon, Server, Terminal, UserRound } from "lucide-react";
import { useState } from "react";
import type { AuditEntry } from "../../api/types";
import { cx, dateTime, Facts, Time } from "../../kit";
import { Change } from "./Change";
import { describe } from "./describe";

const ACTORS: Record<AuditEntry["actor"]["kind"], { icon: LucideIcon; label: string }> = {
  member: { icon: UserRound, label: "Member" },
  key: { icon: KeyRound, label: "Secret key" },
  cli: { icon: Terminal, label: "CLI" },
  system: { icon: Server, label: "System" },
};

/** One entry, expandable to show the changes and their origin. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const [open, setOpen] = useState(false);
  const { icon: Icon, label } = ACTORS[entry.actor.kind] ?? { icon: Bot, label: entry.actor.kind };
  const isNamed = entry.actor.kind === "member" || entry.actor.kind === "key";
  const name = (isNamed && entry.actor.name) || label;
  const fields = entry.changes.map(({ field }) => field.replaceAll("_", " "));
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-3 px-4 py-2.5 text-left -outline-offset-2 transition-colors hover:bg-sunken"
      >
        <Icon aria-hidden size={16} className="mt-0.5 shrink-0 text-soft" />
        <span className="min-w-0 flex-1">
          <span className="block">
            <span className="font-medium">{name}</span> {describe(entry)}
          </span>
          {fields.length > 0 && <span className="block truncate text-sm text-soft">{fields.join(", ")}</span>}
        </span>
        <span className="shrink-0 text-sm text-soft">
          <Time at={entry.at} />
        </span>
        <ChevronRight
          aria-hidden
          size={16}
          className={cx("mt-0.5 shrink-0 text-soft transition-transform", open && "rotate-90")}
        />
      </button>
      {open && (
        <div className="flex flex-col gap-4 border-t border-dashed bg-sunken px-4 py-4 sm:pl-11">
          {entry.changes.map((change) => (
            <Change key={change.field} {...change} />
          ))}
          <Facts
            facts={[
              ["Time", dateTime(entry.at)],
              ["Actor", name === label ? label : `${label}: ${name}`],
              [
                "Action",
                <code key="action" className="font-mono text-sm">
                  {entry.action}
                </code>,
              ],
              [
                "Target",
                <span key="target">
                  {entry.target.name || entry.target.kind}{" "}
                  <code className="font-mono text-sm text-soft">{entry.target.id}</code>
                </span>,
              ],
              ...(entry.ip ? [["IP address", entry.ip] as const] : []),
              ...(entry.user_agent ? [["User agent", entry.user_agent] as const] : []),
            ]}
          />
        </div>
      )}
    </li>
  );
}
