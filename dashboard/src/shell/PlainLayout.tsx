import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { AccountMenu } from "./AccountMenu";
import { Logo } from "./Logo";

/** Layout of pages outside any project. */
export function PlainLayout({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-14 items-center justify-between border-b bg-surface px-4 sm:px-6">
        <Link to="/" className="control flex items-center gap-2.5 font-semibold">
          <Logo /> Proficient
        </Link>
        <div className="w-52 max-w-[55%]">
          <AccountMenu side="bottom" />
        </div>
      </header>
      <main className="flex-1">{children}</main>
    </div>
  );
}
