import { useEffect } from "react";

/** A text that the host puts into the message field. Each object is used once, so a new one repeats it. */
export interface ComposeRequest {
  text: string;
  /** Whether to send it, if the agent is active and not replying. Otherwise the text waits in the field. */
  send?: boolean | undefined;
}

const used = new WeakSet<ComposeRequest>();

/** Calls `use` once for each request, as soon as the conversation can take it. */
export function useComposeRequest(
  request: ComposeRequest | undefined,
  isReady: boolean,
  use: (request: ComposeRequest) => void,
): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `use` is another function on each render.
  useEffect(() => {
    if (!request || !isReady || used.has(request)) return;
    used.add(request);
    use(request);
  }, [request, isReady]);
}
