import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { queries } from "../api/client";
import { projectQuery } from "../api/project";
import { auditSearch } from "../pages/audit/search";
import { settingsSearch } from "../pages/settings/search";
import { ProjectError, ProjectLayout } from "../shell/ProjectLayout";
import { NotFound } from "../shell/RootLayout";
import { memberRoute } from "./root";

/** Parent of every page of a project. Loads the project, so that `useProject` always has it. */
export const projectRoute = createRoute({
  path: "/p/$projectId",
  getParentRoute: () => memberRoute,
  loader: ({ params }) => queries.ensureQueryData(projectQuery(params.projectId)),
  component: ProjectLayout,
  errorComponent: ProjectError,
  notFoundComponent: NotFound,
});

const settingsRoute = createRoute({
  path: "/settings",
  getParentRoute: () => projectRoute,
  validateSearch: settingsSearch,
  component: lazyRouteComponent(() => import("../pages/settings/SettingsPage"), "SettingsPage"),
});

const membersRoute = createRoute({
  path: "/members",
  getParentRoute: () => projectRoute,
  component: lazyRouteComponent(() => import("../pages/members/MembersPage"), "MembersPage"),
});

const auditRoute = createRoute({
  path: "/audit",
  getParentRoute: () => projectRoute,
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import("../pages/audit/AuditPage"), "AuditPage"),
});

/** Settings, members and the audit log. */
export const administrationRoutes = [settingsRoute, membersRoute, auditRoute] as const;
