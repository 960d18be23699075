import { Link } from "@tanstack/react-router";
import { FlaskConical } from "lucide-react";
import type { Agent, Project } from "../../api/types";
import { buttonClass, ErrorNote, SkeletonLines } from "../../kit";
import { ConfigForm } from "../../shared/config/ConfigForm";
import { SaveBar } from "../../shared/config/SaveBar";
import { useConfig } from "../../shared/config/useConfig";

export function ConfigurationTab({ project, agent }: { project: Project; agent: Agent }) {
  const { query, editing } = useConfig(project.id, agent.id);
  if (!editing) {
    if (!query.error) return <SkeletonLines />;
    return <ErrorNote error={query.error} title="Could not load the configuration" onRetry={query.refetch} />;
  }
  return (
    <>
      <ConfigForm project={project} agentId={agent.id} editing={editing} />
      <SaveBar projectId={project.id} agentId={agent.id} editing={editing} className="mt-5">
        <Link
          to="/p/$projectId/playground"
          params={{ projectId: project.id }}
          search={{ agent: agent.id, draft: true }}
          className={buttonClass()}
        >
          <FlaskConical aria-hidden size={15} /> Try unsaved changes
        </Link>
      </SaveBar>
    </>
  );
}
