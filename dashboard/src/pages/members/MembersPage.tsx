import { getRouteApi } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useProject, whyNot } from "../../api/project";
import { Button, Card, Page, Stack } from "../../kit";
import { InvitationsCard } from "./InvitationsCard";
import { InviteDialog } from "./InviteDialog";
import { MembersCard } from "./MembersCard";
import { RoleTable } from "./RoleTable";

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
    <Card title="Roles">
      <RoleTable />
    </Card>
  );
}
