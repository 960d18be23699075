import { type ReactNode, useEffect, useRef, useState } from "react";
import { addStyles } from "../styles/addStyles.js";
import { enqueue, loadTypesetter } from "./lazy.js";

export interface FormulaProps {
  tex: string;
  isDisplayed: boolean;
  /** The formula as it was written: shown until it is typeset, and instead if that fails. */
  source: string;
}

/** A formula. */
export function Formula({ tex, isDisplayed, source }: FormulaProps): ReactNode {
  const host = useRef<HTMLSpanElement>(null);
  const [isTypeset, setTypeset] = useState(false);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    let isGone = false;
    loadTypesetter().then(
      ({ STYLES, typeset }) => {
        if (isGone) return;
        cancel = enqueue(() => {
          const root = host.current?.getRootNode();
          if (!host.current || !(root instanceof Document || root instanceof ShadowRoot)) return;
          addStyles(root, STYLES);
          setTypeset(typeset(tex, isDisplayed, host.current));
        });
      },
      // The source stays.
      () => {},
    );
    return () => {
      isGone = true;
      cancel?.();
    };
  }, [tex, isDisplayed]);
  const content = (
    <>
      {!isTypeset && <code>{source}</code>}
      {/* The typesetter owns what is in here. */}
      <span ref={host} hidden={!isTypeset} />
    </>
  );
  if (!isDisplayed) return <span dir="ltr">{content}</span>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable with the keyboard.
    <span className="pf-formula pf-scroll-x" dir="ltr" tabIndex={0}>
      {content}
    </span>
  );
}
