// A page for the tests. It shows the whole chat or a single message.
import {
  type ComposerSlotProps,
  type EmptySlotProps,
  type HeaderSlotProps,
  InteractionView,
  type InteractionViewProps,
  type MessageSlotProps,
  MessageText,
  type Problem,
} from "@proficient/react";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** The props a test can set, as JSON. */
export interface ChatPageProps
  extends Omit<InteractionViewProps, "theme" | "headerAction" | "onOpen" | "onError" | "components" | "renderMessage"> {
  /** Default: what the component does without a theme. */
  scheme?: "light" | "dark";
  /** If set, `userHmac` is a function that fetches the hash from here. */
  hmacUrl?: string;
  /** Whether parts of the chat are replaced by those below. */
  replaced?: boolean;
}

/** Parts that take the place of the chat's. */
const COMPONENTS = {
  Message: ({ message, defaultView, ...actions }: MessageSlotProps) => (
    <article aria-label={`${message.sentBy}: ${actions.isWriting ? "writing" : message.status}`}>
      {defaultView}
      <button type="button" onClick={actions.edit}>
        Change
      </button>
      <button type="button" onClick={actions.ask}>
        Once more
      </button>
      <button type="button" onClick={() => actions.rate("up")}>
        Thanks
      </button>
    </article>
  ),
  Composer: ({ text, setText, send, canSend, stop, disabled, placeholder, field }: ComposerSlotProps) => (
    <div>
      <textarea
        ref={field}
        aria-label="Own field"
        value={text}
        disabled={disabled}
        placeholder={placeholder}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="button" onClick={stop ?? send} disabled={!stop && !canSend}>
        {stop ? "Halt" : "Go"}
      </button>
    </div>
  ),
  Header: ({ agent, openSidebar, action }: HeaderSlotProps) => (
    <header>
      {openSidebar && (
        <button type="button" onClick={openSidebar}>
          All conversations
        </button>
      )}
      <h2>Own header of {agent?.displayName}</h2>
      {action}
    </header>
  ),
  Empty: ({ send, defaultView }: EmptySlotProps) => (
    <div>
      {defaultView}
      <button type="button" onClick={() => send("Hello from the empty chat")}>
        Say hello
      </button>
    </div>
  ),
};
const renderMessage: InteractionViewProps["renderMessage"] = (message, defaultView) =>
  message.content.startsWith("card:") ? <b>A card for {message.content.slice(5)}</b> : defaultView;

declare global {
  interface Window {
    show(props: ChatPageProps): void;
    showMessage(text: string, isGrowing?: boolean): void;
    /** What `onError` was called with. */
    problems: Problem[];
  }
}

const root = createRoot(document.getElementById("root") as HTMLElement);
window.problems = [];

window.show = ({ scheme, hmacUrl, replaced, ...props }) => {
  document.documentElement.className = scheme === "light" ? "" : "dark";
  const hmac = hmacUrl ? { userHmac: async () => (await fetch(hmacUrl)).text() } : {};
  const parts = replaced ? { components: COMPONENTS, renderMessage } : {};
  const onError = (problem: Problem) => window.problems.push(problem);
  const view = (
    <StrictMode>
      <InteractionView {...props} {...hmac} {...parts} theme={scheme} onError={onError} />
    </StrictMode>
  );
  // Tests rely on the page being updated when this returns.
  flushSync(() => root.render(view));
};

window.showMessage = (text, isGrowing = false) => {
  root.render(
    <div style={{ width: 600 }}>
      <MessageText text={text} isGrowing={isGrowing} />
      <p id="after">after the message</p>
    </div>,
  );
};

const props = location.hash.slice(1);
if (props) window.show(JSON.parse(decodeURIComponent(props)) as ChatPageProps);
