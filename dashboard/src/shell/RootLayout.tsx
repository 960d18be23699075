import { type ErrorComponentProps, Link, Outlet, useRouter } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { ApiError } from "../api/call";
import { Button, buttonClass, EmptyState, ErrorNote, useTitle } from "../kit";

export function RootLayout() {
  return <Outlet />;
}

/** An address that leads nowhere. */
export function NotFound() {
  useTitle("Not found");
  return (
    <div className="mx-auto max-w-xl px-4 pt-16">
      <h1 className="sr-only">Not found</h1>
      <EmptyState icon={Compass} title="There is nothing here" action={<Home />}>
        The page has moved, was deleted, or belongs to a project that you are not a member of.
      </EmptyState>
    </div>
  );
}

/** A page that could not be shown. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useTitle("Something went wrong");
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  function retry() {
    reset();
    void router.invalidate();
  }
  // A new release of the server has other files.
  const outdated = !(error instanceof ApiError) && /import|module/i.test(String(error));
  return (
    <div className="mx-auto flex max-w-xl flex-col items-start gap-4 px-4 pt-16">
      <h1 className="text-xl font-semibold">This page could not be shown</h1>
      {outdated ? (
        <ErrorNote
          error={new Error("The dashboard has changed since this page was opened, or the server cannot be reached")}
          className="w-full"
        />
      ) : (
        <ErrorNote error={error} onRetry={retry} className="w-full" />
      )}
      {outdated && <Button onClick={() => location.reload()}>Reload the page</Button>}
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
