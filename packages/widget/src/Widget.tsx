import {
  type Appearance,
  type ComposeRequest,
  hasPendingReply,
  InteractionView,
  type Message,
  type Problem,
  useAppearance,
  useLanguage,
  useTheme,
} from "@proficient/react";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Launcher } from "./Launcher.js";
import { ProactiveMessage } from "./ProactiveMessage.js";
import { useProactiveMessage } from "./proactive.js";
import type { Identity, Settings } from "./settings.js";
import { themeOf } from "./theme.js";
import { useFocusManagement } from "./useFocusManagement.js";

/** The settings of a widget that runs. */
export type CompleteSettings = Settings & { apiKey: string; agentId: string; baseUrl: string };

export interface WidgetProps {
  settings: CompleteSettings;
  identity: Identity;
  isOpen: boolean;
  /** How many replies have arrived while the chat was closed. */
  unread: number;
  compose: ComposeRequest | undefined;
  setOpen(isOpen: boolean): void;
  /** Called when the button has appeared. */
  onReady(): void;
  onMessage(message: Message): void;
  onReply(reply: Message): void;
  onFeedback(reply: Message): void;
  onError(problem: Problem): void;
}

/** The launcher button and the chat panel it opens. */
export function Widget({
  settings,
  identity,
  isOpen,
  unread,
  compose,
  setOpen,
  onReady,
  ...callbacks
}: WidgetProps): ReactNode {
  const { baseUrl, apiKey, agentId, layout, autoAsk, sendOnEnter, inputPlaceholder, lang, dir } = settings;
  const connection = { baseUrl, apiKey, ...identity };
  const loaded = useAppearance(connection, agentId);
  const appearance = loaded ?? NOTHING_SET;
  const theme = useMemo(() => themeOf(settings, appearance), [settings, appearance]);
  const { variables } = useTheme(theme);
  const root = useRef<HTMLDivElement>(null);
  const { strings } = useLanguage(root, lang, appearance.languages);
  const name = settings.label || appearance.launcherLabel || strings.chat;
  const news = unread > 0 ? strings.unread.replace("{count}", String(unread)) : "";
  const launcher = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  // The chat loads when the panel is first opened, or if something is on its way that another page has sent. It stays
  // mounted afterwards.
  const [isMounted, setMounted] = useState(() => isOpen || hasPendingReply(connection, agentId));
  useEffect(() => {
    if (isOpen) setMounted(true);
  }, [isOpen]);
  useFocusManagement(isOpen, panel, launcher);
  const isReady = loaded !== undefined;
  useEffect(() => {
    if (isReady) onReady();
  }, [isReady]);
  const [proactiveMessage, dismissProactiveMessage] = useProactiveMessage(settings, isReady, isOpen);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !(isOpen || proactiveMessage)) return;
    event.preventDefault(); // a dialog of the page stays open
    if (isOpen) setOpen(false);
    else dismissProactiveMessage();
  };
  const closeButton = (
    <button
      type="button"
      className="close"
      aria-label={strings.close}
      title={strings.close}
      onClick={() => setOpen(false)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <path d="M5 5l10 10M15 5L5 15" />
      </svg>
    </button>
  );
  const { offsetX, offsetY } = appearance;
  const place = { "--x": `${offsetX ?? 20}px`, "--y": `${offsetY ?? 20}px` };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the panel wherever the focus is.
    <div
      ref={root}
      className={settings.side ?? appearance.side ?? "right"}
      style={{ ...variables, ...place } as React.CSSProperties}
      onKeyDown={onKeyDown}
    >
      <div ref={panel} className="panel" role="dialog" aria-label={name} hidden={!isOpen}>
        {(isOpen || isMounted) && (
          <InteractionView
            {...connection}
            {...callbacks}
            agentId={agentId}
            layout={layout}
            autoAsk={autoAsk}
            sendOnEnter={sendOnEnter}
            inputPlaceholder={inputPlaceholder}
            lang={lang}
            dir={dir}
            theme={theme}
            chatSectionHeight="fill"
            headerAction={closeButton}
            compose={compose}
          />
        )}
      </div>
      <div className="announcement" role="status">
        {proactiveMessage ?? news}
      </div>
      {proactiveMessage && !isOpen && (
        <ProactiveMessage
          text={proactiveMessage}
          closeLabel={strings.close}
          onOpen={() => setOpen(true)}
          onDismiss={() => {
            dismissProactiveMessage();
            launcher.current?.focus();
          }}
        />
      )}
      {loaded && (
        <Launcher
          ref={launcher}
          name={[name, news].filter(Boolean).join(", ")}
          text={appearance.launcherLabel && name}
          icon={appearance.launcherIcon}
          avatarUrl={appearance.avatarUrl && new URL(appearance.avatarUrl, baseUrl).href}
          isOpen={isOpen}
          unread={unread}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    </div>
  );
}

const NOTHING_SET: Appearance = {};
