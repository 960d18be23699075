/** The innermost block that is still open at the end of a template. */
export function openBlock(text: string): string | null {
  const open: string[] = [];
  for (const [, mark, name = ""] of text.matchAll(/\{\{~?\s*([#/])\s*(\w+)/g)) {
    if (mark === "#") open.push(name);
    else open.pop();
  }
  return open.at(-1) ?? null;
}
