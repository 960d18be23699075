import { number, text } from "../../shell/searchParams";

export interface AuditSearch {
  actor?: string | undefined;
  action?: string | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

export function auditSearch(search: Record<string, unknown>): AuditSearch {
  return {
    actor: text(search.actor),
    action: text(search.action),
    from: number(search.from),
    to: number(search.to),
  };
}

/** Returns the query of the list and of exports. */
export function auditQuery({ actor, action, from, to }: AuditSearch) {
  return { actor_id: actor, action, from, to };
}
