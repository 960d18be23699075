import { Field, Input, Select } from "../../kit";
import { DEFAULT_DESIGN, type Design } from "./embedSnippets";

const SCHEMES = [
  { value: "auto", label: "Automatic" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const LAYOUTS = [
  { value: "casual", label: "Casual (bubbles)" },
  { value: "formal", label: "Formal (full width)" },
];
const SIDES = [
  { value: "right", label: "Right" },
  { value: "left", label: "Left" },
];

/** A form for how the chat looks. */
export function EmbedDesigner({ design, onChange }: { design: Design; onChange: (design: Design) => void }) {
  const set = (change: Partial<Design>) => onChange({ ...design, ...change });
  return (
    <div className="grid content-start gap-4 sm:grid-cols-2 lg:grid-cols-1">
      <Field label="Color">
        <ColorInput value={design.color} onChange={(color) => set({ color })} />
      </Field>
      <Field label="Theme">
        <Select
          value={design.scheme}
          options={SCHEMES}
          onChange={(scheme) => set({ scheme: scheme as Design["scheme"] })}
        />
      </Field>
      <Field label="Layout">
        <Select
          value={design.layout}
          options={LAYOUTS}
          onChange={(layout) => set({ layout: layout as Design["layout"] })}
        />
      </Field>
      <Field label="Side of the page" hint="Widget only.">
        <Select value={design.side} options={SIDES} onChange={(side) => set({ side: side as Design["side"] })} />
      </Field>
      <Field label="Launcher label" optional hint="Widget only. Read by screen readers.">
        <Input
          value={design.label}
          onChange={(event) => set({ label: event.target.value })}
          placeholder="Chat"
          maxLength={80}
        />
      </Field>
      <Field label="Welcome title" optional hint="React only. Shown in an empty conversation.">
        <Input
          value={design.welcome}
          onChange={(event) => set({ welcome: event.target.value })}
          placeholder="How can I help you?"
          maxLength={120}
        />
      </Field>
    </div>
  );
}

function ColorInput({ value, onChange }: { value: string; onChange: (color: string) => void }) {
  return (
    <span className="flex items-center gap-2">
      <input
        type="color"
        aria-label="Pick a color"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-12 shrink-0 rounded-md border border-line-strong bg-surface p-1"
      />
      <Input
        code
        key={value}
        defaultValue={value}
        onBlur={(event) => {
          const typed = event.target.value.trim().toLowerCase();
          if (/^#[0-9a-f]{6}$/.test(typed)) onChange(typed);
          else event.target.value = value;
        }}
        placeholder={DEFAULT_DESIGN.color}
        maxLength={7}
        spellCheck={false}
      />
    </span>
  );
}
