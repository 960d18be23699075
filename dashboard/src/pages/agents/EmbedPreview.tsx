import { agentTheme, ENGLISH, type Theme } from "@proficient/react";
import { CircleQuestionMark, MessageCircle, Sparkles } from "lucide-react";
import { type CSSProperties, useState } from "react";
import { useMember } from "../../api/session";
import type { Agent, Project } from "../../api/types";
import { cx, ErrorNote, Loading } from "../../kit";
import { type AppearanceForm, distanceOf, hexOf, startersOf } from "../../shared/appearance/appearance";
import { ChatPane } from "../../shared/chat/ChatPane";
import { useOwnTestUser } from "../../shared/users/testUser";
import { useTheme } from "../../shell/theme";
import type { Layout } from "./embedSnippets";

const ICONS = { chat: MessageCircle, question: CircleQuestionMark, sparkles: Sparkles, avatar: MessageCircle } as const;

export interface EmbedPreviewProps {
  project: Project;
  agent: Agent;
  /** The appearance with unsaved changes. */
  form: AppearanceForm;
  layout: Layout;
}

/** The chat in a page, as it will look. It works: the member chats as their test user. */
export function EmbedPreview({ project, agent, form, layout }: EmbedPreviewProps) {
  const [isOpen, setOpen] = useState(true);
  const { data: user, error, refetch } = useOwnTestUser(project.id, useMember(), true);
  const theme = useFormTheme(form);
  const { avatar_url, logo_url } = agent.appearance;
  // The preview is smaller than a page, so that a large distance must not push the chat out of it.
  const place = {
    "--x": `min(${distanceOf(form.offset_x, 20)}px, 30%)`,
    "--y": `min(${distanceOf(form.offset_y, 20)}px, 10rem)`,
    ...theme.variables,
  } as CSSProperties;
  return (
    <section
      aria-label="Preview"
      style={place}
      className="relative flex h-[38rem] max-h-[calc(100dvh-7rem)] min-h-[26rem] flex-col overflow-hidden rounded-lg border bg-sunken shadow-lift"
    >
      <div aria-hidden className="flex flex-col gap-3 p-5">
        <span className="h-5 w-1/3 rounded bg-line" />
        <span className="h-3 w-4/5 rounded bg-line" />
        <span className="h-3 w-3/5 rounded bg-line" />
        <span className="h-24 w-full rounded bg-line" />
        <span className="h-3 w-2/3 rounded bg-line" />
      </div>
      <div
        className={cx(
          "absolute bottom-[calc(var(--y)+4.25rem)] w-[min(22rem,calc(100%-var(--x)-0.75rem))] overflow-hidden rounded-xl border shadow-float",
          form.side === "left" ? "left-(--x)" : "right-(--x)",
          isOpen ? "top-3" : "hidden",
        )}
      >
        {error ? (
          <ErrorNote error={error} title="Could not load the preview" onRetry={refetch} />
        ) : user ? (
          <ChatPane
            projectId={project.id}
            agentId={agent.id}
            user={user}
            version={JSON.stringify([agent.active, agent.display_name, avatar_url, logo_url])}
            look={{
              theme,
              layout,
              starters: startersOf(form),
              strings: {
                // What was saved must not show through a field that was cleared.
                welcome: form.welcome_title.trim() || ENGLISH.welcome,
                welcomeHint: form.welcome_text.trim() || ENGLISH.welcomeHint,
                feedbackQuestion: form.feedback_question.trim() || ENGLISH.feedbackQuestion,
              },
            }}
          />
        ) : (
          <Loading />
        )}
      </div>
      <Launcher form={form} avatarUrl={avatar_url} isOpen={isOpen} onClick={() => setOpen(!isOpen)} />
    </section>
  );
}

interface LauncherProps {
  form: AppearanceForm;
  avatarUrl: string | null | undefined;
  isOpen: boolean;
  onClick: () => void;
}

/** The button as the widget shows it (packages/widget/src/Launcher.tsx). */
function Launcher({ form, avatarUrl, isOpen, onClick }: LauncherProps) {
  const text = form.launcher_label.trim();
  const Icon = ICONS[form.launcher_icon];
  return (
    <button
      type="button"
      aria-label={text || "Chat"}
      aria-expanded={isOpen}
      onClick={onClick}
      className={cx(
        "absolute bottom-(--y) flex h-14 max-w-[calc(100%-var(--x))] min-w-14 items-center justify-center gap-2.5 rounded-full bg-(--pf-primary) font-semibold text-(--pf-on-primary) shadow-float",
        text && "pr-5 pl-4",
        form.side === "left" ? "left-(--x)" : "right-(--x)",
      )}
    >
      {form.launcher_icon === "avatar" && avatarUrl ? (
        <img src={avatarUrl} alt="" className={cx("rounded-full object-cover", text ? "size-9" : "size-14")} />
      ) : (
        <Icon aria-hidden size={24} className="shrink-0" />
      )}
      {text && <span className="truncate">{text}</span>}
    </button>
  );
}

/** Returns the theme; an automatic one follows the dashboard's. */
function useFormTheme(form: AppearanceForm): Theme {
  const current = useTheme();
  const colors = {
    accent: hexOf(form.accent),
    background: hexOf(form.background),
    text: hexOf(form.text),
    darkAccent: hexOf(form.dark_accent) ?? hexOf(form.accent),
    darkBackground: hexOf(form.dark_background),
    darkText: hexOf(form.dark_text),
  };
  // With a theme that is not automatic, it is a single one.
  return agentTheme({ theme: form.theme === "auto" ? current : form.theme, colors }) as Theme;
}
