import { Agents, Transport, Users } from "@proficient/core";
import { UserCredentials } from "./credentials.js";
import { Interactions } from "./interactions.js";
import { Messages } from "./messages.js";
import type { ClientOptions } from "./options.js";
import { Turns } from "./turns.js";

/** A Proficient server as one user sees it. */
export class ProficientClient {
  readonly agents: Agents;
  readonly interactions: Interactions;
  readonly messages: Messages;
  readonly turns: Turns;
  readonly users: Users;

  constructor(options: ClientOptions) {
    const transport = new Transport(new UserCredentials(options), options);
    this.agents = new Agents(transport);
    this.interactions = new Interactions(transport);
    this.messages = new Messages(transport);
    this.turns = new Turns(transport, this.messages);
    this.users = new Users(transport);
  }
}
