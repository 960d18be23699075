import { type Credentials, externalIdProblem, resolveSupplier, type Supplier } from "@proficient/core";
import type { ClientOptions } from "./options.js";

const API_KEY = "X-PROFICIENT-API-KEY";
const USER_EXTERNAL_ID = "X-PROFICIENT-USER-EXTERNAL-ID";
const USER_HMAC = "X-PROFICIENT-USER-HMAC";

/** The headers that identify the project and the user. */
export class UserCredentials implements Credentials {
  readonly #options: ClientOptions;
  #cachedHmac: CachedHmac | undefined;

  constructor(options: ClientOptions) {
    for (const name of ["apiKey", "userExternalId"] as const) {
      if (!options[name]) throw new TypeError(`${name} is missing`);
    }
    if (typeof options.userExternalId !== "function") checkExternalId(options.userExternalId);
    this.#options = options;
  }

  async headers(): Promise<Record<string, string>> {
    const apiKey = await headerValue(this.#options.apiKey, "apiKey");
    const userExternalId = await resolveSupplier(this.#options.userExternalId);
    checkExternalId(userExternalId);
    const hmac = await this.#hmac(userExternalId);
    return {
      [API_KEY]: apiKey,
      [USER_EXTERNAL_ID]: userExternalId,
      ...(hmac !== undefined && { [USER_HMAC]: hmac }),
    };
  }

  refresh(rejected: Record<string, string>): boolean {
    if (typeof this.#options.userHmac !== "function") return false;
    // If several requests are rejected at once, only the first one clears the cache.
    if (this.#cachedHmac?.value === rejected[USER_HMAC]) this.#cachedHmac = undefined;
    return true;
  }

  async #hmac(userExternalId: string): Promise<string | undefined> {
    const { userHmac } = this.#options;
    if (typeof userHmac !== "function") return userHmac;
    // Never send one user's hash for another user.
    if (this.#cachedHmac?.userExternalId !== userExternalId) {
      this.#cachedHmac = new CachedHmac(userExternalId, userHmac);
    }
    const cached = this.#cachedHmac;
    try {
      cached.value = await cached.promise;
      return cached.value;
    } catch (error) {
      if (this.#cachedHmac === cached) this.#cachedHmac = undefined;
      throw error;
    }
  }
}

/** The result of the `userHmac` function for one user, which may still be pending. */
class CachedHmac {
  readonly promise: Promise<string>;
  value: string | undefined;

  constructor(
    readonly userExternalId: string,
    userHmac: (userExternalId: string) => string | Promise<string>,
  ) {
    this.promise = (async () => userHmac(userExternalId))();
  }
}

function checkExternalId(id: unknown): void {
  const problem = externalIdProblem(id);
  if (problem) throw new TypeError(`userExternalId ${problem}`);
}

/** Validates a header's value here, where the error can name the option. */
async function headerValue(supplier: Supplier<string>, name: string): Promise<string> {
  const value: unknown = await resolveSupplier(supplier);
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} is missing`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the regex looks for control characters.
  const invalid = /^[ \t]|[ \t]$|[\0-\x1f\x7f]/;
  // The platform would trim the value, or reject it with an unhelpful error.
  if (invalid.test(value)) {
    throw new TypeError(`${name} must not contain control characters, or begin or end with whitespace`);
  }
  return value;
}
