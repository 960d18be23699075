import type { Query } from "./call";

/**
 * Query keys. Keys of project data start with `["project", id]`, so that they can be invalidated together.
 */
export const keys = {
  session: ["session"] as const,
  projects: ["projects"] as const,
  project: (project: string) => ["project", project] as const,
  /** A resource of a project, by path and query: `keys.of(id, "/agents", { limit: 100 })`. */
  of: (project: string, path: string, query?: Query) => ["project", project, path, ...(query ? [query] : [])] as const,
};

/** Returns the path of a resource of a project. */
export function projectPath(project: string, path = ""): string {
  return `/projects/${encodeURIComponent(project)}${path}`;
}
