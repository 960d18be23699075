import type { RequestOptions } from "./options.js";
import type { Call, Opened, Transport } from "./transport.js";

/** What the parts of a client have in common: they ask the server, and show nothing of how. */
export class Resource {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  protected send<T>(call: Call, options?: RequestOptions): Promise<T> {
    return this.#transport.send(call, options);
  }

  protected open(call: Call, options?: RequestOptions): Promise<Opened> {
    return this.#transport.open(call, options);
  }

  protected read<T>(path: string, query?: object, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "GET", path, query }, options);
  }

  protected write<T>(path: string, body?: object, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "POST", path, body }, options);
  }

  protected remove<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "DELETE", path }, options);
  }
}
