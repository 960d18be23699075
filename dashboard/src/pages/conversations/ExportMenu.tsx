import { Download } from "lucide-react";
import { apiUrl } from "../../api/call";
import { projectPath } from "../../api/keys";
import { useProject, whyNot } from "../../api/project";
import { Button, Menu, MenuItem, MenuLabel } from "../../kit";
import { type ConversationsSearch, conversationsQuery } from "./search";

const FORMATS = [
  { format: "csv", label: "CSV, a row per message" },
  { format: "jsonl", label: "JSON Lines, a line per conversation" },
];

/** Exports the filtered list. The file is streamed, so the browser shows its progress. */
export function ExportMenu({ projectId, search }: { projectId: string; search: ConversationsSearch }) {
  const reason = whyNot(useProject(projectId).role, "developer");
  if (reason)
    return (
      <Button icon={Download} disabled title={reason}>
        Export
      </Button>
    );
  return (
    <Menu trigger={<Button icon={Download}>Export</Button>}>
      <MenuLabel>Conversations in this list</MenuLabel>
      {FORMATS.map(({ format, label }) => (
        <MenuItem key={format} asChild>
          <a
            href={apiUrl(projectPath(projectId, "/interactions/export"), { format, ...conversationsQuery(search) })}
            download
          >
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  );
}
