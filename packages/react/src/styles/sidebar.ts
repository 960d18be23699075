export const SIDEBAR = `
.pf-side {
  display: flex; flex-direction: column; min-height: 0; min-width: 0; padding: 10px; gap: 8px;
  background: var(--pf-side); border-inline-end: 1px solid var(--pf-line);
}
.pf-narrow .pf-side {
  position: absolute; z-index: 3; inset: 0; border: 0;
  transform: translateX(-102%); visibility: hidden; transition: transform .2s ease, visibility .2s;
}
.pf-narrow .pf-side:dir(rtl) { transform: translateX(102%); }
.pf-narrow.pf-drawn .pf-side { transform: none; visibility: visible; transition: transform .2s ease; }
/* A separate rule, because a browser without :dir() ignores the whole rule. */
.pf-narrow.pf-drawn .pf-side:dir(rtl) { transform: none; }
.pf-side-head { display: flex; align-items: center; gap: 6px; flex: none; }
.pf-new {
  display: flex; align-items: center; gap: 8px; padding: 7px 11px; border: 1px solid var(--pf-edge); border-radius: 10px;
  background: transparent; font-weight: 500; font-size: 14px; text-align: start; flex: 1; min-width: 0; transition: background .12s;
}
.pf-new:hover:not(:disabled) { background: var(--pf-hover); }
.pf-search { position: relative; }
.pf-search > .pf-icon { position: absolute; inset-block-start: 9px; inset-inline-start: 10px; width: 16px; height: 16px; color: var(--pf-muted); pointer-events: none; }
.pf-search .pf-field { padding-block: 5px; padding-inline-start: 33px; border-radius: 10px; font-size: 14px; appearance: none; }
.pf-search .pf-field::placeholder { color: var(--pf-muted); opacity: 1; text-overflow: ellipsis; }
.pf-result { padding: 6px 11px 0; overflow-wrap: anywhere; }
.pf-group { padding: 10px 11px 4px; font-size: 12px; font-weight: 600; color: var(--pf-muted); }
.pf-group:first-child { padding-top: 2px; }
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
.pf-item > .pf-time { padding-inline: 4px 11px; font-size: 12px; }
.pf-open > .pf-time { color: inherit; }
.pf-item:is(:hover, :focus-within) > .pf-time, .pf-narrow .pf-open > .pf-time { display: none; }
.pf-item-actions { display: none; padding-inline-end: 4px; }
.pf-item:hover .pf-item-actions, .pf-item:focus-within .pf-item-actions, .pf-narrow .pf-open .pf-item-actions { display: flex; }
.pf-item-actions .pf-icon-button { width: 26px; height: 28px; }
.pf-item-actions .pf-icon { width: 16px; height: 16px; }
@media (hover: none) {
  .pf-item-actions { display: flex; }
  .pf-root .pf-item > .pf-time { display: inline; }
}
.pf-item .pf-field { font-size: 14px; padding: 5px 10px; }
.pf-confirm { width: 100%; padding: 10px 11px; border: 1px solid var(--pf-line); border-radius: 9px; background: var(--pf-background); font-size: 13.5px; margin: 2px 0; }
.pf-confirm p { margin-bottom: 8px; overflow-wrap: anywhere; }
.pf-confirm .pf-button { margin-inline-end: 6px; }
.pf-fold { justify-content: start; margin-top: 6px; }
.pf-fold .pf-icon { width: 15px; height: 15px; transition: transform .12s; }
.pf-fold .pf-icon:dir(rtl) { transform: scaleX(-1); }
.pf-fold[aria-expanded="true"] .pf-icon { transform: rotate(90deg); }
`;
