import { type Credentials, type Supplier, supplied } from "@proficient/core";
import type { ClientOptions } from "./client.js";

const API_KEY = "X-PROFICIENT-API-KEY";
const USER_EXTERNAL_ID = "X-PROFICIENT-USER-EXTERNAL-ID";
const USER_HMAC = "X-PROFICIENT-USER-HMAC";

/** The three headers that say for whom a request is. */
export class UserCredentials implements Credentials {
  readonly #options: ClientOptions;
  #hash: Hash | undefined;

  constructor(options: ClientOptions) {
    for (const name of ["apiKey", "userExternalId"] as const) {
      if (!options[name]) throw new TypeError(`${name}: missing`);
    }
    this.#options = options;
  }

  async headers(): Promise<Record<string, string>> {
    const apiKey = await text(this.#options.apiKey, "apiKey");
    const userExternalId = await text(this.#options.userExternalId, "userExternalId");
    const hmac = await this.#hmac(userExternalId);
    return {
      [API_KEY]: apiKey,
      [USER_EXTERNAL_ID]: userExternalId,
      ...(hmac !== undefined && { [USER_HMAC]: hmac }),
    };
  }

  renew(refused: Record<string, string>): boolean {
    if (typeof this.#options.userHmac !== "function") return false;
    // Of several requests that were refused at once, only the first one makes the function be called again.
    if (this.#hash?.value === refused[USER_HMAC]) this.#hash = undefined;
    return true;
  }

  async #hmac(userExternalId: string): Promise<string | undefined> {
    const { userHmac } = this.#options;
    if (typeof userHmac !== "function") return userHmac;
    // One user's hash is never sent for another.
    if (this.#hash?.userExternalId !== userExternalId) this.#hash = new Hash(userExternalId, userHmac);
    const hash = this.#hash;
    try {
      hash.value = await hash.promise;
      return hash.value;
    } catch (error) {
      if (this.#hash === hash) this.#hash = undefined;
      throw error;
    }
  }
}

/** What the function gave, or will give, and for whom. */
class Hash {
  readonly promise: Promise<string>;
  value: string | undefined;

  constructor(
    readonly userExternalId: string,
    userHmac: (userExternalId: string) => string | Promise<string>,
  ) {
    this.promise = (async () => userHmac(userExternalId))();
  }
}

/** A header that is not there would be an error of the server's that helps less than this one. */
async function text(supplier: Supplier<string>, name: string): Promise<string> {
  const value: unknown = await supplied(supplier);
  if (typeof value !== "string" || value === "") throw new TypeError(`${name}: missing`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  const unsendable = /^[ \t]|[ \t]$|[\0-\x1f\x7f]/;
  // The platform would trim it, and a trimmed external ID is somebody else's; or refuse it in words that help nobody.
  if (unsendable.test(value)) {
    throw new TypeError(`${name}: white space around it and control characters cannot be sent`);
  }
  return value;
}
