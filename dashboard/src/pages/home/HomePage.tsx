import { useProject } from "../../api/project";
import { Page, Stack } from "../../kit";
import { homeRoute } from "../../routes/activity";
import { FirstSteps } from "./FirstSteps";
import { LatestConversations } from "./LatestConversations";
import { WeekCard } from "./WeekCard";

/** What there is to do in a new project, and what goes on in one that is used. */
export function HomePage() {
  const { projectId } = homeRoute.useParams();
  const project = useProject(projectId);
  return (
    <Page title="Home" description="What goes on in this project, and what to do next.">
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
