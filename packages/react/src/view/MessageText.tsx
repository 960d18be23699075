import { type ReactNode, useRef } from "react";
import { Markdown } from "../markdown/Markdown.js";
import type { ThemeChoice } from "../theme/theme.js";
import { useStyles } from "./useStyles.js";
import { useTheme } from "./useTheme.js";

export interface MessageTextProps {
  text: string;
  /** Default: "auto". */
  theme?: ThemeChoice | undefined;
  /** Whether more text is expected, as in a reply in progress. Code is highlighted once it is complete. Default: false. */
  isGrowing?: boolean | undefined;
}

/** Renders an agent's message as safely as `InteractionView` does, for chats with a custom UI. */
export function MessageText({ text, theme = "auto", isGrowing = false }: MessageTextProps): ReactNode {
  const root = useRef<HTMLDivElement>(null);
  useStyles(root);
  return (
    <div ref={root} className="pf-root pf-text" style={useTheme(theme).variables as React.CSSProperties}>
      <div className="pf-agent">
        <div className="pf-body" dir="auto">
          <Markdown text={text} isGrowing={isGrowing} />
        </div>
      </div>
    </div>
  );
}
