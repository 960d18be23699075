import { type ReactNode, useEffect, useState } from "react";
import { ProficientProvider } from "./hooks/provider.js";
import { checkProps, type InteractionViewProps } from "./props.js";
import { darkTheme } from "./theme/theme.js";
import { Chat } from "./view/Chat.js";

/** A chat of one user with one agent. */
export function InteractionView(props: InteractionViewProps): ReactNode {
  checkProps(props);
  const { baseUrl, apiKey, agentId, userExternalId, userHmac, ...look } = props;
  const { layout = "casual", chatSectionHeight = 320, headerSectionHeight = 54, theme = darkTheme } = look;
  const { autoAsk = true, sendOnEnter = true, inputPlaceholder = "Type something..." } = look;
  // There is nothing to show before it is in a browser; the place is kept.
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  if (!isMounted) {
    const height = chatSectionHeight === "fill" ? "100%" : headerSectionHeight + chatSectionHeight;
    return <div style={{ height, background: theme.colors.background }} />;
  }
  return (
    <ProficientProvider baseUrl={baseUrl} apiKey={apiKey} userExternalId={userExternalId} userHmac={userHmac}>
      <Chat
        // Nothing of one user is seen by another.
        key={JSON.stringify([baseUrl, apiKey, agentId, userExternalId])}
        agentId={agentId}
        layout={layout}
        chatSectionHeight={chatSectionHeight}
        headerSectionHeight={headerSectionHeight}
        autoAsk={autoAsk}
        sendOnEnter={sendOnEnter}
        inputPlaceholder={inputPlaceholder}
        theme={theme}
        strings={look.strings}
        dir={look.dir}
        headerAction={look.headerAction}
        onOpen={look.onOpen}
      />
    </ProficientProvider>
  );
}
