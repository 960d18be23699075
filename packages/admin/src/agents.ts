import { type Agent, path, Agents as ReadAgents, type RequestOptions } from "@proficient/core";
import type {
  AgentConfig,
  CreateAgentParams,
  UpdateAgentConfigParams,
  UpdateAgentParams,
  UploadAgentImageParams,
} from "./types.js";

/** The project's agents and their configurations. */
export class Agents extends ReadAgents {
  /** Creates an inactive agent. Users can see it but not talk to it until it is activated. */
  create(params: CreateAgentParams, options?: RequestOptions): Promise<Agent> {
    return this.write("/agents", params, options);
  }

  /** Updates an agent. Fields that are left out keep their value. */
  update(id: string, params: UpdateAgentParams, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}`, params, options);
  }

  /** Deletes an agent and all its interactions. Returns the agent as it was. */
  delete(id: string, options?: RequestOptions): Promise<Agent> {
    return this.remove(path`/agents/${id}`, options);
  }

  /**
   * Uploads the agent's avatar or logo and sets its URL in the appearance. `content` is the image (PNG, JPEG, WebP or GIF,
   * at most 256 KB) in Base64. To remove it, update the appearance with `avatarUrl: null` or `logoUrl: null`.
   */
  uploadImage(id: string, params: UploadAgentImageParams, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}/images`, params, options);
  }

  /** Lets users talk to the agent. Idempotent. */
  activate(id: string, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}/activate`, undefined, options);
  }

  /** Stops users from writing to the agent. They can still read their conversations. Idempotent. */
  deactivate(id: string, options?: RequestOptions): Promise<Agent> {
    return this.write(path`/agents/${id}/deactivate`, undefined, options);
  }

  /** Returns the agent's configuration, which determines how it replies. */
  getConfig(id: string, options?: RequestOptions): Promise<AgentConfig> {
    return this.read(path`/agents/${id}/config`, undefined, options);
  }

  /**
   * Updates the configuration. Fields that are left out keep their value, also within `openai` and `anthropic`. `null`
   * clears a field.
   */
  updateConfig(id: string, params: UpdateAgentConfigParams, options?: RequestOptions): Promise<AgentConfig> {
    return this.write(path`/agents/${id}/config`, params, options);
  }
}
