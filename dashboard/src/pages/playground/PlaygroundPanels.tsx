import { useEffect, useState } from "react";
import type { AgentRow, Project, User } from "../../api/types";
import { Button, cx, ErrorNote, Loading, Note, SkeletonLines } from "../../kit";
import type { PlaygroundSearch } from "../../routes/agents";
import { ActivateButton } from "../../shared/agents/ActivateButton";
import { ConfigForm } from "../../shared/config/ConfigForm";
import { changeOf, editable } from "../../shared/config/change";
import { LeaveDialog } from "../../shared/config/LeaveDialog";
import { SaveBar } from "../../shared/config/SaveBar";
import { useConfig } from "../../shared/config/useConfig";
import { nameOf } from "../../shared/users/user";
import { ChatPane } from "./ChatPane";
import { DraftBanner } from "./DraftBanner";
import { Inspector } from "./Inspector";
import { useDraft } from "./useDraft";
import { useWide } from "./useWide";

export interface BenchProps {
  project: Project;
  agent: AgentRow;
  /** Not there while they are looked up. */
  user: User | undefined;
  /** What is not saved is to be used. */
  trying: boolean;
  go: (change: PlaygroundSearch, replace?: boolean) => void;
}

type Part = "chat" | "configuration" | "replies";

/** The chat, and beside it the configuration or how the replies came to be; on a phone one of the three. */
export function Bench({ project, agent, user, trying, go }: BenchProps) {
  const wide = useWide();
  const [chosen, show] = useState<Part>("chat");
  const [interaction, setInteraction] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: nothing of one user is seen beside another
  useEffect(() => setInteraction(undefined), [user?.id]);
  const { query, editing } = useConfig(project.id, agent.id);
  const unsaved = editing !== null && editing.changes.length > 0;
  const tries = trying && unsaved;
  const change = tries ? changeOf(editable(editing.base), editing.config) : null;
  const draft = useDraft(project.id, agent.id, editing ? user?.id : undefined, change);
  const part = wide && chosen === "chat" ? "configuration" : chosen;
  const parts: [Part, string][] = [
    ...(wide ? [] : [["chat", "Chat"] as [Part, string]]),
    ["configuration", "Configuration"],
    ["replies", "What was sent"],
  ];
  const switcher = (
    <fieldset aria-label="Shown" className="mb-3 flex rounded-lg border bg-sunken p-0.5">
      {parts.map(([value, label]) => (
        <button
          key={value}
          type="button"
          aria-pressed={part === value}
          onClick={() => show(value)}
          className={cx(
            "control flex-1 rounded-md px-2 text-sm font-medium",
            part === value ? "bg-accent-wash text-accent-text" : "text-soft hover:text-text",
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
        <Note kind="warn" className="mb-4">
          <div className="flex flex-wrap items-center gap-3">
            <p className="min-w-0 flex-1 basis-64">
              This agent is inactive: nobody can talk to it, test users neither. Users can as soon as it is active.
            </p>
            <ActivateButton project={project} agent={agent} />
          </div>
        </Note>
      )}
      {tries && user && (
        <DraftBanner
          draft={draft}
          name={nameOf(user)}
          onStop={() => go({ draft: undefined }, true)}
          onSave={() => {
            show("configuration");
            void editing.save();
          }}
          saving={editing.saving}
        />
      )}
      {!wide && switcher}
      <div
        className={cx(
          "lg:grid lg:grid-cols-[minmax(0,1fr)_minmax(22rem,32rem)] lg:gap-5",
          // To the end of the window, below what stands above.
          tries || !agent.active ? "lg:h-[max(28rem,calc(100dvh-18.5rem))]" : "lg:h-[max(28rem,calc(100dvh-13.5rem))]",
        )}
      >
        <section
          aria-label="Chat"
          className={cx(
            "h-[max(26rem,calc(100dvh-11rem))] overflow-hidden rounded-lg border bg-surface shadow-lift lg:h-full",
            !wide && part !== "chat" && "hidden",
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
        <div className={cx("flex min-h-0 min-w-0 flex-col", !wide && part === "chat" && "hidden")}>
          {wide && switcher}
          <div className="@container relative min-h-0 flex-1 lg:-mx-1 lg:overflow-y-auto lg:px-1">
            {part === "replies" ? (
              <Inspector projectId={project.id} interactionId={interaction} />
            ) : editing ? (
              <ConfigForm project={project} agentId={agent.id} editing={editing} previewFor={user?.id ?? ""} compact />
            ) : query.error ? (
              <ErrorNote error={query.error} title="The configuration could not be loaded" onRetry={query.refetch} />
            ) : (
              <SkeletonLines />
            )}
          </div>
          {editing && part !== "replies" && (
            <SaveBar projectId={project.id} agentId={agent.id} editing={editing} className="mt-3 lg:rounded-lg">
              {!trying && (
                <Button
                  onClick={() => {
                    go({ draft: true }, true);
                    show("chat");
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
