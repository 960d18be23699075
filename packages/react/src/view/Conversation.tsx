import { type ReactNode, type RefObject, useRef, useState } from "react";
import { useConversation } from "../hooks/useInteraction.js";
import type { ConversationStore } from "../store/conversation.js";
import { IconButton } from "../ui/IconButton.js";
import { ArrowDownIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { Announcer } from "./Announcer.js";
import { Composer } from "./Composer.js";
import { type ComposeRequest, useComposeRequest } from "./composeRequest.js";
import { DraftsContext, draftsOf } from "./drafts.js";
import { MessageList } from "./MessageList.js";
import { ProblemNote } from "./ProblemNote.js";
import { Skeleton } from "./Skeleton.js";
import { excessCharacters } from "./textField.js";
import { useStickToBottom } from "./useStickToBottom.js";
import { Starters, Welcome } from "./Welcome.js";

export interface ConversationProps {
  store: ConversationStore;
  field: RefObject<HTMLTextAreaElement | null>;
  isActive: boolean;
  sendOnEnter: boolean;
  placeholder: string;
  logoUrl: string | undefined;
  starters: readonly string[];
  /** Starts another conversation with a text in its message field. */
  startConversation(text: string): void;
  compose: ComposeRequest | undefined;
}

/** The open conversation: its messages and the composer. */
export function Conversation({
  store,
  field,
  isActive,
  sendOnEnter,
  placeholder,
  logoUrl,
  starters,
  startConversation,
  compose,
}: ConversationProps): ReactNode {
  const t = useTranslate();
  const conversation = useConversation(store);
  const drafts = draftsOf(store);
  const [text, setText] = useState(drafts.message);
  const [box, content] = [useRef<HTMLElement>(null), useRef<HTMLDivElement>(null)];
  const { isAtEnd, scrollToEnd, handlers } = useStickToBottom(box, content);
  const { status, path, writing, asking, outgoing, problem } = conversation;
  const setDraft = (draft: string) => {
    drafts.message = draft;
    setText(draft);
  };
  const isBusy = writing !== undefined || asking !== undefined || (outgoing !== undefined && !outgoing.problem);
  const send = (content: string) => {
    scrollToEnd();
    conversation.send(content);
  };
  const editUnsent = () => {
    const unsent = conversation.takeBack();
    setDraft(text ? `${unsent}\n${text}` : unsent);
    field.current?.focus();
  };
  const continueElsewhere = () => {
    const unsent = conversation.takeBack();
    setDraft("");
    startConversation([unsent, text].filter(Boolean).join("\n"));
  };
  useComposeRequest(compose, status === "ready", (request) => {
    const canSend = isActive && !isBusy && !outgoing && excessCharacters(request.text) === 0;
    if (request.send && canSend) send(request.text);
    else if (text !== request.text) setDraft([text, request.text].filter(Boolean).join("\n"));
  });
  const isEmpty = status === "ready" && path.length === 0 && !outgoing;
  const isUnused = status === "ready" && !outgoing && path.every(({ message }) => message.sentBy === "agent");
  return (
    <>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard. */}
      <section className="pf-scroll" ref={box} {...handlers} tabIndex={0} aria-label={t("messages")}>
        {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above. */}
        <div className="pf-scrolled" ref={content}>
          {status === "loading" && <Skeleton label={t("loading")} />}
          {status === "failed" && problem && (
            <ProblemNote problem={problem} lead={t("notLoaded")}>
              <button type="button" className="pf-button" onClick={conversation.load}>
                {t("retry")}
              </button>
            </ProblemNote>
          )}
          {status === "gone" && (
            <div className="pf-empty">
              <p>{t("conversationGone")}</p>
              {outgoing && (
                <blockquote className="pf-plain" dir="auto">
                  {outgoing.content}
                </blockquote>
              )}
              <button type="button" className="pf-button" onClick={continueElsewhere} disabled={!isActive}>
                {t("startHere")}
              </button>
            </div>
          )}
          {isEmpty && isActive && <Welcome logoUrl={logoUrl} send={send} />}
          {status === "ready" && (
            <DraftsContext.Provider value={drafts}>
              <MessageList
                box={box}
                conversation={conversation}
                canAct={isActive && !isBusy}
                sendOnEnter={sendOnEnter}
                editUnsent={editUnsent}
              />
            </DraftsContext.Provider>
          )}
          {isUnused && isActive && !isBusy && <Starters starters={starters} send={send} />}
        </div>
      </section>
      <Announcer conversation={conversation} />
      <div className="pf-foot">
        {!isAtEnd && (
          <IconButton className="pf-down" label={t("newest")} onClick={scrollToEnd}>
            <ArrowDownIcon />
          </IconButton>
        )}
        {!isActive && <p className="pf-inactive">{t("inactive")}</p>}
        <Composer
          field={field}
          text={text}
          setText={setDraft}
          send={() => {
            setDraft("");
            send(text);
          }}
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
