// A page that shows what a test wants: the whole chat, or one message.
import { createTheme, darkTheme, InteractionView, type InteractionViewProps, MessageText } from "@proficient/react";
import { StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";

/** What a test hands over: props as far as they are JSON. */
export interface Wish extends Omit<InteractionViewProps, "theme" | "headerAction" | "onOpen"> {
  light?: boolean;
  /** Where a function gets the hash. */
  hmacUrl?: string;
}

declare global {
  interface Window {
    show(wish: Wish): void;
    showMessage(text: string): void;
  }
}

const root = createRoot(document.getElementById("root") as HTMLElement);
const light = createTheme({ colors: { background: "#ffffff", primary: "#3457d5", text: "#1b2130" } });

window.show = ({ light: isLight, hmacUrl, ...props }) => {
  document.documentElement.className = isLight ? "" : "dark";
  const hmac = hmacUrl ? { userHmac: async () => (await fetch(hmacUrl)).text() } : {};
  const view = (
    <StrictMode>
      <InteractionView {...props} {...hmac} theme={isLight ? light : darkTheme} />
    </StrictMode>
  );
  // When this returns it is on the page.
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

const wish = location.hash.slice(1);
if (wish) window.show(JSON.parse(decodeURIComponent(wish)) as Wish);
