import type { Server as HttpServer } from "node:http";
import type { AddressInfo, Server } from "node:net";

/** A server on a free port of this machine. */
export interface Listening {
  port: number;
  url: string;
  close(): Promise<void>;
}

export async function listen(server: Server | HttpServer): Promise<Listening> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ("closeAllConnections" in server) server.closeAllConnections();
    });
  return { port, url: `http://127.0.0.1:${port}`, close };
}
