import { useState } from "react";
import { whyNot } from "../../api/project";
import type { HmacState, Project } from "../../api/types";
import { Badge, Card, ConfirmDialog, count, cx, ErrorNote, Note, plural, Switch } from "../../kit";
import { useProjectChange } from "./useProjectChange";

/** Switches HMAC authentication on or off, and shows which requests it affects. */
export function HmacSwitch({ project, state }: { project: Project; state: HmacState }) {
  const [confirming, setConfirming] = useState(false);
  const change = useProjectChange(
    project,
    project.hmac_enabled ? "HMAC authentication is off" : "HMAC authentication is on",
  );
  const reason = whyNot(project.role, "admin");
  const { valid, missing, wrong } = state.last_24_hours;
  const rejected = missing + wrong;
  const on = project.hmac_enabled;

  function flip() {
    // No confirmation needed if every recent request had a valid hash.
    if (!on && rejected === 0 && valid > 0) change.mutate({ hmac_enabled: true });
    else setConfirming(true);
  }

  return (
    <Card
      title="HMAC authentication"
      actions={on ? <Badge variant="good">On</Badge> : <Badge variant="warn">Off</Badge>}
    >
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
                ? "Requests must include a hash of the user’s ID that only your backend can compute. Others are rejected."
                : "Anyone who knows the publishable key, which is public, can impersonate any of your users."
            }
          />
          {reason && <p className="mt-2 text-sm text-soft">{reason}</p>}
          {change.error && !confirming && <ErrorNote error={change.error} className="mt-3" />}
        </div>
        <div>
          <h3 className="mb-1.5 text-sm font-medium text-soft">Requests in the last 24 hours</h3>
          <dl className="grid grid-cols-3 gap-2">
            <Count name="Valid hash" value={valid} className="text-good" />
            <Count name="No hash" value={missing} className={missing > 0 ? "text-warn" : ""} />
            <Count name="Invalid hash" value={wrong} className={wrong > 0 ? "text-bad" : ""} />
          </dl>
        </div>
      </div>
      {!on && (
        <Note kind={rejected > 0 ? "warn" : "info"} className="mt-4">
          {advice(valid, rejected)}
        </Note>
      )}
      {on && rejected > 0 && (
        <Note kind="warn" className="mt-4">
          {plural(rejected, "request")} without a valid hash in the last 24 hours. They are rejected while this is on.
          Either a page of yours does not send the hash, or someone is trying to get in.
        </Note>
      )}
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={on ? "Turn off HMAC authentication?" : "Turn on HMAC authentication?"}
        action={on ? "Turn off" : rejected > 0 ? "Turn on anyway" : "Turn on"}
        harmless={!on && rejected === 0}
        onConfirm={() => change.mutateAsync({ hmac_enabled: !on })}
      >
        {on ? (
          <p>
            Anyone who knows the publishable key will be able to impersonate your users, read their conversations, and
            use your models at your cost. This takes effect within a second.
          </p>
        ) : (
          <>
            <Note kind="warn">
              {rejected > 0
                ? `${plural(rejected, "request")} in the last 24 hours would have been rejected: ${count(missing)} without a hash and ${count(wrong)} with an invalid one.`
                : "No requests in the last 24 hours had a valid hash, so it is not certain that your app sends it."}
            </Note>
            <p>
              Users whose app does not send a valid hash will be locked out within a second. You can turn it off again
              at any time.
            </p>
          </>
        )}
      </ConfirmDialog>
    </Card>
  );
}

function Count({ name, value, className }: { name: string; value: number; className: string }) {
  return (
    <div className="flex flex-col-reverse rounded-md border bg-sunken px-3 py-2">
      <dt className="text-sm text-soft">{name}</dt>
      <dd className={cx("text-lg font-semibold tabular-nums", className)}>{count(value)}</dd>
    </div>
  );
}

function advice(valid: number, rejected: number): string {
  if (rejected > 0) {
    return `Don’t turn this on yet: ${plural(rejected, "request")} in the last 24 hours would have been rejected. Compute the hash in your backend and send it from your app, as shown below, then check these counts again.`;
  }
  if (valid > 0)
    return "Every request in the last 24 hours had a valid hash. You can turn this on without locking anyone out.";
  return "No requests in the last 24 hours. Compute the hash in your backend and send it from your app, as shown below. These counts then show whether anyone would be locked out.";
}
