import {
  createContext,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useContext,
  useId,
} from "react";
import { cx } from "./cx";

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}
const Ids = createContext<FieldIds | null>(null);

export interface FieldProps {
  label: ReactNode;
  /** Help text. */
  hint?: ReactNode;
  /** Validation error. */
  error?: string | null | undefined;
  optional?: boolean;
  className?: string;
  children: ReactNode;
}

/** A form field: label, control (the child), error and hint. */
export function Field({ label, hint, error, optional, className, children }: FieldProps) {
  const id = useId();
  const describedBy = cx(!!hint && `${id}-hint`, !!error && `${id}-error`) || undefined;
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
        {optional && <span className="ml-1.5 font-normal text-faint">optional</span>}
      </label>
      <Ids value={{ id, describedBy, invalid: !!error }}>{children}</Ids>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Returns the attributes that connect a custom control to the surrounding `Field`. */
export function useField(): { id?: string; "aria-describedby"?: string; "aria-invalid"?: true } {
  const ids = useContext(Ids);
  if (!ids) return {};
  return {
    id: ids.id,
    ...(ids.describedBy && { "aria-describedby": ids.describedBy }),
    ...(ids.invalid && { "aria-invalid": true }),
  };
}

/** Class names of all text inputs. */
export const INPUT =
  "control w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-base text-text transition-colors hover:border-faint " +
  "focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-bad disabled:bg-sunken disabled:text-soft [&[readonly]]:bg-sunken";

export interface InputProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Uses a monospace font, for keys and URLs. */
  code?: boolean;
  ref?: Ref<HTMLInputElement>;
}

export function Input({ code, className, ...rest }: InputProps) {
  return <input {...useField()} className={cx(INPUT, code && "font-mono", className)} {...rest} />;
}

export interface TextareaProps extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  code?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

export function Textarea({ code, className, rows = 4, ...rest }: TextareaProps) {
  return (
    <textarea {...useField()} rows={rows} className={cx(INPUT, "py-1.5", code && "font-mono", className)} {...rest} />
  );
}

export interface SelectProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange"> {
  options: readonly { value: string; label: string; disabled?: boolean }[];
  onChange?: (value: string) => void;
  ref?: Ref<HTMLSelectElement>;
}

/** A native select, which every phone and screen reader supports. */
export function Select({ options, onChange, className, ...rest }: SelectProps) {
  return (
    <select
      {...useField()}
      className={cx(INPUT, "select pr-8", className)}
      onChange={(event) => onChange?.(event.target.value)}
      {...rest}
    >
      {options.map(({ value, label, disabled }) => (
        <option key={value} value={value} disabled={disabled}>
          {label}
        </option>
      ))}
    </select>
  );
}
