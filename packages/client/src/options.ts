import type { ConnectionOptions, Supplier } from "@proficient/core";

/** Options of a client that acts as one user. */
export interface ClientOptions extends ConnectionOptions {
  /** The project's publishable key, `pk_…`. */
  apiKey: Supplier<string>;
  /** Your own ID for the user. */
  userExternalId: Supplier<string>;
  /**
   * The HMAC of the external ID, computed by your backend with the project's HMAC secret. A function is called when the
   * hash is first needed, and again after the server rejects its result.
   */
  userHmac?: string | undefined | ((userExternalId: string) => string | Promise<string>);
}
