import { type ReactNode, useId, useState } from "react";
import { Button, cx, INPUT, Select, Textarea } from "../../kit";
import { type ProviderSettings, parseExtra, parseStop, stopText } from "./change";
import { EFFORTS, type NumberSetting, type Setting, type StopSetting } from "./providerSettings";

export interface SettingControlProps {
  setting: Setting;
  settings: ProviderSettings;
  onChange: (change: Partial<ProviderSettings>) => void;
  error: string | null;
  disabled?: boolean | undefined;
}

/** The control of one setting. An unset one says so, and shows no value that could pass for the provider's. */
export function SettingControl(props: SettingControlProps) {
  const { setting, settings, onChange, error, disabled } = props;
  const id = useId();
  if (setting.kind === "number") return <NumberControl {...props} setting={setting} />;
  const frame = { id, setting, onReset: undefined, disabled };
  if (setting.kind === "effort") {
    return (
      <Frame {...frame} error={error}>
        <Select
          id={id}
          aria-describedby={`${id}-hint`}
          value={settings.reasoning_effort ?? ""}
          disabled={disabled}
          onChange={(value) => onChange({ reasoning_effort: (value || null) as ProviderSettings["reasoning_effort"] })}
          options={[
            { value: "", label: "Default" },
            ...EFFORTS.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) })),
          ]}
        />
      </Frame>
    );
  }
  if (setting.kind === "lines") return <StopControl {...props} setting={setting} />;
  const parsed = parseExtra(settings.extra);
  const problem = "error" in parsed ? parsed.error : null;
  return (
    <Frame {...frame} error={problem ?? error}>
      <Textarea
        code
        id={id}
        aria-describedby={`${id}-hint`}
        aria-invalid={error || problem ? true : undefined}
        rows={Math.min(12, Math.max(2, settings.extra.split("\n").length))}
        value={settings.extra}
        disabled={disabled}
        placeholder="None"
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange({ extra: event.target.value })}
      />
    </Frame>
  );
}

function StopControl({
  setting,
  settings: { stop },
  onChange,
  error,
  disabled,
}: SettingControlProps & { setting: StopSetting }) {
  const id = useId();
  // What was typed is kept as it is: a backslash may become an escape with the next character.
  const [typed, setTyped] = useState("");
  const written = stopText(stop);
  const problem = stop.length > setting.most ? `At most ${setting.most}` : null;
  return (
    <Frame id={id} setting={setting} error={error ?? problem} disabled={disabled}>
      <Textarea
        code
        id={id}
        aria-describedby={`${id}-hint`}
        aria-invalid={error || problem ? true : undefined}
        rows={2}
        value={stopText(parseStop(typed)) === written ? typed : written}
        disabled={disabled}
        placeholder="None"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange({ stop: parseStop(event.target.value) });
        }}
      />
    </Frame>
  );
}

function NumberControl({
  setting,
  settings,
  onChange,
  error,
  disabled,
}: SettingControlProps & { setting: NumberSetting }) {
  const id = useId();
  const { name, label, from, to, step, sliderMax, special, start } = setting;
  const value = settings[name];
  const set = (next: number | null) => onChange({ [name]: next });
  const isSet = value !== null;
  // The field stays while it is emptied to type another number.
  const [isOpen, setOpen] = useState(false);
  const isOutOfRange = isSet && value !== special && !(value >= from && value <= to);
  const problem =
    error ??
    (isOutOfRange
      ? `Must be between ${from.toLocaleString()} and ${to.toLocaleString()}${special === undefined ? "" : `, or ${special}`}`
      : null);
  return (
    <Frame
      id={id}
      setting={setting}
      error={problem}
      disabled={disabled}
      onReset={
        isSet || isOpen
          ? () => {
              setOpen(false);
              set(null);
            }
          : undefined
      }
      beside={
        isSet || isOpen || disabled ? (
          <input
            id={id}
            type="number"
            inputMode="decimal"
            min={special ?? from}
            max={to}
            step="any"
            value={value ?? ""}
            placeholder="Default"
            disabled={disabled}
            aria-describedby={`${id}-hint`}
            aria-invalid={problem ? true : undefined}
            onChange={(event) => {
              const typed = event.target.valueAsNumber;
              set(Number.isNaN(typed) ? null : step === 1 ? Math.round(typed) : typed);
            }}
            className={cx(INPUT, "w-28! text-right tabular-nums")}
          />
        ) : (
          <span className="flex items-center gap-2 text-sm text-soft">
            Default
            <Button
              id={id}
              onClick={() => {
                setOpen(true);
                set(start);
              }}
              aria-label={`Override ${label}`}
            >
              Override
            </Button>
          </span>
        )
      }
    >
      {isSet && sliderMax !== undefined && (
        <input
          type="range"
          aria-label={`${label}, slider`}
          min={from}
          max={sliderMax}
          step={step}
          value={Math.min(Math.max(value, from), sliderMax)}
          disabled={disabled}
          onChange={(event) => set(Number(event.target.valueAsNumber.toFixed(2)))}
          className="my-1 block h-5 w-full accent-accent"
        />
      )}
    </Frame>
  );
}

interface FrameProps {
  id: string;
  setting: Setting;
  error: string | null;
  disabled?: boolean | undefined;
  /** Unsets the value; absent if there is none. */
  onReset?: (() => void) | undefined;
  /** Beside the label. */
  beside?: ReactNode;
  children?: ReactNode;
}

function Frame({ id, setting: { label, hint }, error, disabled, onReset, beside, children }: FrameProps) {
  return (
    <div className="min-w-0">
      <div className={cx("flex items-center gap-2", beside ? "min-h-9" : "mb-1")}>
        <label htmlFor={id} className="min-w-0 flex-1 text-sm font-medium">
          {label}
        </label>
        {onReset && !disabled && (
          <Button variant="plain" onClick={onReset} aria-label={`Reset ${label}`}>
            Reset
          </Button>
        )}
        {beside}
      </div>
      {children}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p id={`${id}-hint`} className="text-sm text-soft">
        {hint}
      </p>
    </div>
  );
}
