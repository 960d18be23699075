import { useMutation } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { fieldError, post, sentence } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { Agent, Project } from "../../api/types";
import { Button, buttonClass, cx, Field, toast, useField } from "../../kit";
import { agentPath, useAgentChanged } from "../../shared/agents/agents";

/** Maximum size of an image in bytes, as enforced by the server. Requests with much larger ones would not reach it. */
const SIZE = 256 << 10;
const LABELS = { avatar: "Avatar", logo: "Logo" } as const;

export interface ImageFieldProps {
  project: Project;
  agent: Agent;
  kind: keyof typeof LABELS;
  hint: string;
  disabled: boolean;
}

/** An image of an agent, which is uploaded or removed at once. */
export function ImageField({ project, agent, kind, hint, disabled }: ImageFieldProps) {
  const url = agent.appearance[`${kind}_url`];
  const path = projectPath(project.id, agentPath(agent.id));
  const changed = useAgentChanged(project.id);
  const change = useMutation({
    mutationFn: async (file: File | null) => {
      if (!file) return post<Agent>(path, { appearance: { [`${kind}_url`]: null } });
      if (file.size > SIZE) throw new Error(`The image must not be larger than ${SIZE >> 10} KB`);
      return post<Agent>(`${path}/images`, { kind, content: await base64(file) });
    },
    onSuccess: (agent, file) => {
      changed(agent);
      toast.done(`${LABELS[kind]} ${file ? "uploaded" : "removed"}`);
    },
  });
  const error = change.error && (fieldError(change.error, "content") ?? sentence(change.error));
  return (
    <Field label={LABELS[kind]} hint={hint} error={error}>
      <div className="flex flex-wrap items-center gap-2">
        {url && <Thumbnail key={url} url={url} />}
        <FileButton disabled={disabled || change.isPending} onChoose={change.mutate}>
          {url ? "Replace" : "Upload"}
        </FileButton>
        {url && (
          <Button
            variant="plain"
            aria-label={`Remove ${kind}`}
            disabled={disabled || change.isPending}
            onClick={() => change.mutate(null)}
          >
            Remove
          </Button>
        )}
      </div>
    </Field>
  );
}

/** A file input that looks like a button. */
function FileButton(props: { disabled: boolean; onChoose: (file: File) => void; children: string }) {
  const field = useField();
  return (
    <>
      <input
        {...field}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        disabled={props.disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // So that the same file can be chosen again.
          event.target.value = "";
          if (file) props.onChoose(file);
        }}
        className="peer sr-only"
      />
      <label
        htmlFor={field.id}
        className={cx(
          buttonClass(),
          "cursor-pointer peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-disabled:cursor-not-allowed peer-disabled:opacity-50",
        )}
      >
        {props.children}
      </label>
    </>
  );
}

/** A small picture of the image. The dashboard loads only those of its own server. */
function Thumbnail({ url }: { url: string }) {
  const [failed, setFailed] = useState(false);
  const className =
    "flex size-9 shrink-0 items-center justify-center rounded-md border bg-sunken object-contain text-faint";
  if (!failed) return <img src={url} alt="" onError={() => setFailed(true)} className={className} />;
  return (
    <span title={url} className={className}>
      <ImageOff aria-hidden size={16} />
    </span>
  );
}

/** Returns the content of a file in Base64. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error("Could not read the file"));
    reader.readAsDataURL(file);
  });
}
