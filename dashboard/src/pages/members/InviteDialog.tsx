import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { fieldError, otherError, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useSession } from "../../api/session";
import type { NewInvitation, Project, Role } from "../../api/types";
import { Actions, Button, CopyLine, Dialog, dateTime, ErrorNote, Field, Input, Note, Select } from "../../kit";
import { RoleTable } from "./RoleTable";
import { assignableRoles } from "./roles";

export function InviteDialog({ project, open, onClose }: { project: Project; open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={`Invite to ${project.name}`}>
      <InviteForm project={project} onClose={onClose} />
    </Dialog>
  );
}

function InviteForm({ project, onClose }: { project: Project; onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("developer");
  const mail = useSession().data?.mail === true;
  const queries = useQueryClient();
  const invite = useMutation({
    mutationFn: () => post<NewInvitation>(`${projectPath(project.id)}/invitations`, { email: email.trim(), role }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.of(project.id, "/invitations") }),
    gcTime: 0,
  });
  if (invite.data) return <Invited invitation={invite.data} onClose={onClose} />;
  const error = otherError(invite.error, "email", "role");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <Field
        label="Email"
        error={fieldError(invite.error, "email")}
        hint={mail ? "We’ll email the invitation link." : "You’ll get a link to share."}
      >
        <Input
          type="email"
          value={email}
          onChange={(event) => setEmail(event.target.value)}
          required
          autoFocus
          autoComplete="off"
        />
      </Field>
      <Field label="Role" error={fieldError(invite.error, "role")}>
        <Select value={role} onChange={(value) => setRole(value as Role)} options={assignableRoles(project.role)} />
      </Field>
      <RoleTable selected={role} />
      {error !== null && <ErrorNote error={error} />}
      <Actions className="mt-1">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={invite.isPending}>
          Invite
        </Button>
      </Actions>
    </form>
  );
}

function Invited({ invitation, onClose }: { invitation: NewInvitation; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-3">
      <Note kind={invitation.mailed ? "info" : "warn"}>
        {invitation.mailed
          ? `Invitation sent to ${invitation.email}.`
          : `Email isn’t set up. Send this link to ${invitation.email}. It won’t be shown again.`}
      </Note>
      <CopyLine text={invitation.link} label="Copy invitation link" />
      <p className="text-sm text-soft">
        Works once and expires on {dateTime(invitation.expires_at)}. Anyone with the link can join, so share it
        privately.
      </p>
      <Actions className="mt-1">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </div>
  );
}
