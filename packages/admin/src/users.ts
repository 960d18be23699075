import {
  externalIdProblem,
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
  /** `true`: only live users. `false`: only test users. */
  liveMode?: boolean | undefined;
}

/** The project's users. */
export class Users extends ReadUsers {
  /** Lists users, newest first. Returns up to 1,000 without `limit`. */
  list(params: ListUsersParams = {}, options?: RequestOptions): Promise<Page<User>> {
    return this.read("/users", params, options);
  }

  /** Iterates over all users and fetches pages as needed. */
  iterate(params: ListUsersParams = {}, options?: RequestOptions): AsyncGenerator<User, void, undefined> {
    return iterate((page) => this.list(page, options), params);
  }

  /** Creates a user. Users are also created automatically with their first interaction. */
  async create(params: CreateUserParams, options?: RequestOptions): Promise<User> {
    const problem = externalIdProblem(params.externalId);
    if (problem) throw new TypeError(`externalId ${problem}`);
    return this.write("/users", params, options);
  }

  /** Deletes a user and erases all their conversations. Returns the user as it was. */
  delete(id: string, options?: RequestOptions): Promise<User> {
    return this.remove(path`/users/${id}`, options);
  }
}
