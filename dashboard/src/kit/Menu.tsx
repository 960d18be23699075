import type { LucideIcon } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cx } from "./cx";

/** Class names of menus and popovers. */
export const FLOAT = "z-50 animate-in rounded-lg border bg-surface p-1 shadow-float outline-none";

export interface MenuProps {
  /** The button that opens the menu. */
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
  className?: string;
}

export function Menu({ trigger, children, align = "end", side = "bottom", className }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className={cx(
            FLOAT,
            "max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  "control flex w-full items-center gap-2.5 rounded-md px-2.5 text-sm text-text outline-none select-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover";

export interface MenuItemProps {
  icon?: LucideIcon;
  onSelect?: () => void;
  danger?: boolean;
  disabled?: boolean;
  /** Renders the child, such as a link, as the item. */
  asChild?: boolean;
  children: ReactNode;
}

export function MenuItem({ icon: Icon, onSelect, danger, disabled, asChild, children }: MenuItemProps) {
  return (
    <Radix.Item asChild={asChild} disabled={disabled} onSelect={onSelect} className={cx(ITEM, danger && "text-bad")}>
      {asChild ? (
        children
      ) : (
        <>
          {Icon && <Icon aria-hidden size={15} className={danger ? "" : "text-soft"} />}
          {children}
        </>
      )}
    </Radix.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-faint">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}

/** A radio group inside the menu. */
export function MenuChoice({
  value,
  onChange,
  options,
  closes,
}: {
  value: string;
  onChange: (value: string) => void;
  /** Closes the menu. */
  closes?: boolean;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          onSelect={(event) => closes || event.preventDefault()}
          className={ITEM}
        >
          <span className="flex size-4 items-center justify-center">
            <Radix.ItemIndicator className="size-1.5 rounded-full bg-accent" />
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
