import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./Button";
import { toast } from "./Toast";

/** Copies text to the clipboard; shows a toast if that fails. */
export async function copy(text: string): Promise<boolean> {
  try {
    // Browsers offer the clipboard only in secure contexts: HTTPS and localhost.
    if (!navigator.clipboard) throw new Error("Copying requires HTTPS.");
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    const why = navigator.clipboard ? "Your browser blocked copying." : (error as Error).message;
    toast.failed(new Error(`${why} Select the text and copy it manually.`));
    return false;
  }
}

/** Returns a copy function and whether it has just succeeded. */
function useCopy(text: string): [copied: boolean, copy: () => void] {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return [copied, async () => setCopied(await copy(text))];
}

export interface CopyButtonProps {
  text: string;
  label: string;
  icon?: LucideIcon;
  children?: string;
}

/** Copies `text`. `label` is the accessible name, such as "Copy key". With `children`, the button shows text. */
export function CopyButton({ text, label, icon: own = Copy, children }: CopyButtonProps) {
  const [copied, copy] = useCopy(text);
  const icon = copied ? Check : own;
  if (!children) return <IconButton icon={icon} label={copied ? "Copied" : label} onClick={copy} />;
  return (
    <Button icon={icon} onClick={copy}>
      {copied ? "Copied" : children}
    </Button>
  );
}

/** A read-only value with a copy button, such as a key or a link. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1 rounded-md border bg-sunken py-0.5 pr-1 pl-2.5 focus-within:outline-2 focus-within:outline-accent">
      <input
        className="min-w-0 flex-1 bg-transparent font-mono text-sm outline-none"
        readOnly
        value={text}
        aria-label={label.replace(/^Copy /, "")}
        onFocus={(event) => event.target.select()}
        spellCheck={false}
      />
      <CopyButton text={text} label={label} />
    </div>
  );
}
