import { type ReactNode, useRef } from "react";
import { CopyButton } from "../ui/CopyButton.js";
import { useTranslate } from "../ui/translation.js";

/** A code block with its language and a copy button. */
export function CodeBlock({ children, language }: { children: ReactNode; language: string }): ReactNode {
  const code = useRef<HTMLPreElement>(null);
  const t = useTranslate();
  return (
    <div className="pf-code" dir="ltr">
      <div className="pf-code-head">
        <span>{language}</span>
        <CopyButton label={t("copyCode")} text={() => code.current?.textContent ?? ""} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard. */}
      <pre ref={code} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}
