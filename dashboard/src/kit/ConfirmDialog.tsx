import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./Button";
import { Actions, Dialog } from "./Dialog";
import { ErrorNote } from "./ErrorNote";
import { Field, Input } from "./Field";

export interface ConfirmDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What happens, and that it cannot be undone if it cannot. */
  children: ReactNode;
  /** What the button says: the verb, such as "Delete project". */
  action: string;
  /** Does it; the dialog closes when that succeeds and shows the error otherwise. */
  onConfirm: (typed: string) => Promise<unknown>;
  /** What has to be typed first, for what is lost for good. */
  name?: string;
  harmless?: boolean;
}

/** Asks before something is done that is hard to undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      {props.open && <Question {...props} />}
    </Dialog>
  );
}

function Question({ onClose, children, action, onConfirm, name, harmless }: ConfirmDialogProps) {
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
          look={harmless ? "primary" : "danger"}
          busy={busy}
          disabled={name !== undefined && typed.trim() !== name.trim()}
        >
          {action}
        </Button>
      </Actions>
    </form>
  );
}
