export const MARKDOWN = `
.pf-agent .pf-body > :where(*) + :where(*) { margin-top: .7em; }
.pf-agent .pf-body :where(h3, h4, h5) { font-weight: 650; line-height: 1.35; }
.pf-agent .pf-body h3 { font-size: 1.18em; }
.pf-agent .pf-body h4 { font-size: 1.08em; }
.pf-agent .pf-body h5 { font-size: 1em; }
.pf-agent .pf-body :where(ul, ol) { padding-inline-start: 1.5em; }
.pf-agent .pf-body ul { list-style: disc; }
.pf-agent .pf-body ol { list-style: decimal; }
.pf-agent .pf-body li + li { margin-top: .25em; }
.pf-agent .pf-body li > :where(ul, ol) { margin-top: .25em; }
.pf-agent .pf-body a { color: var(--pf-link); text-decoration: underline; text-underline-offset: 2px; }
.pf-agent .pf-body blockquote { padding-inline-start: 12px; border-inline-start: 3px solid var(--pf-line); color: var(--pf-muted); }
.pf-agent .pf-body hr { border: 0; border-top: 1px solid var(--pf-line); }
.pf-agent .pf-body :where(code) { font: .88em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--pf-code); border-radius: 5px; padding: .12em .35em; }
.pf-code { border: 1px solid var(--pf-line); border-radius: 10px; overflow: hidden; background: var(--pf-code); max-width: 100%; }
.pf-code-head { display: flex; align-items: center; justify-content: space-between; padding: 2px 4px 2px 12px; font-size: 12px; color: var(--pf-muted); border-bottom: 1px solid var(--pf-line); background: var(--pf-background); min-height: 32px; }
.pf-code pre { overflow-x: auto; padding: 10px 12px; scrollbar-width: thin; max-height: 420px; overflow-y: auto; }
.pf-code pre:focus-visible { outline-offset: -2px; }
.pf-agent .pf-body .pf-code code { background: none; padding: 0; white-space: pre; overflow-wrap: normal; }
.pf-table { overflow-x: auto; max-width: 100%; }
.pf-table table { border-collapse: collapse; font-size: .94em; }
.pf-table :where(th, td) { border: 1px solid var(--pf-line); padding: 5px 10px; text-align: start; overflow-wrap: normal; }
.pf-table th { background: var(--pf-side); font-weight: 600; }
.pf-image { display: block; max-width: 100%; max-height: 420px; border-radius: 10px; }
.pf-image-gate { display: flex; width: fit-content; margin: 4px 0; align-items: center; gap: 10px; max-width: 100%; padding: 9px 12px; border: 1px dashed var(--pf-edge); border-radius: 10px; background: var(--pf-background); font-size: 13.5px; text-align: start; overflow-wrap: anywhere; }
.pf-image-gate:hover { background: var(--pf-hover); }
.pf-image-gate small { display: block; font-size: 12px; color: var(--pf-muted); }
.pf-image-blocked { color: var(--pf-muted); }
`;
