import { type RequestOptions, Resource } from "@proficient/core";
import type { Models, Project, UpdateProjectParams } from "./types.js";

/** The project that the secret key belongs to. */
export class ProjectSettings extends Resource {
  /** Returns the project. */
  get(options?: RequestOptions): Promise<Project> {
    return this.read("/project", undefined, options);
  }

  /** Updates the project. Fields that are left out keep their value. */
  update(params: UpdateProjectParams, options?: RequestOptions): Promise<Project> {
    return this.write("/project", params, options);
  }
}

/** The models that agents can use. */
export class ModelList extends Resource {
  /** Returns all models, and the status of the connections they come from. */
  list(options?: RequestOptions): Promise<Models> {
    return this.read("/models", undefined, options);
  }
}
