import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { queries } from "../../api/client";
import { keys } from "../../api/keys";
import { useMember } from "../../api/session";
import type { Member, Session } from "../../api/types";
import { Actions, Button, Card, ErrorNote, Field, Input, Page, PasswordField, Stack, toast } from "../../kit";
import { SignOutEverywhere } from "../../shell/AccountMenu";
import { PlainLayout } from "../../shell/PlainLayout";

export function AccountPage() {
  const [confirming, setConfirming] = useState(false);
  return (
    <PlainLayout>
      <Page title="Account settings">
        <Stack>
          <NameCard />
          <PasswordCard />
          <Card
            title="Sessions"
            description="Left yourself signed in somewhere, or lost a device?"
            actions={<Button onClick={() => setConfirming(true)}>Sign out everywhere…</Button>}
          />
        </Stack>
        <SignOutEverywhere open={confirming} onClose={() => setConfirming(false)} />
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
      toast.done("Name saved");
    },
  });
  const error = otherError(save.error, "name");
  return (
    <Card title="Profile">
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
          <Button type="submit" variant="primary" busy={save.isPending} disabled={name.trim() === member.name}>
            Save changes
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
      toast.done("Password changed. Other devices have been signed out.");
    },
  });
  const error = otherError(change.error, "current_password", "new_password");
  return (
    <Card title="Password" description="Changing your password signs out all other devices.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        {/* Tells password managers which account this is. */}
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
            isNew
            error={fieldError(change.error, "new_password")}
          />
        </div>
        {error !== null && <ErrorNote error={error} className="mt-4" />}
        <Actions>
          <Button type="submit" variant="primary" busy={change.isPending} disabled={!current || !next}>
            Change password
          </Button>
        </Actions>
      </form>
    </Card>
  );
}
