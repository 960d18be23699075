import { createTheme, type Theme } from "@proficient/react";
import { useTheme } from "./theme";

// Chat themes in the dashboard's colors.
const THEMES = {
  light: createTheme({ colors: { background: "#ffffff", primary: "#4f46e5", text: "#1b1f2e" } }),
  dark: createTheme({ colors: { background: "#161922", primary: "#6158f0", text: "#e7e9f2" } }),
};

/** Returns the theme for the chat component. Import it only from lazily loaded pages, because it pulls in that component. */
export function useChatTheme(): Theme {
  return THEMES[useTheme()];
}
