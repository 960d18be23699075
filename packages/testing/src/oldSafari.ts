import { parse } from "acorn";
import { full } from "acorn-walk";

/** Look-behinds are as old as ES2018, but Safari knows them from 16.4 on. */
const LOOK_BEHIND = /\(\?<[=!]/;

/**
 * Returns the syntax in a script that Safari 15.4 does not know, with its surroundings. That is ES2022 without static
 * blocks, and regular expressions without look-behinds, also in texts from which a script may create one.
 */
export function unknownToOldSafari(script: string): string[] {
  const found: string[] = [];
  const report = (what: string, at: number) => found.push(`${what}: ${script.slice(Math.max(0, at - 40), at + 60)}`);
  let tree: ReturnType<typeof parse>;
  try {
    tree = parse(script, { ecmaVersion: 2022, sourceType: "module", allowHashBang: true });
  } catch (error) {
    const { pos, message } = error as SyntaxError & { pos: number };
    report(message, pos);
    return found;
  }
  full(tree, (node) => {
    if (node.type === "StaticBlock") report("static block", node.start);
    if (node.type === "Literal" || node.type === "TemplateElement") {
      if (LOOK_BEHIND.test(script.slice(node.start, node.end))) report("look-behind", node.start);
    }
  });
  return found;
}
