import { type Agent, path, Agents as ReadAgents, type RequestOptions } from "@proficient/core";
import type { AgentConfig, CreateAgentParams, UpdateAgentConfigParams, UpdateAgentParams } from "./types.js";

/** The project's agents. */
export class Agents extends ReadAgents {
  /** Makes an agent. It is inactive: users see it, but cannot talk to it yet. */
  create(params: CreateAgentParams, options?: RequestOptions): Promise<Agent> {
    return this.write("/agents", params, options);
  }

  /** Only the fields that are given change. */
  update(id: string, params: UpdateAgentParams, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}`, params, options);
  }

  /** Deletes it with all its interactions, and gives it as it was. */
  delete(id: string, options?: RequestOptions): Promise<Agent> {
    return this.remove(path`/agents/${id}`, options);
  }

  /** Lets users talk to it. Doing it twice is fine. */
  activate(id: string, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}/activate`, undefined, options);
  }

  /** Lets users read on, but not write. Doing it twice is fine. */
  deactivate(id: string, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}/deactivate`, undefined, options);
  }

  /** How it replies. */
  getConfig(id: string, options?: RequestOptions): Promise<AgentConfig> {
    return this.read(path`/agents/${id}/config`, undefined, options);
  }

  /** Only the fields that are given change, inside `openai` and `anthropic` too; `null` clears one. */
  updateConfig(id: string, params: UpdateAgentConfigParams, options?: RequestOptions): Promise<AgentConfig> {
    return this.write(path`/agents/${id}/config`, params, options);
  }
}
