import { Button } from "./Button";
import { ErrorNote } from "./ErrorNote";

export interface PagerProps {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: unknown;
  fetchNextPage: () => unknown;
}

/** The "Load more" button of a list. Takes the result of `useList`. */
export function Pager({ hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage }: PagerProps) {
  if (!hasNextPage) return null;
  return (
    <div className="flex justify-center border-t p-3">
      {isFetchNextPageError ? (
        <ErrorNote error={error} onRetry={fetchNextPage} className="flex-1" />
      ) : (
        <Button variant="plain" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
          Load more
        </Button>
      )}
    </div>
  );
}
