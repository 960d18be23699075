import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { queries } from "../../api/client";
import { keys } from "../../api/keys";
import { useMember } from "../../api/session";
import type { Member, Session } from "../../api/types";
import { Actions, Button, Card, ErrorNote, Field, Input, Page, Stack, toast } from "../../kit";
import { LogoutEverywhere } from "../../shell/AccountMenu";
import { PlainLayout } from "../../shell/PlainLayout";
import { PasswordField } from "../../kit/PasswordField";

export function AccountPage() {
  const [asking, setAsking] = useState(false);
  return (
    <PlainLayout>
      <Page title="Your account">
        <Stack>
          <NameCard />
          <PasswordCard />
          <Card
            title="Sessions"
            description="Have you left a browser logged in somewhere, or lost a device?"
            actions={<Button onClick={() => setAsking(true)}>Log out everywhere…</Button>}
          />
        </Stack>
        <LogoutEverywhere open={asking} onClose={() => setAsking(false)} />
      </Page>
    </PlainLayout>
  );
}

function NameCard() {
  const member = useMember();
  const [name, setName] = useState(member.name);
  const save = useMutation({
    mutationFn: () => post<Member>("/account", { name: name.trim() }),
    onSuccess: (changed) => {
      queries.setQueryData<Session>(keys.session, (session) => session && { ...session, member: changed });
      toast.done("Your name was saved.");
    },
  });
  const error = otherError(save.error, "name");
  return (
    <Card title="You">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Name" error={fieldError(save.error, "name")}>
            <Input
              value={name}
              onChange={(event) => setName(event.target.value)}
              autoComplete="name"
              required
              maxLength={200}
            />
          </Field>
          <Field label="Email">
            <Input value={member.email} readOnly />
          </Field>
        </div>
        {error !== null && <ErrorNote error={error} className="mt-4" />}
        <Actions>
          <Button type="submit" look="primary" busy={save.isPending} disabled={name.trim() === member.name}>
            Save
          </Button>
        </Actions>
      </form>
    </Card>
  );
}

function PasswordCard() {
  const member = useMember();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useMutation({
    mutationFn: () => post<Session>("/account/password", { current_password: current, new_password: next }),
    onSuccess: (session) => {
      queries.setQueryData(keys.session, session);
      setCurrent("");
      setNext("");
      toast.done("Your password was changed. Other devices are logged out.");
    },
  });
  const error = otherError(change.error, "current_password", "new_password");
  return (
    <Card title="Password" description="Other devices are logged out when it changes.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        {/* Password managers want to know whose it is. */}
        <input type="email" value={member.email} autoComplete="username" readOnly hidden />
        <div className="grid gap-4 sm:grid-cols-2">
          <PasswordField
            label="Current password"
            value={current}
            onChange={setCurrent}
            error={fieldError(change.error, "current_password")}
          />
          <PasswordField
            label="New password"
            value={next}
            onChange={setNext}
            fresh
            error={fieldError(change.error, "new_password")}
          />
        </div>
        {error !== null && <ErrorNote error={error} className="mt-4" />}
        <Actions>
          <Button type="submit" look="primary" busy={change.isPending} disabled={!current || !next}>
            Change password
          </Button>
        </Actions>
      </form>
    </Card>
  );
}
