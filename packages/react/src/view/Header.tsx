import type { ReactNode, RefObject } from "react";
import type { AgentState } from "../store/agent.js";
import { IconButton } from "../ui/IconButton.js";
import { MenuIcon, PlusIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { AgentImage } from "./AgentImage.js";
import { useSlots } from "./slots.js";

/** The agent's name and description, with buttons for the conversations in narrow layouts. */
export function Header({
  agent: { agent },
  menu,
  openSidebar,
  canStart,
  startConversation,
  action,
}: {
  agent: AgentState;
  /** Present if the list of conversations covers the chat. */
  menu: RefObject<HTMLButtonElement | null> | undefined;
  openSidebar(): void;
  canStart: boolean;
  startConversation(): void;
  action: ReactNode;
}): ReactNode {
  const t = useTranslate();
  const name = agent ? agent.displayName || t("agent") : "";
  const { Header: Slot } = useSlots();
  const view = (
    <header className="pf-header">
      {menu && (
        <IconButton ref={menu} label={t("openSidebar")} onClick={openSidebar}>
          <MenuIcon />
        </IconButton>
      )}
      {agent && (
        <>
          <span className={`pf-avatar ${agent.active ? "pf-active" : ""}`} aria-hidden="true">
            <AgentImage url={agent.appearance?.avatarUrl} className="pf-avatar-image">
              {[...name][0]?.toUpperCase()}
            </AgentImage>
          </span>
          <div className="pf-title">
            <h2>
              <bdi>{name}</bdi>
            </h2>
            {agent.displayDescription && (
              <p title={agent.displayDescription}>
                <bdi>{agent.displayDescription}</bdi>
              </p>
            )}
          </div>
        </>
      )}
      {menu && (
        <IconButton label={t("newConversation")} onClick={startConversation} disabled={!canStart}>
          <PlusIcon />
        </IconButton>
      )}
      {action && <div className="pf-header-action">{action}</div>}
    </header>
  );
  return Slot ? <Slot agent={agent} openSidebar={menu && openSidebar} action={action} defaultView={view} /> : view;
}
