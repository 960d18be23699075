import type { ReactNode, RefObject } from "react";
import type { AgentState } from "../store/agent.js";
import { IconButton } from "./IconButton.js";
import { MenuIcon } from "./icons.js";
import { useWords } from "./words.js";

/** Whom the user talks to. */
export function Header({
  agent: { agent },
  menu,
  openSide,
  action,
}: {
  agent: AgentState;
  /** Present if the list of conversations has to be opened. */
  menu: RefObject<HTMLButtonElement | null> | undefined;
  openSide(): void;
  action: ReactNode;
}): ReactNode {
  const words = useWords();
  const name = agent ? agent.displayName || words("agent") : "";
  return (
    <header className="pf-header">
      {menu && (
        <IconButton ref={menu} label={words("openSidebar")} onClick={openSide}>
          <MenuIcon />
        </IconButton>
      )}
      {agent && (
        <>
          <span className={`pf-avatar ${agent.active ? "pf-active" : ""}`} aria-hidden="true">
            {[...name][0]?.toUpperCase()}
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
      {action && <div className="pf-header-action">{action}</div>}
    </header>
  );
}
