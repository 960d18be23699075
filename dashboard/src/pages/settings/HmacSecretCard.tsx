import { useQueryClient } from "@tanstack/react-query";
import { Eye, RotateCw } from "lucide-react";
import { useState } from "react";
import { post } from "../../api/call";
import { keys, projectPath } from "../../api/keys";
import { whyNot } from "../../api/project";
import type { HmacSecret, HmacState, Project } from "../../api/types";
import { Actions, Button, Card, ConfirmDialog, CopyLine, count, Dialog, Note, plural, Time, toast } from "../../kit";
import { PasswordDialog } from "./PasswordDialog";

/** The HMAC secret: reveal, rotate, and retire the previous one. */
export function HmacSecretCard({ project, state }: { project: Project; state: HmacState }) {
  const [dialog, setDialog] = useState<"reveal" | "rotate" | "retire" | null>(null);
  const [secret, setSecret] = useState<HmacSecret | null>(null);
  const queries = useQueryClient();
  const reason = whyNot(project.role, "admin");
  const path = `${projectPath(project.id)}/hmac`;
  const close = () => setDialog(null);

  async function reveal(password: string) {
    setSecret(await post<HmacSecret>(`${path}/reveal`, { password }));
  }
  async function rotate(password: string) {
    setSecret(await post<HmacSecret>(`${path}/rotate`, { password }));
    void queries.invalidateQueries({ queryKey: keys.project(project.id) });
  }
  async function retire() {
    queries.setQueryData(keys.project(project.id), await post<Project>(`${path}/retire`));
    await queries.invalidateQueries({ queryKey: keys.of(project.id, "/hmac") });
    toast.done("Previous secret retired");
  }

  return (
    <>
      <Card
        title="HMAC secret"
        description={
          state.rotated_at === null ? (
            "Your backend uses it to compute user hashes. Never expose it to clients."
          ) : (
            <>
              Your backend uses it to compute user hashes. Rotated <Time at={state.rotated_at} />.
            </>
          )
        }
        actions={
          <>
            <Button icon={Eye} onClick={() => setDialog("reveal")} disabled={!!reason} title={reason}>
              Reveal…
            </Button>
            <Button
              icon={RotateCw}
              onClick={() => setDialog("rotate")}
              disabled={!!reason || state.retiring}
              title={reason ?? (state.retiring ? "Retire the previous secret first." : undefined)}
            >
              Rotate…
            </Button>
          </>
        }
      >
        {state.retiring ? (
          <Overlap state={state} reason={reason} onRetire={() => setDialog("retire")} />
        ) : (
          reason && <p className="text-sm text-soft">{reason}</p>
        )}
      </Card>
      <PasswordDialog
        open={dialog === "reveal"}
        onClose={close}
        title="Reveal HMAC secret"
        action="Reveal"
        onConfirm={reveal}
      >
        <p>Anyone with this secret can impersonate any of your users. The audit log will record that you viewed it.</p>
      </PasswordDialog>
      <PasswordDialog
        open={dialog === "rotate"}
        onClose={close}
        title="Rotate HMAC secret"
        action="Rotate"
        onConfirm={rotate}
      >
        <p>This creates a new secret. The current one stays valid until you retire it, so no users are locked out:</p>
        <ol className="list-decimal space-y-1 pl-5">
          <li>Rotate the secret and deploy the new one to your backend.</li>
          <li>Watch how many requests still use the previous secret.</li>
          <li>When none do, retire it.</li>
        </ol>
      </PasswordDialog>
      <ConfirmDialog
        open={dialog === "retire"}
        onClose={close}
        title="Retire previous secret?"
        action={state.last_24_hours.retiring > 0 ? "Retire anyway" : "Retire"}
        harmless={state.last_24_hours.retiring === 0}
        onConfirm={retire}
      >
        {state.last_24_hours.retiring > 0 && (
          <Note kind="warn">
            {plural(state.last_24_hours.retiring, "request")} in the last 24 hours used it. Those users will be locked
            out until your backend issues hashes with the new secret.
          </Note>
        )}
        <p>Hashes computed with it stop working. This cannot be undone.</p>
      </ConfirmDialog>
      <Dialog
        open={secret !== null}
        onClose={() => setSecret(null)}
        title="HMAC secret"
        description="Use the entire string as the key, including “hsec_”."
      >
        {secret && <Secrets secret={secret} onClose={() => setSecret(null)} />}
      </Dialog>
    </>
  );
}

function Overlap({ state, reason, onRetire }: { state: HmacState; reason: string | undefined; onRetire: () => void }) {
  const { retiring, valid } = state.last_24_hours;
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-lg border bg-sunken px-3.5 py-3">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-medium">Two secrets are active</h3>
        <p className="text-soft">
          {retiring === 0
            ? "No requests used the previous secret in the last 24 hours. You can retire it."
            : `${count(retiring)} of ${count(valid)} valid requests in the last 24 hours used the previous secret.`}
        </p>
      </div>
      <Button variant={retiring === 0 ? "primary" : "secondary"} onClick={onRetire} disabled={!!reason} title={reason}>
        Retire previous secret…
      </Button>
    </div>
  );
}

function Secrets({ secret, onClose }: { secret: HmacSecret; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <div>
        {secret.retiring_secret && <p className="mb-1 text-sm font-medium">New secret</p>}
        <CopyLine text={secret.secret} label="Copy HMAC secret" />
      </div>
      {secret.retiring_secret && (
        <div>
          <p className="mb-1 text-sm font-medium">Previous secret, valid until you retire it</p>
          <CopyLine text={secret.retiring_secret} label="Copy previous HMAC secret" />
        </div>
      )}
      <Actions className="mt-1">
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </div>
  );
}
