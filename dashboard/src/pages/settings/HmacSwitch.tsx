import { useState } from "react";
import { whyNot } from "../../api/project";
import type { HmacState, Project } from "../../api/types";
import { Badge, Card, ConfirmDialog, cx, ErrorNote, Note, Switch } from "../../kit";
import { useProjectChange } from "./useProjectChange";

const count = new Intl.NumberFormat();

/** The switch, and beside it whom it would lock out. */
export function HmacSwitch({ project, state }: { project: Project; state: HmacState }) {
  const [asking, setAsking] = useState(false);
  const change = useProjectChange(
    project,
    project.hmac_enabled ? "HMAC authentication is off." : "HMAC authentication is on.",
  );
  const reason = whyNot(project.role, "developer");
  const { valid, missing, wrong } = state.last_24_hours;
  const locked = missing + wrong;
  const on = project.hmac_enabled;

  function flip() {
    // Nothing has to be asked where all is well: every request carries its proof.
    if (!on && locked === 0 && valid > 0) change.mutate({ hmac_enabled: true });
    else setAsking(true);
  }

  return (
    <Card title="HMAC authentication" actions={on ? <Badge look="good">on</Badge> : <Badge look="warn">off</Badge>}>
      <div className="grid gap-5 md:grid-cols-2">
        <div>
          <Switch
            checked={on}
            onChange={flip}
            disabled={!!reason || change.isPending}
            title={reason}
            label="Require a valid hash"
            hint={
              on
                ? "Each user of your app is proved by a hash that only your backend can compute. Requests without it are refused."
                : "Anyone who knows the publishable key, which is public, can claim to be any of your users."
            }
          />
          {reason && <p className="mt-2 text-sm text-soft">{reason}</p>}
          {change.error && !asking && <ErrorNote error={change.error} className="mt-3" />}
        </div>
        <div>
          <h3 className="mb-1.5 text-sm font-medium text-soft">Requests of the last 24 hours, by their hash</h3>
          <dl className="grid grid-cols-3 gap-2">
            <Count name="valid" value={valid} look="text-good" />
            <Count name="missing" value={missing} look={missing > 0 ? "text-warn" : ""} />
            <Count name="wrong" value={wrong} look={wrong > 0 ? "text-bad" : ""} />
          </dl>
        </div>
      </div>
      {!on && (
        <Note kind={locked > 0 ? "warn" : "info"} className="mt-4">
          {advice(valid, locked)}
        </Note>
      )}
      {on && locked > 0 && (
        <Note kind="warn" className="mt-4">
          {requests(locked)} without a valid hash in the last 24 hours. Those are refused while this is on: a page of
          yours that does not send the hash, or somebody who tries.
        </Note>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={on ? "Turn HMAC authentication off?" : "Turn HMAC authentication on?"}
        action={on ? "Turn off" : locked > 0 ? "Turn on anyway" : "Turn on"}
        harmless={!on && locked === 0}
        onConfirm={() => change.mutateAsync({ hmac_enabled: !on })}
      >
        {on ? (
          <p>
            From then on anyone who knows the publishable key can claim to be any of your users, read their
            conversations and have your models reply at your cost. It takes effect within a second.
          </p>
        ) : (
          <>
            <Note kind="warn">
              {locked > 0
                ? `${requests(locked)} of the last 24 hours would have been refused: ${count.format(missing)} had no hash, ${count.format(wrong)} a wrong one.`
                : "No request of the last 24 hours carried a valid hash, so it is not proved that your app sends it."}
            </Note>
            <p>
              Users whose app does not send a valid hash are locked out within a second. You can turn it off again at
              any time.
            </p>
          </>
        )}
      </ConfirmDialog>
    </Card>
  );
}

function Count({ name, value, look }: { name: string; value: number; look: string }) {
  return (
    <div className="flex flex-col-reverse rounded-md border bg-sunken px-3 py-2">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={cx("text-lg font-semibold tabular-nums", look)}>{count.format(value)}</dd>
    </div>
  );
}

function requests(number: number): string {
  return number === 1 ? "1 request" : `${count.format(number)} requests`;
}

function advice(valid: number, locked: number): string {
  if (locked > 0) {
    return `Do not turn it on yet: ${requests(locked)} of the last 24 hours would have been refused. Have your backend compute the hash and your app send it, as below, and watch these counts.`;
  }
  if (valid > 0)
    return "Every request of the last 24 hours carried a valid hash. You can turn it on: nobody is locked out.";
  return "No requests in the last 24 hours. Have your backend compute the hash and your app send it, as below; then these counts show whether anybody would be locked out.";
}
