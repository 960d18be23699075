import { path, type RequestOptions, type Transport, type UpdateUserParams, type User } from "@proficient/core";

/** The user as whom this client acts; it sees no other. */
export class Users {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  get(id: string, options?: RequestOptions): Promise<User> {
    return this.#transport.send({ method: "GET", path: path`/users/${id}` }, options);
  }

  /** Only the fields that are given change. */
  update(id: string, params: UpdateUserParams, options?: RequestOptions): Promise<User> {
    return this.#transport.send({ method: "POST", path: path`/users/${id}`, body: params }, options);
  }
}
