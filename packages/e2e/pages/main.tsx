// A page for the tests. It shows the whole chat or a single message.
import { InteractionView, type InteractionViewProps, MessageText, type Problem } from "@proficient/react";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** The props a test can set, as JSON. */
export interface ChatPageProps extends Omit<InteractionViewProps, "theme" | "headerAction" | "onOpen" | "onError"> {
  /** Default: what the component does without a theme. */
  scheme?: "light" | "dark";
  /** If set, `userHmac` is a function that fetches the hash from here. */
  hmacUrl?: string;
}

declare global {
  interface Window {
    show(props: ChatPageProps): void;
    showMessage(text: string): void;
    /** What `onError` was called with. */
    problems: Problem[];
  }
}

const root = createRoot(document.getElementById("root") as HTMLElement);
window.problems = [];

window.show = ({ scheme, hmacUrl, ...props }) => {
  document.documentElement.className = scheme === "light" ? "" : "dark";
  const hmac = hmacUrl ? { userHmac: async () => (await fetch(hmacUrl)).text() } : {};
  const view = (
    <StrictMode>
      <InteractionView {...props} {...hmac} theme={scheme} onError={(problem) => window.problems.push(problem)} />
    </StrictMode>
  );
  // Tests rely on the page being updated when this returns.
  flushSync(() => root.render(view));
};

window.showMessage = (text) => {
  root.render(
    <div style={{ width: 600 }}>
      <MessageText text={text} />
      <p id="after">after the message</p>
    </div>,
  );
};

const props = location.hash.slice(1);
if (props) window.show(JSON.parse(decodeURIComponent(props)) as ChatPageProps);
