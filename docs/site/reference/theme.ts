// One theme for the guides and the reference: the reference starts with the choice made in the guides, and stores its own.
const CHOICE = "vitepress-theme-appearance";

export function isDark(): boolean {
  const choice = localStorage.getItem(CHOICE) ?? "auto";
  return choice === "auto" ? matchMedia("(prefers-color-scheme: dark)").matches : choice === "dark";
}

/** Stores the theme whenever the reader changes it. */
export function followTheme(): void {
  let dark = isDark();
  new MutationObserver(() => {
    const now = document.body.classList.contains("dark-mode");
    if (now === dark) return;
    dark = now;
    localStorage.setItem(CHOICE, now ? "dark" : "light");
  }).observe(document.body, { attributeFilter: ["class"] });
}
