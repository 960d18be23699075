import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useSession } from "../api/session";

/** Around the pages for members: when the session has ended, the login, and afterwards back here. */
export function MemberLayout() {
  const { data } = useSession();
  const navigate = useNavigate();
  const back = useLocation({ select: (location) => location.href });
  const ended = data !== undefined && data.member === null;
  useEffect(() => {
    if (ended) void navigate({ to: "/login", search: { back }, replace: true });
  }, [ended, back, navigate]);
  if (!data?.member) return null;
  return <Outlet />;
}
