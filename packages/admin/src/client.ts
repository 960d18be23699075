import { type ConnectionOptions, type Credentials, resolveSupplier, type Supplier, Transport } from "@proficient/core";
import { Agents } from "./agents.js";
import { refuseBrowsers } from "./browser.js";
import { Interactions } from "./interactions.js";
import { Messages } from "./messages.js";
import { ModelList, ProjectSettings } from "./project.js";
import { Users } from "./users.js";

/** Options of a client for your backend. */
export interface ClientOptions extends ConnectionOptions {
  /** One of the project's secret keys, `sk_…`. */
  secretKey: Supplier<string>;
}

/** A project on a Proficient server, with access to all its data. Does not run in a browser page. */
export class ProficientClient {
  readonly agents: Agents;
  readonly interactions: Interactions;
  readonly messages: Messages;
  readonly models: ModelList;
  readonly project: ProjectSettings;
  readonly users: Users;

  constructor(options: ClientOptions) {
    refuseBrowsers();
    const transport = new Transport(new SecretKeyCredentials(options.secretKey), options);
    this.agents = new Agents(transport);
    this.interactions = new Interactions(transport);
    this.messages = new Messages(transport);
    this.models = new ModelList(transport);
    this.project = new ProjectSettings(transport);
    this.users = new Users(transport);
  }
}

class SecretKeyCredentials implements Credentials {
  readonly #secretKey: Supplier<string>;

  constructor(secretKey: Supplier<string>) {
    if (!secretKey) throw new TypeError("secretKey is missing");
    this.#secretKey = secretKey;
  }

  async headers(): Promise<Record<string, string>> {
    const secretKey = await resolveSupplier(this.#secretKey);
    if (typeof secretKey !== "string" || secretKey === "") throw new TypeError("secretKey is missing");
    return { Authorization: `Bearer ${secretKey}` };
  }

  refresh(): boolean {
    return false;
  }
}
