import { createRouter } from "@tanstack/react-router";
import { Loading } from "../kit";
import { NotFound, PageError } from "../shell/RootLayout";
import { agentRoutes } from "./agents";
import { memberRoutes } from "./member";
import { peopleRoutes } from "./activity";
import { administrationRoutes, projectRoute } from "./project";
import { memberRoute, rootRoute } from "./root";
import { sessionRoutes } from "./session";

const tree = rootRoute.addChildren([
  ...sessionRoutes,
  memberRoute.addChildren([
    ...memberRoutes,
    projectRoute.addChildren([...peopleRoutes, ...agentRoutes, ...administrationRoutes]),
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  basepath: "/dashboard",
  defaultPreload: "intent",
  defaultPendingComponent: Loading,
  defaultPendingMs: 200,
  // What goes wrong on a page is shown in its place, with the navigation around it.
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
  // Fetched data is kept elsewhere.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
