import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookOpen, ChevronsUpDown, LogOut, MonitorX, UserRound } from "lucide-react";
import { useState } from "react";
import { post } from "../api/call";
import { useMember } from "../api/session";
import type { Session } from "../api/types";
import { ConfirmDialog, Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator, toast } from "../kit";
import { setTheme, type ThemeChoice, useThemeChoice } from "./theme";

const THEMES = [
  { value: "system", label: "System" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

/** Menu of the signed-in member. */
export function AccountMenu({ side = "top" }: { side?: "top" | "bottom" }) {
  const member = useMember();
  const theme = useThemeChoice();
  const [confirming, setConfirming] = useState(false);
  const signOut = useMutation({
    mutationFn: () => post<Session>("/logout"),
    onSuccess: leave,
    onError: toast.failed,
  });
  const trigger = (
    <button type="button" className="control flex w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover">
      <span
        aria-hidden
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-wash text-xs font-semibold text-accent-text uppercase"
      >
        {[...member.name][0]}
      </span>
      <span className="sr-only">Account: </span>
      <span className="min-w-0 flex-1 truncate text-sm font-medium">{member.name}</span>
      <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-soft" />
    </button>
  );
  return (
    <>
      <Menu trigger={trigger} side={side} align={side === "bottom" ? "end" : "start"} className="w-56">
        <p className="truncate px-2.5 pt-1.5 pb-1 text-sm text-soft" title={member.email}>
          {member.email}
        </p>
        <MenuItem asChild>
          <Link to="/account">
            <UserRound aria-hidden size={15} className="text-soft" /> Account settings
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href="/docs/" target="_blank" rel="noreferrer">
            <BookOpen aria-hidden size={15} className="text-soft" /> Documentation
          </a>
        </MenuItem>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuChoice value={theme} onChange={(value) => setTheme(value as ThemeChoice)} options={THEMES} />
        <MenuSeparator />
        <MenuItem icon={LogOut} onSelect={() => signOut.mutate()}>
          Sign out
        </MenuItem>
        <MenuItem icon={MonitorX} onSelect={() => setConfirming(true)}>
          Sign out everywhere…
        </MenuItem>
      </Menu>
      <SignOutEverywhere open={confirming} onClose={() => setConfirming(false)} />
    </>
  );
}

/** Reloads into the sign-in page, so that no data stays in memory and the next user is not sent back here. */
function leave() {
  window.location.assign(`${import.meta.env.BASE_URL}login`);
}

export function SignOutEverywhere({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      title="Sign out everywhere?"
      action="Sign out everywhere"
      harmless
      onConfirm={async () => {
        await post<Session>("/logout-everywhere");
        leave();
      }}
    >
      <p>You will be signed out on this and all other devices.</p>
    </ConfirmDialog>
  );
}
