import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { HmacState, Project } from "../../api/types";
import { ErrorNote, SkeletonLines, Stack } from "../../kit";
import { HmacSecretCard } from "./HmacSecretCard";
import { HmacSnippets } from "./HmacSnippets";
import { HmacSwitch } from "./HmacSwitch";

export function HmacTab({ project }: { project: Project }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.of(project.id, "/hmac"),
    queryFn: ({ signal }) => get<HmacState>(`${projectPath(project.id)}/hmac`, {}, signal),
    // Members watch the counts while deploying.
    refetchInterval: 10_000,
  });
  if (error && !data) return <ErrorNote error={error} title="Could not load the HMAC status" onRetry={refetch} />;
  if (!data) return <SkeletonLines />;
  return (
    <Stack>
      <HmacSwitch project={project} state={data} />
      <HmacSecretCard project={project} state={data} />
      <HmacSnippets project={project} />
    </Stack>
  );
}
