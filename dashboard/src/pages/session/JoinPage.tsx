import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, fieldError, otherError, post } from "../../api/call";
import { article } from "../../api/project";
import { changeSession, useSession } from "../../api/session";
import type { InvitationLook, Session } from "../../api/types";
import { Button, buttonClass, ErrorNote, Field, Input, Loading } from "../../kit";
import { PasswordField } from "../../kit/PasswordField";
import { SessionLayout } from "./SessionLayout";
import { useLinkToken } from "./token";

/** An invitation to a project. */
export function JoinPage() {
  const token = useLinkToken();
  const session = useSession();
  const look = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<InvitationLook>("/invitations/look", { token }),
    enabled: token !== "",
    retry: false,
  });
  if (token === "" || look.error) {
    const gone = look.error instanceof ApiError && [401, 404].includes(look.error.status);
    return (
      <SessionLayout
        title="Invitation"
        description={
          token === "" || gone
            ? "This invitation is not valid: it was used, taken back, or is too old. Ask for another one."
            : undefined
        }
      >
        {token !== "" && !gone && <ErrorNote error={look.error} onRetry={look.refetch} className="mb-4" />}
        <Link to="/" className={buttonClass("secondary", "w-full")}>
          To the dashboard
        </Link>
      </SessionLayout>
    );
  }
  if (!look.data || !session.data) return <Loading />;
  return <JoinForm token={token} look={look.data} loggedInAs={session.data.member?.email ?? null} />;
}

function JoinForm({ token, look, loggedInAs }: { token: string; look: InvitationLook; loggedInAs: string | null }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const router = useRouter();
  const known = loggedInAs?.toLowerCase() === look.email.toLowerCase();
  const accept = useMutation({
    mutationFn: () =>
      post<Session>("/invitations/accept", {
        token,
        ...(!known && { password }),
        ...(!look.has_account && { name: name.trim() }),
      }),
    onSuccess: (session) => {
      changeSession(session);
      void router.navigate({ to: "/", replace: true });
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    accept.mutate();
  }
  const error = otherError(accept.error, "name", "password");
  return (
    <SessionLayout
      title={`Join ${look.project_name}`}
      description={`${look.invited_by} invites you as ${article(look.role)}.`}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <p className="text-soft">
          {known ? "You are logged in as " : look.has_account ? "Log in as " : "Your account will be "}
          <span className="font-medium text-text">{look.email}</span>
          {loggedInAs !== null && !known && `, not as ${loggedInAs}`}.
        </p>
        {!look.has_account && (
          <Field label="Your name" error={fieldError(accept.error, "name")}>
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="name"
              required
              autoFocus
              maxLength={200}
            />
          </Field>
        )}
        {!known && (
          <PasswordField
            value={password}
            onChange={setPassword}
            fresh={!look.has_account}
            error={fieldError(accept.error, "password")}
          />
        )}
        {error !== null && <ErrorNote error={error} />}
        <Button type="submit" look="primary" busy={accept.isPending}>
          Join the project
        </Button>
      </form>
    </SessionLayout>
  );
}
