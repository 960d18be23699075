import { useMutation } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, fieldError, otherError, post } from "../../api/call";
import { changeSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button, buttonClass, ErrorNote, PasswordField } from "../../kit";
import { SessionLayout } from "./SessionLayout";
import { useLinkToken } from "./token";

/** Sets a new password, with a link created by the server administrator. */
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
        title="Reset your password"
        description="This link is incomplete. Open the full link you received."
      >
        <Link to="/login" className={buttonClass("secondary", "w-full")}>
          Sign in
        </Link>
      </SessionLayout>
    );
  }
  const error = otherError(reset.error, "password");
  return (
    <SessionLayout
      title="Reset your password"
      description="You will be signed in here and signed out on all other devices."
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
          isNew
          autoFocus
          error={fieldError(reset.error, "password")}
        />
        {error instanceof ApiError && error.status === 401 ? (
          <ErrorNote error={new Error("This link was already used or has expired. Ask for a new one")} />
        ) : (
          error !== null && <ErrorNote error={error} />
        )}
        <Button type="submit" variant="primary" busy={reset.isPending}>
          Save and sign in
        </Button>
      </form>
    </SessionLayout>
  );
}
