import { formatColor, mix, parseColor, type Rgb, readable, readableOn, withContrast } from "./color.js";

/** The base colors of a theme, as `#rgb`, `#rrggbb` or `rgb(r, g, b)`. */
export interface ThemeColors {
  background: string;
  primary: string;
  text: string;
}

export interface ThemeOptions {
  /** The theme that provides the colors that are left out. Default: `dark`. */
  base?: "light" | "dark" | undefined;
  colors?: { [Name in keyof ThemeColors]?: string | undefined } | undefined;
}

/** The chat's theme, created with `createTheme`. */
export interface Theme {
  readonly colors: Readonly<ThemeColors>;
  /** CSS variables: the base colors and the colors derived from them. */
  readonly variables: Readonly<Record<`--pf-${string}`, string>>;
}

/** A theme, a pair from which the reader's system chooses, or the name of a built-in one. */
export type ThemeChoice = Theme | { light: Theme; dark: Theme } | "auto" | "light" | "dark";

const LIGHT: ThemeColors = { background: "#ffffff", primary: "#3457d5", text: "#1b2130" };
const DARK: ThemeColors = { background: "#12151c", primary: "#4b67e5", text: "#e9ecf3" };

/** Creates a theme from up to three colors. All other colors are derived from these so that text is readable. */
export function createTheme(options: ThemeOptions = {}): Theme {
  const colors = { ...(options.base === "light" ? LIGHT : DARK) };
  for (const [name, value] of Object.entries(options.colors ?? {})) {
    if (!(name in DARK)) {
      throw new TypeError(`createTheme: colors.${name} is unknown; use background, primary and text`);
    }
    if (value === undefined) continue;
    if (typeof value !== "string" || !parseColor(value)) {
      throw new TypeError(`createTheme: colors.${name} must be a color such as "#1f2937" or "rgb(31, 41, 55)"`);
    }
    colors[name as keyof ThemeColors] = value;
  }
  return { colors, variables: variables(colors) };
}

export const darkTheme: Theme = createTheme();
export const lightTheme: Theme = createTheme({ base: "light" });

function color(text: string): Rgb {
  return parseColor(text) as Rgb;
}

function variables(colors: ThemeColors): Theme["variables"] {
  const [background, primary, text] = [color(colors.background), color(colors.primary), color(colors.text)];
  const side = mix(background, text, 0.035);
  const raised = mix(background, text, 0.075);
  const hover = mix(background, text, 0.12);
  const isDark = readableOn(background)[0] === 255;
  const danger = readable(isDark ? [255, 138, 128] : [190, 30, 30], text, background, side, raised, hover);
  const code = mix(background, isDark ? [0, 0, 0] : text, isDark ? 0.35 : 0.06);
  const inCode = (dark: Rgb, light: Rgb) => readable(isDark ? dark : light, text, code);
  const palette = {
    background,
    primary,
    text,
    side,
    raised,
    hover,
    line: mix(background, text, 0.16),
    // Borders of fields need less contrast than text.
    edge: withContrast(3.1, mix(background, text, 0.3), text, [background, side]),
    muted: readable(mix(background, text, 0.6), text, background, side, raised),
    "on-primary": readableOn(primary),
    "primary-hover": mix(primary, readableOn(primary), 0.12),
    selected: mix(background, primary, 0.2),
    link: readable(primary, text, background, raised),
    // The shadow on the side where a wide block has more.
    shadow: mix(background, isDark ? [0, 0, 0] : text, isDark ? 0.9 : 0.3),
    code,
    "code-comment": readable(mix(code, text, 0.55), text, code),
    "code-keyword": inCode([199, 146, 234], [130, 40, 170]),
    "code-string": inCode([159, 214, 130], [30, 110, 60]),
    "code-number": inCode([247, 170, 120], [165, 75, 0]),
    "code-title": inCode([130, 170, 255], [35, 80, 190]),
    "code-type": inCode([110, 205, 215], [0, 105, 120]),
    danger,
    "danger-ground": mix(background, danger, 0.12),
  };
  const entries = Object.entries(palette).map(([name, value]) => [`--pf-${name}`, formatColor(value)]);
  return { ...Object.fromEntries(entries), "--pf-scheme": isDark ? "dark" : "light" };
}
