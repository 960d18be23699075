import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { ApiError, post } from "../../api/call";
import { changeSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button, ErrorNote, Field, Input, PasswordField } from "../../kit";
import { SessionLayout } from "./SessionLayout";

const route = getRouteApi("/login");

const WRONG_CREDENTIALS = new Error("Incorrect email or password");

export function LoginPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { back } = route.useSearch();
  const router = useRouter();
  const login = useMutation({
    mutationFn: () => post<Session>("/login", { email: email.trim(), password }),
    onSuccess: (session) => {
      changeSession(session);
      router.history.replace(`/dashboard${back ?? "/"}`);
    },
  });
  return (
    <SessionLayout title="Sign in to Proficient">
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          login.mutate();
        }}
      >
        <Field label="Email">
          <Input
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            autoComplete="username"
            required
            autoFocus
          />
        </Field>
        <PasswordField value={password} onChange={setPassword} />
        {login.error && <ErrorNote error={isWrongCredentials(login.error) ? WRONG_CREDENTIALS : login.error} />}
        <Button type="submit" variant="primary" busy={login.isPending}>
          Sign in
        </Button>
      </form>
      <details className="mt-4 text-sm text-soft">
        <summary className="rounded hover:text-text">Forgot your password?</summary>
        <p className="mt-2">
          Ask your server administrator for a reset link. They create one with:
          <code className="mt-1 block font-mono text-text">proficient member reset-password --email …</code>
        </p>
      </details>
    </SessionLayout>
  );
}

function isWrongCredentials(error: unknown): boolean {
  return error instanceof ApiError && error.status === 401;
}
