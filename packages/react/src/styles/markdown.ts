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
/* The inner two backgrounds scroll with the content and hide the outer two, the shadows, at its beginning and end. */
.pf-scroll-x {
  --ground: var(--pf-background); overflow-x: auto; max-width: 100%; scrollbar-width: thin; scrollbar-color: var(--pf-edge) transparent;
  background:
    linear-gradient(to right, var(--ground) 30%, transparent) left / 36px 100% local no-repeat,
    linear-gradient(to left, var(--ground) 30%, transparent) right / 36px 100% local no-repeat,
    linear-gradient(to right, var(--pf-shadow), transparent) left / 14px 100% no-repeat,
    linear-gradient(to left, var(--pf-shadow), transparent) right / 14px 100% no-repeat;
}
.pf-casual .pf-agent .pf-body .pf-scroll-x { --ground: var(--pf-raised); }
.pf-agent .pf-body .pf-code .pf-scroll-x { --ground: var(--pf-code); }
.pf-code pre { padding: 10px 12px; max-height: 420px; overflow-y: auto; }
.pf-code pre:focus-visible { outline-offset: -2px; }
.pf-agent .pf-body .pf-code code { background: none; padding: 0; white-space: pre; overflow-wrap: normal; }
.pf-table table { border-collapse: collapse; font-size: .94em; }
.pf-table :where(th, td) { border: 1px solid var(--pf-line); padding: 5px 10px; text-align: start; overflow-wrap: normal; }
.pf-table th { background: var(--pf-side); font-weight: 600; }
.pf-agent .pf-body .pf-task { list-style: none; }
.pf-agent .pf-body .pf-task label { cursor: default; }
.pf-agent .pf-body .pf-task input { width: 1em; height: 1em; margin-block: 0; margin-inline: -1.35em .35em; vertical-align: -.12em; accent-color: var(--pf-primary); }
.pf-formula { display: block; padding: 2px 0; text-align: center; }
.pf-formula .katex-display { margin: .35em 0; }
.pf-agent .pf-body .katex { font-size: 1.12em; }
.hljs-comment, .hljs-quote, .hljs-meta { color: var(--pf-code-comment); }
.hljs-keyword, .hljs-selector-tag, .hljs-section, .hljs-doctag, .hljs-meta .hljs-keyword { color: var(--pf-code-keyword); }
.hljs-string, .hljs-regexp, .hljs-symbol, .hljs-char, .hljs-link, .hljs-addition { color: var(--pf-code-string); }
.hljs-number, .hljs-literal, .hljs-attr, .hljs-attribute, .hljs-variable, .hljs-template-variable, .hljs-selector-attr, .hljs-selector-pseudo, .hljs-bullet { color: var(--pf-code-number); }
.hljs-title, .hljs-name, .hljs-selector-id, .hljs-selector-class { color: var(--pf-code-title); }
.hljs-type, .hljs-built_in, .hljs-class, .hljs-tag { color: var(--pf-code-type); }
.hljs-deletion { color: var(--pf-danger); }
.hljs-emphasis { font-style: italic; }
.hljs-strong { font-weight: 600; }
.pf-image { display: block; max-width: 100%; max-height: 420px; border-radius: 10px; }
.pf-image-gate { display: flex; width: fit-content; margin: 4px 0; align-items: center; gap: 10px; max-width: 100%; padding: 9px 12px; border: 1px dashed var(--pf-edge); border-radius: 10px; background: var(--pf-background); font-size: 13.5px; text-align: start; overflow-wrap: anywhere; }
.pf-image-gate:hover { background: var(--pf-hover); }
.pf-image-gate small { display: block; font-size: 12px; color: var(--pf-muted); }
.pf-image-blocked { color: var(--pf-muted); }
`;
