import { type RequestOptions, Resource } from "@proficient/core";
import type { Models, Project, UpdateProjectParams } from "./types.js";

/** The project that the secret key is of. */
export class ProjectSettings extends Resource {
  get(options?: RequestOptions): Promise<Project> {
    return this.read("/project", undefined, options);
  }

  /** Only the fields that are given change. */
  update(params: UpdateProjectParams, options?: RequestOptions): Promise<Project> {
    return this.write("/project", params, options);
  }
}

/** The models that agents can be given. */
export class ModelList extends Resource {
  /** All of them, and which connections could be asked. */
  list(options?: RequestOptions): Promise<Models> {
    return this.read("/models", undefined, options);
  }
}
