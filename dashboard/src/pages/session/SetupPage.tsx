import { useMutation } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, fieldError, otherError, post } from "../../api/call";
import { changeSession, useSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button, buttonClass, ErrorNote, Field, Input, Loading, PasswordField } from "../../kit";
import { SessionLayout } from "./SessionLayout";
import { useLinkToken } from "./token";

/** First run: the link that the server printed creates the owner account. */
export function SetupPage() {
  const token = useLinkToken();
  const session = useSession();
  if (session.error)
    return (
      <SessionLayout title="Set up Proficient">
        {<ErrorNote error={session.error} onRetry={session.refetch} />}
      </SessionLayout>
    );
  if (!session.data) return <Loading />;
  if (!session.data.setup_required) {
    return (
      <SessionLayout
        title="Proficient is already set up"
        description="The owner account already exists, so this link is no longer valid."
      >
        <Link to="/" className={buttonClass("primary", "w-full")}>
          {session.data.member ? "Go to projects" : "Sign in"}
        </Link>
      </SessionLayout>
    );
  }
  if (!token) {
    return (
      <SessionLayout
        title="Set up Proficient"
        description="Open the link that the server printed when it started. It works once."
      >
        <p className="text-soft">Lost the link? Create a new one on the server:</p>
        <code className="mt-2 block rounded-md border bg-sunken px-2.5 py-1.5 font-mono text-sm">
          proficient setup-link
        </code>
      </SessionLayout>
    );
  }
  return <SetupForm token={token} />;
}

function SetupForm({ token }: { token: string }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const router = useRouter();
  const setup = useMutation({
    mutationFn: () => post<Session>("/setup", { token, name: name.trim(), email: email.trim(), password }),
    onSuccess: (session) => {
      changeSession(session);
      void router.navigate({ to: "/", replace: true });
    },
  });
  const error = otherError(setup.error, "name", "email", "password");
  return (
    <SessionLayout title="Set up Proficient" description="Create the owner account for this server.">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setup.mutate();
        }}
      >
        <Field label="Your name" error={fieldError(setup.error, "name")}>
          <Input
            value={name}
            onChange={(event) => setName(event.target.value)}
            autoComplete="name"
            required
            autoFocus
            maxLength={200}
          />
        </Field>
        <Field label="Email" error={fieldError(setup.error, "email")}>
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            autoComplete="username"
            required
          />
        </Field>
        <PasswordField value={password} onChange={setPassword} isNew error={fieldError(setup.error, "password")} />
        {error instanceof ApiError && error.status === 401 ? (
          <ErrorNote
            error={new Error("This link was already used or has expired. Create a new one with: proficient setup-link")}
          />
        ) : (
          error !== null && <ErrorNote error={error} />
        )}
        <Button type="submit" variant="primary" busy={setup.isPending}>
          Create account
        </Button>
      </form>
    </SessionLayout>
  );
}
