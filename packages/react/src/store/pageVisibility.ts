/** Returns whether the user can see the page. Outside a browser there is no page to hide. */
export const isPageVisible = (): boolean => typeof document === "undefined" || document.visibilityState === "visible";

/** Calls the listener when the page is shown or hidden. Returns a function that unsubscribes. */
export function onPageVisibility(listener: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

/** Waits until the page is visible, or the signal is aborted. */
export async function untilPageVisible(signal: AbortSignal): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    const check = () => (isPageVisible() || signal.aborted) && resolve();
    const unsubscribe = onPageVisibility(check);
    signal.addEventListener("abort", check);
    stop = () => {
      unsubscribe();
      signal.removeEventListener("abort", check);
    };
    check();
  });
  stop();
}

/**
 * Runs an action with a signal that is aborted when the page is hidden, or when the given signal is. Both can have happened
 * before.
 */
export async function whilePageVisible(
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const controller = new AbortController();
  const check = () => (signal.aborted || !isPageVisible()) && controller.abort();
  const unsubscribe = onPageVisibility(check);
  signal.addEventListener("abort", check);
  check();
  try {
    await action(controller.signal);
  } finally {
    unsubscribe();
    signal.removeEventListener("abort", check);
  }
}
