import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "../../api/call";
import { changeSession } from "../../api/session";
import type { Session } from "../../api/types";
import { Button, ErrorNote, Field, Input } from "../../kit";
import { loginRoute } from "../../routes/session";
import { PasswordField } from "../../kit/PasswordField";
import { SessionLayout } from "./SessionLayout";

export function LoginPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { back } = loginRoute.useSearch();
  const router = useRouter();
  const login = useMutation({
    mutationFn: () => post<Session>("/login", { email: email.trim(), password }),
    onSuccess: (session) => {
      changeSession(session);
      router.history.replace(`/dashboard${back ?? "/"}`);
    },
  });
  return (
    <SessionLayout title="Log in to Proficient">
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
        {login.error && <ErrorNote error={login.error} />}
        <Button type="submit" look="primary" busy={login.isPending}>
          Log in
        </Button>
      </form>
      <details className="mt-4 text-sm text-soft">
        <summary className="rounded hover:text-text">Forgot the password?</summary>
        <p className="mt-2">
          Whoever runs this server makes you a link with which you choose another one:
          <code className="mt-1 block font-mono text-text">proficient member reset-password --email …</code>
        </p>
      </details>
    </SessionLayout>
  );
}
