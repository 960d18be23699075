import type { Nodes } from "hast";
import { type ReactNode, useContext, useEffect, useState } from "react";
import { CopyButton } from "../ui/CopyButton.js";
import { useTranslate } from "../ui/translation.js";
import { enqueue, loadHighlighter } from "./lazy.js";
import { OpenContext } from "./openContext.js";

/** Longer code is not highlighted, because that would block the page. */
const MAX_LENGTH = 20_000;
/** Only the beginning of what an agent calls the language is shown. */
const MAX_LANGUAGE_LENGTH = 30;

/** A code block with its language and a copy button. It is highlighted once it is complete. */
export function CodeBlock({ code, language }: { code: string; language: string }): ReactNode {
  const t = useTranslate();
  const isOpen = useContext(OpenContext);
  const tree = useHighlighted(code, isOpen ? "" : language);
  return (
    <div className="pf-code" dir="ltr">
      <div className="pf-code-head">
        <span>{language.slice(0, MAX_LANGUAGE_LENGTH)}</span>
        <CopyButton label={t("copyCode")} text={() => code} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard. */}
      <pre className="pf-scroll-x" tabIndex={0}>
        <code>{tree ? <Highlighted node={tree} /> : code}</code>
      </pre>
    </div>
  );
}

/** Returns the code as a tree, once that is ready. */
function useHighlighted(code: string, language: string): Nodes | undefined {
  const [result, setResult] = useState<{ tree: Nodes | undefined; code: string; language: string }>();
  useEffect(() => {
    if (!language || code.length > MAX_LENGTH) return;
    let cancel: (() => void) | undefined;
    let isGone = false;
    loadHighlighter().then(
      ({ highlight }) => {
        if (isGone) return;
        cancel = enqueue(() => setResult({ tree: highlight(code, language), code, language }));
      },
      // The code stays as it is.
      () => {},
    );
    return () => {
      isGone = true;
      cancel?.();
    };
  }, [code, language]);
  return result?.code === code && result.language === language ? result.tree : undefined;
}

/** Shows a tree of the highlighter: nothing but text, and spans with the highlighter's classes. */
function Highlighted({ node }: { node: Nodes }): ReactNode {
  if (node.type === "text") return node.value;
  if (node.type !== "element" && node.type !== "root") return null;
  // biome-ignore lint/suspicious/noArrayIndexKey: the tree of a code never changes.
  const children = node.children.map((child, index) => <Highlighted key={index} node={child} />);
  if (node.type === "root") return children;
  const { className } = node.properties;
  return <span className={Array.isArray(className) ? className.join(" ") : undefined}>{children}</span>;
}
