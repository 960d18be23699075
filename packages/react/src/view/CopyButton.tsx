import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "./IconButton.js";
import { CheckIcon, CopyIcon } from "./icons.js";
import { useWords } from "./words.js";

/** Copies a text, and says whether it did. */
export function CopyButton({ label, text }: { label: string; text: () => string }): ReactNode {
  const words = useWords();
  const [result, setResult] = useState<"copied" | "copyFailed">();
  useEffect(() => {
    const timer = result && setTimeout(() => setResult(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => setResult((await toClipboard(text())) ? "copied" : "copyFailed");
  return (
    <IconButton label={result ? words(result) : label} onClick={copy}>
      {result === "copied" ? <CheckIcon /> : <CopyIcon />}
    </IconButton>
  );
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyAsBefore(text);
  }
}

/** Pages without HTTPS have no clipboard but this. */
function copyAsBefore(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}
