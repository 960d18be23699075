import { InteractionView } from "@proficient/react";
import { useQuery } from "@tanstack/react-query";
import { post } from "../../api/call";
import { below } from "../../api/keys";
import type { PlaygroundCredentials, User } from "../../api/types";
import { ErrorNote, Loading } from "../../kit";
import { useChatTheme } from "../../shell/chatTheme";

export interface ChatPaneProps {
  projectId: string;
  agentId: string;
  user: User;
  /** Another one is a new chat: the agent is shown as it is now. */
  version: string;
  onOpen: (interaction: string | undefined) => void;
}

/** The chat as users have it: the same component, over the same API. */
export function ChatPane({ projectId, agentId, user, version, onOpen }: ChatPaneProps) {
  const theme = useChatTheme();
  const get = () => post<PlaygroundCredentials>(below(projectId, "/playground/credentials"), { user_id: user.id });
  const { data, error, refetch } = useQuery({
    queryKey: ["playground credentials", projectId, user.id],
    queryFn: get,
    staleTime: Number.POSITIVE_INFINITY,
    // They prove who somebody is: not kept longer than they are needed.
    gcTime: 0,
  });
  if (error)
    return <ErrorNote error={error} title="The test user could not be logged in" onRetry={refetch} className="m-4" />;
  if (!data) return <Loading />;
  return (
    <InteractionView
      key={`${agentId} ${user.id} ${version}`}
      baseUrl={location.origin}
      apiKey={data.publishable_key}
      agentId={agentId}
      userExternalId={data.external_id}
      // The secret may be rotated meanwhile: then it is asked for again.
      userHmac={async () => (await get()).hmac}
      theme={theme}
      chatSectionHeight="fill"
      onOpen={onOpen}
    />
  );
}
