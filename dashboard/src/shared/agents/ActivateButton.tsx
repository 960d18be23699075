import { Power } from "lucide-react";
import { useState } from "react";
import type { Agent, Project } from "../../api/types";
import { Button, ConfirmDialog, toast } from "../../kit";
import { agentName, useActivate } from "./agents";

/** Puts an agent into service, or takes it out of it. */
export function ActivateButton({ project, agent, primary }: { project: Project; agent: Agent; primary?: boolean }) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const activate = useActivate(project.id);
  if (!agent.active) {
    async function put() {
      setBusy(true);
      await activate(agent, true).catch(toast.failed);
      setBusy(false);
    }
    return (
      <Button icon={Power} busy={busy} look={primary ? "primary" : "secondary"} onClick={put}>
        Activate
      </Button>
    );
  }
  return (
    <>
      <Button icon={Power} onClick={() => setAsking(true)}>
        Deactivate…
      </Button>
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Deactivate ${agentName(agent)}?`}
        action="Deactivate"
        harmless
        onConfirm={() => activate(agent, false)}
      >
        <p>
          Users can still read what was said, but not begin conversations, write or ask, until it is activated again.
        </p>
      </ConfirmDialog>
    </>
  );
}
