import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { get } from "./call";
import { keys, projectPath } from "./keys";
import { usePages } from "./list";
import { storage } from "./storage";
import type { Project, ProjectSummary, Role } from "./types";

export function projectQuery(project: string) {
  return queryOptions({
    queryKey: keys.project(project),
    queryFn: ({ signal }) => get<Project>(projectPath(project), {}, signal),
  });
}

/** Returns the project, which the parent route has loaded. */
export function useProject(project: string): Project {
  return useSuspenseQuery(projectQuery(project)).data;
}

/** Lists the member's projects. */
export function useProjects() {
  return usePages<ProjectSummary>(keys.projects, "/projects", { limit: 100 });
}

const RANK: Record<Role, number> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** Whether a role is sufficient. Only for hiding controls: the server enforces roles. */
export function may(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Explains why a role is insufficient, or returns `undefined` if it is sufficient. */
export function whyNot(role: Role, least: Role): string | undefined {
  if (may(role, least)) return undefined;
  const who = {
    viewer: "members",
    developer: "developers, admins, and owners",
    admin: "admins and owners",
    owner: "owners",
  };
  return `Only ${who[least]} can do this. You are ${article(role)}.`;
}

export function article(role: Role): string {
  return `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
}

const LAST = "proficient.project";

/** The project that was last open on this device. */
export const lastProject = {
  get: () => storage.get(LAST),
  set: (id: string) => storage.set(LAST, id),
};
