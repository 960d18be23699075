import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { storage } from "../../api/storage";
import type { Project } from "../../api/types";
import { buttonClass, Card, cx, IconButton } from "../../kit";
import { type Step, useFirstSteps } from "./useFirstSteps";

/** Onboarding checklist of a new project, hidden once complete. */
export function FirstSteps({ project }: { project: Project }) {
  const stored = `proficient.steps.${project.id}`;
  const [hidden, setHidden] = useState(() => storage.get(stored) === "hidden");
  const steps = useFirstSteps(project, !hidden);
  if (hidden || !steps || steps.every(({ done }) => done)) return null;
  const next = steps.find(({ done }) => !done);
  function hide() {
    storage.set(stored, "hidden");
    setHidden(true);
  }
  return (
    <Card
      flush
      title="Get started"
      description={`${steps.filter(({ done }) => done).length} of ${steps.length} completed`}
      actions={<IconButton icon={X} label="Dismiss" onClick={hide} />}
    >
      <ol className="divide-y divide-line">
        {steps.map((step, index) => (
          <StepRow key={step.title} step={step} number={index + 1} isNext={step === next} />
        ))}
      </ol>
    </Card>
  );
}

interface StepRowProps {
  step: Step;
  number: number;
  isNext: boolean;
}

function StepRow({ step: { title, text, done, action, link }, number, isNext }: StepRowProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <span
        aria-hidden
        className={cx(
          "flex size-7 shrink-0 items-center justify-center rounded-full text-sm font-semibold",
          done ? "bg-good-wash text-good" : isNext ? "bg-accent text-on-accent" : "bg-hover text-soft",
        )}
      >
        {done ? <Check size={15} /> : number}
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <h3 className="font-medium">
          {title}
          {done && <span className="sr-only"> (done)</span>}
        </h3>
        {!done && <p className="text-soft">{text}</p>}
      </div>
      {!done && (
        <Link {...link} className={buttonClass(isNext ? "primary" : "secondary")}>
          {action}
        </Link>
      )}
    </li>
  );
}
