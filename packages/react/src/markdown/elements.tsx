// How each element of a message is rendered: from its content alone, so that no attribute of a message reaches the page
// unchecked.
import type { Element } from "hast";
import type { Components } from "hast-util-to-jsx-runtime";
import type { ReactNode } from "react";
import { CodeBlock } from "./CodeBlock.js";
import { Formula } from "./Formula.js";
import { safeLink } from "./policy.js";
import { RemoteImage } from "./RemoteImage.js";
import { ScrollBox } from "./ScrollBox.js";

const heading =
  (level: 3 | 4 | 5) =>
  ({ children }: { children?: ReactNode }): ReactNode => {
    const Tag = `h${level}` as const;
    return <Tag>{children}</Tag>;
  };

function Link({ href, children }: { href?: string | undefined; children?: ReactNode }): ReactNode {
  const url = safeLink(href ?? "");
  if (!url) return <span>{children}</span>;
  return (
    <a href={url} title={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

const KNOWN: Partial<Components> = {
  a: Link,
  img: ({ src, alt }) => <RemoteImage src={typeof src === "string" ? src : ""} alt={alt ?? ""} />,
  pre: ({ node }) => {
    const code = node?.children[0];
    if (code?.type !== "element") return null;
    const { className } = code.properties;
    const language = Array.isArray(className) ? String(className[0]).replace(/^language-/, "") : "";
    return <CodeBlock code={textOf(code)} language={language} />;
  },
  code: ({ children }) => <code>{children}</code>,
  table: ({ children }) => (
    <ScrollBox className="pf-table">
      <table>{children}</table>
    </ScrollBox>
  ),
  input: ({ checked }) => <input type="checkbox" disabled checked={checked === true} />,
  // biome-ignore lint/a11y/noLabelWithoutControl: the box is among the children.
  label: ({ children }) => <label>{children}</label>,
  li: ({ node, children }) => <li className={node?.properties.className ? "pf-task" : undefined}>{children}</li>,
  ul: ({ children }) => <ul>{children}</ul>,
  section: ({ children }) => <section>{children}</section>,
  sup: ({ children }) => <sup>{children}</sup>,
  // The page and the chat have headings above these levels.
  h1: heading(3),
  h2: heading(4),
  h3: heading(5),
  h4: heading(5),
  h5: heading(5),
  h6: heading(5),
};

const FormulaElement = ({ node }: { node: Element }): ReactNode =>
  node.data?.formula && <Formula {...node.data.formula} source={textOf(node)} />;

/** The components by the name of the element. `formula` is an element of this package's own trees. */
export const ELEMENTS = { ...KNOWN, formula: FormulaElement } as Partial<Components>;

const textOf = ({ children: [child] }: Element): string => (child?.type === "text" ? child.value : "");
