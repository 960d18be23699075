import { getRouteApi } from "@tanstack/react-router";
import { useProject } from "../../api/project";
import { Page, Tabs } from "../../kit";
import { ConnectionsTab } from "./ConnectionsTab";
import { GeneralTab } from "./GeneralTab";
import { HmacTab } from "./HmacTab";
import { KeysTab } from "./KeysTab";
import { OriginsTab } from "./OriginsTab";
import type { SettingsTab } from "./search";

const route = getRouteApi("/member/p/$projectId/settings");

export function SettingsPage() {
  const { projectId } = route.useParams();
  const { tab = "general" } = route.useSearch();
  const navigate = route.useNavigate();
  const project = useProject(projectId);
  return (
    <Page title="Settings">
      <Tabs
        label="Settings"
        value={tab}
        onChange={(value) => navigate({ search: { tab: value as SettingsTab } })}
        tabs={[
          { value: "general", label: "General", content: <GeneralTab project={project} /> },
          { value: "keys", label: "Keys", content: <KeysTab project={project} /> },
          { value: "hmac", label: "HMAC", content: <HmacTab project={project} /> },
          { value: "origins", label: "Origins", content: <OriginsTab project={project} /> },
          { value: "connections", label: "Connections", content: <ConnectionsTab project={project} /> },
        ]}
      />
    </Page>
  );
}
