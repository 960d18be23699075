import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical } from "lucide-react";
import { may, useProject } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import { buttonClass, ErrorNote, Loading, Page, Tabs } from "../../kit";
import { ActivateButton } from "../../shared/agents/ActivateButton";
import { agentName, agentQuery } from "../../shared/agents/agents";
import { useUnsavedAppearance } from "../../shared/appearance/unsaved";
import { LeaveDialog } from "../../shared/config/LeaveDialog";
import { useUnsaved } from "../../shared/config/unsaved";
import { NotFound } from "../../shell/RootLayout";
import { AgentStatus } from "./AgentStatus";
import { ConfigurationTab } from "./ConfigurationTab";
import { DetailsTab } from "./DetailsTab";
import { EmbedTab } from "./EmbedTab";
import type { AgentTab } from "./search";
import { VersionsTab } from "./VersionsTab";

const route = getRouteApi("/member/p/$projectId/agents/$agentId");

/** One agent: configuration, details, versions and embed code. */
export function AgentPage() {
  const { projectId, agentId } = route.useParams();
  const project = useProject(projectId);
  const { data, error, refetch } = useQuery(agentQuery(projectId, agentId));
  if (data) return <AgentTabs project={project} agent={data} />;
  if (!error) return <Loading />;
  if ("status" in error && error.status === 404) return <NotFound />;
  return (
    <Page title="Agent">
      <ErrorNote error={error} title="Could not load the agent" onRetry={refetch} />
    </Page>
  );
}

function AgentTabs({ project, agent }: { project: Project; agent: Agent }) {
  const { tab = "configuration" } = route.useSearch();
  const navigate = route.useNavigate();
  const [config] = useUnsaved(agent.id);
  const [appearance] = useUnsavedAppearance(agent.id);
  return (
    <Page
      title={agentName(agent)}
      above={
        <Link
          to="/p/$projectId/agents"
          params={{ projectId: project.id }}
          className="inline-flex items-center gap-1 hover:text-text"
        >
          <ArrowLeft aria-hidden size={14} /> Agents
        </Link>
      }
      beside={<AgentStatus active={agent.active} />}
      actions={
        may(project.role, "developer") && (
          <>
            <ActivateButton project={project} agent={agent} />
            <Link
              to="/p/$projectId/playground"
              params={{ projectId: project.id }}
              search={{ agent: agent.id }}
              className={buttonClass()}
            >
              <FlaskConical aria-hidden size={15} /> Open in playground
            </Link>
          </>
        )
      }
    >
      <Tabs
        label="Agent"
        value={tab}
        onChange={(value) => navigate({ search: { tab: value as AgentTab } })}
        tabs={[
          {
            value: "configuration",
            label: config ? <Unsaved>Configuration</Unsaved> : "Configuration",
            content: <ConfigurationTab project={project} agent={agent} />,
          },
          {
            value: "details",
            label: "Details",
            content: <DetailsTab key={agent.updated_at} project={project} agent={agent} />,
          },
          { value: "versions", label: "Versions", content: <VersionsTab project={project} agent={agent} /> },
          {
            value: "embed",
            label: appearance ? <Unsaved>Embed</Unsaved> : "Embed",
            content: <EmbedTab project={project} agent={agent} />,
          },
        ]}
      />
      <LeaveDialog agentId={agent.id} />
    </Page>
  );
}

function Unsaved({ children }: { children: string }) {
  return (
    <>
      {children}{" "}
      <span aria-hidden className="text-warn">
        •
      </span>
      <span className="sr-only">, unsaved changes</span>
    </>
  );
}
