import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { MemberContext, useSession } from "../api/session";
import { backOf } from "./searchParams";

/** Layout of pages that require a session. When it ends, redirects to the sign-in page, which leads back here. */
export function MemberLayout() {
  const { data } = useSession();
  const router = useRouter();
  const ended = data !== undefined && data.member === null;
  useEffect(() => {
    if (ended)
      void router.navigate({ to: "/login", search: { back: backOf(router.state.location.href) }, replace: true });
  }, [ended, router]);
  if (!data?.member) return null;
  return (
    <MemberContext value={data.member}>
      <Outlet />
    </MemberContext>
  );
}
