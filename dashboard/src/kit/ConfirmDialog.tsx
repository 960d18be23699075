import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./Button";
import { Actions, Dialog } from "./Dialog";
import { ErrorNote } from "./ErrorNote";
import { Field, Input } from "./Field";

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** The consequences, including whether the action can be undone. */
  children: ReactNode;
  /** Label of the confirm button, such as "Delete project". */
  action: string;
  /** Runs the action. The dialog closes on success and shows the error otherwise. */
  onConfirm: (typed: string) => Promise<unknown>;
  /** Text the user must type first, for irreversible actions. */
  name?: string;
  harmless?: boolean;
}

/** Asks for confirmation. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      {props.open && <ConfirmForm {...props} />}
    </Dialog>
  );
}

function ConfirmForm({ onClose, children, action, onConfirm, name, harmless }: ConfirmDialogProps) {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function confirm(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onConfirm(typed);
      onClose();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={confirm}>
      <div className="flex flex-col gap-3 text-soft">{children}</div>
      {name !== undefined && (
        <Field
          className="mt-4"
          label={
            <>
              Type <span className="font-mono select-all">{name}</span> to confirm
            </>
          }
        >
          <Input
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            autoFocus
          />
        </Field>
      )}
      {error !== null && <ErrorNote error={error} className="mt-4" />}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          type="submit"
          variant={harmless ? "primary" : "danger"}
          busy={busy}
          disabled={name !== undefined && typed.trim() !== name.trim()}
        >
          {action}
        </Button>
      </Actions>
    </form>
  );
}
