import { createTheme, type Theme } from "@proficient/react";
import { MessageCircle } from "lucide-react";
import { useState } from "react";
import { useMember } from "../../api/session";
import type { Agent, Project } from "../../api/types";
import { cx, ErrorNote, Loading } from "../../kit";
import { ChatPane } from "../../shared/chat/ChatPane";
import { useOwnTestUser } from "../../shared/users/testUser";
import { useTheme } from "../../shell/theme";
import type { Design } from "./embedSnippets";

/** The chat in a page, as it will look. It works: the member chats as their test user. */
export function EmbedPreview({ project, agent, design }: { project: Project; agent: Agent; design: Design }) {
  const [isOpen, setOpen] = useState(true);
  const { data: user, error, refetch } = useOwnTestUser(project.id, useMember(), true);
  const theme = useDesignTheme(design);
  const label = design.label || "Chat";
  return (
    <section
      aria-label="Preview"
      className="relative flex h-[34rem] flex-col overflow-hidden rounded-lg border bg-sunken shadow-lift"
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
          "absolute bottom-20 w-[min(22rem,calc(100%-1.5rem))] overflow-hidden rounded-xl border shadow-float",
          design.side === "left" ? "left-3" : "right-3",
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
            version={`${agent.active} ${agent.display_name}`}
            look={{
              theme,
              layout: design.layout,
              ...(design.welcome && { strings: { welcome: design.welcome } }),
            }}
          />
        ) : (
          <Loading />
        )}
      </div>
      <button
        type="button"
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        style={{ background: design.color }}
        className={cx(
          "absolute bottom-3 flex size-14 items-center justify-center rounded-full text-white shadow-float",
          design.side === "left" ? "left-3" : "right-3",
        )}
      >
        <MessageCircle aria-hidden size={24} />
      </button>
    </section>
  );
}

/** Returns the theme; an automatic one follows the dashboard's. */
function useDesignTheme({ color, scheme }: Design): Theme {
  const current = useTheme();
  return createTheme({ base: scheme === "auto" ? current : scheme, colors: { primary: color } });
}
