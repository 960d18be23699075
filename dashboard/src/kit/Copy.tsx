import { Check, Copy, type LucideIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, IconButton } from "./Button";
import { toast } from "./Toast";

/** Copies, and says so if it cannot. */
export async function copy(text: string): Promise<boolean> {
  try {
    // Browsers have a clipboard for pages over TLS and on localhost only.
    if (!navigator.clipboard) throw new Error("This page may not copy, since it is not served over https.");
    await navigator.clipboard.writeText(text);
    return true;
  } catch (error) {
    const why = navigator.clipboard ? "The browser did not allow to copy." : (error as Error).message;
    toast.failed(new Error(`${why} Select the text instead.`));
    return false;
  }
}

/** Copies, and whether it has just done so. */
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

/** Copies `text`; `label` says what that is, such as "Copy the key". With `children` it is a button with words. */
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

/** Something that is read letter by letter and copied: a key, a link. */
export function CopyLine({ text, label }: { text: string; label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1 rounded-md border bg-sunken py-0.5 pr-1 pl-2.5 focus-within:outline-2 focus-within:outline-accent">
      <input
        className="min-w-0 flex-1 bg-transparent font-mono text-sm outline-none"
        readOnly
        value={text}
        aria-label={label.replace(/^Copy (the )?/, "")}
        onFocus={(event) => event.target.select()}
        spellCheck={false}
      />
      <CopyButton text={text} label={label} />
    </div>
  );
}
