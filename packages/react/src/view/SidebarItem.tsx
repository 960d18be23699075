import type { Interaction } from "@proficient/client";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { IconButton } from "../ui/IconButton.js";
import { ArchiveIcon, DeleteIcon, EditIcon } from "../ui/icons.js";
import { Time } from "../ui/Time.js";
import { useDates, useTranslate } from "../ui/translation.js";

export interface ItemActions {
  open(id: string): void;
  rename(id: string, name: string): void;
  archive(id: string, archived: boolean): void;
  remove(id: string): void;
}

/** A conversation in the sidebar. Renaming and deleting happen in place. */
export function SidebarItem({
  interaction,
  suggestedName,
  lastActive,
  now,
  isOpen,
  actions,
}: {
  interaction: Interaction;
  suggestedName: string | undefined;
  lastActive: number;
  now: number;
  isOpen: boolean;
  actions: ItemActions;
}): ReactNode {
  const t = useTranslate();
  const dates = useDates();
  const timeId = useId();
  const [mode, setMode] = useState<"show" | "rename" | "delete">("show");
  const titleButton = useRef<HTMLButtonElement>(null);
  const { id, archived } = interaction;
  const name = interaction.name || suggestedName || "";
  const title = name || t("untitled");
  const reset = () => {
    setMode("show");
    requestAnimationFrame(() => titleButton.current?.focus());
  };
  if (mode === "rename") {
    return (
      <li className="pf-item">
        <NameField
          name={name}
          save={(newName) => {
            if (newName !== name) actions.rename(id, newName);
            reset();
          }}
          cancel={reset}
        />
      </li>
    );
  }
  if (mode === "delete") {
    return (
      <li className="pf-item">
        <Confirmation title={title} confirm={() => actions.remove(id)} cancel={reset} />
      </li>
    );
  }
  return (
    <li className={`pf-item ${isOpen ? "pf-open" : ""}`}>
      <button
        ref={titleButton}
        type="button"
        className="pf-item-title"
        aria-current={isOpen ? "true" : undefined}
        aria-describedby={timeId}
        onClick={() => actions.open(id)}
      >
        <bdi>{title}</bdi>
      </button>
      <Time id={timeId} at={lastActive}>
        {dates.ago(lastActive, now)}
      </Time>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <span className="pf-item-actions" role="group" aria-label={t("options", { title })}>
        <IconButton label={t("rename")} onClick={() => setMode("rename")}>
          <EditIcon />
        </IconButton>
        <IconButton label={t(archived ? "unarchive" : "archive")} onClick={() => actions.archive(id, !archived)}>
          <ArchiveIcon />
        </IconButton>
        <IconButton label={t("delete")} onClick={() => setMode("delete")}>
          <DeleteIcon />
        </IconButton>
      </span>
    </li>
  );
}

function NameField(props: { name: string; save(name: string): void; cancel(): void }): ReactNode {
  const t = useTranslate();
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  // Saving or cancelling removes the field, which blurs it. Only the first of these counts.
  const finish = (action: () => void) => {
    if (!done.current) action();
    done.current = true;
  };
  const save = () => finish(() => props.save(field.current?.value.trim() ?? props.name));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") save();
    if (event.key === "Escape") {
      event.stopPropagation();
      finish(props.cancel);
    }
  };
  return (
    <input
      ref={field}
      className="pf-field"
      defaultValue={props.name}
      maxLength={256}
      aria-label={t("renameLabel")}
      dir="auto"
      onKeyDown={onKeyDown}
      onBlur={save}
    />
  );
}

function Confirmation(props: { title: string; confirm(): void; cancel(): void }): ReactNode {
  const t = useTranslate();
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const question = t("confirmDelete", { title: props.title });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    props.cancel();
  };
  return (
    <div className="pf-confirm" role="alertdialog" aria-label={question} onKeyDown={onKeyDown}>
      <p>{question}</p>
      <button type="button" className="pf-button pf-danger" onClick={props.confirm}>
        {t("delete")}
      </button>
      <button ref={cancel} type="button" className="pf-button" onClick={props.cancel}>
        {t("cancel")}
      </button>
    </div>
  );
}
