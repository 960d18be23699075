import type { Query } from "./call";

/**
 * What each answer of the server is kept under. Everything of a project begins with `["project", id]`, so that it can be
 * asked for anew at once.
 */
export const keys = {
  session: ["session"] as const,
  projects: ["projects"] as const,
  project: (project: string) => ["project", project] as const,
  /** Something below a project, by its path and query: `keys.of(id, "/agents", { limit: 100 })`. */
  of: (project: string, path: string, query?: Query) => ["project", project, path, ...(query ? [query] : [])] as const,
};

/** The path of something below a project. */
export function below(project: string, path = ""): string {
  return `/projects/${encodeURIComponent(project)}${path}`;
}
