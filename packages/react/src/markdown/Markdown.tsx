import { Component, memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { useWords } from "../view/words.js";
import { CodeBlock } from "./CodeBlock.js";
import { isExcessive, safeLink } from "./policy.js";
import { RemoteImage } from "./RemoteImage.js";

interface Element {
  tagName?: string;
  children?: Element[];
  value?: string;
  properties?: Record<string, unknown>;
}

const heading =
  (level: 3 | 4 | 5) =>
  ({ children }: { children?: ReactNode }): ReactNode => {
    const Tag = `h${level}` as const;
    return <Tag>{children}</Tag>;
  };

/** Every element is made here from its content alone: no attribute of a message's reaches the page unseen. */
const COMPONENTS: Components = {
  a: ({ href, children }) =>
    href ? (
      <a href={href} title={href} target="_blank" rel="noopener noreferrer">
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ src, alt }) => <RemoteImage src={typeof src === "string" ? src : ""} alt={alt ?? ""} />,
  pre: ({ node, children }) => {
    const name = (node as Element | undefined)?.children?.[0]?.properties?.className;
    const language = Array.isArray(name)
      ? String(name[0])
          .replace(/^language-/, "")
          .slice(0, 30)
      : "";
    return <CodeBlock language={language}>{children}</CodeBlock>;
  },
  code: ({ children }) => <code>{children}</code>,
  table: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it.
    <div className="pf-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <TaskMark done={checked === true} />,
  li: ({ children }) => <li>{children}</li>,
  ul: ({ children }) => <ul>{children}</ul>,
  section: ({ children }) => <section>{children}</section>,
  sup: ({ children }) => <sup>{children}</sup>,
  // The page has headings of its own above these.
  h1: heading(3),
  h2: heading(4),
  h3: heading(5),
  h4: heading(5),
  h5: heading(5),
  h6: heading(5),
};

function TaskMark({ done }: { done: boolean }): ReactNode {
  const words = useWords();
  return (
    <span className="pf-task" role="img" aria-label={words(done ? "taskDone" : "taskOpen")}>
      {done ? "☑" : "☐"}
    </span>
  );
}

const PLUGINS = [remarkGfm];
// Images have an address of their own to check.
const transform = (address: string, key: string) => (key === "src" ? address : safeLink(address));

/** A message. HTML in it is shown as text, never as HTML. */
export const Markdown = memo(function Markdown({ text }: { text: string }): ReactNode {
  if (isExcessive(text)) return <Plain text={text} />;
  return (
    <Fallback text={text}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={transform}>
        {text}
      </ReactMarkdown>
    </Fallback>
  );
});

const Plain = ({ text }: { text: string }) => <p className="pf-plain">{text}</p>;

/** A text that cannot be rendered as Markdown is shown as it is. */
class Fallback extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: { text: string }): void {
    if (this.state.failed && before.text !== this.props.text) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? <Plain text={this.props.text} /> : this.props.children;
  }
}
