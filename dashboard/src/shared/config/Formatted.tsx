import { MessageText } from "@proficient/react";
import { useChatTheme } from "../../shell/chatTheme";

/** What an agent says, as users see it. */
export default function Formatted({ text }: { text: string }) {
  return <MessageText text={text} theme={useChatTheme()} />;
}
