import { getRouteApi } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useProject, whyNot } from "../../api/project";
import { Button, Page, Stack } from "../../kit";
import { InvitationsCard } from "./InvitationsCard";
import { InviteDialog } from "./InviteDialog";
import { MembersCard } from "./MembersCard";
import { ROLES } from "./roles";

const route = getRouteApi("/member/p/$projectId/members");

export function MembersPage() {
  const { projectId } = route.useParams();
  const project = useProject(projectId);
  const reason = whyNot(project.role, "admin");
  const [inviting, setInviting] = useState(false);
  return (
    <Page
      title="Members"
      description={`People with access to this project. ${reason ?? ""}`}
      actions={
        <Button variant="primary" icon={UserPlus} onClick={() => setInviting(true)} disabled={!!reason} title={reason}>
          Invite
        </Button>
      }
    >
      <Stack>
        <MembersCard project={project} />
        {!reason && <InvitationsCard project={project} />}
        <RolesCard />
      </Stack>
      <InviteDialog project={project} open={inviting} onClose={() => setInviting(false)} />
    </Page>
  );
}

function RolesCard() {
  return (
    <details className="text-soft">
      <summary className="w-fit rounded hover:text-text">What can each role do?</summary>
      <dl className="mt-2 grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_1fr]">
        {ROLES.map(({ value, label, description }) => (
          <div key={value} className="contents">
            <dt className="font-medium text-text">{label}</dt>
            <dd className="mb-2 sm:mb-0">{description}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
