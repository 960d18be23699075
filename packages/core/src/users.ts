import type { RequestOptions } from "./options.js";
import { Resource } from "./resource.js";
import { path } from "./transport.js";
import type { UpdateUserParams, User } from "./types.js";

/** The people who use your app. A client that acts as one user can only access that user. */
export class Users extends Resource {
  /** Returns a user. */
  get(id: string, options?: RequestOptions): Promise<User> {
    return this.read(path`/users/${id}`, undefined, options);
  }

  /** Updates a user. Fields that are left out keep their value. */
  update(id: string, params: UpdateUserParams, options?: RequestOptions): Promise<User> {
    return this.write(path`/users/${id}`, params, options);
  }
}
