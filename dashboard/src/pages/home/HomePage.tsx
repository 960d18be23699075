import { getRouteApi } from "@tanstack/react-router";
import { useProject } from "../../api/project";
import { Page, Stack } from "../../kit";
import { FirstSteps } from "./FirstSteps";
import { LatestConversations } from "./LatestConversations";
import { WeekCard } from "./WeekCard";

const route = getRouteApi("/member/p/$projectId/");

/** Onboarding and recent activity of a project. */
export function HomePage() {
  const { projectId } = route.useParams();
  const project = useProject(projectId);
  return (
    <Page title="Home" description="Activity and next steps.">
      <Stack>
        <FirstSteps project={project} />
        <WeekCard projectId={projectId} />
        <div className="grid gap-5 lg:grid-cols-2">
          <LatestConversations projectId={projectId} />
          <LatestConversations projectId={projectId} failed />
        </div>
      </Stack>
    </Page>
  );
}
