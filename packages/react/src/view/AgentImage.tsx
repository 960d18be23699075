import { type ReactNode, useState } from "react";
import { useSession } from "../hooks/ProficientProvider.js";

/** An image of the agent, which may be on the server. If there is none or it does not load, shows something else. */
export function AgentImage({
  url,
  className,
  children,
}: {
  url: string | undefined;
  className: string;
  children: ReactNode;
}): ReactNode {
  const session = useSession();
  const [broken, setBroken] = useState<string>();
  if (!url || url === broken) return children;
  return (
    <img
      className={className}
      src={session.fileUrl(url)}
      alt=""
      referrerPolicy="no-referrer"
      onError={() => setBroken(url)}
    />
  );
}
