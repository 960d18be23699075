import type { ReactNode } from "react";

/** Creates a line icon on a 20 × 20 grid. Icons are decorative: the button around one has the label. */
const icon = (...paths: string[]) =>
  // biome-ignore lint/correctness/noComponentHookFactories: called only in this module, once per icon.
  function Icon(): ReactNode {
    return (
      <svg className="pf-icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
        {paths.map((path) => (
          <path key={path} d={path} />
        ))}
      </svg>
    );
  };

export const MenuIcon = icon("M3 5.5h14M3 10h14M3 14.5h9");
export const PlusIcon = icon("M10 4v12M4 10h12");
export const CloseIcon = icon("M5.5 5.5l9 9M14.5 5.5l-9 9");
export const SearchIcon = icon("M14.5 9a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z", "M13 13l4 4");
export const SendIcon = icon("M10 16V4.5M5 9.5l5-5 5 5");
export const StopIcon = icon("M6.5 6.5h7v7h-7z");
export const EditIcon = icon("M4 16l.8-3.4L13.2 4.2l2.6 2.6-8.4 8.4z", "M11.5 6l2.6 2.6");
export const ArchiveIcon = icon("M3 4.5h14v3.5H3z", "M4.5 8v7.5h11V8", "M8 11h4");
export const DeleteIcon = icon("M4 6h12", "M8 6V4h4v2", "M5.5 6l.7 10h7.6l.7-10", "M8.5 9v4M11.5 9v4");
export const ToolIcon = icon(
  "M12.5 3.5a4 4 0 0 0-4.9 5.2L3 13.3 6.7 17l4.6-4.6a4 4 0 0 0 5.2-4.9l-2.6 2.6-2.6-.7-.7-2.6z",
);
export const CopyIcon = icon("M7 7h9v9H7z", "M13 7V4H4v9h3");
export const CheckIcon = icon("M4.5 10.5l3.7 3.7 7.3-8");
export const RegenerateIcon = icon("M15.5 10a5.5 5.5 0 1 1-1.7-4", "M15.8 3v3.4h-3.4");
export const ThumbUpIcon = icon(
  "M3.5 9h3v7.5h-3z",
  "M6.5 9.5L9.5 3c1.4 0 2 1 1.8 2.2L10.8 8h4.4c1 0 1.6.8 1.4 1.7l-1.3 5.5c-.2.8-.8 1.3-1.6 1.3H6.5",
);
export const ThumbDownIcon = icon(
  "M3.5 11h3V3.5h-3z",
  "M6.5 10.5L9.5 17c1.4 0 2-1 1.8-2.2L10.8 12h4.4c1 0 1.6-.8 1.4-1.7l-1.3-5.5c-.2-.8-.8-1.3-1.6-1.3H6.5",
);
export const PreviousIcon = icon("M12 5l-5 5 5 5");
export const NextIcon = icon("M8 5l5 5-5 5");
export const ArrowDownIcon = icon("M10 4v11.5M5 10.5l5 5 5-5");
export const ImageIcon = icon("M3 4h14v12H3z", "M3 13.5l4-4 3 3 2.5-2.5 4.5 4.5", "M12.5 7.5h.01");
export const ChatIcon = icon("M3 4h14v10H9l-4 3.5V14H3z");
