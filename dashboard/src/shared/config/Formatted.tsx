import { MessageText } from "@proficient/react";
import { useChatTheme } from "../../shell/chatTheme";

/** Markdown of an agent, as users see it. */
export default function Formatted({ text }: { text: string }) {
  return <MessageText text={text} theme={useChatTheme()} />;
}
