// A page for the tests. It shows the whole chat or a single message.
import { createTheme, darkTheme, InteractionView, type InteractionViewProps, MessageText } from "@proficient/react";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** The props a test can set, as JSON. */
export interface ChatPageProps extends Omit<InteractionViewProps, "theme" | "headerAction" | "onOpen" | "onError"> {
  light?: boolean;
  /** If set, `userHmac` is a function that fetches the hash from here. */
  hmacUrl?: string;
}

declare global {
  interface Window {
    show(props: ChatPageProps): void;
    showMessage(text: string): void;
  }
}

const root = createRoot(document.getElementById("root") as HTMLElement);
const lightTheme = createTheme({ colors: { background: "#ffffff", primary: "#3457d5", text: "#1b2130" } });

window.show = ({ light, hmacUrl, ...props }) => {
  document.documentElement.className = light ? "" : "dark";
  const hmac = hmacUrl ? { userHmac: async () => (await fetch(hmacUrl)).text() } : {};
  const view = (
    <StrictMode>
      <InteractionView {...props} {...hmac} theme={light ? lightTheme : darkTheme} />
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
