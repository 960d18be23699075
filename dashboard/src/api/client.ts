import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./call";
import { keys } from "./keys";

/** Cache of server responses. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Client errors do not go away by retrying.
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
    mutations: { retry: false },
  },
  queryCache: new QueryCache({ onError: checkSession }),
  mutationCache: new MutationCache({ onError: checkSession }),
});

/** A 401 may mean that the session has ended. Refetching it makes `MemberLayout` show the sign-in page. */
function checkSession(error: unknown) {
  if (error instanceof ApiError && error.status === 401) void queries.invalidateQueries({ queryKey: keys.session });
}
