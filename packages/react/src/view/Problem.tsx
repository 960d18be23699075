import type { ReactNode } from "react";
import type { Problem, ProblemKind } from "../store/problem.js";
import type { Strings } from "../strings.js";
import { useWords } from "./words.js";

const WORDS: Record<ProblemKind, keyof Strings> = {
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

/** What went wrong, where it did, and the ways on. */
export function ProblemNote({
  problem,
  lead,
  children,
}: {
  problem: Problem;
  /** What did not work because of it. */
  lead?: string;
  /** Buttons. */
  children?: ReactNode;
}): ReactNode {
  const words = useWords();
  return (
    <div className="pf-problem" role="alert">
      <p>
        {lead && `${lead} `}
        {words(WORDS[problem.kind])} <span className="pf-detail">{problem.detail}</span>
      </p>
      {children && <div className="pf-problem-actions">{children}</div>}
    </div>
  );
}
