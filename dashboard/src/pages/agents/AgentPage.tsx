import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, FlaskConical } from "lucide-react";
import { may, useProject } from "../../api/project";
import type { Agent, Project } from "../../api/types";
import { buttonClass, ErrorNote, Loading, Page, Tabs } from "../../kit";
import { type AgentTab, agentRoute } from "../../routes/agents";
import { NotFound } from "../../shell/RootLayout";
import { ActivateButton } from "../../shared/agents/ActivateButton";
import { AgentState } from "./AgentsPage";
import { agentName, agentQuery } from "../../shared/agents/agents";
import { ConfigurationTab } from "./ConfigurationTab";
import { LeaveDialog } from "../../shared/config/LeaveDialog";
import { useUnsaved } from "../../shared/config/unsaved";
import { DetailsTab } from "./DetailsTab";
import { EmbedTab } from "./EmbedTab";
import { VersionsTab } from "./VersionsTab";

/** One agent: how it replies, what it is called, what it was before, how to put it into an app. */
export function AgentPage() {
  const { projectId, agentId } = agentRoute.useParams();
  const project = useProject(projectId);
  const { data, error, refetch } = useQuery(agentQuery(projectId, agentId));
  if (data) return <Shown project={project} agent={data} />;
  if (!error) return <Loading />;
  if ("status" in error && error.status === 404) return <NotFound />;
  return (
    <Page title="Agent">
      <ErrorNote error={error} title="The agent could not be loaded" onRetry={refetch} />
    </Page>
  );
}

function Shown({ project, agent }: { project: Project; agent: Agent }) {
  const { tab = "configuration" } = agentRoute.useSearch();
  const navigate = agentRoute.useNavigate();
  const [unsaved] = useUnsaved(agent.id);
  return (
    <Page
      wide
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
      beside={<AgentState active={agent.active} />}
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
              <FlaskConical aria-hidden size={15} /> Try in the playground
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
            label: unsaved ? <Unsaved>Configuration</Unsaved> : "Configuration",
            content: <ConfigurationTab project={project} agent={agent} />,
          },
          {
            value: "details",
            label: "Details",
            content: <DetailsTab key={agent.updated_at} project={project} agent={agent} />,
          },
          { value: "versions", label: "Versions", content: <VersionsTab project={project} agent={agent} /> },
          { value: "embed", label: "Embed", content: <EmbedTab project={project} agent={agent} /> },
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
      <span className="sr-only">, not saved</span>
    </>
  );
}
