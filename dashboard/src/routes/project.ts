import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queries } from "../api/client";
import { projectQuery } from "../api/project";
import { ProjectError, ProjectLayout } from "../shell/ProjectLayout";
import { NotFound } from "../shell/RootLayout";
import { memberRoute } from "./root";
import { number, oneOf, text } from "../shell/searchParams";

/** Around every page of a project: below it the project has been fetched (`useProject`). */
export const projectRoute = createRoute({
  path: "/p/$projectId",
  getParentRoute: () => memberRoute,
  loader: ({ params }) => queries.ensureQueryData(projectQuery(params.projectId)),
  component: ProjectLayout,
  errorComponent: ProjectError,
  notFoundComponent: NotFound,
});

export const SETTINGS_TABS = ["general", "keys", "hmac", "origins", "connections"] as const;
export type SettingsTab = (typeof SETTINGS_TABS)[number];

export const settingsRoute = createRoute({
  path: "/settings",
  getParentRoute: () => projectRoute,
  validateSearch: (search): { tab?: SettingsTab | undefined } => ({ tab: oneOf(search.tab, SETTINGS_TABS) }),
  component: lazyRouteComponent(() => import("../pages/settings/SettingsPage"), "SettingsPage"),
});

export const membersRoute = createRoute({
  path: "/members",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/members/MembersPage"), "MembersPage"),
});

export interface AuditSearch {
  actor?: string | undefined;
  action?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export const auditRoute = createRoute({
  path: "/audit",
  getParentRoute: () => projectRoute,
  validateSearch: (search): AuditSearch => ({
    actor: text(search.actor),
    action: text(search.action),
    from: number(search.from),
    to: number(search.to),
  }),
  component: lazyRouteComponent(() => import("../pages/audit/AuditPage"), "AuditPage"),
});

/** What is set in a project. */
export const administrationRoutes = [settingsRoute, membersRoute, auditRoute] as const;
