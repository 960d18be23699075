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
  /** Upper end of the slider; the field accepts values up to `to`. */
  sliderMax?: number;
  /** A value that means "not sent". */
  off?: number;
  /** Initial slider position. */
  start: number;
}

const OPENAI: Setting[] = [
  {
    name: "temperature",
    label: "Temperature",
    hint: "Lower is more predictable, higher more varied.",
    from: 0,
    to: 2,
    step: 0.05,
    start: 1,
  },
  {
    name: "top_p",
    label: "Top P",
    hint: "Samples only from the most likely tokens with this total probability.",
    from: 0,
    to: 1,
    step: 0.05,
    start: 1,
  },
  {
    name: "frequency_penalty",
    label: "Frequency penalty",
    hint: "Above 0 discourages repeating frequent words.",
    from: -2,
    to: 2,
    step: 0.1,
    start: 0,
  },
  {
    name: "presence_penalty",
    label: "Presence penalty",
    hint: "Above 0 encourages new topics.",
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
    hint: "Lower is more predictable, higher more varied.",
    from: 0,
    to: 1,
    step: 0.05,
    start: 1,
  },
  {
    name: "top_p",
    label: "Top P",
    hint: "Samples only from the most likely tokens with this total probability. -1 turns it off.",
    from: 0,
    to: 1,
    step: 0.05,
    off: -1,
    start: 1,
  },
  {
    name: "top_k",
    label: "Top K",
    hint: "Samples only from this many of the most likely tokens. -1 turns it off.",
    from: 0,
    to: 100_000,
    sliderMax: 200,
    step: 1,
    off: -1,
    start: 40,
  },
];

export interface ProviderSettingsProps {
  config: Config;
  /** Which settings the model uses; `null` if unknown. */
  protocol: "openai" | "anthropic" | null;
  onChange: (change: Partial<Config>) => void;
  errors: (field: string) => string | null;
  disabled?: boolean | undefined;
}

/** Settings of the model's API. The others are stored but not sent, and are collapsed. */
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
  const names = { openai: "OpenAI and compatible APIs", anthropic: "Anthropic" };
  const collapsed = (["openai", "anthropic"] as const).filter((each) => each !== protocol);
  return (
    <div className="flex flex-col gap-4">
      {protocol && groups[protocol]}
      {collapsed.map((each) => (
        <details key={each} className="group rounded-md border px-3">
          <summary className="control flex list-none items-center gap-1.5 text-sm text-soft hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
            {protocol ? "Not used by this model: " : ""}
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
  values: Record<string, unknown>;
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
          value={(values[setting.name] ?? null) as number | null}
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
  const { label, hint, from, to, step, sliderMax = to, off, start } = setting;
  const isSet = value !== null;
  const isOutOfRange = isSet && value !== off && !(value >= from && value <= to);
  const problem =
    error ??
    (isOutOfRange
      ? `Must be between ${from} and ${to.toLocaleString()}${off === undefined ? "" : `, or ${off}`}`
      : null);
  return (
    <div>
      <div className="flex items-center gap-2">
        <label htmlFor={id} className="min-w-0 flex-1 text-sm font-medium">
          {label}
        </label>
        {isSet && !disabled && (
          <Button variant="plain" onClick={() => onChange(null)} aria-label={`Reset ${label}`}>
            Reset
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
          placeholder="Default"
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
        max={sliderMax}
        step={step}
        value={isSet ? Math.min(Math.max(value, from), sliderMax) : start}
        disabled={disabled}
        onChange={(event) => onChange(Number(event.target.valueAsNumber.toFixed(2)))}
        className={cx("my-1 block h-5 w-full accent-accent", !isSet && "opacity-40")}
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
