import { createContext, type ReactNode, useContext, useEffect, useRef } from "react";
import type { Problem, ProblemKind } from "../store/problem.js";
import type { Strings } from "../ui/strings.js";
import { useTranslate } from "../ui/translation.js";

const REASONS: Record<ProblemKind, keyof Strings> = {
  credentials: "problemCredentials",
  forbidden: "problemForbidden",
  gone: "problemGone",
  conflict: "problemConflict",
  invalid: "problemInvalid",
  busy: "problemBusy",
  unavailable: "problemUnavailable",
  offline: "problemOffline",
  unknown: "problemUnknown",
};

/** Problems whose reason tells the user no more than what failed. */
const WITHOUT_REASON: readonly ProblemKind[] = ["unavailable", "unknown"];

/** The host's callback for each problem that is shown. */
export const OnErrorContext = createContext<((problem: Problem) => void) | undefined>(undefined);

/** Shows a problem where it happened, in plain words. The technical detail goes to the host and the console. */
export function ProblemNote({
  problem,
  lead,
  children,
}: {
  problem: Problem;
  /** Says what failed. */
  lead?: string;
  /** Buttons. */
  children?: ReactNode;
}): ReactNode {
  const t = useTranslate();
  const { kind, detail } = problem;
  const onError = useRef<(problem: Problem) => void>(undefined);
  onError.current = useContext(OnErrorContext);
  useEffect(() => {
    console.debug(`Proficient: ${kind}: ${detail}`);
    try {
      onError.current?.({ kind, detail });
    } catch (error) {
      // An error in an effect would remove the whole chat.
      console.error(error);
    }
  }, [kind, detail]);
  const reason = lead && WITHOUT_REASON.includes(kind) ? undefined : t(REASONS[kind]);
  return (
    <div className="pf-problem" role="alert">
      <p>{[lead, reason].filter(Boolean).join(" ")}</p>
      {children && <div className="pf-problem-actions">{children}</div>}
    </div>
  );
}
