import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, fieldError, otherError, post } from "../../api/call";
import { article } from "../../api/project";
import { changeSession, useSession } from "../../api/session";
import type { InvitationLook, Session } from "../../api/types";
import { Button, buttonClass, ErrorNote, Field, Input, Loading, PasswordField } from "../../kit";
import { SessionLayout } from "./SessionLayout";
import { useLinkToken } from "./token";

/** Accepts an invitation to a project. */
export function JoinPage() {
  const token = useLinkToken();
  const session = useSession();
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<InvitationLook>("/invitations/look", { token }),
    enabled: token !== "",
    retry: false,
  });
  if (token === "" || invitation.error) {
    const isInvalid = invitation.error instanceof ApiError && [401, 404].includes(invitation.error.status);
    return (
      <SessionLayout
        title="Invitation"
        description={
          token === "" || isInvalid
            ? "This invitation was already used, was revoked, or has expired. Ask for a new one."
            : undefined
        }
      >
        {token !== "" && !isInvalid && (
          <ErrorNote error={invitation.error} onRetry={invitation.refetch} className="mb-4" />
        )}
        <Link to="/" className={buttonClass("secondary", "w-full")}>
          Go to dashboard
        </Link>
      </SessionLayout>
    );
  }
  if (!invitation.data || !session.data) return <Loading />;
  return <JoinForm token={token} invitation={invitation.data} signedInAs={session.data.member?.email ?? null} />;
}

function JoinForm({
  token,
  invitation,
  signedInAs,
}: {
  token: string;
  invitation: InvitationLook;
  signedInAs: string | null;
}) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const router = useRouter();
  const isSignedIn = signedInAs?.toLowerCase() === invitation.email.toLowerCase();
  const accept = useMutation({
    mutationFn: () =>
      post<Session>("/invitations/accept", {
        token,
        ...(!isSignedIn && { password }),
        ...(!invitation.has_account && { name: name.trim() }),
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
      title={`Join ${invitation.project_name}`}
      description={`${invitation.invited_by} invited you as ${article(invitation.role)}.`}
    >
      <form className="flex flex-col gap-4" onSubmit={submit}>
        <p className="text-soft">
          {isSignedIn ? "You are signed in as " : invitation.has_account ? "Sign in as " : "Your account will be "}
          <span className="font-medium text-text">{invitation.email}</span>
          {signedInAs !== null && !isSignedIn && `, not as ${signedInAs}`}.
        </p>
        {!invitation.has_account && (
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
        {!isSignedIn && (
          <PasswordField
            value={password}
            onChange={setPassword}
            isNew={!invitation.has_account}
            error={fieldError(accept.error, "password")}
          />
        )}
        {error !== null && <ErrorNote error={error} />}
        <Button type="submit" variant="primary" busy={accept.isPending}>
          Join project
        </Button>
      </form>
    </SessionLayout>
  );
}
