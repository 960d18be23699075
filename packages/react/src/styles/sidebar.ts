export const SIDEBAR = `
.pf-side {
  display: flex; flex-direction: column; min-height: 0; min-width: 0; padding: 10px; gap: 8px;
  background: var(--pf-side); border-inline-end: 1px solid var(--pf-line);
}
.pf-narrow .pf-side {
  position: absolute; z-index: 3; inset-block: 0; inset-inline-start: 0; width: min(300px, 86%);
  transform: translateX(-102%); visibility: hidden; transition: transform .2s ease, visibility .2s;
}
.pf-narrow .pf-side:dir(rtl) { transform: translateX(102%); }
.pf-narrow.pf-drawn .pf-side { transform: none; visibility: visible; transition: transform .2s ease; box-shadow: 0 0 30px rgb(0 0 0 / .35); }
/* A separate rule, because a browser without :dir() ignores the whole rule. */
.pf-narrow.pf-drawn .pf-side:dir(rtl) { transform: none; }
.pf-shade { position: absolute; z-index: 2; inset: 0; background: rgb(0 0 0 / .45); }
.pf-new {
  display: flex; align-items: center; gap: 8px; padding: 7px 11px; border: 1px solid var(--pf-edge); border-radius: 10px;
  background: transparent; font-weight: 500; font-size: 14px; text-align: start; flex: none; transition: background .12s;
}
.pf-new:hover:not(:disabled) { background: var(--pf-hover); }
.pf-list { flex: 1; min-height: 0; overflow-y: auto; scrollbar-width: thin; scrollbar-color: var(--pf-line) transparent; margin: 0 -4px; padding: 2px 4px; }
.pf-list .pf-hint { padding: 8px 11px; }
.pf-item { position: relative; border-radius: 9px; display: flex; align-items: center; min-height: 36px; }
.pf-item:hover, .pf-item:focus-within { background: var(--pf-hover); }
.pf-item.pf-open { background: var(--pf-selected); }
.pf-item:has(> .pf-field), .pf-item:has(> .pf-confirm) { background: transparent; }
.pf-item-title {
  flex: 1; min-width: 0; padding: 7px 11px; border: 0; border-radius: 9px; background: transparent; text-align: start;
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: 14px;
}
.pf-item-title:focus-visible { outline-offset: -2px; }
.pf-item-actions { display: none; padding-inline-end: 4px; }
.pf-item:hover .pf-item-actions, .pf-item:focus-within .pf-item-actions, .pf-narrow .pf-open .pf-item-actions { display: flex; }
.pf-item-actions .pf-icon-button { width: 26px; height: 28px; }
.pf-item-actions .pf-icon { width: 16px; height: 16px; }
@media (hover: none) { .pf-item-actions { display: flex; } }
.pf-item .pf-field { font-size: 14px; padding: 5px 10px; }
.pf-confirm { width: 100%; padding: 10px 11px; border: 1px solid var(--pf-line); border-radius: 9px; background: var(--pf-background); font-size: 13.5px; margin: 2px 0; }
.pf-confirm p { margin-bottom: 8px; overflow-wrap: anywhere; }
.pf-confirm .pf-button { margin-inline-end: 6px; }
.pf-fold { justify-content: start; margin-top: 6px; }
.pf-fold .pf-icon { width: 15px; height: 15px; transition: transform .12s; }
.pf-fold .pf-icon:dir(rtl) { transform: scaleX(-1); }
.pf-fold[aria-expanded="true"] .pf-icon { transform: rotate(90deg); }
`;
