/**
 * Calls `refresh` at an interval while the page is visible, and when it becomes visible, gets the focus, or comes back
 * online. Returns a function that stops polling.
 */
export function pollWhileVisible(refresh: () => void, interval = 20_000): () => void {
  if (typeof document === "undefined") return () => {};
  const refreshIfVisible = () => {
    if (document.visibilityState === "visible") refresh();
  };
  const timer = setInterval(refreshIfVisible, interval);
  document.addEventListener("visibilitychange", refreshIfVisible);
  window.addEventListener("online", refreshIfVisible);
  window.addEventListener("focus", refreshIfVisible);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", refreshIfVisible);
    window.removeEventListener("online", refreshIfVisible);
    window.removeEventListener("focus", refreshIfVisible);
  };
}
