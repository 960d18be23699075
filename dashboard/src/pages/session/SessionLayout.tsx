import type { ReactNode } from "react";
import { useTitle } from "../../kit";
import { Logo } from "../../shell/Logo";

/** Layout of pages for visitors who are not signed in. */
export function SessionLayout({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[max(2.5rem,12dvh)] pb-10">
      <Logo size={40} />
      <h1 className="mt-4 text-center text-xl font-semibold tracking-tight">{title}</h1>
      {description && <div className="mt-1 max-w-sm text-center text-soft">{description}</div>}
      <div className="mt-6 w-full max-w-sm rounded-xl border bg-surface p-5 shadow-lift sm:p-6">{children}</div>
    </main>
  );
}
