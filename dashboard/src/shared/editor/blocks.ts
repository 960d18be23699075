/** Returns the innermost block that is still open at the end of a template. */
export function openBlock(text: string): string | null {
  const open: string[] = [];
  for (const [, mark, name = ""] of text.matchAll(/\{\{~?\s*([#/])\s*(\w+)/g)) {
    if (mark === "#") open.push(name);
    else open.pop();
  }
  return open.at(-1) ?? null;
}

/** Rewords the server's message about a template, naming the unclosed block. */
export function templateError(message: string, template: string): string {
  if (!/^(a block is not closed|this is not? .*tag)/.test(message)) return message;
  const block = openBlock(template);
  if (block) return `{{#${block}}} is not closed: {{/${block}}} is missing.`;
  return "This is not a valid Handlebars tag. Valid tags look like {{user.first_name}} or {{#if user.first_name}}…{{/if}}.";
}
