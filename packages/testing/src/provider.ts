import { createServer, type ServerResponse } from "node:http";
import { type ListeningServer, listen } from "./listen.js";

/** What the model does. A test sends it as JSON in the user's message. */
export interface Script {
  /** The chunks of what the model thinks before it replies. */
  think?: string[];
  /** The chunks of the reply. */
  say?: string[];
  /** How many times it says that. Default: once. */
  repeat?: number;
  /** Delay before each chunk in milliseconds. */
  pace?: number;
  /** Why the reply ends. Default: `stop`. */
  finish?: "stop" | "length" | "content_filter";
  /** Respond with this HTTP status instead. */
  status?: number;
  /** Drop the connection after the last chunk. */
  breakOff?: boolean;
}

/** Returns the message that makes the model follow a script. */
export const script = (script: Script): string => JSON.stringify(script);

/** Starts an OpenAI-compatible provider. Its model follows the script in the last message, and echoes any other message. */
export function startProvider(): Promise<ListeningServer> {
  return listen(
    createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (request.method !== "POST") {
        response.end(JSON.stringify({ object: "list", data: [{ id: "script", object: "model" }] }));
        return;
      }
      const { messages } = JSON.parse(body) as { messages: { content: string }[] };
      await run(parseScript(messages.at(-1)?.content ?? ""), response);
    }),
  );
}

function parseScript(content: string): Script {
  try {
    return JSON.parse(content) as Script;
  } catch {
    return { say: ["You said: ", content] };
  }
}

async function run(
  { think = [], say = [], repeat = 1, pace = 0, finish = "stop", status, breakOff }: Script,
  response: ServerResponse,
): Promise<void> {
  if (status !== undefined) {
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ error: { message: "scripted failure" } }));
    return;
  }
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  const deltas = [
    ...think.map((text) => ({ reasoning_content: text })),
    ...Array(repeat)
      .fill(say)
      .flat()
      .map((content: string) => ({ content })),
  ];
  for (const delta of deltas) {
    await new Promise((resolve) => setTimeout(resolve, pace));
    if (response.destroyed) return;
    send(response, { delta, finish_reason: null });
  }
  if (breakOff) {
    await new Promise((resolve) => setTimeout(resolve, 100)); // let the chunks arrive first
    response.destroy();
    return;
  }
  send(response, { delta: {}, finish_reason: finish });
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
