import { isPageVisible, onPageVisibility } from "./pageVisibility.js";

/** Tells whether the user can see a chat. */
export interface Visibility {
  /** Whether the host shows the chat, rather than hiding it like a closed panel. */
  readonly isShown: boolean;
  /** Calls the listener when the chat is shown again. Returns a function that unsubscribes. */
  onShow(listener: () => void): () => void;
}

/** The user's return can trigger several events, which refresh only once within this time, in milliseconds. */
const MIN_INTERVAL = 1_000;

/**
 * Calls `refresh` at an interval while the user can see the chat, and when it is shown, its page becomes visible, gets
 * the focus, or comes back online. Returns a function that stops polling.
 */
export function pollWhileVisible(visibility: Visibility, refresh: () => void, interval = 20_000): () => void {
  if (typeof document === "undefined") return () => {};
  let last = Date.now();
  const refreshIfVisible = () => {
    if (!isPageVisible() || !visibility.isShown || Date.now() - last < MIN_INTERVAL) return;
    last = Date.now();
    refresh();
  };
  const timer = setInterval(refreshIfVisible, interval);
  const stopListening = visibility.onShow(refreshIfVisible);
  const stopWatchingPage = onPageVisibility(refreshIfVisible);
  window.addEventListener("online", refreshIfVisible);
  window.addEventListener("focus", refreshIfVisible);
  return () => {
    clearInterval(timer);
    stopListening();
    stopWatchingPage();
    window.removeEventListener("online", refreshIfVisible);
    window.removeEventListener("focus", refreshIfVisible);
  };
}
