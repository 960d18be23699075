import { connect, createServer, type Socket } from "node:net";
import { type ListeningServer, listen } from "./listen.js";

/** How a connection fails. */
export interface Fault {
  /** Close the connection after this many bytes of the response. */
  cutAfter?: number;
  /** Forward nothing after this many bytes of the response, but keep the connection open. */
  stallAfter?: number;
}

/** A proxy that injects faults: the first connections take one each from `faults`, later ones work. */
export interface FaultyProxy extends ListeningServer {
  faults: Fault[];
  connections: number;
}

export async function startProxy(target: string): Promise<FaultyProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.connections += 1;
    const { cutAfter = Number.POSITIVE_INFINITY, stallAfter = Number.POSITIVE_INFINITY } = proxy.faults.shift() ?? {};
    const upstream = connect(Number(port), hostname);
    let forwarded = 0;
    upstream.on("data", (chunk) => {
      const remaining = Math.min(cutAfter, stallAfter) - forwarded;
      if (remaining > 0 && !client.destroyed) client.write(chunk.subarray(0, Math.min(chunk.length, remaining)));
      forwarded += chunk.length;
      if (forwarded >= cutAfter) client.end();
    });
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one.on("error", () => {});
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    client.pipe(upstream);
  });
  const listening = await listen(server);
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return listening.close();
  };
  const proxy: FaultyProxy = { ...listening, close, faults: [], connections: 0 };
  return proxy;
}
