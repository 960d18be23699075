import { Check, ChevronsUpDown, type LucideIcon } from "lucide-react";
import { Popover as Radix } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { Badge } from "./Badge";
import { cx } from "./cx";
import { INPUT, useField } from "./Field";
import { FLOAT } from "./Menu";

export interface SearchOption {
  value: string;
  label: string;
  /** Secondary text; also searched. */
  hint?: string;
  /** Shown beside the label. */
  badge?: string;
  /** Shown at the right. */
  detail?: string;
  /** Heading under which the option is listed. */
  group?: string;
}

export interface SearchSelectProps {
  value: string;
  onChange: (value: string) => void;
  options: readonly SearchOption[];
  /** Accessible name, when there is no surrounding `Field`. */
  label?: string;
  /** Shown when nothing is selected. */
  placeholder?: string;
  /** Searches on the server; `options` are then its results. */
  onSearch?: (query: string) => void;
  /** Accepts typed values that are not in the list. */
  free?: boolean;
  loading?: boolean;
  empty?: ReactNode;
  disabled?: boolean;
  /** Shown before the value. */
  icon?: LucideIcon;
  className?: string;
}

/** A searchable select. */
export function SearchSelect(props: SearchSelectProps) {
  const {
    value,
    onChange,
    options,
    label,
    placeholder = "Select…",
    onSearch,
    free,
    loading,
    empty = "No results",
    disabled,
    icon: Icon,
    className,
  } = props;
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const [marked, setMarked] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const field = useField();
  const chosen = options.find((option) => option.value === value);

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = onSearch
    ? [...options]
    : options.filter((option) =>
        words.every((word) => `${option.label} ${option.hint ?? ""} ${option.value}`.toLowerCase().includes(word)),
      );
  const typed = query.trim();
  if (free && typed && !options.some((option) => option.value === typed))
    found.push({ value: typed, label: typed, hint: "Use this value" });
  const current = Math.min(marked, found.length - 1);

  function search(text: string) {
    setQuery(text);
    setMarked(0);
    onSearch?.(text);
  }
  function show(next: boolean) {
    setOpen(next);
    if (next) search("");
  }
  function take(option: SearchOption | undefined) {
    if (!option) return;
    onChange(option.value);
    setOpen(false);
  }
  function mark(index: number) {
    setMarked(index);
    list.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "ArrowDown") mark(Math.min(current + 1, found.length - 1));
    else if (event.key === "ArrowUp") mark(Math.max(current - 1, 0));
    else if (event.key === "Home" && !query) mark(0);
    else if (event.key === "End" && !query) mark(found.length - 1);
    else if (event.key === "Enter") take(found[current]);
    else return;
    event.preventDefault();
  }

  return (
    <Radix.Root open={open} onOpenChange={show}>
      <Radix.Trigger
        {...field}
        type="button"
        disabled={disabled}
        aria-label={label && `${label}: ${chosen?.label ?? (value || placeholder)}`}
        className={cx(INPUT, "flex items-center justify-between gap-2 text-left", className)}
      >
        {Icon && <Icon aria-hidden size={15} className="shrink-0 text-soft" />}
        <span className={cx("min-w-0 flex-1 truncate", !value && "text-faint")}>
          {chosen?.label ?? (value || placeholder)}
        </span>
        <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-soft" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label ?? "Select"}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            FLOAT,
            "flex max-h-[min(22rem,var(--radix-popover-content-available-height))] w-(--radix-popover-trigger-width) max-w-[calc(100vw-1rem)] min-w-64 flex-col p-0",
          )}
        >
          <input
            role="combobox"
            aria-expanded="true"
            aria-controls={id}
            aria-autocomplete="list"
            aria-activedescendant={found[current] ? `${id}-${current}` : undefined}
            aria-label={`Search ${label ?? ""}`.trim()}
            value={query}
            onChange={(event) => search(event.target.value)}
            onKeyDown={onKeyDown}
            placeholder="Search…"
            autoComplete="off"
            spellCheck={false}
            className="control w-full shrink-0 rounded-t-lg border-b bg-transparent px-3 outline-none"
          />
          <div
            ref={list}
            id={id}
            role="listbox"
            aria-label={label ?? "Options"}
            className="min-h-0 flex-1 overflow-y-auto p-1"
          >
            {found.map((option, index) => (
              <div key={option.value} role="presentation">
                {option.group && option.group !== found[index - 1]?.group && (
                  <div role="presentation" className="px-2 pt-2 pb-1 text-xs font-medium text-faint">
                    {option.group}
                  </div>
                )}
                {/** biome-ignore lint/a11y/useKeyWithClickEvents: the search input handles the keyboard */}
                <div
                  role="option"
                  id={`${id}-${index}`}
                  data-index={index}
                  tabIndex={-1}
                  aria-selected={option.value === value}
                  aria-description={option.detail}
                  onClick={() => take(option)}
                  onPointerMove={() => setMarked(index)}
                  className={cx(
                    "control flex items-center gap-2 rounded-md px-2 py-1 text-sm",
                    index === current && "bg-hover",
                  )}
                >
                  <Check
                    aria-hidden
                    size={14}
                    className={cx("shrink-0 text-accent-text", option.value !== value && "invisible")}
                  />
                  <span className="min-w-0 flex-1">
                    <span className="flex flex-wrap items-center gap-x-2">
                      {option.label} {option.badge && <Badge variant="good">{option.badge}</Badge>}
                    </span>
                    {option.hint && <span className="block text-xs text-soft">{option.hint}</span>}
                  </span>
                  {option.detail && (
                    <span aria-hidden className="shrink-0 text-xs text-soft tabular-nums">
                      {option.detail}
                    </span>
                  )}
                </div>
              </div>
            ))}
          </div>
          {found.length === 0 && <p className="px-3 pb-3 text-sm text-soft">{loading ? "Searching…" : empty}</p>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
