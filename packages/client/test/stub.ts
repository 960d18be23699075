import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ClientOptions, ProficientClient } from "@proficient/client";
import { listen } from "@proficient/testing";

/** Starts a stub of the server. `respond` gets the number of the request, from 1. */
export async function startStub(
  respond: (request: IncomingMessage, response: ServerResponse, requestNumber: number) => void,
) {
  const requests: IncomingMessage[] = [];
  /** The bodies of the requests that have one, parsed. */
  const bodies: Record<string, unknown>[] = [];
  const server = await listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (body) bodies.push(JSON.parse(body));
      respond(request, response, requests.push(request));
    }),
  );
  const client = (options: Partial<ClientOptions> = {}) =>
    new ProficientClient({ apiKey: "pk_1", userExternalId: "alice", baseUrl: server.url, ...options });
  return { ...server, requests, bodies, client };
}

/** Sends a JSON response. */
export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
