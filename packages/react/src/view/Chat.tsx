import type { Appearance, Interaction } from "@proficient/client";
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useSession } from "../hooks/ProficientProvider.js";
import { useAgent } from "../hooks/useAgent.js";
import { useInteractions } from "../hooks/useInteractions.js";
import { useOnOpen } from "../hooks/useOnOpen.js";
import { useOpenConversation } from "../hooks/useOpenConversation.js";
import type { ConversationStore } from "../store/conversation.js";
import { sortByActivity } from "../store/interactions.js";
import { agentTheme } from "../theme/agentTheme.js";
import type { Strings } from "../ui/strings.js";
import { TranslationContext } from "../ui/translation.js";
import { Conversation } from "./Conversation.js";
import { draftsOf } from "./drafts.js";
import { Header } from "./Header.js";
import { OnErrorContext, ProblemNote } from "./ProblemNote.js";
import type { InteractionViewProps } from "./props.js";
import { useInert, useIsNarrow, useReportShown } from "./responsive.js";
import { Sidebar } from "./Sidebar.js";
import { Skeleton } from "./Skeleton.js";
import { useLanguage } from "./useLanguage.js";
import { useStyles } from "./useStyles.js";
import { useTheme } from "./useTheme.js";

type RequiredProps = "agentId" | "layout" | "chatSectionHeight" | "headerSectionHeight" | "autoAsk" | "sendOnEnter";

/** The props of `InteractionView` with defaults applied. */
type ChatProps = { [Name in RequiredProps]-?: NonNullable<InteractionViewProps[Name]> } & Pick<
  InteractionViewProps,
  | "theme"
  | "inputPlaceholder"
  | "strings"
  | "lang"
  | "starters"
  | "dir"
  | "headerAction"
  | "allowInactive"
  | "onOpen"
  | "onError"
  | "onMessage"
  | "onReply"
  | "onFeedback"
  | "compose"
>;

/** The whole chat: the list of conversations and the open one. */
export function Chat(props: ChatProps): ReactNode {
  const { agentId, layout, chatSectionHeight, headerSectionHeight, autoAsk } = props;
  const root = useRef<HTMLDivElement>(null);
  const side = useRef<HTMLElement>(null);
  const main = useRef<HTMLElement>(null);
  const menu = useRef<HTMLButtonElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  useStyles(root);
  const isNarrow = useIsNarrow(root);
  useReportShown(root, useSession());
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  useInert(side, isNarrow && !isDrawerOpen);
  useInert(main, isNarrow && isDrawerOpen);

  const agent = useAgent(agentId);
  const list = useInteractions(agentId);
  const { store, open, forget, newStore, getStore } = useOpenConversation(agentId, list, autoAsk, props);
  useOnOpen(store, props.onOpen);
  const appearance = agent.agent?.appearance;
  const { language, strings: builtIn, locale } = useLanguage(root, props.lang, appearance?.languages);
  const strings = useMemo(
    () => withAppearance(builtIn, appearance, props.strings),
    [builtIn, appearance, props.strings],
  );
  const theme = useTheme(useMemo(() => props.theme ?? agentTheme(appearance ?? {}), [appearance, props.theme]));
  const name = agent.agent?.displayName || strings.agent;
  const translation = useMemo(() => ({ strings, name, locale }), [strings, name, locale]);

  const isActive = agent.agent !== undefined && (agent.agent.active || props.allowInactive === true);
  const problem = agent.problem ?? (list.status === "failed" ? list.problem : undefined);
  const canStart = isActive && !problem;
  const focusField = () => requestAnimationFrame(() => field.current?.focus());
  const closeDrawer = () => {
    setDrawerOpen(false);
    if (isNarrow) requestAnimationFrame(() => menu.current?.focus());
  };
  // The list is polled, so the count of a conversation that has just started may be out of date. Its name is not.
  const isUnnamed = ({ id, name }: Interaction) => name === "" && !list.suggestedNames[id];
  const createOrReuse = async (): Promise<Parameters<typeof open>> => {
    // Return to a new conversation with an unsent message, or reuse an empty one.
    const unsent = newStore();
    if (unsent && (unsent.get().outgoing || draftsOf(unsent).message)) return [];
    const empty = list.interactions.find((one) => !one.archived && isUnnamed(one) && isUnused(one));
    if (empty) return [empty.id];
    const created = await list.create().catch(() => undefined);
    // If this failed, the first message tries again and shows the problem.
    return [created?.interaction.id, created?.messages];
  };
  const startConversation = async (text = "") => {
    setDrawerOpen(false);
    focusField();
    const found = await createOrReuse();
    const drafts = draftsOf(getStore(...found));
    drafts.message = [drafts.message, text].filter(Boolean).join("\n");
    open(...found);
    focusField();
  };
  const actions = {
    open: (id: string) => {
      setDrawerOpen(false);
      open(id);
      if (isNarrow) focusField();
    },
    rename: list.rename,
    archive: list.archive,
    remove: async (id: string) => {
      if (!(await list.remove(id))) return;
      forget(id);
      if (store?.get().interactionId === id)
        open(sortByActivity(list).find((one) => one.id !== id && !one.archived)?.id);
      side.current?.querySelector("button")?.focus();
    },
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isNarrow && isDrawerOpen) {
      event.stopPropagation();
      closeDrawer();
    }
  };
  const height = chatSectionHeight === "fill" ? "100%" : headerSectionHeight + chatSectionHeight;
  return (
    <TranslationContext.Provider value={translation}>
      <OnErrorContext.Provider value={props.onError}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the drawer wherever the focus is. */}
        <div
          ref={root}
          className={`pf-root pf-${layout} ${isNarrow ? "pf-narrow" : "pf-wide"} ${isDrawerOpen ? "pf-drawn" : ""}`}
          style={{ ...theme.variables, "--pf-header": `${headerSectionHeight}px`, height } as React.CSSProperties}
          dir={props.dir}
          lang={language}
          data-pf-lang=""
          onKeyDown={onKeyDown}
        >
          <aside ref={side} className="pf-side">
            <Sidebar
              list={problem ? { ...list, problem: undefined } : list}
              openId={store?.get().interactionId}
              canStart={canStart}
              startConversation={() => startConversation()}
              close={isNarrow ? closeDrawer : undefined}
              actions={actions}
            />
          </aside>
          <section ref={main} className="pf-main" aria-label={name}>
            <Header
              agent={agent}
              menu={isNarrow ? menu : undefined}
              openSidebar={() => {
                setDrawerOpen(true);
                requestAnimationFrame(() => side.current?.querySelector("button")?.focus());
              }}
              canStart={canStart}
              startConversation={() => startConversation()}
              action={props.headerAction}
            />
            {problem && (
              <div className="pf-scroll">
                <ProblemNote problem={problem}>
                  <button type="button" className="pf-button" onClick={() => Promise.all([agent.load(), list.load()])}>
                    {strings.retry}
                  </button>
                </ProblemNote>
              </div>
            )}
            {!problem && !(store && agent.agent) && <Skeleton label={strings.loading} />}
            {!problem && store && agent.agent && (
              <Conversation
                key={keyOf(store)}
                store={store}
                field={field}
                isActive={isActive}
                sendOnEnter={props.sendOnEnter}
                placeholder={props.inputPlaceholder ?? strings.placeholder}
                logoUrl={appearance?.logoUrl}
                starters={props.starters ?? appearance?.starters ?? NO_STARTERS}
                startConversation={startConversation}
                compose={props.compose}
              />
            )}
          </section>
        </div>
      </OnErrorContext.Provider>
    </TranslationContext.Provider>
  );
}

const NO_STARTERS: readonly string[] = [];

/** Returns the chat's strings: those of the host come before those of the agent's owner. */
function withAppearance(
  builtIn: Strings,
  appearance: Appearance | undefined,
  own: Partial<Strings> | undefined,
): Strings {
  const { welcomeTitle, welcomeText, feedbackQuestion } = appearance ?? {};
  return {
    ...builtIn,
    ...(feedbackQuestion && { feedbackQuestion }),
    ...(welcomeTitle && { welcome: welcomeTitle }),
    ...(welcomeText && { welcomeHint: welcomeText }),
    ...own,
  };
}

/** Returns whether an interaction has no messages besides a greeting. */
const isUnused = (one: { totalMessageCount: number; initialTurn: string }) =>
  one.totalMessageCount <= (one.initialTurn === "agent" ? 1 : 0);

const keys = new WeakMap<ConversationStore, number>();
let lastKey = 0;

/** Returns a React key per store, so that another conversation is another component and shares no state. */
function keyOf(store: ConversationStore): number {
  const key = keys.get(store) ?? ++lastKey;
  keys.set(store, key);
  return key;
}
