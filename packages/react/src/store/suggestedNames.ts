/** Maximum length of the name that a conversation gets from its first message. */
const MAX_LENGTH = 60;
/** How many milliseconds an agent's model has to name a conversation after its first reply. */
const GRACE = 10_000;

/** Names from first messages, for unnamed conversations. They are shown at once, and stored if no other name arrives. */
export class SuggestedNames {
  readonly #store: (id: string, name: string) => void;
  readonly #pending = new Map<string, { name: string; timer: ReturnType<typeof setTimeout> }>();

  constructor(store: (id: string, name: string) => void) {
    this.#store = store;
  }

  /** Returns the name that a message suggests. Once the conversation is settled, it is stored after a while. */
  suggest(id: string, message: string, isSettled: boolean): string {
    const name = toName(message);
    if (isSettled && !this.#pending.has(id)) {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        this.#store(id, name);
      }, GRACE);
      this.#pending.set(id, { name, timer });
    }
    return name;
  }

  /** Stops waiting, and returns the names that would have been stored. */
  takePending(): { id: string; name: string }[] {
    const pending = [...this.#pending].map(([id, { name, timer }]) => {
      clearTimeout(timer);
      return { id, name };
    });
    this.#pending.clear();
    return pending;
  }
}

function toName(message: string): string {
  const line = message.trim().replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}
