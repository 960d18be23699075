import { useCallback, useSyncExternalStore } from "react";
import { darkTheme, lightTheme, type Theme, type ThemeChoice } from "../theme/theme.js";

const QUERY = "(prefers-color-scheme: dark)";

/** Returns the theme to show. `auto` and a pair of themes follow the reader's system, even when it changes. */
export function useTheme(choice: ThemeChoice): Theme {
  const prefersDark = useSyncExternalStore(
    useCallback((listener) => {
      const query = matchMedia(QUERY);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    }, []),
    () => matchMedia(QUERY).matches,
    () => false,
  );
  if (typeof choice === "object" && "variables" in choice) return choice;
  const { light, dark } = typeof choice === "object" ? choice : { light: lightTheme, dark: darkTheme };
  const isDark = choice === "dark" || (choice !== "light" && prefersDark);
  return isDark ? dark : light;
}
