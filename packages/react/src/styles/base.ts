export const BASE = `
.pf-root, .pf-root *, .pf-root *::before, .pf-root *::after { box-sizing: border-box; }
.pf-root {
  position: relative; display: grid; grid-template-columns: 264px minmax(0, 1fr); grid-template-rows: minmax(0, 1fr);
  overflow: hidden; isolation: isolate; contain: layout paint style; color-scheme: var(--pf-scheme);
  background: var(--pf-background); color: var(--pf-text);
  font: 15px/1.55 var(--pf-font-family, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif);
  text-align: start; letter-spacing: normal; text-transform: none; -webkit-font-smoothing: antialiased;
}
.pf-root.pf-narrow { grid-template-columns: minmax(0, 1fr); }
.pf-root.pf-text { display: block; background: none; }
.pf-root :where(p, ul, ol, h2, h3, h4, h5, pre, blockquote, table, dl) { margin: 0; padding: 0; }
.pf-root :where(button, input, textarea) { font: inherit; color: inherit; letter-spacing: inherit; margin: 0; }
.pf-root :where(ul, ol) { list-style: none; }
.pf-root :focus { outline: none; }
.pf-root :focus-visible { outline: 2px solid var(--pf-link); outline-offset: 2px; }
.pf-root .pf-hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.pf-main { display: flex; flex-direction: column; min-width: 0; min-height: 0; position: relative; }
.pf-header {
  display: flex; align-items: center; gap: 12px; flex: none; height: var(--pf-header); padding: 0 16px;
  border-bottom: 1px solid var(--pf-line); background: var(--pf-background);
}
.pf-narrow .pf-header { padding: 0 10px; gap: 8px; }
.pf-avatar {
  position: relative; display: grid; place-items: center; flex: none; width: 34px; height: 34px; border-radius: 50%;
  background: var(--pf-primary); color: var(--pf-on-primary); font-weight: 600; font-size: 15px;
}
.pf-avatar.pf-active::after {
  content: ""; position: absolute; inset-block-end: -1px; inset-inline-end: -1px; width: 11px; height: 11px;
  border-radius: 50%; background: #2fb574; border: 2px solid var(--pf-background);
}
.pf-avatar-image { width: 100%; height: 100%; border-radius: 50%; object-fit: cover; }
.pf-title { min-width: 0; flex: 1; line-height: 1.3; }
.pf-title h2 { font-size: 15px; font-weight: 600; }
.pf-title h2, .pf-title p { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.pf-title p { font-size: 12.5px; color: var(--pf-muted); }
.pf-header-action { margin-inline-start: auto; display: flex; }
.pf-scroll { flex: 1; min-height: 0; overflow-y: auto; overflow-x: hidden; overscroll-behavior: contain; scrollbar-width: thin; scrollbar-color: var(--pf-line) transparent; }
.pf-scroll:focus-visible { outline-offset: -2px; }
.pf-scrolled { min-height: 100%; display: flex; flex-direction: column; padding: 18px 20px 8px; max-width: 820px; margin: 0 auto; }
.pf-narrow .pf-scrolled { padding: 14px 14px 6px; }
.pf-empty { margin: auto; padding: 12px; text-align: center; color: var(--pf-muted); display: grid; gap: 6px; justify-items: center; }
.pf-empty .pf-icon { width: 34px; height: 34px; color: var(--pf-link); margin-bottom: 4px; }
.pf-empty-title { font-size: 18px; font-weight: 600; color: var(--pf-text); }
.pf-logo { max-width: 160px; max-height: 64px; margin-bottom: 4px; }
.pf-starters { display: flex; flex-wrap: wrap; justify-content: center; gap: 8px; padding: 12px 0; }
.pf-starters .pf-button { text-align: start; overflow-wrap: anywhere; }
.pf-hint { font-size: 13px; color: var(--pf-muted); }
.pf-skeleton { display: grid; gap: 12px; padding: 14px 10px; align-content: start; flex: 1; }
.pf-skeleton i { height: 14px; border-radius: 7px; background: var(--pf-hover); animation: pf-pulse 1.4s ease-in-out infinite; }
.pf-skeleton i:nth-child(2) { width: 72%; }
.pf-skeleton i:nth-child(3) { width: 46%; }
@keyframes pf-pulse { 50% { opacity: .45; } }
@media (prefers-reduced-motion: reduce) {
  .pf-root *, .pf-root *::before, .pf-root *::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
}
`;
