import { ChevronRight } from "lucide-react";
import { useId } from "react";
import { Button, cx, INPUT } from "../../kit";
import type { Config } from "./change";

interface Setting {
  name: string;
  label: string;
  hint: string;
  from: number;
  to: number;
  step: number;
  /** Where a slider helps, up to there; the field takes all. */
  usual?: number;
  /** The value that also means that nothing is sent. */
  off?: number;
  /** Where the slider stands when a value is chosen first. */
  start: number;
}

const OPENAI: Setting[] = [
  {
    name: "temperature",
    label: "Temperature",
    hint: "Low: always the likeliest word. High: surprising.",
    from: 0,
    to: 2,
    step: 0.05,
    start: 1,
  },
  {
    name: "top_p",
    label: "Top P",
    hint: "Only the likeliest words that make up this share.",
    from: 0,
    to: 1,
    step: 0.05,
    start: 1,
  },
  {
    name: "frequency_penalty",
    label: "Frequency penalty",
    hint: "Above 0: words that were said often are said less.",
    from: -2,
    to: 2,
    step: 0.1,
    start: 0,
  },
  {
    name: "presence_penalty",
    label: "Presence penalty",
    hint: "Above 0: new subjects rather than those that were there.",
    from: -2,
    to: 2,
    step: 0.1,
    start: 0,
  },
];

const ANTHROPIC: Setting[] = [
  {
    name: "temperature",
    label: "Temperature",
    hint: "Low: always the likeliest word. High: surprising.",
    from: 0,
    to: 1,
    step: 0.05,
    start: 1,
  },
  {
    name: "top_p",
    label: "Top P",
    hint: "Only the likeliest words that make up this share. -1 is off.",
    from: 0,
    to: 1,
    step: 0.05,
    off: -1,
    start: 1,
  },
  {
    name: "top_k",
    label: "Top K",
    hint: "Only so many of the likeliest words. -1 is off.",
    from: 0,
    to: 100_000,
    usual: 200,
    step: 1,
    off: -1,
    start: 40,
  },
];

export interface ProviderSettingsProps {
  config: Config;
  /** Which of the two the model gets; none if that is not known. */
  protocol: "openai" | "anthropic" | null;
  onChange: (change: Partial<Config>) => void;
  errors: (field: string) => string | null;
  disabled?: boolean | undefined;
}

/** Those of the model's protocol; the others, which are kept but not sent, are folded away. */
export function ProviderSettings({ config, protocol, onChange, errors, disabled }: ProviderSettingsProps) {
  const groups = {
    openai: (
      <Group
        settings={OPENAI}
        values={config.openai}
        onChange={(name, value) => onChange({ openai: { ...config.openai, [name]: value } })}
        error={(name) => errors(`openai.${name}`)}
        disabled={disabled}
      />
    ),
    anthropic: (
      <Group
        settings={ANTHROPIC}
        values={config.anthropic}
        onChange={(name, value) => onChange({ anthropic: { ...config.anthropic, [name]: value } })}
        error={(name) => errors(`anthropic.${name}`)}
        disabled={disabled}
      />
    ),
  };
  const names = { openai: "OpenAI and those that speak its protocol", anthropic: "Anthropic" };
  const folded = (["openai", "anthropic"] as const).filter((each) => each !== protocol);
  return (
    <div className="flex flex-col gap-4">
      {protocol && groups[protocol]}
      {folded.map((each) => (
        <details key={each} className="group rounded-md border px-3">
          <summary className="control flex list-none items-center gap-1.5 text-sm text-soft hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
            {protocol ? "For other models: " : "For "}
            {names[each]}
          </summary>
          <div className="pt-1 pb-3">{groups[each]}</div>
        </details>
      ))}
    </div>
  );
}

function Group({
  settings,
  values,
  onChange,
  error,
  disabled,
}: {
  settings: readonly Setting[];
  values: Record<string, number | null>;
  onChange: (name: string, value: number | null) => void;
  error: (name: string) => string | null;
  disabled?: boolean | undefined;
}) {
  return (
    <div className="grid gap-x-8 gap-y-4 @2xl:grid-cols-2">
      {settings.map((setting) => (
        <Slider
          key={setting.name}
          setting={setting}
          value={values[setting.name] ?? null}
          onChange={(value) => onChange(setting.name, value)}
          error={error(setting.name)}
          disabled={disabled}
        />
      ))}
    </div>
  );
}

function Slider({
  setting,
  value,
  onChange,
  error,
  disabled,
}: {
  setting: Setting;
  value: number | null;
  onChange: (value: number | null) => void;
  error: string | null;
  disabled?: boolean | undefined;
}) {
  const id = useId();
  const { label, hint, from, to, step, usual = to, off, start } = setting;
  const set = value !== null;
  const wrong = set && value !== off && !(value >= from && value <= to);
  const problem =
    error ?? (wrong ? `From ${from} to ${to.toLocaleString()}${off === undefined ? "" : `, or ${off}`}` : null);
  return (
    <div>
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="min-w-0 flex-1 text-sm font-medium">
          {label}
        </label>
        {set && !disabled && (
          <Button look="plain" onClick={() => onChange(null)} aria-label={`Unset ${label}`}>
            Unset
          </Button>
        )}
        <input
          id={id}
          type="number"
          inputMode="decimal"
          min={off ?? from}
          max={to}
          step="any"
          value={value ?? ""}
          placeholder="unset"
          disabled={disabled}
          aria-describedby={`${id}-hint`}
          aria-invalid={problem ? true : undefined}
          onChange={(event) => {
            const typed = event.target.valueAsNumber;
            onChange(Number.isNaN(typed) ? null : step === 1 ? Math.round(typed) : typed);
          }}
          className={cx(INPUT, "w-24! text-right tabular-nums")}
        />
      </div>
      <input
        type="range"
        aria-label={`${label}, slider`}
        min={from}
        max={usual}
        step={step}
        value={set ? Math.min(Math.max(value, from), usual) : start}
        disabled={disabled}
        onChange={(event) => onChange(Number(event.target.valueAsNumber.toFixed(2)))}
        className={cx("my-1 block h-5 w-full accent-accent", !set && "opacity-40")}
      />
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <p id={`${id}-hint`} className="text-sm text-soft">
        {hint}
      </p>
    </div>
  );
}
