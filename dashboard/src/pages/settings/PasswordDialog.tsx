import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { fieldError, otherError } from "../../api/call";
import { Actions, Button, Dialog, ErrorNote } from "../../kit";
import { PasswordField } from "../../kit/PasswordField";

export interface PasswordDialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** What the button says. */
  action: string;
  onConfirm: (password: string) => Promise<unknown>;
}

/** Asks for the password once more, before something that a stranger at an open screen must not do. */
export function PasswordDialog({ open, onClose, title, ...rest }: PasswordDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <Question onClose={onClose} {...rest} />
    </Dialog>
  );
}

function Question({ onClose, children, action, onConfirm }: Omit<PasswordDialogProps, "open" | "title">) {
  const [password, setPassword] = useState("");
  const ask = useMutation({ mutationFn: () => onConfirm(password), onSuccess: onClose, gcTime: 0 });
  const error = otherError(ask.error, "password");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        ask.mutate();
      }}
    >
      <div className="mb-4 flex flex-col gap-2 text-soft">{children}</div>
      <PasswordField
        label="Your password"
        value={password}
        onChange={setPassword}
        autoFocus
        error={fieldError(ask.error, "password")}
      />
      {error !== null && <ErrorNote error={error} className="mt-4" />}
      <Actions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" busy={ask.isPending}>
          {action}
        </Button>
      </Actions>
    </form>
  );
}
