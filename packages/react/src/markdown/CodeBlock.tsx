import { type ReactNode, useRef } from "react";
import { CopyButton } from "../view/CopyButton.js";
import { useWords } from "../view/words.js";

/** A block of code with its language and a button that copies it. */
export function CodeBlock({ children, language }: { children: ReactNode; language: string }): ReactNode {
  const code = useRef<HTMLPreElement>(null);
  const words = useWords();
  return (
    <div className="pf-code" dir="ltr">
      <div className="pf-code-head">
        <span>{language}</span>
        <CopyButton label={words("copyCode")} text={() => code.current?.textContent ?? ""} />
      </div>
      {/* It scrolls, so the keyboard must be able to reach it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above. */}
      <pre ref={code} tabIndex={0}>
        {children}
      </pre>
    </div>
  );
}
