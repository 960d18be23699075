import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./call";
import { keys } from "./keys";

/** What the server answered, kept for a while. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What the server refuses it refuses again.
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
    mutations: { retry: false },
  },
  queryCache: new QueryCache({ onError: lookWhetherLoggedOut }),
  mutationCache: new MutationCache({ onError: lookWhetherLoggedOut }),
});

/** A 401 may mean that the session has ended: the page around everything sees that and shows the login. */
function lookWhetherLoggedOut(error: unknown) {
  if (error instanceof ApiError && error.status === 401) void queries.invalidateQueries({ queryKey: keys.session });
}
