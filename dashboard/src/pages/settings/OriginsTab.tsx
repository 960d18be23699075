import { Plus, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { ApiError, sentence } from "../../api/call";
import { whyNot } from "../../api/project";
import type { Project } from "../../api/types";
import { Button, Card, ErrorNote, Field, IconButton, Input, Note } from "../../kit";
import { useProjectChange } from "./useProjectChange";

/** Origins allowed to use the publishable key. Changes apply immediately. */
export function OriginsTab({ project }: { project: Project }) {
  const [text, setText] = useState("");
  const [invalid, setInvalid] = useState<string | null>(null);
  const change = useProjectChange(project, "Allowed origins saved");
  const reason = whyNot(project.role, "admin");
  const origins = project.allowed_origins;

  function add(event: FormEvent) {
    event.preventDefault();
    const origin = originOf(text);
    if (!origin)
      return setInvalid("Enter a scheme and host, such as https://app.example.com or http://localhost:3000.");
    setInvalid(null);
    if (origins.includes(origin)) return setText("");
    change.mutate({ allowed_origins: [...origins, origin] }, { onSuccess: () => setText("") });
  }
  const rejected =
    change.error instanceof ApiError && change.error.field?.startsWith("allowed_origins")
      ? sentence(new Error(change.error.detail))
      : null;

  return (
    <Card
      title="Allowed origins"
      description="Websites allowed to use this publishable key. Native apps and servers are not restricted."
    >
      {origins.length === 0 ? (
        <Note>Any website can use this key. Add your sites before going live.</Note>
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
        <form onSubmit={add} className="mt-4 flex items-start gap-2">
          <Field label="Add origin" error={invalid ?? rejected} className="min-w-0 flex-1">
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
          <Button type="submit" icon={Plus} busy={change.isPending} className="mt-[1.41rem]">
            Add
          </Button>
        </form>
      )}
      {change.error && rejected === null && <ErrorNote error={change.error} className="mt-4" />}
    </Card>
  );
}

/** Returns the origin of a typed or pasted URL. */
export function originOf(text: string): string | null {
  try {
    const url = new URL(text.trim());
    return url.protocol === "http:" || url.protocol === "https:" ? url.origin : null;
  } catch {
    return null;
  }
}
