import type { ReactNode } from "react";
import { ChatIcon } from "../ui/icons.js";
import { useTranslate } from "../ui/translation.js";
import { AgentImage } from "./AgentImage.js";
import { useSlots } from "./slots.js";

/** What an empty conversation shows. */
export function Welcome({ logoUrl, send }: { logoUrl: string | undefined; send(text: string): void }): ReactNode {
  const t = useTranslate();
  const { Empty } = useSlots();
  const view = (
    <div className="pf-empty">
      <AgentImage url={logoUrl} className="pf-logo">
        <ChatIcon />
      </AgentImage>
      <p className="pf-empty-title">{t("welcome")}</p>
      <p className="pf-plain">{t("welcomeHint")}</p>
    </div>
  );
  return Empty ? <Empty send={send} defaultView={view} /> : view;
}

/** Messages to start a conversation with. A click sends one. */
export function Starters({ starters, send }: { starters: readonly string[]; send(text: string): void }): ReactNode {
  const t = useTranslate();
  if (starters.length === 0) return null;
  return (
    <ul className="pf-starters" aria-label={t("starters")}>
      {starters.map((starter) => (
        <li key={starter}>
          <button type="button" className="pf-button" dir="auto" onClick={() => send(starter)}>
            {starter}
          </button>
        </li>
      ))}
    </ul>
  );
}
