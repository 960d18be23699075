import { Search } from "lucide-react";
import { cx } from "./cx";
import { Input } from "./Field";
import { useDebounced } from "./useDebounced";

export interface SearchFieldProps {
  value: string;
  /** Called when typing pauses. */
  onChange: (value: string) => void;
  /** Accessible name. */
  label: string;
  placeholder: string;
  className?: string;
}

/** A search input with debounced changes. */
export function SearchField({ value, onChange, label, placeholder, className }: SearchFieldProps) {
  const [typed, setTyped] = useDebounced(value, onChange);
  return (
    <div className={cx("relative", className)}>
      <Search
        aria-hidden
        size={15}
        className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-soft"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        className="pl-8"
      />
    </div>
  );
}
