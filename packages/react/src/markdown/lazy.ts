// What only some messages need is loaded when the first of them is there, and runs piece by piece.
import { once } from "./once.js";

/** Colors code. */
export const loadHighlighter = once(() => import("./highlighter.js"));
/** Typesets formulas. */
export const loadTypesetter = once(() => import("./typesetter.js"));

const waiting: (() => void)[] = [];
let isRunning = false;

/** Runs a task soon, when no other one runs and the page has had a chance to react. Returns a function that cancels it. */
export function enqueue(task: () => void): () => void {
  waiting.push(task);
  if (!isRunning) setTimeout(runNext);
  isRunning = true;
  return () => {
    const index = waiting.indexOf(task);
    if (index >= 0) waiting.splice(index, 1);
  };
}

function runNext(): void {
  try {
    waiting.shift()?.();
  } finally {
    isRunning = waiting.length > 0;
    if (isRunning) setTimeout(runNext);
  }
}
