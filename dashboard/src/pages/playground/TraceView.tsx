import type { Trace } from "../../api/types";
import { cx, Scroll } from "../../kit";

/** The exact request to the model, as plain text. */
export function TraceView({ trace }: { trace: Trace }) {
  const settings = Object.entries(trace.settings).filter(([, value]) => value !== null);
  return (
    <div className="flex flex-col gap-3 text-sm">
      <Part name="System message" text={trace.system} empty="None" />
      <section>
        <h3 className="mb-1 text-xs font-medium text-soft">Messages</h3>
        <Scroll label="Messages" className="max-h-80">
          <ol className="flex flex-col gap-1.5">
            {trace.turns.map((turn, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: turns are never reordered
              <li key={at} className={cx("rounded-md border bg-surface px-2.5 py-1.5", turn.role === "user" && "ml-4")}>
                <p className="text-xs text-soft">{turn.role === "user" ? "User" : "Agent"}</p>
                <p dir="auto" className="whitespace-pre-wrap">
                  {turn.content}
                </p>
              </li>
            ))}
          </ol>
        </Scroll>
      </section>
      <section>
        <h3 className="mb-1 text-xs font-medium text-soft">Settings</h3>
        {settings.length === 0 ? (
          <p className="text-soft">Provider defaults</p>
        ) : (
          <p className="font-mono">
            {settings
              .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
              .join(", ")}
          </p>
        )}
      </section>
    </div>
  );
}

function Part({ name, text, empty }: { name: string; text: string; empty: string }) {
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-soft">{name}</h3>
      {text ? (
        <Scroll label={name} className="max-h-60 rounded-md border bg-surface px-2.5 py-1.5">
          <p dir="auto" className="whitespace-pre-wrap">
            {text}
          </p>
        </Scroll>
      ) : (
        <p className="text-soft">{empty}</p>
      )}
    </section>
  );
}
