// What a tab remembers of its user until a message or reply is settled. It survives a reload.

/**
 * Values of one user in this tab, by ID: in memory, and in the tab's storage if that works. Drops what another user of
 * the same project has left in this tab.
 */
export class UserStorage<Value> {
  readonly #key: string;
  readonly #user: string;
  readonly #values: Map<string, Value>;

  constructor(key: string, user: string) {
    this.#key = key;
    this.#user = user;
    const stored = this.#read();
    this.#values = new Map(Object.entries(stored));
    this.#write(stored);
  }

  get size(): number {
    return this.#values.size;
  }

  entries(): [id: string, value: Value][] {
    return [...this.#values];
  }

  get(id: string): Value | undefined {
    return this.#values.get(id);
  }

  set(id: string, value: Value): void {
    this.#values.set(id, value);
    // Another chat in this tab may have stored values, so only this one is changed.
    this.#write({ ...this.#read(), [id]: value });
  }

  /** Returns whether there was a value. */
  delete(id: string): boolean {
    if (!this.#values.delete(id)) return false;
    const { [id]: _, ...others } = this.#read();
    this.#write(others);
    return true;
  }

  #read(): Record<string, Value> {
    try {
      const stored = JSON.parse(sessionStorage.getItem(this.#key) ?? "null") as {
        user: string;
        values: Record<string, Value>;
      } | null;
      return (stored?.user === this.#user && stored.values) || {};
    } catch {
      return {}; // blocked storage, or none, as on a server
    }
  }

  #write(values: Record<string, Value>): void {
    try {
      if (Object.keys(values).length === 0) sessionStorage.removeItem(this.#key);
      else sessionStorage.setItem(this.#key, JSON.stringify({ user: this.#user, values }));
    } catch {
      // Blocked or full storage: only a reload loses the values.
    }
  }
}
