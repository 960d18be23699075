import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** A server listening on a free local port. */
export interface ListeningServer {
  port: number;
  url: string;
  close(): Promise<void>;
}

/** Starts a server on a free local port. */
export async function listen(server: Server | HttpServer): Promise<ListeningServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  return { port, url: `http://127.0.0.1:${port}`, close };
}
