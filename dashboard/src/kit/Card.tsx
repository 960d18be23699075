import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

export interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** Removes the padding around the content, for tables and lists. */
  flush?: boolean;
  /** Marks a destructive action. */
  danger?: boolean;
  className?: string;
  children?: ReactNode;
}

/** A titled section of a page. */
export function Card({ title, description, actions, flush, danger, className, children }: CardProps) {
  return (
    <section
      className={cx("overflow-hidden rounded-lg border bg-surface shadow-lift", danger && "border-bad/40", className)}
    >
      {(title || actions) && (
        <header
          className={cx(
            "flex flex-wrap gap-3 px-4 pt-3.5",
            description ? "items-start" : "items-center",
            flush ? "border-b pb-3" : children ? "pb-1" : "pb-3.5",
          )}
        >
          <div className="min-w-0 flex-1 basis-48">
            {title && <h2 className="text-base font-semibold">{title}</h2>}
            {description && <p className="text-soft">{description}</p>}
          </div>
          {/** Buttons are taller than titles: they must not make the header so. */}
          {actions && <div className={cx("flex flex-wrap gap-2", flush && "-my-1.5")}>{actions}</div>}
        </header>
      )}
      {children && <div className={flush ? "" : "p-4"}>{children}</div>}
    </section>
  );
}

export interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  /** What to do next. */
  children: ReactNode;
  action?: ReactNode;
}

/** Placeholder for an empty list: explains what belongs here and how to add it. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      <span className="mb-3 flex size-10 items-center justify-center rounded-full bg-accent-wash text-accent-text">
        <Icon aria-hidden size={20} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="mt-1 max-w-md text-soft">{children}</div>
      {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** A list of names and values. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[max-content_1fr] sm:items-center sm:gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="mb-1.5 min-w-0 sm:mb-0">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
