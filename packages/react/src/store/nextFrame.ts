/** Milliseconds to wait where there are no frames: in a hidden page, or without a browser. */
const WITHOUT_FRAMES = 60;

/** Calls a function before the browser paints next, since each update causes a render. Returns a function that cancels it. */
export function onNextFrame(update: () => void): () => void {
  if (typeof document === "undefined" || document.hidden) {
    const timer = setTimeout(update, WITHOUT_FRAMES);
    return () => clearTimeout(timer);
  }
  // If the page is hidden meanwhile, there is no frame.
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    update();
  }, 1_000);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    update();
  });
  return () => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
}
