import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { del, post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { useList } from "../../api/list";
import { article, may } from "../../api/project";
import { useMember } from "../../api/session";
import type { Project, ProjectMember, Role } from "../../api/types";
import {
  Badge,
  Button,
  Card,
  type Column,
  ConfirmDialog,
  ErrorNote,
  Pager,
  Select,
  SkeletonLines,
  Table,
  Time,
  toast,
} from "../../kit";
import { assignableRoles, ROLES } from "./roles";

export function MembersCard({ project }: { project: Project }) {
  const me = useMember();
  const queries = useQueryClient();
  const router = useRouter();
  const [removing, setRemoving] = useState<ProjectMember | null>(null);
  const list = useList<ProjectMember>(project.id, "/members");
  const path = (member: ProjectMember) => `${projectPath(project.id)}/members/${encodeURIComponent(member.id)}`;
  const refetch = () => queries.invalidateQueries({ queryKey: keys.of(project.id, "/members") });

  const change = useMutation({
    mutationFn: ({ member, role }: { member: ProjectMember; role: Role }) =>
      post<ProjectMember>(path(member), { role }),
    onSuccess: async (changed) => {
      toast.done(`${changed.name} is now ${article(changed.role)}`);
      await refetch();
      if (changed.id === me.id) await queries.invalidateQueries({ queryKey: keys.project(project.id) });
    },
    onError: toast.failed,
  });
  async function remove(member: ProjectMember) {
    await del<ProjectMember>(path(member));
    if (member.id !== me.id || me.operator) return refetch();
    await router.navigate({ to: "/" });
    queries.removeQueries({ queryKey: keys.project(project.id) });
    return queries.invalidateQueries({ queryKey: keys.projects });
  }

  /** Operators are owners of every project, but may leave it only if somebody else owns it. */
  const isLastOwner = (member: ProjectMember) =>
    member.role === "owner" && !list.hasNextPage && list.items.filter(({ role }) => role === "owner").length === 1;
  /** Only owners can change owners. */
  const mayChange = (member: ProjectMember) => may(project.role, member.role === "owner" ? "owner" : "admin");
  const columns: Column<ProjectMember>[] = [
    {
      head: "Name",
      whole: true,
      cell: (member) => (
        <div className="min-w-0">
          <span className="flex flex-wrap items-center gap-2 font-medium">
            {member.name}
            {member.id === me.id && <Badge variant="accent">You</Badge>}
            {member.operator && <Badge title="Set up this server and is an owner of every project.">Operator</Badge>}
          </span>
          <span className="text-sm text-soft">{member.email}</span>
        </div>
      ),
    },
    {
      head: "Role",
      cell: (member) =>
        mayChange(member) ? (
          <Select
            className="w-36"
            aria-label={`Role of ${member.name}`}
            value={member.role}
            disabled={change.isPending}
            onChange={(role) => change.mutate({ member, role: role as Role })}
            options={assignableRoles(project.role)}
          />
        ) : (
          ROLES.find(({ value }) => value === member.role)?.label
        ),
    },
    { head: "Last seen", cell: (member) => <Time at={member.last_seen_at} /> },
    { head: "Joined", cell: (member) => <Time at={member.joined_at} />, minor: true },
    {
      head: "",
      whole: true,
      className: "text-right",
      cell: (member) =>
        member.id === me.id ? (
          <Button
            onClick={() => setRemoving(member)}
            disabled={isLastOwner(member)}
            title={isLastOwner(member) ? "You are the last owner. Make someone else an owner first." : undefined}
          >
            Leave…
          </Button>
        ) : (
          mayChange(member) && (
            <Button variant="danger" onClick={() => setRemoving(member)} aria-label={`Remove ${member.name}…`}>
              Remove…
            </Button>
          )
        ),
    },
  ];
  const leaving = removing?.id === me.id;
  return (
    <Card flush>
      {list.error && !list.data ? (
        <ErrorNote error={list.error} title="Could not load members" onRetry={list.refetch} className="m-4" />
      ) : list.isPending ? (
        <SkeletonLines count={3} />
      ) : (
        <>
          <Table label="Members" columns={columns} rows={list.items} rowKey={(member) => member.id} />
          <Pager {...list} />
        </>
      )}
      <ConfirmDialog
        open={removing !== null}
        onClose={() => setRemoving(null)}
        title={leaving ? `Leave ${project.name}?` : `Remove ${removing?.name ?? ""}?`}
        action={leaving ? "Leave" : "Remove"}
        onConfirm={() => (removing ? remove(removing) : Promise.resolve())}
      >
        <p>
          {leaving
            ? "You’ll lose access until someone invites you again."
            : "They lose access immediately. Their actions stay in the audit log."}
        </p>
      </ConfirmDialog>
    </Card>
  );
}
