import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { post } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { Preview } from "../../api/types";
import { agentPath } from "../agents/agents";
import { templateError } from "../editor/blocks";

/** Renders a template for a user once typing pauses. */
export function usePreview(project: string, agent: string, template: string, user: string) {
  const delayed = useDelayed(template, 350);
  // Text without tags needs no rendering.
  const isPlain = !template.includes("{{");
  const found = useQuery({
    queryKey: ["preview", project, agent, user, delayed],
    queryFn: () =>
      post<Preview>(projectPath(project, agentPath(agent, "/preview")), {
        template: delayed,
        ...(user && { user_id: user }),
      }),
    enabled: !isPlain && delayed.includes("{{"),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // Texts may be long; do not keep them.
    gcTime: 10_000,
    retry: false,
  });
  const error = found.data?.error;
  // Keep the object identity while the error is the same.
  const problem = useMemo(
    () => error && { ...error, message: templateError(error.message, delayed) },
    [error, delayed],
  );
  if (isPlain) return { text: template, problem: null, warnings: [], failure: null, busy: false };
  return {
    text: found.data?.text ?? "",
    problem: problem ?? null,
    warnings: found.data?.warnings ?? [],
    failure: found.error,
    busy: delayed !== template || found.isFetching,
  };
}

function useDelayed(value: string, pause: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return delayed;
}
