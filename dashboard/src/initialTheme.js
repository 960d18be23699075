// Applies the chosen theme before the first paint, so that the page does not flash.
let chosen = null;
try {
  chosen = localStorage.getItem("proficient.theme");
} catch {
  // Blocked: follow the system.
}
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.theme = dark ? "dark" : "light";
