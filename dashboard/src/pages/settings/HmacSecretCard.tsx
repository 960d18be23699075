import { useQueryClient } from "@tanstack/react-query";
import { Eye, RotateCw } from "lucide-react";
import { useState } from "react";
import { post } from "../../api/call";
import { below, keys } from "../../api/keys";
import { whyNot } from "../../api/project";
import type { HmacSecret, HmacState, Project } from "../../api/types";
import { Actions, Button, Card, ConfirmDialog, CopyLine, Dialog, Note, Time, toast } from "../../kit";
import { PasswordDialog } from "./PasswordDialog";

const count = new Intl.NumberFormat();

/** The secret that hashes are computed with: reveal, rotate, retire the older one. */
export function HmacSecretCard({ project, state }: { project: Project; state: HmacState }) {
  const [asking, setAsking] = useState<"reveal" | "rotate" | "retire" | null>(null);
  const [secret, setSecret] = useState<HmacSecret | null>(null);
  const queries = useQueryClient();
  const reason = whyNot(project.role, "admin");
  const path = `${below(project.id)}/hmac`;
  const close = () => setAsking(null);

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
    toast.done("The older secret is retired.");
  }

  return (
    <>
      <Card
        title="HMAC secret"
        description={
          state.rotated_at === null ? (
            "Your backend computes the hashes with it. It never leaves your backend."
          ) : (
            <>
              Your backend computes the hashes with it. Rotated <Time at={state.rotated_at} />.
            </>
          )
        }
        actions={
          <>
            <Button icon={Eye} onClick={() => setAsking("reveal")} disabled={!!reason} title={reason}>
              Reveal…
            </Button>
            <Button
              icon={RotateCw}
              onClick={() => setAsking("rotate")}
              disabled={!!reason || state.retiring}
              title={reason ?? (state.retiring ? "Retire the older secret first." : undefined)}
            >
              Rotate…
            </Button>
          </>
        }
      >
        {state.retiring ? (
          <Overlap state={state} reason={reason} onRetire={() => setAsking("retire")} />
        ) : (
          reason && <p className="text-sm text-soft">{reason}</p>
        )}
      </Card>
      <PasswordDialog
        open={asking === "reveal"}
        onClose={close}
        title="Reveal the HMAC secret"
        action="Reveal"
        onConfirm={reveal}
      >
        <p>Whoever has it can claim to be any of your users. The audit log notes that you looked.</p>
      </PasswordDialog>
      <PasswordDialog
        open={asking === "rotate"}
        onClose={close}
        title="Rotate the HMAC secret"
        action="Rotate"
        onConfirm={rotate}
      >
        <p>
          You get a new secret, and the present one stays valid beside it until you retire it. So nobody is locked out:
        </p>
        <ol className="list-decimal space-y-1 pl-5">
          <li>Rotate here, and give the new secret to your backend.</li>
          <li>Watch here how many requests are still proved with the older one.</li>
          <li>When there are none left, retire it.</li>
        </ol>
      </PasswordDialog>
      <ConfirmDialog
        open={asking === "retire"}
        onClose={close}
        title="Retire the older secret?"
        action={state.last_24_hours.retiring > 0 ? "Retire anyway" : "Retire"}
        harmless={state.last_24_hours.retiring === 0}
        onConfirm={retire}
      >
        {state.last_24_hours.retiring > 0 && (
          <Note kind="warn">
            {count.format(state.last_24_hours.retiring)} requests of the last 24 hours were proved with it. Those users
            are locked out until your backend gives them a hash of the new secret.
          </Note>
        )}
        <p>Hashes that were computed with it are worth nothing from then on. This cannot be undone.</p>
      </ConfirmDialog>
      <Dialog
        open={secret !== null}
        onClose={() => setSecret(null)}
        title="HMAC secret"
        description="The whole string is the key, “hsec_” included."
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
        <h3 className="font-medium">Two secrets are valid</h3>
        <p className="text-soft">
          {retiring === 0
            ? "No request of the last 24 hours was proved with the older one: it can be retired."
            : `${count.format(retiring)} of ${count.format(valid)} valid requests of the last 24 hours were still proved with the older one.`}
        </p>
      </div>
      <Button look={retiring === 0 ? "primary" : "secondary"} onClick={onRetire} disabled={!!reason} title={reason}>
        Retire the older secret…
      </Button>
    </div>
  );
}

function Secrets({ secret, onClose }: { secret: HmacSecret; onClose: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <div>
        {secret.retiring_secret && <p className="mb-1 text-sm font-medium">New, for your backend</p>}
        <CopyLine text={secret.secret} label="Copy the HMAC secret" />
      </div>
      {secret.retiring_secret && (
        <div>
          <p className="mb-1 text-sm font-medium">Older, valid until you retire it</p>
          <CopyLine text={secret.retiring_secret} label="Copy the older HMAC secret" />
        </div>
      )}
      <Actions className="mt-1">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </Actions>
    </div>
  );
}
