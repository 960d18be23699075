import { Check, Minus } from "lucide-react";
import { may } from "../../api/project";
import type { Role } from "../../api/types";
import { cx } from "../../kit";
import { ROLES } from "./roles";

const ABILITIES: readonly { what: string; least: Role }[] = [
  { what: "View conversations, users, analytics", least: "viewer" },
  { what: "Change agents, users, connections; playground", least: "developer" },
  { what: "Secret keys, HMAC secret, members", least: "admin" },
  { what: "Owners, deleting the project", least: "owner" },
];

/** What each role may do. */
export function RoleTable({ selected }: { selected?: Role }) {
  return (
    <table className="w-full text-left text-sm" aria-label="Roles">
      <thead>
        <tr className="border-b text-xs text-soft">
          <th scope="col" className="py-1.5 pr-2 font-medium">
            Can…
          </th>
          {ROLES.map(({ value, label }) => (
            <th
              key={value}
              scope="col"
              className={cx(
                "px-1 py-1.5 text-center font-medium whitespace-nowrap",
                value === selected && "text-accent-text",
              )}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {ABILITIES.map(({ what, least }) => (
          <tr key={what}>
            <th scope="row" className="py-1.5 pr-2 font-normal">
              {what}
            </th>
            {ROLES.map(({ value }) => (
              <td key={value} className={cx("px-1 text-center", value === selected && "bg-accent-wash/50")}>
                {may(value, least) ? (
                  <Check role="img" aria-label="yes" size={15} className="inline text-good" />
                ) : (
                  <Minus role="img" aria-label="no" size={15} className="inline text-faint" />
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
