import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useSyncExternalStore } from "react";
import { sentence } from "../api/call";
import { IconButton } from "./Button";

interface Toast {
  id: number;
  text: string;
  failed: boolean;
}

let shown: readonly Toast[] = [];
let next = 0;
const listeners = new Set<() => void>();

function change(to: readonly Toast[]) {
  shown = to;
  for (const listener of listeners) listener();
}

function show(text: string, failed: boolean) {
  const id = next++;
  change([...shown.slice(-2), { id, text, failed }]);
  setTimeout(() => hide(id), failed ? 10_000 : 4_000);
}

function hide(id: number) {
  change(shown.filter((toast) => toast.id !== id));
}

/** Short confirmations. Anything the user must read belongs on the page instead. */
export const toast = {
  done: (text: string) => show(text, false),
  failed: (error: unknown) => show(sentence(error), true),
};

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Renders the toasts. Mounted once, at the root. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-4 top-4 z-60 flex flex-col items-center gap-2 sm:top-auto sm:bottom-4 sm:items-end"
    >
      {toasts.map(({ id, text, failed }) => {
        const Icon = failed ? CircleAlert : CircleCheck;
        return (
          <div
            key={id}
            className="pointer-events-auto flex max-w-sm animate-in items-center gap-2.5 rounded-lg border bg-surface py-1.5 pr-1.5 pl-3.5 shadow-float"
          >
            <Icon aria-hidden size={16} className={failed ? "text-bad" : "text-good"} />
            <p className="min-w-0 flex-1">{text}</p>
            <IconButton icon={X} label="Dismiss" onClick={() => hide(id)} />
          </div>
        );
      })}
    </div>
  );
}
