// Browsers can block localStorage: reading it then throws. Values are kept in memory instead, until the page is closed.
const memory = new Map<string, string>();

function attempt<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}

/** `localStorage`, which never throws. */
export const storage = {
  get: (key: string): string | null => attempt((local) => local.getItem(key)) ?? memory.get(key) ?? null,
  set(key: string, value: string) {
    memory.set(key, value);
    attempt((local) => local.setItem(key, value));
  },
  remove(key: string) {
    memory.delete(key);
    attempt((local) => local.removeItem(key));
  },
};
