import { useId } from "react";
import { cx } from "../../kit";
import type { Config } from "./change";

const CHOICES = [
  { value: "user", label: "User", hint: "Conversations start empty." },
  { value: "agent", label: "Agent", hint: "Conversations start with the greeting." },
] as const;

export interface InitialTurnProps {
  value: Config["initial_turn"];
  onChange: (value: Config["initial_turn"]) => void;
  disabled?: boolean;
}

/** Who speaks first. */
export function InitialTurn({ value, onChange, disabled }: InitialTurnProps) {
  const name = useId();
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1 text-sm font-medium">Who speaks first</legend>
      <div className="flex flex-wrap gap-2">
        {CHOICES.map((choice) => (
          <label
            key={choice.value}
            className={cx(
              "flex min-w-52 flex-1 cursor-pointer gap-2.5 rounded-md border px-3 py-2 has-focus-visible:outline-2 has-focus-visible:outline-accent",
              value === choice.value ? "border-accent bg-accent-wash" : "border-line-strong hover:bg-hover",
            )}
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              className="mt-1 accent-accent outline-none"
            />
            <span>
              <span className="block font-medium">{choice.label}</span>
              <span className="block text-sm text-soft">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
