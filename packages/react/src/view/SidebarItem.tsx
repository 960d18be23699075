import type { Interaction } from "@proficient/client";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { IconButton } from "./IconButton.js";
import { ArchiveIcon, DeleteIcon, EditIcon } from "./icons.js";
import { useWords } from "./words.js";

export interface ItemActions {
  open(id: string): void;
  rename(id: string, name: string): void;
  archive(id: string, archived: boolean): void;
  remove(id: string): void;
}

/** One conversation: opened with a click, renamed and deleted in its place. */
export function SidebarItem({
  interaction,
  isOpen,
  actions,
}: {
  interaction: Interaction;
  isOpen: boolean;
  actions: ItemActions;
}): ReactNode {
  const words = useWords();
  const [mode, setMode] = useState<"show" | "rename" | "delete">("show");
  const opener = useRef<HTMLButtonElement>(null);
  const { id, archived } = interaction;
  const title = interaction.name || words("untitled");
  const back = () => {
    setMode("show");
    requestAnimationFrame(() => opener.current?.focus());
  };
  if (mode === "rename") {
    return (
      <li className="pf-item">
        <NameField
          name={interaction.name}
          save={(name) => {
            if (name !== interaction.name) actions.rename(id, name);
            back();
          }}
          cancel={back}
        />
      </li>
    );
  }
  if (mode === "delete") {
    return (
      <li className="pf-item">
        <Confirmation title={title} confirm={() => actions.remove(id)} cancel={back} />
      </li>
    );
  }
  return (
    <li className={`pf-item ${isOpen ? "pf-open" : ""}`}>
      <button
        ref={opener}
        type="button"
        className="pf-item-title"
        aria-current={isOpen ? "true" : undefined}
        onClick={() => actions.open(id)}
      >
        <bdi>{title}</bdi>
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <span className="pf-item-actions" role="group" aria-label={words("options", { title })}>
        <IconButton label={words("rename")} onClick={() => setMode("rename")}>
          <EditIcon />
        </IconButton>
        <IconButton label={words(archived ? "unarchive" : "archive")} onClick={() => actions.archive(id, !archived)}>
          <ArchiveIcon />
        </IconButton>
        <IconButton label={words("delete")} onClick={() => setMode("delete")}>
          <DeleteIcon />
        </IconButton>
      </span>
    </li>
  );
}

function NameField(props: { name: string; save(name: string): void; cancel(): void }): ReactNode {
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => field.current?.select(), []);
  const end = (act: () => void) => {
    if (!done.current) act();
    done.current = true;
  };
  const save = () => end(() => props.save(field.current?.value.trim() ?? props.name));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") save();
    if (event.key === "Escape") {
      event.stopPropagation();
      end(props.cancel);
    }
  };
  return (
    <input
      ref={field}
      className="pf-field"
      defaultValue={props.name}
      maxLength={256}
      aria-label={words("renameLabel")}
      dir="auto"
      onKeyDown={onKeyDown}
      onBlur={save}
    />
  );
}

function Confirmation(props: { title: string; confirm(): void; cancel(): void }): ReactNode {
  const words = useWords();
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => cancel.current?.focus(), []);
  const question = words("confirmDelete", { title: props.title });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    props.cancel();
  };
  return (
    <div className="pf-confirm" role="alertdialog" aria-label={question} onKeyDown={onKeyDown}>
      <p>{question}</p>
      <button type="button" className="pf-button pf-danger" onClick={props.confirm}>
        {words("delete")}
      </button>
      <button ref={cancel} type="button" className="pf-button" onClick={props.cancel}>
        {words("cancel")}
      </button>
    </div>
  );
}
