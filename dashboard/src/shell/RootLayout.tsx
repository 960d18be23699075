import { type ErrorComponentProps, Link, Outlet, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { ApiError } from "../api/call";
import { Button, buttonClass, EmptyState, ErrorNote, useTitle } from "../kit";

export function RootLayout() {
  return <Outlet />;
}

/** Shown for unknown addresses. */
export function NotFound() {
  useTitle("Not found");
  return (
    <div className="mx-auto max-w-xl px-4 pt-16">
      <h1 className="sr-only">Not found</h1>
      <EmptyState icon={Compass} title="Page not found" action={<Home />}>
        It may have been moved or deleted, or it belongs to a project you don’t have access to.
      </EmptyState>
    </div>
  );
}

/** Shown when a page fails to load or render. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useTitle("Something went wrong");
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  function retry() {
    reset();
    void router.invalidate();
  }
  // After an upgrade the server has different files.
  const isOutdated = !(error instanceof ApiError) && /import|module/i.test(String(error));
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start gap-4 px-4 pt-16">
      <h1 className="text-xl font-semibold">This page could not be loaded</h1>
      {isOutdated ? (
        <ErrorNote error={new Error("The dashboard was updated, or the server cannot be reached")} className="w-full" />
      ) : (
        <ErrorNote error={error} onRetry={retry} className="w-full" />
      )}
      {isOutdated && <Button onClick={() => location.reload()}>Reload page</Button>}
      <Home />
    </div>
  );
}

function Home() {
  return (
    <Link to="/" className={buttonClass()}>
      Your projects
    </Link>
  );
}
