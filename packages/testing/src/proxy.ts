import { connect, createServer, type Socket } from "node:net";
import { type Listening, listen } from "./listen.js";

/** How one connection goes wrong. */
export interface Trouble {
  /** Cut after so many bytes of the answer. */
  cutAfter?: number;
  /** Pass nothing on after so many bytes of the answer, but stay connected. */
  stallAfter?: number;
}

/** A proxy whose connections go wrong as told, in their order; the others are fine. */
export interface CuttingProxy extends Listening {
  trouble: Trouble[];
  connections: number;
}

export async function startProxy(to: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    proxy.connections += 1;
    const { cutAfter = Number.POSITIVE_INFINITY, stallAfter = Number.POSITIVE_INFINITY } = proxy.trouble.shift() ?? {};
    const upstream = connect(Number(port), hostname);
    let passed = 0;
    upstream.on("data", (chunk) => {
      const room = Math.min(cutAfter, stallAfter) - passed;
      if (room > 0 && !client.destroyed) client.write(chunk.subarray(0, Math.min(chunk.length, room)));
      passed += chunk.length;
      if (passed >= cutAfter) client.end();
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
  const proxy: CuttingProxy = { ...listening, close, trouble: [], connections: 0 };
  return proxy;
}
