import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError, sentence } from "../../api/call";
import { whyNot } from "../../api/project";
import type { Project } from "../../api/types";
import { Button, Card, ErrorNote, Field, IconButton, Input, Note } from "../../kit";
import { useProjectChange } from "./useProjectChange";

/** Which pages may chat. Each change is in force at once. */
export function OriginsTab({ project }: { project: Project }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const change = useProjectChange(project, "The allowed origins were saved.");
  const reason = whyNot(project.role, "developer");
  const origins = project.allowed_origins;

  function add(event: FormEvent) {
    event.preventDefault();
    const origin = originOf(text);
    if (!origin)
      return setWrong("Enter a scheme and a host, such as https://app.example.com or http://localhost:3000.");
    setWrong(null);
    if (origins.includes(origin)) return setText("");
    change.mutate({ allowed_origins: [...origins, origin] }, { onSuccess: () => setText("") });
  }
  const refused =
    change.error instanceof ApiError && change.error.field?.startsWith("allowed_origins")
      ? sentence(new Error(change.error.detail))
      : null;

  return (
    <Card
      title="Allowed origins"
      description="The pages whose browsers may chat with this project’s publishable key. Apps and servers have no origin and always may."
    >
      {origins.length === 0 ? (
        <Note>Any page may chat. Name your own pages before real users come.</Note>
      ) : (
        <ul className="divide-y divide-line rounded-md border">
          {origins.map((origin) => (
            <li key={origin} className="flex min-h-10 items-center gap-2 py-0.5 pr-1 pl-3">
              <code className="min-w-0 flex-1 font-mono text-sm">{origin}</code>
              {!reason && (
                <IconButton
                  icon={X}
                  label={`Remove ${origin}`}
                  disabled={change.isPending}
                  onClick={() => change.mutate({ allowed_origins: origins.filter((each) => each !== origin) })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {reason ? (
        <p className="mt-3 text-sm text-soft">{reason}</p>
      ) : (
        <form onSubmit={add} className="mt-4 flex flex-wrap items-start gap-2">
          <Field label="Add an origin" error={wrong ?? refused} className="min-w-0 flex-1 basis-60">
            <Input
              code
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder="https://app.example.com"
              inputMode="url"
              autoComplete="off"
              spellCheck={false}
              required
            />
          </Field>
          <Button type="submit" icon={Plus} busy={change.isPending} className="sm:mt-6">
            Add
          </Button>
        </form>
      )}
      {change.error && refused === null && <ErrorNote error={change.error} className="mt-4" />}
    </Card>
  );
}

/** Scheme, host and port of what was typed or pasted, even if it is a whole address. */
export function originOf(text: string): string | null {
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url.origin : null;
  } catch {
    return null;
  }
}
