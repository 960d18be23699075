import type { Appearance } from "../../api/types";

const TEXTS = ["welcome_title", "welcome_text", "launcher_label", "feedback_question"] as const;
const CHOICES = ["theme", "side", "launcher_icon"] as const;
const OFFSETS = ["offset_x", "offset_y"] as const;
const COLORS = ["accent", "background", "text", "dark_accent", "dark_background", "dark_text"] as const;

/** Maximum number of starters, and distance of the chat button in pixels, as enforced by the server. */
export const STARTERS = 4;
const OFFSET = 500;

export type Language = NonNullable<Appearance["languages"]>[number];
type Text = (typeof TEXTS)[number];
type Choice = (typeof CHOICES)[number];
type Offset = (typeof OFFSETS)[number];
export type Color = (typeof COLORS)[number];

/** An appearance while it is edited: texts, where "" means not set. Images are not part of it, since they are uploaded. */
export type AppearanceForm = Record<Text | Offset | Color, string> & {
  [Name in Choice]: NonNullable<Appearance[Name]>;
} & {
  /** Always as many as there are fields. */
  starters: string[];
  /** Those of the chat's texts that are offered, the first one for pages in other languages; empty for all. */
  languages: Language[];
};
export type AppearanceField = keyof AppearanceForm;

/** The changed fields, as the server expects them: `null` unsets one. */
export type AppearanceChange = Omit<Appearance, "avatar_url" | "logo_url">;

const NAMES: Record<AppearanceField, string> = {
  welcome_title: "Welcome title",
  welcome_text: "Welcome text",
  starters: "Starters",
  languages: "Languages",
  theme: "Theme",
  accent: "Accent",
  background: "Background",
  text: "Text",
  dark_accent: "Dark accent",
  dark_background: "Dark background",
  dark_text: "Dark text",
  side: "Side of the page",
  offset_x: "Distance from the side",
  offset_y: "Distance from the bottom",
  launcher_icon: "Launcher icon",
  launcher_label: "Launcher label",
  feedback_question: "Question after a bad rating",
};
const FIELDS = Object.keys(NAMES) as AppearanceField[];

const isColor = (field: AppearanceField): field is Color => (COLORS as readonly string[]).includes(field);
const isOffset = (field: AppearanceField): field is Offset => (OFFSETS as readonly string[]).includes(field);

/** Returns the label of a field. */
export function appearanceFieldName(field: string): string {
  return NAMES[field as AppearanceField] ?? field;
}

/** Returns the name of a field in the server's errors. */
export function serverField(field: AppearanceField): string {
  return isColor(field) ? `appearance.colors.${field}` : `appearance.${field}`;
}
export const SERVER_FIELDS = FIELDS.map(serverField);

/** Returns a saved appearance for editing, with the defaults of choices that were not made. */
export function formOf(appearance: Appearance): AppearanceForm {
  const colors = appearance.colors ?? {};
  const starters = appearance.starters ?? [];
  return {
    ...record(TEXTS, (name) => appearance[name] ?? ""),
    ...record(OFFSETS, (name) => String(appearance[name] ?? "")),
    ...record(COLORS, (name) => colors[name] ?? ""),
    starters: Array.from({ length: STARTERS }, (_, at) => starters[at] ?? ""),
    languages: appearance.languages ?? [],
    theme: appearance.theme ?? "auto",
    side: appearance.side ?? "right",
    launcher_icon: appearance.launcher_icon ?? "chat",
  };
}

/** Returns the starters that are not blank. */
export function startersOf({ starters }: Pick<AppearanceForm, "starters">): string[] {
  return starters.map((starter) => starter.trim()).filter((starter) => starter !== "");
}

/** Returns what to send so that a saved appearance becomes the edited one. */
export function changeOf(saved: AppearanceForm, edited: AppearanceForm): AppearanceChange {
  const change: AppearanceChange = {};
  const colors: NonNullable<Appearance["colors"]> = {};
  for (const name of Object.keys(changesOf(saved, edited)) as AppearanceField[]) {
    if (isColor(name)) colors[name] = edited[name].trim() || null;
    else if (name === "starters") change.starters = startersOf(edited).length > 0 ? startersOf(edited) : null;
    else if (name === "languages") change.languages = edited.languages.length > 0 ? edited.languages : null;
    else if (isOffset(name)) change[name] = edited[name] === "" ? null : Number(edited[name]);
    else Object.assign(change, { [name]: edited[name].trim() || null });
  }
  return Object.keys(colors).length > 0 ? { ...change, colors } : change;
}

/** Returns the fields of an edited form that differ from a saved one. */
export function changesOf(saved: AppearanceForm, edited: Partial<AppearanceForm>): Partial<AppearanceForm> {
  const changed = Object.entries(edited).filter(([name, value]) => !isSame(value, saved[name as AppearanceField]));
  return Object.fromEntries(changed);
}

/**
 * Returns what is still unsaved after `sent` was saved over `before`: what the member has changed in the meantime, also
 * back to what it was.
 */
export function afterSave(
  latest: Partial<AppearanceForm> | undefined,
  before: AppearanceForm,
  sent: AppearanceForm,
): Partial<AppearanceForm> | undefined {
  // Discarded meanwhile.
  if (!latest) return undefined;
  return unlessEmpty(changesOf(sent, { ...before, ...latest }));
}

/** Returns changes; `undefined` if there are none. */
export function unlessEmpty(changes: Partial<AppearanceForm>): Partial<AppearanceForm> | undefined {
  return Object.keys(changes).length > 0 ? changes : undefined;
}

/** Returns what is wrong with a field; `null` if the server will accept it. Lengths are limited by the inputs. */
export function problemOf(form: AppearanceForm, field: AppearanceField): string | null {
  if (isColor(field) && form[field].trim() !== "" && !isHex(form[field])) return "Must be a color such as #3457d5";
  if (isOffset(field) && form[field] !== "" && !isDistance(form[field]))
    return `Must be a whole number from 0 to ${OFFSET}`;
  return null;
}

/** Returns whether a form can be saved. */
export function isValid(form: AppearanceForm): boolean {
  return FIELDS.every((field) => problemOf(form, field) === null);
}

/** Returns a color as `#rrggbb`; `undefined` if it is not set or not valid. */
export function hexOf(color: string): string | undefined {
  const text = color.trim().toLowerCase();
  if (!isHex(text)) return undefined;
  return text.length === 4 ? `#${[...text.slice(1)].map((digit) => digit + digit).join("")}` : text;
}

/** Returns a distance in pixels; the fallback if it is not set or not valid. */
export function distanceOf(text: string, fallback: number): number {
  return isDistance(text) ? Number(text) : fallback;
}

const isHex = (text: string) => /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.test(text.trim());
const isDistance = (text: string) => /^\d{1,3}$/.test(text) && Number(text) <= OFFSET;

function isSame(one: string | string[] | undefined, other: string | string[] | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function record<Name extends string>(names: readonly Name[], value: (name: Name) => string): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, string>;
}
