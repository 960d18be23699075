import { ChevronDown, X } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";
import { Menu, MenuChoice } from "./Menu";

const CHIP =
  "inline-flex min-h-8 max-w-full items-center rounded-full border text-sm transition-colors max-sm:min-h-11 pointer-coarse:min-h-11";

export interface FilterChipProps {
  /** What is filtered, such as "Date". */
  name: string;
  /** The value; "" for no filter. */
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
  /** Label of a value that is not among the options. */
  label?: string | undefined;
}

/** A filter in a row of filters: its name, and its value once there is one. */
export function FilterChip({ name, value, options, onChange, label }: FilterChipProps) {
  const shown = value === "" ? null : (options.find((option) => option.value === value)?.label ?? label ?? value);
  return (
    <ChipFrame name={name} shown={shown} onClear={() => onChange("")}>
      <Menu
        align="start"
        trigger={
          <button type="button" className="flex min-h-[inherit] min-w-0 items-center gap-1 rounded-full pr-2.5 pl-3">
            <span className="truncate">{shown === null ? name : `${name}: ${shown}`}</span>
            {shown === null && <ChevronDown aria-hidden size={13} className="shrink-0" />}
          </button>
        }
      >
        <MenuChoice value={value} onChange={onChange} options={options} closes />
      </Menu>
    </ChipFrame>
  );
}

interface ChipFrameProps {
  name: string;
  shown: string | null;
  onClear: () => void;
  children: ReactNode;
}

function ChipFrame({ name, shown, onClear, children }: ChipFrameProps) {
  const isSet = shown !== null;
  return (
    <span
      className={cx(
        CHIP,
        isSet ? "border-accent bg-accent-wash text-accent-text" : "border-line-strong hover:bg-hover",
      )}
    >
      {children}
      {isSet && (
        <button
          type="button"
          aria-label={`Clear ${name.toLowerCase()} filter`}
          onClick={onClear}
          className="flex min-h-[inherit] items-center rounded-full pr-2.5 pl-0.5 hover:text-text"
        >
          <X aria-hidden size={13} />
        </button>
      )}
    </span>
  );
}
