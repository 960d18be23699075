import { Download } from "lucide-react";
import { apiUrl, type Query } from "../../api/call";
import { projectPath } from "../../api/keys";
import { useProject, whyNot } from "../../api/project";
import { Button, Menu, MenuItem, MenuLabel } from "../../kit";

export interface ExportMenuProps {
  projectId: string;
  /** The path of the export in the project. */
  path: string;
  /** The filters of the list. */
  query: Query;
  title: string;
  formats: readonly { format: "csv" | "jsonl"; label: string }[];
}

/** Exports a filtered list. The file is streamed, so the browser shows its progress. */
export function ExportMenu({ projectId, path, query, title, formats }: ExportMenuProps) {
  const reason = whyNot(useProject(projectId).role, "developer");
  if (reason)
    return (
      <Button icon={Download} disabled title={reason}>
        Export
      </Button>
    );
  return (
    <Menu trigger={<Button icon={Download}>Export</Button>}>
      <MenuLabel>{title}</MenuLabel>
      {formats.map(({ format, label }) => (
        <MenuItem key={format} asChild>
          <a href={apiUrl(projectPath(projectId, path), { format, ...query })} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
