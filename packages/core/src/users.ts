import type { RequestOptions } from "./options.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { UpdateUserParams, User } from "./types.js";

/** Who uses your app. A client that acts as one user sees no other. */
export class Users extends Resource {
  /** One of them. */
  get(id: string, options?: RequestOptions): Promise<User> {
    return this.read(path`/users/${id}`, undefined, options);
  }

  /** Only the fields that are given change. */
  update(id: string, params: UpdateUserParams, options?: RequestOptions): Promise<User> {
    return this.write(path`/users/${id}`, params, options);
  }
}
