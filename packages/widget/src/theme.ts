import { type Appearance, agentTheme, createTheme, type ThemeChoice } from "@proficient/react";
import type { Settings } from "./settings.js";

/**
 * Returns the theme: that of the agent's owner, except for what the page sets. Without a scheme, the page's background or
 * text are the colors of a single theme.
 */
export function themeOf(
  { theme, backgroundColor: background, primaryColor: primary, textColor: text }: Settings,
  appearance: Appearance,
): ThemeChoice {
  if ((background || text) && (theme ?? "auto") === "auto") {
    return createTheme({
      colors: { ...(background && { background }), ...(primary && { primary }), ...(text && { text }) },
    });
  }
  return agentTheme({
    theme: theme ?? appearance.theme ?? "auto",
    colors: {
      ...appearance.colors,
      ...(primary && { accent: primary, darkAccent: primary }),
      ...(background && { background, darkBackground: background }),
      ...(text && { text, darkText: text }),
    },
  });
}
