import { Component, memo, type ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import { useTranslate } from "../ui/translation.js";
import { CodeBlock } from "./CodeBlock.js";
import { remarkGfm } from "./gfm.js";
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

/** Renders every element from its content alone, so that no attribute of a message reaches the page unchecked. */
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
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard.
    <div className="pf-table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
  input: ({ checked }) => <TaskMark done={checked === true} />,
  li: ({ children }) => <li>{children}</li>,
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

function TaskMark({ done }: { done: boolean }): ReactNode {
  const t = useTranslate();
  return (
    <span className="pf-task" role="img" aria-label={t(done ? "taskDone" : "taskOpen")}>
      {done ? "☑" : "☐"}
    </span>
  );
}

const PLUGINS = [remarkGfm];
// RemoteImage checks the URLs of images.
const transformUrl = (url: string, key: string) => (key === "src" ? url : safeLink(url));

/** Renders a message as Markdown. HTML in it is shown as text. */
export const Markdown = memo(function Markdown({ text }: { text: string }): ReactNode {
  if (isExcessive(text)) return <PlainText text={text} />;
  return (
    <Fallback text={text}>
      <ReactMarkdown remarkPlugins={PLUGINS} components={COMPONENTS} urlTransform={transformUrl}>
        {text}
      </ReactMarkdown>
    </Fallback>
  );
});

const PlainText = ({ text }: { text: string }) => <p className="pf-plain">{text}</p>;

/** Shows the plain text if rendering it as Markdown fails. */
class Fallback extends Component<{ text: string; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidUpdate(before: { text: string }): void {
    if (this.state.failed && before.text !== this.props.text) this.setState({ failed: false });
  }

  override render(): ReactNode {
    return this.state.failed ? <PlainText text={this.props.text} /> : this.props.children;
  }
}
