import type { ReactNode } from "react";
import { cx } from "./cx";

export interface Column<T> {
  /** Column header; on phones, the label beside the value. */
  head: string;
  cell: (row: T) => ReactNode;
  /** Aligns the values to the right. */
  number?: boolean;
  /** Hidden on phones. */
  minor?: boolean;
  /** Spans the full width on phones, without a label: for names and buttons. */
  whole?: boolean;
  className?: string;
}

export interface TableProps<T> {
  /** Accessible name. */
  label: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
}

/** A table. On phones each row becomes a card with labelled values. */
export function Table<T>({ label, columns, rows, rowKey }: TableProps<T>) {
  return (
    <table className="block w-full border-collapse text-left sm:table" aria-label={label}>
      <thead className="sr-only sm:not-sr-only sm:table-header-group">
        <tr className="border-b">
          {columns.map((column) => (
            <th
              key={column.head}
              scope="col"
              className={cx(
                "h-9 px-3 text-xs font-medium whitespace-nowrap text-soft first:pl-4 last:pr-4",
                column.number && "text-right",
              )}
            >
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="block sm:table-row-group">
        {rows.map((row) => (
          <tr
            key={rowKey(row)}
            className="relative block border-b px-4 py-2.5 transition-colors last:border-b-0 sm:table-row sm:p-0 sm:hover:bg-sunken"
          >
            {columns.map((column) => (
              <td
                key={column.head}
                className={cx(
                  "items-baseline justify-between gap-4 sm:table-cell sm:h-11 sm:px-3 sm:py-1.5 sm:align-middle sm:first:pl-4 sm:last:pr-4",
                  column.minor ? "hidden" : "flex py-0.5",
                  column.number && "sm:text-right sm:tabular-nums",
                  column.className,
                )}
              >
                {!column.whole && (
                  <span aria-hidden className="shrink-0 text-sm text-soft sm:hidden">
                    {column.head}
                  </span>
                )}
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Class names of a link that makes the whole row clickable. */
export const ROW_LINK = "font-medium text-text after:absolute after:inset-0 hover:text-accent-text";
/** Class names of buttons in such a row, which stay above the link. */
export const ABOVE_ROW = "relative z-10";
