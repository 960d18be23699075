import { Input } from "../../kit";
import { hexOf } from "../../shared/appearance/appearance";

export interface ColorInputProps {
  /** As `#rgb` or `#rrggbb`, "" if not set, or not yet valid while it is typed. */
  value: string;
  onChange: (color: string) => void;
  /** Accessible name of the button that opens the picker. */
  pickerLabel: string;
  /** What the chat uses if it is not set. */
  fallback: string;
}

/** A color: a picker, and a field for its code. */
export function ColorInput({ value, onChange, pickerLabel, fallback }: ColorInputProps) {
  return (
    <span className="flex items-center gap-2">
      <input
        type="color"
        aria-label={pickerLabel}
        value={hexOf(value) ?? fallback}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-12 shrink-0 rounded-md border border-line-strong bg-surface p-1 disabled:opacity-50"
      />
      <Input
        code
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Default"
        maxLength={7}
        spellCheck={false}
        autoComplete="off"
      />
    </span>
  );
}
