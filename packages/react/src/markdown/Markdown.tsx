import type { Root } from "hast";
import { toJsxRuntime } from "hast-util-to-jsx-runtime";
import { Component, memo, type ReactNode, useEffect, useReducer, useRef } from "react";
import { Fragment, jsx, jsxs } from "react/jsx-runtime";
import { ELEMENTS } from "./elements.js";
import { GrowingMarkdown, type RenderedBlock } from "./growingMarkdown.js";
import { OpenContext } from "./openContext.js";

export interface MarkdownProps {
  text: string;
  /** Whether more text is expected. */
  isGrowing?: boolean;
}

/** Renders a message as Markdown. HTML in it is shown as text. */
export const Markdown = memo(function Markdown({ text, isGrowing = false }: MarkdownProps): ReactNode {
  return (
    <Fallback text={text}>
      <Blocks text={text} isGrowing={isGrowing} />
    </Fallback>
  );
});

function Blocks({ text, isGrowing }: Required<MarkdownProps>): ReactNode {
  const blocks = useBlocks(text, isGrowing);
  if (!blocks) return <PlainText text={text} />;
  const visible = blocks.filter(({ tree }) => tree.children.length > 0);
  const groups: ReactNode[] = [];
  for (let start = 0; start < visible.length; start += GROUP_SIZE) {
    groups.push(<Group key={start} blocks={visible.slice(start, start + GROUP_SIZE)} isFirst={start === 0} />);
  }
  return groups;
}

/** How many blocks are compared as one, so that a long message is not compared block by block with each piece. */
const GROUP_SIZE = 32;

interface GroupProps {
  blocks: readonly RenderedBlock[];
  isFirst: boolean;
}

const Group = memo(
  function Group({ blocks, isFirst }: GroupProps): ReactNode {
    return blocks.map(({ key, tree, isOpen }, index) => (
      <BlockView key={key} tree={tree} isOpen={isOpen} isFirst={isFirst && index === 0} />
    ));
  },
  (before, after) =>
    before.blocks.length === after.blocks.length &&
    before.blocks.every(({ tree, isOpen }, index) => {
      const block = after.blocks[index];
      return tree === block?.tree && isOpen === block.isOpen;
    }),
);

/** How long a message is parsed at a time while it grows, in milliseconds. */
const BUDGET = 6;

/** Returns the blocks of a text, or undefined if it is shown as it is. */
function useBlocks(text: string, isGrowing: boolean): RenderedBlock[] | undefined {
  const growing = useRef<GrowingMarkdown>(undefined);
  const [, renderAgain] = useReducer((count: number) => count + 1, 0);
  // A message that is complete from the start is shown at once.
  const hasGrown = useRef(isGrowing);
  growing.current ??= new GrowingMarkdown();
  const budget = hasGrown.current ? BUDGET : Number.POSITIVE_INFINITY;
  const isDone = growing.current.update(text, { isGrowing, budget });
  useEffect(() => {
    if (isDone) return;
    const timer = setTimeout(renderAgain);
    return () => clearTimeout(timer);
  });
  return growing.current.isExcessive ? undefined : growing.current.render();
}

/** A block is rendered again only if it has changed. */
const BlockView = memo(function BlockView({
  tree,
  isOpen,
  isFirst,
}: {
  tree: Root;
  isOpen: boolean;
  isFirst: boolean;
}): ReactNode {
  return (
    <OpenContext.Provider value={isOpen}>
      {!isFirst && "\n"}
      <Elements tree={tree} />
    </OpenContext.Provider>
  );
});

/** Apart from the above, so that a block that is no longer open is not rendered again. */
const Elements = memo(function Elements({ tree }: { tree: Root }): ReactNode {
  return toJsxRuntime(tree, { Fragment, jsx, jsxs, components: ELEMENTS, passNode: true });
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
