import type { ReactNode } from "react";
import { fieldError } from "../../api/call";
import { whyNot } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import { Card, Checkbox, Field, Input, Note, Select, Stack, Textarea } from "../../kit";
import {
  type AppearanceField,
  type AppearanceForm,
  appearanceFieldName,
  type Color,
  type Language,
  problemOf,
  STARTERS,
  serverField,
} from "../../shared/appearance/appearance";
import { ColorInput } from "./ColorInput";
import { ImageField } from "./ImageField";
import type { AppearanceEditing } from "./useAppearanceEditing";

const THEMES = [
  { value: "auto", label: "Automatic" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];
const SIDES = [
  { value: "right", label: "Right" },
  { value: "left", label: "Left" },
];
const ICONS = [
  { value: "chat", label: "Speech bubble" },
  { value: "question", label: "Question mark" },
  { value: "sparkles", label: "Sparkles" },
  { value: "avatar", label: "Avatar" },
];
/** The colors, with what the chat uses by default (packages/react/src/theme/theme.ts). */
const COLORS: readonly (readonly [name: Color, fallback: string])[] = [
  ["accent", "#3457d5"],
  ["background", "#ffffff"],
  ["text", "#1b2130"],
  ["dark_accent", "#4b67e5"],
  ["dark_background", "#12151c"],
  ["dark_text", "#e9ecf3"],
];
/** The languages by their own names. */
const LANGUAGES: readonly (readonly [Language, string])[] = [
  ["en", "English"],
  ["de", "Deutsch"],
  ["fr", "Français"],
  ["es", "Español"],
  ["pt", "Português"],
  ["ja", "日本語"],
];
type TextName = "welcome_title" | "welcome_text" | "launcher_label" | "feedback_question";

export interface EmbedDesignerProps {
  project: Project;
  agent: Agent;
  editing: AppearanceEditing;
}

/** A form for how the agent appears in the chat. */
export function EmbedDesigner({ project, agent, editing }: EmbedDesignerProps) {
  const { form, set, error } = editing;
  const reason = whyNot(project.role, "developer");
  const field = (name: AppearanceField) => ({
    label: appearanceFieldName(name),
    error: problemOf(form, name) ?? fieldError(error, serverField(name)),
  });
  const control = (name: TextName, maxLength: number) => ({
    value: form[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
    maxLength,
    autoComplete: "off",
  });
  const select = <Name extends "theme" | "side" | "launcher_icon">(name: Name) => ({
    value: form[name],
    onChange: (value: string) => set({ [name]: value as AppearanceForm[Name] }),
  });
  const distance = (name: "offset_x" | "offset_y") => (
    <Field {...field(name)} optional hint="In pixels.">
      <Input
        inputMode="numeric"
        value={form[name]}
        onChange={(event) => set({ [name]: event.target.value.trim() })}
        placeholder="20"
        maxLength={3}
        autoComplete="off"
      />
    </Field>
  );
  return (
    <fieldset disabled={reason !== undefined} className="min-w-0">
      <Stack>
        {reason && <Note>{reason}</Note>}
        <Section title="Images" description="PNG, JPEG, WebP or GIF of up to 256 KB. Saved at once.">
          <ImageField
            project={project}
            agent={agent}
            kind="avatar"
            hint="Beside the agent’s name."
            disabled={reason !== undefined}
          />
          <ImageField
            project={project}
            agent={agent}
            kind="logo"
            hint="Above the welcome title."
            disabled={reason !== undefined}
          />
        </Section>
        <Section title="Welcome" description="Shown in an empty conversation.">
          <Field {...field("welcome_title")} optional>
            <Input {...control("welcome_title", 200)} placeholder="How can I help you?" />
          </Field>
          <Field {...field("welcome_text")} optional>
            <Textarea {...control("welcome_text", 2_000)} rows={2} />
          </Field>
          <Starters
            value={form.starters}
            onChange={(starters) => set({ starters })}
            error={fieldError(error, serverField("starters"))}
          />
          <Field {...field("feedback_question")} optional>
            <Input {...control("feedback_question", 200)} placeholder="What was wrong?" />
          </Field>
        </Section>
        <Section
          title="Languages"
          description="Of the chat’s own texts, such as its buttons. It follows your page’s language if it is one of these."
        >
          <Languages
            value={form.languages}
            onChange={(languages) => set({ languages })}
            error={fieldError(error, serverField("languages"))}
          />
        </Section>
        <Section title="Colors" description="All other colors are derived from these so that text is readable.">
          <Field {...field("theme")} className="col-span-full">
            <Select {...select("theme")} options={THEMES} />
          </Field>
          <div className="col-span-full grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-4">
            {COLORS.map(([name, fallback]) => (
              <Field key={name} {...field(name)}>
                <ColorInput
                  value={form[name]}
                  onChange={(color) => set({ [name]: color })}
                  pickerLabel={`Pick a color: ${appearanceFieldName(name)}`}
                  fallback={fallback}
                />
              </Field>
            ))}
          </div>
        </Section>
        <Section title="Widget" description="The button that opens the chat.">
          <Field {...field("launcher_label")} optional>
            <Input {...control("launcher_label", 60)} />
          </Field>
          <Field {...field("launcher_icon")}>
            <Select {...select("launcher_icon")} options={ICONS} />
          </Field>
          <Field {...field("side")}>
            <Select {...select("side")} options={SIDES} />
          </Field>
          {distance("offset_x")}
          {distance("offset_y")}
        </Section>
      </Stack>
    </fieldset>
  );
}

function Section({ title, description, children }: { title: string; description: string; children: ReactNode }) {
  return (
    <Card title={title} description={description}>
      <div className="grid content-start gap-4 sm:grid-cols-2 lg:grid-cols-1">{children}</div>
    </Card>
  );
}

interface LanguagesProps {
  value: readonly Language[];
  onChange: (languages: Language[]) => void;
  error: string | null;
}

function Languages({ value, onChange, error }: LanguagesProps) {
  const [fallback] = value;
  return (
    <fieldset className="col-span-full flex min-w-0 flex-col gap-2">
      <legend className="sr-only">Languages</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3">
        {LANGUAGES.map(([language, label]) => (
          <Checkbox
            key={language}
            label={<span lang={language}>{label}</span>}
            checked={value.includes(language)}
            onChange={(checked) =>
              onChange(checked ? [...value, language] : value.filter((other) => other !== language))
            }
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p className="text-sm text-soft">
        {fallback
          ? `Pages in other languages get ${LANGUAGES.find(([language]) => language === fallback)?.[1]}, which was selected first.`
          : "None selected: all are available, and pages in other languages get English."}
      </p>
    </fieldset>
  );
}

interface StartersProps {
  value: readonly string[];
  onChange: (starters: string[]) => void;
  error: string | null;
}

function Starters({ value, onChange, error }: StartersProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">
        Starters<span className="ml-1.5 font-normal text-faint">optional</span>
      </legend>
      {Array.from({ length: STARTERS }, (_, at) => (
        <Input
          // biome-ignore lint/suspicious/noArrayIndexKey: there are always as many fields.
          key={at}
          aria-label={`Starter ${at + 1}`}
          aria-invalid={error ? true : undefined}
          value={value[at]}
          onChange={(event) => onChange(value.map((other, index) => (index === at ? event.target.value : other)))}
          maxLength={200}
          autoComplete="off"
        />
      ))}
      {error && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p className="text-sm text-soft">A click on one sends it as the first message.</p>
    </fieldset>
  );
}
