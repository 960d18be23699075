import {
  iterate,
  type Page,
  type PageParams,
  path,
  Users as ReadUsers,
  type RequestOptions,
  type User,
} from "@proficient/core";
import type { CreateUserParams } from "./types.js";

/** Which users to list. */
export interface ListUsersParams extends PageParams {
  /** `true`: only real ones; `false`: only test users. */
  liveMode?: boolean | undefined;
}

/** The project's users. */
export class Users extends ReadUsers {
  /** They are sorted newest first. Without `limit`: up to 1,000. */
  list(params: ListUsersParams = {}, options?: RequestOptions): Promise<Page<User>> {
    return this.read("/users", params, options);
  }

  /** All of `list`, page by page. */
  iterate(params: ListUsersParams = {}, options?: RequestOptions): AsyncGenerator<User, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Makes a user. (Those who write by themselves need not be made.) */
  create(params: CreateUserParams, options?: RequestOptions): Promise<User> {
    return this.write("/users", params, options);
  }

  /** Deletes a user and erases all that was said with them; gives the user as it was. */
  delete(id: string, options?: RequestOptions): Promise<User> {
    return this.remove(path`/users/${id}`, options);
  }
}
