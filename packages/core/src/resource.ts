import type { RequestOptions } from "./options.js";
import type { ApiRequest, EventStream, Transport } from "./transport.js";

/** Base class of a client's resources. It keeps the transport, and with it the credentials, private. */
export class Resource {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** How many times a call is retried, if anything but the default was set for the call or for the client. */
  protected maxRetries({ maxRetries }: RequestOptions): number | undefined {
    return maxRetries ?? this.#transport.maxRetries;
  }

  protected send<T>(request: ApiRequest, options?: RequestOptions): Promise<T> {
    return this.#transport.send(request, options);
  }

  protected openStream(request: ApiRequest, options?: RequestOptions): Promise<EventStream> {
    return this.#transport.openStream(request, options);
  }

  protected read<T>(path: string, query?: object, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "GET", path, query }, options);
  }

  protected write<T>(path: string, body?: object, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "POST", path, body }, options);
  }

  /** Creates something. The body's `clientId` makes it safe to send the request again if its response was lost. */
  protected createOnce<T>(path: string, body: { clientId: string }, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "POST", path, body, retry: "transient" }, options);
  }

  protected remove<T>(path: string, options?: RequestOptions): Promise<T> {
    return this.#transport.send({ method: "DELETE", path }, options);
  }
}
