// Before anything is painted: the theme that was chosen, so that nothing flashes. Everything else can wait.
const chosen = localStorage.getItem("proficient.theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.theme = dark ? "dark" : "light";
