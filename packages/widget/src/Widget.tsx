import { type Appearance, InteractionView, useAppearance, useLanguage, useTheme } from "@proficient/react";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Launcher } from "./Launcher.js";
import { type Identity, type Settings, themeOf } from "./settings.js";

/** The launcher button and the chat panel it opens. */
export function Widget({
  settings,
  identity,
  isOpen,
  setOpen,
}: {
  settings: Settings;
  identity: Identity;
  isOpen: boolean;
  setOpen(isOpen: boolean): void;
}): ReactNode {
  const { isOpen: _, scheme: __, colors: ___, side: ____, label, ...view } = settings;
  const loaded = useAppearance({ ...settings, ...identity }, settings.agentId);
  const appearance = loaded ?? NOTHING_SET;
  const theme = useMemo(() => themeOf(settings, appearance), [settings, appearance]);
  const { variables } = useTheme(theme);
  const root = useRef<HTMLDivElement>(null);
  const { strings } = useLanguage(root, settings.lang, appearance.languages);
  const name = label || appearance.launcherLabel || strings.chat;
  const launcher = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  // The chat loads when the panel is first opened and stays mounted afterwards.
  const [wasOpened, setWasOpened] = useState(isOpen);
  useEffect(() => {
    if (isOpen) setWasOpened(true);
  }, [isOpen]);
  useFocusManagement(isOpen, panel, launcher);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && isOpen) setOpen(false);
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
        {(isOpen || wasOpened) && (
          <InteractionView {...view} {...identity} theme={theme} chatSectionHeight="fill" headerAction={closeButton} />
        )}
      </div>
      {loaded && (
        <Launcher
          ref={launcher}
          name={name}
          text={appearance.launcherLabel && name}
          icon={appearance.launcherIcon}
          avatarUrl={appearance.avatarUrl && new URL(appearance.avatarUrl, view.baseUrl).href}
          isOpen={isOpen}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    </div>
  );
}

const NOTHING_SET: Appearance = {};

/** Moves the focus into the panel when it opens, and back to the launcher when it closes. */
function useFocusManagement(
  isOpen: boolean,
  panel: React.RefObject<HTMLDivElement | null>,
  launcher: React.RefObject<HTMLButtonElement | null>,
): void {
  const previous = useRef(isOpen);
  useEffect(() => {
    if (previous.current === isOpen) return;
    previous.current = isOpen;
    if (!isOpen) {
      launcher.current?.focus();
      return;
    }
    // The field appears once the agent is loaded.
    const focusField = () => {
      const field = panel.current?.querySelector<HTMLElement>("textarea:not(:disabled)");
      field?.focus();
      return field !== null && field !== undefined;
    };
    if (focusField() || !panel.current) return;
    const observer = new MutationObserver(() => focusField() && observer.disconnect());
    observer.observe(panel.current, { childList: true, subtree: true });
    const timer = setTimeout(() => observer.disconnect(), 5_000);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [isOpen, panel, launcher]);
}
