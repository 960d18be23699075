import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "./IconButton.js";
import { CheckIcon, CopyIcon } from "./icons.js";
import { useTranslate } from "./translation.js";

/** A button that copies a text and shows whether that worked. */
export function CopyButton({ label, text }: { label: string; text: () => string }): ReactNode {
  const t = useTranslate();
  const [result, setResult] = useState<"copied" | "copyFailed">();
  useEffect(() => {
    const timer = result && setTimeout(() => setResult(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async () => setResult((await toClipboard(text())) ? "copied" : "copyFailed");
  return (
    <IconButton label={result ? t(result) : label} onClick={copy}>
      {result === "copied" ? <CheckIcon /> : <CopyIcon />}
    </IconButton>
  );
}

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyWithoutClipboardApi(text);
  }
}

/** Pages without HTTPS have no clipboard API. */
function copyWithoutClipboardApi(text: string): boolean {
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
