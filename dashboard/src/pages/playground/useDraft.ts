import { useEffect, useRef, useState } from "react";
import { post } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { Draft } from "../../api/types";
import type { ConfigChange } from "../../shared/config/change";

/** Delay after the last keystroke. */
const DELAY = 400;
/** Time limit of a request, because later ones wait for it. */
const TIME_LIMIT = 15_000;
/** Refresh interval: the server drops drafts after an hour. */
const REFRESH_INTERVAL = 20 * 60_000;

export interface DraftState {
  /** Whether the server uses the configuration shown on the page. */
  isApplied: boolean;
  error: unknown;
}

/**
 * Makes the server use an unsaved configuration for one test user, and keeps it up to date. `change` holds the unsaved
 * changes; `null` uses the saved configuration.
 */
export function useDraft(
  project: string,
  agent: string,
  user: string | undefined,
  change: ConfigChange | null,
): DraftState {
  const [sent, setSent] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const text = change && JSON.stringify(change);
  const wait = useRef(0);

  useEffect(() => {
    if (user === undefined) return;
    let isStale = false;
    async function send() {
      try {
        await sendDraft(project, agent, user as string, text);
        if (isStale) return;
        setSent(text);
        setError(null);
      } catch (failure) {
        if (!isStale) setError(failure);
      }
    }
    // Without changes, clear any earlier draft at once.
    const timer = setTimeout(send, text === null ? 0 : wait.current);
    const refresh = text === null ? undefined : setInterval(send, REFRESH_INTERVAL);
    wait.current = text === null ? 0 : DELAY;
    return () => {
      isStale = true;
      clearTimeout(timer);
      clearInterval(refresh);
    };
  }, [project, agent, user, text]);

  // Clear the draft when the page is left or the user changes.
  const active = text !== null;
  useEffect(() => {
    if (!active || user === undefined) return;
    return () => void sendDraft(project, agent, user, null).catch(() => undefined);
  }, [project, agent, user, active]);

  return { isApplied: text !== null && sent === text, error };
}

// Requests run one after another, so that the last one wins.
let last: Promise<unknown> = Promise.resolve();

function sendDraft(project: string, agent: string, user: string, change: string | null): Promise<Draft> {
  const path = projectPath(project, "/playground/draft");
  const body = { agent_id: agent, user_id: user };
  const next = last
    .catch(() => undefined)
    .then(() =>
      change === null
        ? post<Draft>(`${path}/clear`, body, AbortSignal.timeout(TIME_LIMIT))
        : post<Draft>(path, { ...body, config: JSON.parse(change) as ConfigChange }, AbortSignal.timeout(TIME_LIMIT)),
    );
  last = next;
  return next;
}
