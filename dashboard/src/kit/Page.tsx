import { type ReactNode, useEffect } from "react";
import { cx } from "./cx";

export interface PageProps {
  title: string;
  /** What stands above the title, such as a link back. */
  above?: ReactNode;
  description?: ReactNode;
  /** Beside the title, such as a state. */
  beside?: ReactNode;
  actions?: ReactNode;
  /** As wide as the window: for editors and charts. */
  wide?: boolean;
  children: ReactNode;
}

/** What every page has: a title, what it is for, what can be done. */
export function Page({ title, above, description, beside, actions, wide, children }: PageProps) {
  useTitle(title);
  return (
    <div
      className={cx("mx-auto w-full px-4 pt-5 pb-16 sm:px-6 lg:px-8 lg:pt-7", wide ? "max-w-[100rem]" : "max-w-5xl")}
    >
      {above && <div className="mb-2 text-sm text-soft">{above}</div>}
      <header className="mb-5 flex flex-wrap items-start gap-3">
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

/** What the browser's tab says. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Proficient`;
  }, [title]);
}

/** Parts of a page, one below the other. */
export function Stack({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cx("flex flex-col gap-5", className)}>{children}</div>;
}
