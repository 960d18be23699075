import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useAgent, useInteractions } from "../hooks/hooks.js";
import type { InteractionViewProps } from "../props.js";
import type { ConversationStore } from "../store/conversation.js";
import { ENGLISH, type Strings } from "../strings.js";
import { Conversation } from "./Conversation.js";
import { Header } from "./Header.js";
import { ProblemNote } from "./Problem.js";
import { Sidebar, Skeleton } from "./Sidebar.js";
import { useInert, useNarrow } from "./useDrawer.js";
import { useOnOpen } from "./useOnOpen.js";
import { useOpen } from "./useOpen.js";
import { useStyles } from "./useStyles.js";
import { VocabularyContext } from "./words.js";

type Given =
  | "agentId"
  | "layout"
  | "chatSectionHeight"
  | "headerSectionHeight"
  | "autoAsk"
  | "sendOnEnter"
  | "inputPlaceholder";

/** What the view takes, with its defaults filled in. */
type ChatProps = { [Name in Given]-?: NonNullable<InteractionViewProps[Name]> } & Pick<
  InteractionViewProps,
  "theme" | "strings" | "dir" | "headerAction" | "onOpen"
>;

/** The whole chat of one user. */
export function Chat(props: ChatProps): ReactNode {
  const { agentId, layout, chatSectionHeight, headerSectionHeight, autoAsk, theme } = props;
  const root = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const drafts = useRef(new WeakMap<ConversationStore, string>());
  useStyles(root);
  const isNarrow = useNarrow(root);
  const [isDrawn, setDrawn] = useState(false);
  const showsSide = !isNarrow || isDrawn;
  useInert(side, !showsSide);
  useInert(main, isNarrow && isDrawn);

  const agent = useAgent(agentId);
  const list = useInteractions(agentId);
  const { store, open } = useOpen(agentId, list, autoAsk);
  useOnOpen(store, props.onOpen);
  const strings: Strings = useMemo(() => ({ ...ENGLISH, ...props.strings }), [props.strings]);
  const name = agent.agent?.displayName || strings.agent;
  const vocabulary = useMemo(() => ({ strings, name }), [strings, name]);

  const isActive = agent.agent?.active ?? false;
  const problem = agent.problem ?? (list.status === "failed" ? list.problem : undefined);
  const toField = () => requestAnimationFrame(() => field.current?.focus());
  const close = () => {
    setDrawn(false);
    if (isNarrow) requestAnimationFrame(() => menu.current?.focus());
  };
  const begin = async () => {
    setDrawn(false);
    toField();
    // An empty one that is there already is as good as a new one.
    const empty = list.interactions.find((one) => !one.archived && one.name === "" && isUnused(one));
    if (empty) return open(empty.id);
    const created = await list.create().catch(() => undefined);
    // If that failed, it is begun with the first message, and what is wrong is said there.
    open(created?.interaction.id, created?.messages);
    toField();
  };
  const actions = {
    open: (id: string) => {
      setDrawn(false);
      open(id);
      if (isNarrow) toField();
    },
    rename: list.rename,
    archive: list.archive,
    remove: async (id: string) => {
      if (!(await list.remove(id))) return;
      if (store?.get().interactionId === id) open(list.interactions.find((one) => one.id !== id && !one.archived)?.id);
      side.current?.querySelector("button")?.focus();
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isNarrow && isDrawn) {
      event.stopPropagation();
      close();
    }
  };
  const height = chatSectionHeight === "fill" ? "100%" : headerSectionHeight + chatSectionHeight;
  return (
    <VocabularyContext.Provider value={vocabulary}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the drawer, wherever the focus is. */}
      <div
        ref={root}
        className={`pf-root pf-${layout} ${isNarrow ? "pf-narrow" : "pf-wide"} ${isDrawn ? "pf-drawn" : ""}`}
        style={{ ...theme?.variables, "--pf-header": `${headerSectionHeight}px`, height } as React.CSSProperties}
        dir={props.dir}
        onKeyDown={onKeyDown}
      >
        <aside ref={side} className="pf-side">
          <Sidebar
            list={problem ? { ...list, problem: undefined } : list}
            openId={store?.get().interactionId}
            canBegin={isActive && !problem}
            begin={begin}
            actions={actions}
          />
        </aside>
        {isNarrow && isDrawn && <div className="pf-shade" onClick={close} aria-hidden="true" />}
        <section ref={main} className="pf-main" aria-label={name}>
          <Header
            agent={agent}
            menu={isNarrow ? menu : undefined}
            openSide={() => {
              setDrawn(true);
              requestAnimationFrame(() => side.current?.querySelector("button")?.focus());
            }}
            action={props.headerAction}
          />
          {problem && (
            <div className="pf-scroll">
              <ProblemNote problem={problem}>
                <Retry again={() => Promise.all([agent.load(), list.load()])} label={strings.retry} />
              </ProblemNote>
            </div>
          )}
          {!problem && !(store && agent.agent) && <Skeleton label={strings.loading} />}
          {!problem && store && agent.agent && (
            <Conversation
              key={keyOf(store)}
              store={store}
              drafts={drafts.current}
              field={field}
              isActive={isActive}
              sendOnEnter={props.sendOnEnter}
              placeholder={props.inputPlaceholder}
              begin={begin}
            />
          )}
        </section>
      </div>
    </VocabularyContext.Provider>
  );
}

const Retry = ({ again, label }: { again(): void; label: string }): ReactNode => (
  <button type="button" className="pf-button" onClick={again}>
    {label}
  </button>
);

/** Nothing but a greeting is in it. */
const isUnused = (one: { totalMessageCount: number; initialTurn: string }) =>
  one.totalMessageCount <= (one.initialTurn === "agent" ? 1 : 0);

const keys = new WeakMap<ConversationStore, number>();
let count = 0;

/** Another conversation is another component: nothing of one is seen in the other. */
function keyOf(store: ConversationStore): number {
  const key = keys.get(store) ?? ++count;
  keys.set(store, key);
  return key;
}
