/** Styles of the launcher and the panel. The chat in the panel brings its own. */
export const STYLES = `
:host { all: initial; }
.launcher, .panel, .proactive { position: fixed; z-index: 2147483000; right: var(--x); bottom: var(--y); }
.left .launcher, .left .panel, .left .proactive { right: auto; left: var(--x); }
.launcher {
  display: flex; align-items: center; justify-content: center; gap: 10px; min-width: 56px; height: 56px; padding: 0; border: 0;
  border-radius: 28px; cursor: pointer; font: 600 15px/1.2 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  background: var(--pf-primary); color: var(--pf-on-primary); box-shadow: 0 6px 24px rgb(0 0 0 / .3);
  transition: transform .15s;
}
.launcher:hover { transform: scale(1.05); }
:focus-visible { outline: 3px solid var(--pf-primary); outline-offset: 3px; }
.launcher svg { width: 27px; height: 27px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.launcher.labelled { padding: 0 20px 0 16px; }
.launcher img { width: 56px; height: 56px; border-radius: 50%; object-fit: cover; }
.launcher.labelled img { width: 36px; height: 36px; }
.panel {
  bottom: calc(var(--y) + 68px); width: min(400px, calc(100vw - 40px)); height: min(640px, calc(100vh - var(--y) - 88px));
  height: min(640px, calc(100dvh - var(--y) - 88px)); overflow: hidden;
  border-radius: 16px; border: 1px solid var(--pf-line); box-shadow: 0 12px 48px rgb(0 0 0 / .35);
  background: var(--pf-background);
}
.badge {
  position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; padding: 0 6px; box-sizing: border-box;
  border-radius: 11px; border: 2px solid var(--pf-background); background: #c62828; color: #fff; font-size: 12px; line-height: 18px;
}
.proactive {
  bottom: calc(var(--y) + 68px); display: flex; align-items: flex-start; gap: 4px; max-width: min(300px, calc(100vw - var(--x) - 20px));
  box-sizing: border-box; padding: 8px; border-radius: 14px; border: 1px solid var(--pf-line); box-shadow: 0 6px 24px rgb(0 0 0 / .2);
  background: var(--pf-background); color: var(--pf-text); animation: appear .25s ease-out;
}
.proactive-text {
  flex: 1; min-width: 0; padding: 6px 8px; border: 0; border-radius: 8px; background: none; color: inherit; cursor: pointer;
  font: 400 15px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; text-align: start; overflow-wrap: anywhere; white-space: pre-line;
}
@keyframes appear { from { opacity: 0; transform: translateY(8px); } }
.announcement { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none; }
.panel .close { display: none; }
.close { flex: none; display: grid; place-items: center; width: 32px; height: 32px; border: 0; border-radius: 8px; background: none; color: var(--pf-muted); cursor: pointer; }
.close:hover { background: var(--pf-hover); color: var(--pf-text); }
.close svg { width: 20px; height: 20px; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; }
@media (max-width: 520px), (max-height: 420px) {
  .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0; }
  .left .panel { inset: 0; }
  .panel:not([hidden]) ~ .launcher { display: none; }
  .panel .close { display: grid; }
}
@media print { .launcher, .panel, .proactive { display: none !important; } }
@media (prefers-reduced-motion: reduce) { .launcher { transition: none; } .proactive { animation: none; } }
`;
