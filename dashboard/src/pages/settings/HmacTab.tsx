import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call";
import { below, keys } from "../../api/keys";
import type { HmacState, Project } from "../../api/types";
import { ErrorNote, SkeletonLines, Stack } from "../../kit";
import { HmacSecretCard } from "./HmacSecretCard";
import { HmacSnippets } from "./HmacSnippets";
import { HmacSwitch } from "./HmacSwitch";

export function HmacTab({ project }: { project: Project }) {
  const { data, error, refetch } = useQuery({
    queryKey: keys.of(project.id, "/hmac"),
    queryFn: ({ signal }) => get<HmacState>(`${below(project.id)}/hmac`, {}, signal),
    // One watches the counts while one deploys.
    refetchInterval: 10_000,
  });
  if (error && !data)
    return <ErrorNote error={error} title="The state of HMAC authentication could not be loaded" onRetry={refetch} />;
  if (!data) return <SkeletonLines />;
  return (
    <Stack>
      <HmacSwitch project={project} state={data} />
      <HmacSecretCard project={project} state={data} />
      <HmacSnippets project={project} />
    </Stack>
  );
}
