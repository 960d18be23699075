import { Link } from "@tanstack/react-router";
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
import { projectRoute } from "../routes/project";

const PLACES = [
  [{ to: "/p/$projectId", icon: House, label: "Home", exact: true }],
  [
    { to: "/p/$projectId/agents", icon: Bot, label: "Agents" },
    { to: "/p/$projectId/playground", icon: FlaskConical, label: "Playground" },
  ],
  [
    { to: "/p/$projectId/users", icon: Users, label: "Users" },
    { to: "/p/$projectId/conversations", icon: MessagesSquare, label: "Conversations" },
    { to: "/p/$projectId/figures", icon: ChartColumn, label: "Figures" },
  ],
  [
    { to: "/p/$projectId/settings", icon: Settings, label: "Settings" },
    { to: "/p/$projectId/members", icon: UserCog, label: "Members" },
    { to: "/p/$projectId/audit", icon: ScrollText, label: "Audit log" },
  ],
] as const satisfies readonly (readonly { to: string; icon: LucideIcon; label: string; exact?: boolean }[])[];

/** The places of a project. */
export function Navigation({ onLeave }: { onLeave?: () => void }) {
  const { projectId } = projectRoute.useParams();
  return (
    <nav aria-label="Project" className="flex flex-col gap-3">
      {PLACES.map((group) => (
        <ul key={group[0].label} className="flex flex-col gap-px">
          {group.map((place) => (
            <li key={place.to}>
              <Link
                to={place.to}
                params={{ projectId }}
                onClick={onLeave}
                activeOptions={{ exact: "exact" in place, includeSearch: false }}
                className="control flex items-center gap-2.5 rounded-md px-2 text-sm font-medium text-soft transition-colors hover:bg-hover hover:text-text aria-[current=page]:bg-accent-wash aria-[current=page]:text-accent-text"
              >
                <place.icon aria-hidden size={16} className="shrink-0" />
                {place.label}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}
