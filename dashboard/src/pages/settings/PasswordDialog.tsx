import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { fieldError, otherError } from "../../api/call";
import { Actions, Button, Dialog, ErrorNote, PasswordField } from "../../kit";

export interface PasswordDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Label of the confirm button. */
  action: string;
  onConfirm: (password: string) => Promise<unknown>;
}

/** Asks for the password again before a sensitive action. */
export function PasswordDialog({ open, onClose, title, ...rest }: PasswordDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <PasswordForm onClose={onClose} {...rest} />
    </Dialog>
  );
}

function PasswordForm({ onClose, children, action, onConfirm }: Omit<PasswordDialogProps, "open" | "title">) {
  const [password, setPassword] = useState("");
  const confirm = useMutation({ mutationFn: () => onConfirm(password), onSuccess: onClose, gcTime: 0 });
  const error = otherError(confirm.error, "password");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        confirm.mutate();
      }}
    >
      <div className="mb-4 flex flex-col gap-2 text-soft">{children}</div>
      <PasswordField
        label="Your password"
        value={password}
        onChange={setPassword}
        autoFocus
        error={fieldError(confirm.error, "password")}
      />
      {error !== null && <ErrorNote error={error} className="mt-4" />}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={confirm.isPending}>
          {action}
        </Button>
      </Actions>
    </form>
  );
}
