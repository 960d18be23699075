import { useEffect, useState } from "react";
import type { AgentRow, Project, User } from "../../api/types";
import { Button, cx, ErrorNote, Loading, Note, SkeletonLines } from "../../kit";
import { ActivateButton } from "../../shared/agents/ActivateButton";
import { ChatPane } from "../../shared/chat/ChatPane";
import { ConfigForm } from "../../shared/config/ConfigForm";
import { changeOf, editable } from "../../shared/config/change";
import { LeaveDialog } from "../../shared/config/LeaveDialog";
import { SaveBar } from "../../shared/config/SaveBar";
import { useConfig } from "../../shared/config/useConfig";
import { userName } from "../../shared/users/user";
import { DraftBanner } from "./DraftBanner";
import { Inspector } from "./Inspector";
import type { PlaygroundSearch } from "./search";
import { useDraft } from "./useDraft";
import { useWide } from "./useWide";

export interface PlaygroundPanelsProps {
  project: Project;
  agent: AgentRow;
  /** Undefined while loading. */
  user: User | undefined;
  /** Replies should use the unsaved configuration. */
  useDraftConfig: boolean;
  go: (change: PlaygroundSearch, replace?: boolean) => void;
}

type Panel = "chat" | "configuration" | "requests";

/** The chat beside the configuration or the requests; on phones, one of the three. */
export function PlaygroundPanels({ project, agent, user, useDraftConfig, go }: PlaygroundPanelsProps) {
  const wide = useWide();
  const [selected, setSelected] = useState<Panel>("chat");
  const [interaction, setInteraction] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the conversation belongs to the previous user
  useEffect(() => setInteraction(undefined), [user?.id]);
  const { query, editing } = useConfig(project.id, agent.id);
  const unsaved = editing !== null && editing.changes.length > 0;
  const isDraftActive = useDraftConfig && unsaved;
  const change = isDraftActive ? changeOf(editable(editing.base), editing.config) : null;
  const draft = useDraft(project.id, agent.id, editing ? user?.id : undefined, change);
  const panel = wide && selected === "chat" ? "configuration" : selected;
  const panels: [Panel, string][] = [
    ...(wide ? [] : [["chat", "Chat"] as [Panel, string]]),
    ["configuration", "Configuration"],
    ["requests", "Requests"],
  ];
  const switcher = (
    <fieldset aria-label="Panel" className="mb-2 flex rounded-lg border bg-sunken p-0.5 sm:mb-3">
      {panels.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={panel === value}
          onClick={() => setSelected(value)}
          className={cx(
            "control flex-1 rounded-md px-2 text-sm font-medium",
            panel === value ? "bg-accent-wash text-accent-text" : "text-soft hover:text-text",
          )}
        >
          {label}
          {value === "configuration" && unsaved && <span className="ml-1 text-warn">•</span>}
        </button>
      ))}
    </fieldset>
  );
  return (
    <>
      {!agent.active && (
        <Note className="mb-3">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <p className="min-w-0 flex-1 basis-56">Only test users can talk to this agent until you activate it.</p>
            <ActivateButton project={project} agent={agent} />
          </div>
        </Note>
      )}
      {isDraftActive && user && (
        <DraftBanner
          draft={draft}
          name={userName(user)}
          onStop={() => go({ draft: undefined }, true)}
          onSave={() => {
            setSelected("configuration");
            void editing.save();
          }}
          saving={editing.saving}
        />
      )}
      {!wide && switcher}
      <div
        className={cx(
          "lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(22rem,32rem)] lg:gap-5",
          // Fills the window below the page header.
          isDraftActive || !agent.active
            ? "lg:h-[max(28rem,calc(100dvh-18.5rem))]"
            : "lg:h-[max(28rem,calc(100dvh-12.25rem))]",
        )}
      >
        <section
          aria-label="Chat"
          className={cx(
            "overflow-hidden rounded-lg border bg-surface shadow-lift lg:h-full",
            // On phones everything fits the window, so that the reply is seen while the next message is typed.
            isDraftActive || !agent.active
              ? "h-[max(20rem,calc(100dvh-19.5rem))]"
              : "h-[max(20rem,calc(100dvh-12.25rem))]",
            !wide && panel !== "chat" && "hidden",
          )}
        >
          {user ? (
            <ChatPane
              projectId={project.id}
              agentId={agent.id}
              user={user}
              version={`${agent.active} ${agent.display_name}`}
              onOpen={setInteraction}
            />
          ) : (
            <Loading />
          )}
        </section>
        <div className={cx("flex min-h-0 min-w-0 flex-col", !wide && panel === "chat" && "hidden")}>
          {wide && switcher}
          <div className="@container relative min-h-0 flex-1 lg:-mx-1 lg:overflow-y-auto lg:px-1">
            {panel === "requests" ? (
              <Inspector projectId={project.id} interactionId={interaction} />
            ) : editing ? (
              <ConfigForm project={project} agentId={agent.id} editing={editing} previewFor={user?.id ?? ""} compact />
            ) : query.error ? (
              <ErrorNote error={query.error} title="Could not load the configuration" onRetry={query.refetch} />
            ) : (
              <SkeletonLines />
            )}
          </div>
          {editing && panel !== "requests" && (
            <SaveBar projectId={project.id} agentId={agent.id} editing={editing} className="mt-3 lg:rounded-lg">
              {!useDraftConfig && (
                <Button
                  onClick={() => {
                    go({ draft: true }, true);
                    setSelected("chat");
                  }}
                >
                  Try unsaved changes
                </Button>
              )}
            </SaveBar>
          )}
        </div>
      </div>
      <LeaveDialog agentId={agent.id} />
    </>
  );
}
