import { type ReactNode, useEffect } from "react";
import { cx } from "./cx";

export interface PageProps {
  title: string;
  /** Content above the title, such as a back link. */
  above?: ReactNode;
  description?: ReactNode;
  /** Content beside the title, such as a badge. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** Leaves the title and description out on phones, whose height the content needs. */
  tall?: boolean;
  children: ReactNode;
}

/** The frame of every page: title, description and actions. */
export function Page({ title, above, description, beside, actions, tall, children }: PageProps) {
  useTitle(title);
  return (
    <div
      className={cx(
        "mx-auto w-full max-w-7xl px-4 pt-5 pb-16 sm:px-6 lg:px-8 lg:pt-7",
        tall && "max-sm:pt-3 max-sm:pb-4",
      )}
    >
      {above && <div className="mb-2 text-sm text-soft">{above}</div>}
      <header className={cx("mb-5 flex flex-wrap items-start gap-3", tall && "max-sm:sr-only")}>
        <div className="min-w-0 flex-1 basis-44">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight">{title}</h1>
            {beside}
          </div>
          {description && <p className="mt-0.5 text-soft">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Sets the document title. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Proficient`;
  }, [title]);
}

/** Sections of a page, stacked vertically. */
export function Stack({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx("flex flex-col gap-5", className)}>{children}</div>;
}
