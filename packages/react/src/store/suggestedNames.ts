/** Maximum length of the name that a conversation gets from its first message. */
const MAX_LENGTH = 60;
/** How many milliseconds the server has to name a conversation. An agent's model may take that long after its reply. */
const GRACE = 120_000;

/** Names from first messages, for unnamed conversations. They are shown at once, and stored if no other name arrives. */
export class SuggestedNames {
  readonly #store: (id: string, name: string) => void;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(store: (id: string, name: string) => void) {
    this.#store = store;
  }

  /** Returns the name that a message suggests, and stores it for the conversation after a while. */
  suggest(id: string, message: string): string {
    const name = toName(message);
    if (!this.#timers.has(id)) {
      this.#timers.set(
        id,
        setTimeout(() => this.#store(id, name), GRACE),
      );
    }
    return name;
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}

function toName(message: string): string {
  const line = message.trim().replace(/\s+/g, " ");
  const characters = [...line];
  return characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}
