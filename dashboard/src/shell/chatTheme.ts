import { createTheme, type Theme } from "@proficient/react";
import { useTheme } from "./theme";

// The chat component's own themes, in the dashboard's colours.
const THEMES = {
  light: createTheme({ colors: { background: "#ffffff", primary: "#4f46e5", text: "#1b1f2e" } }),
  dark: createTheme({ colors: { background: "#161922", primary: "#6158f0", text: "#e7e9f2" } }),
};

/** How the chat component is drawn here. (Only for pages that are loaded when needed: it brings the component with it.) */
export function useChatTheme(): Theme {
  return THEMES[useTheme()];
}
