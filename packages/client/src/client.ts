import { Agents, type ConnectionOptions, type Supplier, Transport, Users } from "@proficient/core";
import { UserCredentials } from "./credentials.js";
import { Interactions } from "./interactions.js";
import { Messages } from "./messages.js";

/** How to make a client that acts as one user. */
export interface ClientOptions extends ConnectionOptions {
  /** The project's publishable key, `pk_…`. */
  apiKey: Supplier<string>;
  /** Your own ID of the user. */
  userExternalId: Supplier<string>;
  /**
   * The hash of the external ID, which your backend computes with the project's HMAC secret. A function is called when
   * it is needed first, and again after the server refused what it gave.
   */
  userHmac?: string | undefined | ((userExternalId: string) => string | Promise<string>);
}

/** A Proficient server, as one user sees it. */
export class ProficientClient {
  readonly agents: Agents;
  readonly interactions: Interactions;
  readonly messages: Messages;
  readonly users: Users;

  constructor(options: ClientOptions) {
    const transport = new Transport(new UserCredentials(options), options);
    this.agents = new Agents(transport);
    this.interactions = new Interactions(transport);
    this.messages = new Messages(transport);
    this.users = new Users(transport);
  }
}
