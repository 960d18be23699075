import { type ReactNode, type RefObject, useRef, useState } from "react";
import { useConversation } from "../hooks/hooks.js";
import type { ConversationStore } from "../store/conversation.js";
import { Announcer } from "./Announcer.js";
import { Composer } from "./Composer.js";
import { IconButton } from "./IconButton.js";
import { ChatIcon, DownArrowIcon } from "./icons.js";
import { MessageList } from "./MessageList.js";
import { ProblemNote } from "./Problem.js";
import { Skeleton } from "./Sidebar.js";
import { useScrolling } from "./useScrolling.js";
import { useWords } from "./words.js";

export interface ConversationProps {
  store: ConversationStore;
  /** What was typed and not sent, kept while other conversations are looked at. */
  drafts: WeakMap<ConversationStore, string>;
  field: RefObject<HTMLTextAreaElement | null>;
  isActive: boolean;
  sendOnEnter: boolean;
  placeholder: string;
  begin(): void;
}

/** One conversation and where the user writes. */
export function Conversation({
  store,
  drafts,
  field,
  isActive,
  sendOnEnter,
  placeholder,
  begin,
}: ConversationProps): ReactNode {
  const words = useWords();
  const conversation = useConversation(store);
  const [text, setText] = useState(drafts.get(store) ?? "");
  const [box, content] = [useRef<HTMLElement>(null), useRef<HTMLDivElement>(null)];
  const { isAtEnd, toEnd, onScroll } = useScrolling(box, content);
  const { status, path, writing, asking, outgoing, problem } = conversation;
  const write = (next: string) => {
    drafts.set(store, next);
    setText(next);
  };
  const isBusy = writing !== undefined || asking !== undefined || (outgoing !== undefined && !outgoing.problem);
  const send = () => {
    write("");
    toEnd();
    conversation.send(text);
  };
  const takeBack = () => {
    const back = conversation.takeBack();
    write(text ? `${back}\n${text}` : back);
    field.current?.focus();
  };
  const isEmpty = status === "ready" && path.length === 0 && !outgoing;
  return (
    <>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it. */}
      <section className="pf-scroll" ref={box} onScroll={onScroll} tabIndex={0} aria-label={words("messages")}>
        {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above. */}
        <div className="pf-scrolled" ref={content}>
          {status === "loading" && <Skeleton label={words("loading")} />}
          {status === "failed" && problem && (
            <ProblemNote problem={problem} lead={words("notLoaded")}>
              <button type="button" className="pf-button" onClick={conversation.load}>
                {words("retry")}
              </button>
            </ProblemNote>
          )}
          {status === "gone" && (
            <div className="pf-empty">
              <p>{words("conversationGone")}</p>
              <button type="button" className="pf-button" onClick={begin} disabled={!isActive}>
                {words("startHere")}
              </button>
            </div>
          )}
          {isEmpty && isActive && <Welcome />}
          {status === "ready" && (
            <MessageList
              box={box}
              conversation={conversation}
              canAct={isActive && !isBusy}
              sendOnEnter={sendOnEnter}
              takeBack={takeBack}
            />
          )}
        </div>
      </section>
      <Announcer conversation={conversation} />
      <div className="pf-foot">
        {!isAtEnd && (
          <IconButton className="pf-down" label={words("newest")} onClick={toEnd}>
            <DownArrowIcon />
          </IconButton>
        )}
        {!isActive && <p className="pf-inactive">{words("inactive")}</p>}
        <Composer
          field={field}
          text={text}
          setText={write}
          send={send}
          stop={writing && (() => conversation.stop(writing.id))}
          isBusy={isBusy || outgoing !== undefined}
          disabled={!isActive || status !== "ready"}
          sendOnEnter={sendOnEnter}
          placeholder={placeholder}
        />
      </div>
    </>
  );
}

function Welcome(): ReactNode {
  const words = useWords();
  return (
    <div className="pf-empty">
      <ChatIcon />
      <p className="pf-empty-title">{words("welcome")}</p>
      <p>{words("welcomeHint")}</p>
    </div>
  );
}
