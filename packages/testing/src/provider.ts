import { createServer, type ServerResponse } from "node:http";
import { type Listening, listen } from "./listen.js";

/** What a test wants the model to do. It is sent as the user's message, as JSON. */
export interface Script {
  /** The pieces of the reply. */
  say?: string[];
  /** Milliseconds before each piece. */
  pace?: number;
  /** Answer with this status instead. */
  status?: number;
  /** Break off after the last piece. */
  breakOff?: boolean;
}

/** The message that makes the model follow a script. */
export const script = (script: Script): string => JSON.stringify(script);

/** An OpenAI-compatible provider whose model does what the last message says, and repeats a message that is no script. */
export function startProvider(): Promise<Listening> {
  return listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (request.method !== "POST") {
        response.end(JSON.stringify({ object: "list", data: [{ id: "script", object: "model" }] }));
        return;
      }
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      await follow(parse(messages.at(-1)?.content ?? ""), response);
    }),
  );
}

function parse(content: string): Script {
  try {
    return JSON.parse(content) as Script;
  } catch {
    return { say: ["You said: ", content] };
  }
}

async function follow({ say = [], pace = 0, status, breakOff }: Script, response: ServerResponse): Promise<void> {
  if (status !== undefined) {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ error: { message: "as the script says" } }));
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (const content of say) {
    await new Promise((resolve) => setTimeout(resolve, pace));
    if (response.destroyed) return;
    send(response, { delta: { content }, finish_reason: null });
  }
  if (breakOff) {
    await new Promise((resolve) => setTimeout(resolve, 100)); // so that what was said arrives
    response.destroy();
    return;
  }
  send(response, { delta: {}, finish_reason: "stop" });
  response.end("data: [DONE]\n\n");
}

function send(response: ServerResponse, choice: object): void {
  const chunk = {
    id: "1",
    object: "chat.completion.chunk",
    created: 0,
    model: "script",
    choices: [{ index: 0, ...choice }],
  };
  response.write(`data: ${JSON.stringify(chunk)}\n\n`);
}
