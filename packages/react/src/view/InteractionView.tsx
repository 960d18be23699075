import { type ReactNode, useEffect, useMemo, useState } from "react";
import { ProficientProvider } from "../hooks/ProficientProvider.js";
import { Chat } from "./Chat.js";
import { checkProps, type InteractionViewProps } from "./props.js";
import { SlotsContext } from "./slots.js";
import { useTheme } from "./useTheme.js";

/** A complete chat between a user and an agent. */
export function InteractionView(props: InteractionViewProps): ReactNode {
  checkProps(props);
  const { baseUrl, apiKey, agentId, userExternalId, userHmac, ...look } = props;
  const { layout = "casual", chatSectionHeight = 320, headerSectionHeight = 54 } = look;
  const { autoAsk = true, sendOnEnter = true } = look;
  const theme = useTheme(look.theme ?? "auto");
  const { renderMessage, components: { Message, Composer, Header, Empty } = {} } = look;
  const slots = useMemo(
    () => ({ Message, Composer, Header, Empty, renderMessage }),
    [Message, Composer, Header, Empty, renderMessage],
  );
  // Rendered on a server, this is only a placeholder of the right size.
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  if (!isMounted) {
    const height = chatSectionHeight === "fill" ? "100%" : headerSectionHeight + chatSectionHeight;
    return <div style={{ height, background: theme.colors.background }} />;
  }
  return (
    <ProficientProvider baseUrl={baseUrl} apiKey={apiKey} userExternalId={userExternalId} userHmac={userHmac}>
      <SlotsContext.Provider value={slots}>
        <Chat
          // Remount when the user changes, so that no state of the previous user remains.
          key={JSON.stringify([baseUrl, apiKey, agentId, userExternalId])}
          agentId={agentId}
          layout={layout}
          chatSectionHeight={chatSectionHeight}
          headerSectionHeight={headerSectionHeight}
          autoAsk={autoAsk}
          sendOnEnter={sendOnEnter}
          inputPlaceholder={look.inputPlaceholder}
          theme={look.theme}
          starters={look.starters}
          strings={look.strings}
          lang={look.lang}
          dir={look.dir}
          headerAction={look.headerAction}
          onOpen={look.onOpen}
          onError={look.onError}
          onMessage={look.onMessage}
          onReply={look.onReply}
          onFeedback={look.onFeedback}
          compose={look.compose}
          allowInactive={look.allowInactive}
        />
      </SlotsContext.Provider>
    </ProficientProvider>
  );
}
