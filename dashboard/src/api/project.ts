import { queryOptions, useSuspenseQuery } from "@tanstack/react-query";
import { get } from "./call";
import { below, keys } from "./keys";
import { usePages } from "./list";
import type { Project, ProjectSummary, Role } from "./types";

export function projectQuery(project: string) {
  return queryOptions({
    queryKey: keys.project(project),
    queryFn: ({ signal }) => get<Project>(below(project), {}, signal),
  });
}

/** A project that the page around has fetched already. */
export function useProject(project: string): Project {
  return useSuspenseQuery(projectQuery(project)).data;
}

/** The projects of the member. */
export function useProjects() {
  return usePages<ProjectSummary>(keys.projects, "/projects", { limit: 100 });
}

const RANK: Record<Role, number> = { viewer: 0, developer: 1, admin: 2, owner: 3 };

/** Whether a role suffices. The server decides; this is only so that nobody is offered what would be refused. */
export function may(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}

/** Why something cannot be done, to stand beside it; undefined if it can. */
export function whyNot(role: Role, least: Role): string | undefined {
  if (may(role, least)) return undefined;
  const who = {
    viewer: "members",
    developer: "developers, admins and owners",
    admin: "admins and owners",
    owner: "owners",
  };
  return `Only ${who[least]} of this project can do this. You are ${article(role)}.`;
}

export function article(role: Role): string {
  return `${/^[aeiou]/.test(role) ? "an" : "a"} ${role}`;
}

const LAST = "proficient.project";

/** The project that was open last on this device. */
export const lastProject = {
  get: () => localStorage.getItem(LAST),
  set: (id: string) => localStorage.setItem(LAST, id),
};
