import { useMutation } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, fieldError, otherError, post } from "../../api/call";
import { changeSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button, buttonClass, ErrorNote } from "../../kit";
import { PasswordField } from "../../kit/PasswordField";
import { SessionLayout } from "./SessionLayout";
import { useLinkToken } from "./token";

/** Another password, with a link from whoever runs the server. */
export function ResetPage() {
  const token = useLinkToken();
  const [password, setPassword] = useState("");
  const router = useRouter();
  const reset = useMutation({
    mutationFn: () => post<Session>("/password-reset", { token, password }),
    onSuccess: (session) => {
      changeSession(session);
      void router.navigate({ to: "/", replace: true });
    },
  });
  if (!token) {
    return (
      <SessionLayout
        title="Choose another password"
        description="This address lacks its token. Open the whole link that you were given."
      >
        <Link to="/login" className={buttonClass("secondary", "w-full")}>
          Log in
        </Link>
      </SessionLayout>
    );
  }
  const error = otherError(reset.error, "password");
  return (
    <SessionLayout
      title="Choose another password"
      description="You are logged in with it at once, and logged out everywhere else."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <PasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          fresh
          autoFocus
          error={fieldError(reset.error, "password")}
        />
        {error instanceof ApiError && error.status === 401 ? (
          <ErrorNote error={new Error("This link is used up or too old. Ask for another one")} />
        ) : (
          error !== null && <ErrorNote error={error} />
        )}
        <Button type="submit" look="primary" busy={reset.isPending}>
          Save and log in
        </Button>
      </form>
    </SessionLayout>
  );
}
