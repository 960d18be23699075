/** A channel between the tabs of one user. Nothing is sent where there are no channels or the browser forbids them. */
export class TabChannel<Message> {
  #channel: BroadcastChannel | undefined;

  constructor(name: string, onMessage: (message: Message) => void) {
    try {
      this.#channel = new BroadcastChannel(name);
    } catch {
      return; // no channels, or forbidden, as storage can be
    }
    this.#channel.onmessage = ({ data }) => onMessage(data as Message);
    // In Node, an open channel would keep the process running.
    (this.#channel as { unref?(): void }).unref?.();
  }

  get isOpen(): boolean {
    return this.#channel !== undefined;
  }

  send(message: Message): void {
    this.#channel?.postMessage(message);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }
}
