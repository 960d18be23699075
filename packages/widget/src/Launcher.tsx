import { type ReactNode, type Ref, useState } from "react";

const ICONS = {
  chat: <path d="M3 4h14v10H9l-4 3.5V14H3z" />,
  question: <path d="M7 7.5a3 3 0 1 1 4.2 2.7c-.8.4-1.2.9-1.2 1.8v.5M10 15.5v.1" />,
  sparkles: (
    <path d="M8 3l1.4 4.1L13.5 8.5 9.4 9.9 8 14l-1.4-4.1L2.5 8.5l4.1-1.4zM15 12l.8 2.2L18 15l-2.2.8L15 18l-.8-2.2L12 15l2.2-.8z" />
  ),
};

/** The button that opens and closes the chat. */
export function Launcher({
  ref,
  name,
  text,
  icon = "chat",
  avatarUrl,
  isOpen,
  unread,
  onClick,
}: {
  ref: Ref<HTMLButtonElement>;
  /** Accessible name. */
  name: string;
  /** Shown beside the icon. */
  text: string | undefined;
  icon: keyof typeof ICONS | "avatar" | undefined;
  avatarUrl: string | undefined;
  isOpen: boolean;
  /** How many replies have arrived unseen. */
  unread: number;
  onClick(): void;
}): ReactNode {
  // An image that cannot be loaded, for example because the page's policy forbids it, is replaced by the icon.
  const [failedUrl, setFailedUrl] = useState<string>();
  const showsImage = icon === "avatar" && avatarUrl && avatarUrl !== failedUrl && !isOpen;
  return (
    <button
      ref={ref}
      type="button"
      className={text ? "launcher labelled" : "launcher"}
      aria-label={name}
      aria-expanded={isOpen}
      onClick={onClick}
    >
      {showsImage ? (
        <img src={avatarUrl} alt="" referrerPolicy="no-referrer" onError={() => setFailedUrl(avatarUrl)} />
      ) : (
        <svg viewBox="0 0 20 20" aria-hidden="true">
          {isOpen ? <path d="M5 8l5 5 5-5" /> : ICONS[icon === "avatar" ? "chat" : icon]}
        </svg>
      )}
      {text && <span>{text}</span>}
      {unread > 0 && (
        <span className="badge" aria-hidden="true">
          {unread > 9 ? "9+" : unread}
        </span>
      )}
    </button>
  );
}
