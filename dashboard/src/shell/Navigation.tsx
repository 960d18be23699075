import { getRouteApi, Link } from "@tanstack/react-router";
import {
  Bot,
  ChartColumn,
  FlaskConical,
  House,
  type LucideIcon,
  MessagesSquare,
  ScrollText,
  Settings,
  UserCog,
  Users,
} from "lucide-react";

const route = getRouteApi("/member/p/$projectId");

const ITEMS = [
  [{ to: "/p/$projectId", icon: House, label: "Home", exact: true }],
  [
    { to: "/p/$projectId/agents", icon: Bot, label: "Agents" },
    { to: "/p/$projectId/playground", icon: FlaskConical, label: "Playground" },
  ],
  [
    { to: "/p/$projectId/users", icon: Users, label: "Users" },
    { to: "/p/$projectId/conversations", icon: MessagesSquare, label: "Conversations" },
    { to: "/p/$projectId/analytics", icon: ChartColumn, label: "Analytics" },
  ],
  [
    { to: "/p/$projectId/settings", icon: Settings, label: "Settings" },
    { to: "/p/$projectId/members", icon: UserCog, label: "Members" },
    { to: "/p/$projectId/audit", icon: ScrollText, label: "Audit log" },
  ],
] as const satisfies readonly (readonly { to: string; icon: LucideIcon; label: string; exact?: boolean }[])[];

/** Navigation of a project. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { projectId } = route.useParams();
  return (
    <nav aria-label="Project" className="flex flex-col gap-3">
      {ITEMS.map((group) => (
        <ul key={group[0].label} className="flex flex-col gap-px">
          {group.map((item) => (
            <li key={item.to}>
              <Link
                to={item.to}
                params={{ projectId }}
                onClick={onNavigate}
                activeOptions={{ exact: "exact" in item, includeSearch: false }}
                className="control flex items-center gap-2.5 rounded-md px-2 text-sm font-medium text-soft transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-accent-wash aria-[current=page]:text-accent-text"
              >
                <item.icon aria-hidden size={16} className="shrink-0" />
                {item.label}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}
