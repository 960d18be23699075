import { InteractionView, type InteractionViewProps } from "@proficient/react";
import { useQuery } from "@tanstack/react-query";
import { post } from "../../api/call";
import { projectPath } from "../../api/keys";
import type { PlaygroundCredentials, User } from "../../api/types";
import { ErrorNote, Loading } from "../../kit";
import { useChatTheme } from "../../shell/chatTheme";

export interface ChatPaneProps {
  projectId: string;
  agentId: string;
  user: User;
  /** Remounts the chat when it changes, to show the agent as it is now. */
  version: string;
  onOpen?: (interaction: string | undefined) => void;
  /** How it looks; in the dashboard's colors by default. */
  look?: Pick<InteractionViewProps, "theme" | "layout" | "strings" | "starters" | "headerAction">;
}

/** The chat as users see it: the same component and API. */
export function ChatPane({ projectId, agentId, user, version, onOpen, look }: ChatPaneProps) {
  const theme = useChatTheme();
  const get = () =>
    post<PlaygroundCredentials>(projectPath(projectId, "/playground/credentials"), { user_id: user.id });
  const { data, error, refetch } = useQuery({
    queryKey: ["playground credentials", projectId, user.id],
    queryFn: get,
    staleTime: Number.POSITIVE_INFINITY,
    // Credentials are not kept longer than needed.
    gcTime: 0,
  });
  if (error)
    return <ErrorNote error={error} title="Could not sign in the test user" onRetry={refetch} className="m-4" />;
  if (!data) return <Loading />;
  return (
    <InteractionView
      key={`${agentId} ${user.id} ${version}`}
      baseUrl={location.origin}
      apiKey={data.publishable_key}
      agentId={agentId}
      userExternalId={data.external_id}
      // Fetched again each time, because the secret may have been rotated.
      userHmac={async () => (await get()).hmac}
      theme={theme}
      chatSectionHeight="fill"
      allowInactive
      onOpen={onOpen}
      {...look}
    />
  );
}
