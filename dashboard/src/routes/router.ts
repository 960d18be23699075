import { createRouter } from "@tanstack/react-router";
import { Loading } from "../kit";
import { NotFound, PageError } from "../shell/RootLayout";
import { activityRoutes } from "./activity";
import { agentRoutes } from "./agents";
import { memberRoutes } from "./member";
import { administrationRoutes, projectRoute } from "./project";
import { memberRoute, rootRoute } from "./root";
import { sessionRoutes } from "./session";

const tree = rootRoute.addChildren([
  ...sessionRoutes,
  memberRoute.addChildren([
    ...memberRoutes,
    projectRoute.addChildren([...activityRoutes, ...agentRoutes, ...administrationRoutes]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/dashboard",
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultPendingMs: 200,
  // An error replaces only the page; the navigation stays.
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  // TanStack Query caches the data.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
