import { useMutation, useQueryClient } from "@tanstack/react-query";
import { post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import type { Project } from "../../api/types";
import { toast } from "../../kit";

export type ProjectChange = Partial<Pick<Project, "name" | "hmac_enabled" | "allowed_origins">>;

/** Returns a mutation that changes fields of a project and updates cached data. */
export function useProjectChange(project: Project, done: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: ProjectChange) => post<Project>(projectPath(project.id), change),
    onSuccess: (changed) => {
      queries.setQueryData(keys.project(project.id), changed);
      void queries.invalidateQueries({ queryKey: keys.projects });
      void queries.invalidateQueries({ queryKey: keys.of(project.id, "/hmac") });
      toast.done(done);
    },
  });
}
