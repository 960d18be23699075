import { ChevronRight } from "lucide-react";
import { type Config, PROTOCOLS, type Protocol } from "./change";
import { SETTINGS } from "./providerSettings";
import { SettingControl } from "./SettingControl";

export interface ProviderSettingsProps {
  config: Config;
  /** Which settings the model uses; `null` if unknown. */
  protocol: Protocol | null;
  onChange: (change: Partial<Config>) => void;
  errors: (field: string) => string | null;
  disabled?: boolean | undefined;
}

const NAMES: Record<Protocol, string> = {
  openai: "OpenAI and compatible APIs",
  anthropic: "Anthropic",
  gemini: "Gemini",
};

/** Settings of the model's API. The others are stored but not sent, and are collapsed. */
export function ProviderSettings({ protocol, ...rest }: ProviderSettingsProps) {
  return (
    <div className="flex flex-col gap-4">
      {protocol && <Group protocol={protocol} {...rest} />}
      {PROTOCOLS.filter((each) => each !== protocol).map((each) => (
        <details key={each} className="group rounded-md border px-3">
          <summary className="control flex list-none items-center gap-1.5 text-sm text-soft hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden size={14} className="shrink-0 transition-transform group-open:rotate-90" />
            {protocol ? "Not used by this model: " : ""}
            {NAMES[each]}
          </summary>
          <div className="pt-1 pb-3">
            <Group protocol={each} {...rest} />
          </div>
        </details>
      ))}
    </div>
  );
}

function Group({
  protocol,
  config,
  onChange,
  errors,
  disabled,
}: Omit<ProviderSettingsProps, "protocol"> & { protocol: Protocol }) {
  return (
    <div className="grid items-start gap-x-8 gap-y-4 @2xl:grid-cols-2">
      {SETTINGS[protocol].map((setting) => (
        <SettingControl
          key={setting.name}
          setting={setting}
          settings={config[protocol]}
          onChange={(change) => onChange({ [protocol]: { ...config[protocol], ...change } })}
          error={errors(`${protocol}.${setting.name}`)}
          disabled={disabled}
        />
      ))}
    </div>
  );
}
