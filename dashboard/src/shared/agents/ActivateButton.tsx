import { Power } from "lucide-react";
import { useState } from "react";
import type { Agent, Project } from "../../api/types";
import { Button, ConfirmDialog, toast } from "../../kit";
import { agentName, useActivate } from "./agents";

/** Activates or deactivates an agent. */
export function ActivateButton({ project, agent, primary }: { project: Project; agent: Agent; primary?: boolean }) {
  const [busy, setBusy] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const activate = useActivate(project.id);
  if (!agent.active) {
    async function start() {
      setBusy(true);
      await activate(agent, true).catch(toast.failed);
      setBusy(false);
    }
    return (
      <Button icon={Power} busy={busy} variant={primary ? "primary" : "secondary"} onClick={start}>
        Activate
      </Button>
    );
  }
  return (
    <>
      <Button icon={Power} onClick={() => setConfirming(true)}>
        Deactivate…
      </Button>
      <ConfirmDialog
        open={confirming}
        onClose={() => setConfirming(false)}
        title={`Deactivate ${agentName(agent)}?`}
        action="Deactivate"
        harmless
        onConfirm={() => activate(agent, false)}
      >
        <p>
          Users can still read their conversations, but can’t send messages or start new ones until you activate it
          again.
        </p>
      </ConfirmDialog>
    </>
  );
}
