// A page may define `window.Proficient` before the script has come, as an object whose functions queue their calls.
import type { ProficientWidget } from "./api.js";

/** A call that waits. */
interface QueuedCall {
  name: string;
  args: ArrayLike<unknown>;
  /** Set for the page: stops what the call has begun, such as a subscription. */
  stop?: unknown;
}

/**
 * Publishes the API as `window.Proficient` and makes the calls that waited for it, in their order. A queue stays the same
 * object, so that references to it work, and functions that were taken from it call the API from now on.
 */
export function publish(api: ProficientWidget): void {
  const found: unknown = window.Proficient;
  // An element of the page with this ID is found under the same name.
  const stub = typeof found === "object" && found !== null && !(found instanceof Node) ? found : {};
  const { queue } = stub as { queue?: unknown };
  const make = (call: QueuedCall) => {
    try {
      const { name, args } = call;
      if (name === "") return; // the page has changed its mind
      if (!Object.hasOwn(api, name)) throw new TypeError(`Proficient.${name}: there is no such function`);
      call.stop = (api[name as keyof ProficientWidget] as (...args: unknown[]) => unknown)(...Array.from(args));
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  };
  window.Proficient = Object.assign(stub, api);
  if (!Array.isArray(queue)) return;
  const calls = queue.splice(0) as QueuedCall[];
  Object.assign(queue, { push: make });
  for (const call of calls) make(call);
}
