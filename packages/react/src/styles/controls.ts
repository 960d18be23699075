export const CONTROLS = `
.pf-root button { cursor: pointer; }
.pf-root button:disabled, .pf-root [aria-disabled="true"] { cursor: default; opacity: .45; }
.pf-icon { width: 18px; height: 18px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; flex: none; display: block; }
.pf-icon-button {
  display: inline-grid; place-items: center; width: 30px; height: 30px; padding: 0; border: 0; border-radius: 8px;
  background: transparent; color: var(--pf-muted); transition: background .12s, color .12s; flex: none;
}
.pf-icon-button:hover:not(:disabled, [aria-disabled="true"]) { background: var(--pf-hover); color: var(--pf-text); }
.pf-icon-button[aria-pressed="true"] { color: var(--pf-link); background: var(--pf-selected); }
.pf-button {
  padding: 5px 13px; border: 1px solid var(--pf-edge); border-radius: 8px; background: transparent; font-size: 13.5px;
  font-weight: 500; line-height: 1.5; transition: background .12s;
}
.pf-button:hover:not(:disabled) { background: var(--pf-hover); }
.pf-button.pf-primary { background: var(--pf-primary); border-color: var(--pf-primary); color: var(--pf-on-primary); }
.pf-button.pf-primary:hover:not(:disabled) { background: var(--pf-primary-hover); }
.pf-button.pf-danger { border-color: var(--pf-danger); color: var(--pf-danger); }
.pf-field {
  width: 100%; padding: 7px 10px; border: 1px solid var(--pf-edge); border-radius: 8px; background: var(--pf-background);
  resize: none;
}
.pf-field:focus-visible { outline-offset: 0; }
.pf-problem {
  margin: 6px 0; padding: 10px 13px; border: 1px solid var(--pf-danger); border-radius: 10px;
  background: var(--pf-danger-ground); font-size: 14px; max-width: 100%; overflow-wrap: anywhere;
}
.pf-problem-actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 9px; }
.pf-main > .pf-scroll > .pf-problem { margin: 20px auto; max-width: 460px; width: calc(100% - 40px); }
.pf-more, .pf-fold {
  display: flex; align-items: center; justify-content: center; gap: 4px; padding: 7px 10px; border: 0; border-radius: 8px;
  background: transparent; color: var(--pf-muted); font-size: 13px; width: 100%;
}
.pf-more:hover:not(:disabled), .pf-fold:hover { background: var(--pf-hover); color: var(--pf-text); }
.pf-foot { position: relative; flex: none; padding: 6px 20px 14px; width: 100%; max-width: 820px; margin: 0 auto; }
.pf-narrow .pf-foot { padding: 4px 10px 10px; }
.pf-inactive { padding: 8px 12px; margin-bottom: 8px; border-radius: 10px; background: var(--pf-raised); font-size: 13.5px; color: var(--pf-muted); }
.pf-composer-box {
  display: flex; align-items: flex-end; gap: 6px; padding: 5px; border: 1px solid var(--pf-edge); border-radius: 22px;
  background: var(--pf-side); transition: border-color .12s;
}
.pf-composer-box:focus-within { border-color: var(--pf-link); box-shadow: 0 0 0 1px var(--pf-link); }
.pf-composer textarea {
  flex: 1; min-width: 0; max-height: 130px; padding: 5px 10px; border: 0; background: transparent; resize: none;
  overflow-y: auto; line-height: 1.5; scrollbar-width: thin;
}
.pf-composer textarea:focus-visible { outline: none; }
.pf-composer textarea::placeholder { color: var(--pf-muted); opacity: 1; }
.pf-round { width: 33px; height: 33px; border-radius: 50%; background: var(--pf-primary); color: var(--pf-on-primary); }
.pf-round:hover:not(:disabled) { background: var(--pf-primary-hover); color: var(--pf-on-primary); }
.pf-round:disabled { background: var(--pf-hover); color: var(--pf-muted); opacity: 1 !important; }
.pf-over { margin-top: 4px; padding: 0 12px; font-size: 13px; color: var(--pf-danger); }
/* iOS zooms into fields with smaller text, and stays there. */
@media (pointer: coarse) { .pf-root .pf-composer textarea, .pf-root textarea.pf-field, .pf-root input.pf-field { font-size: 16px; } }
.pf-down {
  position: absolute; inset-block-end: 100%; inset-inline-start: 50%; margin-inline-start: -17px; margin-bottom: 4px;
  width: 34px; height: 34px; border-radius: 50%; border: 1px solid var(--pf-line); background: var(--pf-raised);
  box-shadow: 0 2px 8px rgb(0 0 0 / .2);
}
`;
