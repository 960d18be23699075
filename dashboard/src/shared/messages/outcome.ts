import type { MonitoredMessage, ProviderError } from "../../api/types";

/** Says in words why a reply ended early; `null` if it did not. */
export function cutReason({ status, finish_reason, content }: MonitoredMessage): string | null {
  if (status === "cancelled")
    return content ? "Stopped by the user. The text so far was kept." : "Stopped by the user before the first word.";
  if (finish_reason === "length") return "Cut off: the reply reached its limit of tokens.";
  if (finish_reason === "content_filter")
    return "Cut off: the provider’s content filter ended the reply, or the model refused to answer.";
  return null;
}

/** "house answered 500: The engine is overloaded" */
export function providerSaid({ model, status, message }: ProviderError): string {
  const connection = connectionOf(model);
  if (status !== null) return `${connection} answered ${status}${message ? `: ${message}` : "."}`;
  return `${connection}: ${message}`;
}

/** Returns the connection of a model's full name. */
export function connectionOf(model: string): string {
  return model.slice(0, Math.max(0, model.indexOf("."))) || model;
}

/** Returns the message of an excerpt without Markdown's marks. */
export function plainExcerpt(markdown: string, length: number): string {
  return markdown
    .slice(0, length * 4)
    .replace(/```[^\n]*\n?/g, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, "$1")
    .replace(/^\s{0,3}(#{1,6}|>|[-*+]|\d{1,3}[.)])\s+/gm, "")
    .replace(/(\*\*|__)(?=\S)([^\n]*?\S)\1/g, "$2")
    .replace(/(^|[^\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/g, "$1$2")
    .replace(/`([^`\n]+)`/g, "$1")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, length);
}
