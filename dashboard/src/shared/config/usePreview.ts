import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { post } from "../../api/call";
import { below } from "../../api/keys";
import type { Preview } from "../../api/types";
import { agentPath } from "../agents/agents";
import { inWords } from "../editor/blocks";

/** What a template becomes for a user, a moment after one has stopped typing. */
export function usePreview(project: string, agent: string, template: string, user: string) {
  const late = useLate(template, 350);
  // Without a tag there is nothing to render.
  const plain = !template.includes("{{");
  const found = useQuery({
    queryKey: ["preview", project, agent, user, late],
    queryFn: () =>
      post<Preview>(below(project, agentPath(agent, "/preview")), {
        template: late,
        ...(user && { user_id: user }),
      }),
    enabled: !plain && late.includes("{{"),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    // The texts may be long.
    gcTime: 10_000,
    retry: false,
  });
  const error = found.data?.error;
  // The same as long as the server says the same.
  const problem = useMemo(() => error && { ...error, message: inWords(error.message, late) }, [error, late]);
  if (plain) return { text: template, problem: null, failure: null, busy: false };
  return {
    text: found.data?.text ?? "",
    problem: problem ?? null,
    failure: found.error,
    busy: late !== template || found.isFetching,
  };
}

function useLate(value: string, pause: number): string {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), pause);
    return () => clearTimeout(timer);
  }, [value, pause]);
  return late;
}
