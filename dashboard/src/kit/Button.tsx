import type { LucideIcon } from "lucide-react";
import type { ButtonHTMLAttributes, Ref } from "react";
import { cx } from "./cx";
import { Spinner } from "./Loading";

export type ButtonVariant = "primary" | "secondary" | "plain" | "danger";

const VARIANTS: Record<ButtonVariant, string> = {
  primary: "bg-accent text-on-accent not-disabled:hover:bg-accent-hover shadow-lift",
  secondary: "border border-line-strong bg-surface text-text not-disabled:hover:bg-hover shadow-lift",
  plain: "text-soft not-disabled:hover:bg-hover not-disabled:hover:text-text",
  danger:
    "border border-line-strong bg-surface text-bad not-disabled:hover:border-bad not-disabled:hover:bg-bad-wash shadow-lift",
};

/** Class names for buttons, and for links that look like buttons. */
export function buttonClass(variant: ButtonVariant = "secondary", className?: string): string {
  return cx(
    "control inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md px-3 text-sm font-medium whitespace-nowrap transition-colors",
    "disabled:cursor-not-allowed disabled:opacity-50",
    VARIANTS[variant],
    className,
  );
}

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant;
  icon?: LucideIcon;
  /** Shows a spinner and disables the button. */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({
  variant,
  icon: Icon,
  busy,
  disabled,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      disabled={disabled || busy}
      aria-busy={busy}
      className={buttonClass(variant, className)}
      {...rest}
    >
      {busy ? <Spinner /> : Icon && <Icon aria-hidden size={15} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  icon: LucideIcon;
  /** The accessible name, also shown as a tooltip. */
  label: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button that shows only an icon. */
export function IconButton({ icon: Icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={cx(
        "tap inline-flex shrink-0 items-center justify-center rounded-md text-soft transition-colors not-disabled:hover:bg-hover not-disabled:hover:text-text disabled:cursor-not-allowed disabled:opacity-50",
        className,
      )}
      {...rest}
    >
      <Icon aria-hidden size={16} />
    </button>
  );
}
