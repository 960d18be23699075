import type { Appearance } from "@proficient/client";
import { createTheme, type ThemeChoice } from "./theme.js";

/** Returns the theme that an agent's owner has set. */
export function agentTheme({ theme = "auto", colors = {} }: Appearance): ThemeChoice {
  const { accent, background, text, darkAccent = accent, darkBackground, darkText } = colors;
  const light = createTheme({ base: "light", colors: { primary: accent, background, text } });
  const dark = createTheme({
    colors: { primary: darkAccent, background: darkBackground, text: darkText },
  });
  if (theme === "auto") return { light, dark };
  return theme === "light" ? light : dark;
}
