import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { IconButton } from "./Button";
import { Field, Input } from "./Field";

export interface PasswordFieldProps {
  label?: string;
  value: string;
  onChange: (value: string) => void;
  /** A new password rather than the current one. */
  isNew?: boolean;
  error?: string | null;
  hint?: string;
  autoFocus?: boolean;
}

/** Minimum length, as enforced by the server. */
export const PASSWORD_LENGTH = 10;

export function PasswordField({
  label = "Password",
  value,
  onChange,
  isNew,
  error,
  hint,
  autoFocus,
}: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} error={error} hint={hint ?? (isNew ? `At least ${PASSWORD_LENGTH} characters.` : undefined)}>
      <PasswordInput {...{ value, onChange, isNew, shown, setShown, autoFocus }} />
    </Field>
  );
}

function PasswordInput(props: {
  value: string;
  onChange: (value: string) => void;
  isNew?: boolean;
  shown: boolean;
  setShown: (shown: boolean) => void;
  autoFocus?: boolean;
}) {
  const { value, onChange, isNew, shown, setShown, autoFocus } = props;
  return (
    <div className="relative">
      <Input
        type={shown ? "text" : "password"}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        autoComplete={isNew ? "new-password" : "current-password"}
        minLength={isNew ? PASSWORD_LENGTH : undefined}
        required
        autoFocus={autoFocus}
        className="pr-11"
      />
      <div className="absolute inset-y-0 right-0.5 flex items-center">
        <IconButton
          icon={shown ? EyeOff : Eye}
          label={shown ? "Hide password" : "Show password"}
          onClick={() => setShown(!shown)}
        />
      </div>
    </div>
  );
}
