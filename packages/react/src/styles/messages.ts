export const MESSAGES = `
.pf-messages { display: flex; flex-direction: column; gap: 2px; margin-top: auto; }
.pf-formal .pf-messages { margin-top: 0; gap: 0; }
.pf-message { display: flex; flex-direction: column; min-width: 0; position: relative; }
.pf-body { min-width: 0; max-width: 100%; overflow-wrap: anywhere; contain: paint; unicode-bidi: isolate; }
.pf-plain { white-space: pre-wrap; overflow-wrap: anywhere; }
.pf-casual .pf-message { align-items: flex-start; max-width: 100%; }
.pf-casual .pf-user { align-items: flex-end; }
.pf-casual .pf-body { padding: 9px 14px; border-radius: 18px; max-width: min(86%, 640px); }
.pf-casual .pf-agent .pf-body { background: var(--pf-raised); border-end-start-radius: 5px; }
.pf-casual .pf-user .pf-body { background: var(--pf-primary); color: var(--pf-on-primary); border-end-end-radius: 5px; }
.pf-casual .pf-problem { max-width: min(86%, 640px); }
.pf-formal .pf-message { padding: 12px 0 4px; border-top: 1px solid var(--pf-line); }
.pf-formal .pf-message:first-child { border-top: 0; }
.pf-formal .pf-body { font-size: 15.5px; line-height: 1.65; }
.pf-formal .pf-user .pf-body { font-weight: 550; }
.pf-formal .pf-message > .pf-hidden { position: static; width: auto; height: auto; margin: 0 0 3px; clip-path: none; font-size: 12.5px; font-weight: 600; color: var(--pf-muted); }
.pf-actions { display: flex; align-items: center; flex-wrap: wrap; gap: 2px; min-height: 26px; opacity: 0; transition: opacity .12s; margin: 1px 0; }
.pf-message:hover > .pf-actions, .pf-message:focus-within > .pf-actions, .pf-message:last-child > .pf-actions, .pf-actions.pf-stay { opacity: 1; }
@media (hover: none) { .pf-actions { opacity: 1; } }
.pf-actions .pf-icon-button { width: 28px; height: 26px; }
.pf-actions .pf-icon { width: 16px; height: 16px; }
.pf-actions .pf-time { padding-inline: 6px; font-size: 12.5px; }
.pf-user .pf-actions .pf-time { order: -1; }
.pf-time { position: relative; flex: none; color: var(--pf-muted); font-variant-numeric: tabular-nums; }
.pf-day { display: flex; align-items: center; gap: 12px; padding: 8px 0 10px; font-size: 12.5px; font-weight: 500; color: var(--pf-muted); }
.pf-day::before, .pf-day::after { content: ""; flex: 1; border-top: 1px solid var(--pf-line); }
.pf-formal .pf-day + .pf-message { border-top: 0; padding-top: 0; }
.pf-fork { display: inline-flex; align-items: center; font-size: 12.5px; color: var(--pf-muted); margin-inline-end: 4px; font-variant-numeric: tabular-nums; }
.pf-fork .pf-icon:dir(rtl) { transform: scaleX(-1); }
.pf-thought { font-size: .9em; color: var(--pf-muted); }
.pf-thought summary { display: inline-flex; align-items: center; gap: 4px; cursor: pointer; list-style: none; border-radius: 6px; margin-inline-start: -4px; padding-inline: 2px 6px; }
.pf-thought summary::-webkit-details-marker { display: none; }
.pf-thought summary:hover { color: var(--pf-text); }
.pf-thought summary .pf-icon { width: 15px; height: 15px; transition: transform .12s; }
.pf-thought summary .pf-icon:dir(rtl) { transform: scaleX(-1); }
.pf-thought[open] summary .pf-icon { transform: rotate(90deg); }
.pf-thought > p { margin-top: 4px; padding-inline-start: 12px; border-inline-start: 2px solid var(--pf-line); }
.pf-tool { display: flex; align-items: center; gap: 6px; font-size: .9em; color: var(--pf-muted); }
.pf-tool .pf-icon { width: 15px; height: 15px; }
.pf-tool[data-state="running"] { animation: pf-pulse 1.4s ease-in-out infinite; }
.pf-ask { margin-top: 6px; }
.pf-message > .pf-hint { padding: 3px 4px 0; }
.pf-feedback { width: min(100%, 460px); display: grid; gap: 6px; margin: 4px 0 8px; font-size: 13.5px; }
.pf-feedback > div { display: flex; justify-content: end; gap: 8px; }
.pf-edit { width: min(100%, 640px); }
.pf-edit .pf-field { max-height: 260px; border-radius: 12px; padding: 9px 13px; }
.pf-edit > div { display: flex; justify-content: end; gap: 8px; margin: 6px 0; }
.pf-dots { display: inline-flex; gap: 5px; padding: 6px 0; vertical-align: middle; }
.pf-dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--pf-muted); animation: pf-dot 1.2s infinite ease-in-out; }
.pf-dots i:nth-child(2) { animation-delay: .15s; }
.pf-dots i:nth-child(3) { animation-delay: .3s; }
@keyframes pf-dot { 0%, 60%, 100% { opacity: .35; } 30% { opacity: 1; transform: translateY(-2px); } }
`;
