import { useEffect, useRef, useState } from "react";
import { post } from "../../api/call";
import { below } from "../../api/keys";
import type { Draft } from "../../api/types";
import type { ConfigChange } from "../../shared/config/change";

/** After the last key, before it is sent. */
const PAUSE = 400;
/** The server forgets a draft after an hour. */
const AGAIN = 20 * 60_000;

export interface DraftState {
  /** What the server uses is what stands on the page. */
  inForce: boolean;
  error: unknown;
}

/**
 * Has the server use an unsaved configuration for one test user, as long as it is to be tried; what is changed meanwhile
 * follows. `change`: what differs from what is saved, null to try nothing.
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
    let over = false;
    async function send() {
      try {
        await tell(project, agent, user as string, text);
        if (over) return;
        setSent(text);
        setError(null);
      } catch (failure) {
        if (!over) setError(failure);
      }
    }
    // Whoever comes here without anything to try talks to what is saved, whatever was tried before.
    const timer = setTimeout(send, text === null ? 0 : wait.current);
    const again = text === null ? undefined : setInterval(send, AGAIN);
    wait.current = text === null ? 0 : PAUSE;
    return () => {
      over = true;
      clearTimeout(timer);
      clearInterval(again);
    };
  }, [project, agent, user, text]);

  // Nothing is tried unseen: it ends when the page is left, or somebody else is talked to.
  const active = text !== null;
  useEffect(() => {
    if (!active || user === undefined) return;
    return () => void tell(project, agent, user, null).catch(() => undefined);
  }, [project, agent, user, active]);

  return { inForce: text !== null && sent === text, error };
}

// One after the other, so that what was said last is what counts.
let last: Promise<unknown> = Promise.resolve();

function tell(project: string, agent: string, user: string, change: string | null): Promise<Draft> {
  const path = below(project, "/playground/draft");
  const body = { agent_id: agent, user_id: user };
  const next = last
    .catch(() => undefined)
    .then(() =>
      change === null
        ? post<Draft>(`${path}/clear`, body)
        : post<Draft>(path, { ...body, config: JSON.parse(change) as ConfigChange }),
    );
  last = next;
  return next;
}
