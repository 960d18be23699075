// Locks that one tab holds at a time. When that tab closes or crashes, the browser gives the lock to the next one.

/**
 * Runs an action while this tab holds a lock, once it is free. The action's signal is aborted with `signal`, and when
 * another tab takes the lock away. Without a name, without locks, and where they are forbidden, the action runs at once.
 */
export async function withTabLock(
  name: string | undefined,
  signal: AbortSignal,
  action: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const locks = name === undefined ? undefined : lockManager();
  if (!locks) return action(signal);
  const held = new AbortController();
  const abort = () => held.abort();
  signal.addEventListener("abort", abort);
  let running: Promise<void> | undefined;
  try {
    await locks.request(name as string, { signal }, () => {
      running = action(held.signal);
      return running;
    });
  } catch {
    if (!running && !signal.aborted)
      running = action(held.signal); // forbidden
    else abort(); // taken away, unless the action itself failed
    await running;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Takes a lock away from the tab that holds it. Returns a function that releases it. */
export function takeTabLock(name: string | undefined): () => void {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  try {
    const locks = name === undefined ? undefined : lockManager();
    locks?.request(name as string, { steal: true }, () => released).catch(() => {});
  } catch {
    // Forbidden. Each tab then streams for itself.
  }
  return release;
}

/** Only secure contexts have locks. */
function lockManager(): LockManager | undefined {
  try {
    return globalThis.navigator?.locks;
  } catch {
    return undefined;
  }
}
