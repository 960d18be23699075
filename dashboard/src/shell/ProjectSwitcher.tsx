import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, LayoutGrid, Plus } from "lucide-react";
import { useProjects } from "../api/project";
import type { Project } from "../api/types";
import { cx, Menu, MenuItem, MenuLabel, MenuSeparator } from "../kit";

/** Menu for switching projects. */
export function ProjectSwitcher({ project }: { project: Project }) {
  const { items } = useProjects();
  const trigger = (
    <button
      type="button"
      className="control flex w-full min-w-0 items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover"
    >
      <Initial name={project.name} />
      <span className="sr-only">Project: </span>
      <span className="min-w-0 flex-1 truncate font-semibold">{project.name}</span>
      <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-soft" />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start" className="w-64">
      <MenuLabel>Projects</MenuLabel>
      {items.map(({ id, name }) => (
        <MenuItem key={id} asChild>
          <Link to="/p/$projectId" params={{ projectId: id }} className={cx(id === project.id && "font-semibold")}>
            <Initial name={name} />
            <span className="min-w-0 truncate">{name}</span>
          </Link>
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem asChild>
        <Link to="/">
          <LayoutGrid aria-hidden size={15} className="text-soft" /> All projects
        </Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/" search={{ new: true }}>
          <Plus aria-hidden size={15} className="text-soft" /> New project
        </Link>
      </MenuItem>
    </Menu>
  );
}

/** A project's initial as its icon. */
export function Initial({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent text-xs font-semibold text-on-accent uppercase"
    >
      {[...name.trim()][0] ?? "?"}
    </span>
  );
}
