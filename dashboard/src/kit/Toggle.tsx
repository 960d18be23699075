import { Check } from "lucide-react";
import { Checkbox as RadixCheckbox, Switch as RadixSwitch } from "radix-ui";
import { type ReactNode, useId } from "react";
import { cx } from "./cx";

export interface ToggleProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: ReactNode;
  hint?: ReactNode;
  disabled?: boolean;
  /** Tooltip, such as why it is disabled. */
  title?: string | undefined;
}

/** An on/off switch that takes effect immediately. */
export function Switch({ checked, onChange, label, hint, disabled, title }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3" title={title}>
      <RadixSwitch.Root
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className={cx(
          "relative mt-0.5 h-5 w-9 shrink-0 rounded-full bg-faint transition-colors disabled:opacity-50 data-[state=checked]:bg-accent",
          "before:absolute before:-inset-3", // enlarges the tap target
        )}
      >
        <RadixSwitch.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-[1.125rem]" />
      </RadixSwitch.Root>
      <ToggleText id={id} label={label} hint={hint} />
    </div>
  );
}

/** A checkbox that takes effect when the form is submitted. */
export function Checkbox({ checked, onChange, label, hint, disabled, title }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5" title={title}>
      <RadixCheckbox.Root
        id={id}
        checked={checked}
        onCheckedChange={(state) => onChange(state === true)}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="relative mt-0.5 flex size-4.5 shrink-0 items-center justify-center rounded border border-faint bg-surface before:absolute before:-inset-3 disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixCheckbox.Indicator>
          <Check aria-hidden size={13} strokeWidth={3} className="text-on-accent" />
        </RadixCheckbox.Indicator>
      </RadixCheckbox.Root>
      <ToggleText id={id} label={label} hint={hint} />
    </div>
  );
}

function ToggleText({ id, label, hint }: { id: string; label: ReactNode; hint: ReactNode }) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}
