import { createServer, request } from "node:http";
import { type ListeningServer, listen } from "./listen.js";

/** A proxy that speaks HTTP/1.1 and tells which requests go through it, each as `GET /path`. Preflights are not counted. */
export interface HttpProxy extends ListeningServer {
  /** All requests so far, in order. */
  requests: string[];
  /** The requests whose response has not ended. */
  open: Set<string>;
}

export async function startHttpProxy(target: string): Promise<HttpProxy> {
  const requests: string[] = [];
  const open = new Set<string>();
  const server = createServer((incoming, response) => {
    const { method, url = "/", headers } = incoming;
    const name = `${method} ${new URL(url, target).pathname}`;
    if (method !== "OPTIONS") {
      requests.push(name);
      open.add(name);
    }
    const upstream = request(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    response.on("close", () => {
      open.delete(name);
      upstream.destroy();
    });
    incoming.pipe(upstream);
  });
  return { ...(await listen(server)), requests, open };
}
