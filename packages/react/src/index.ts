export type { Agent, Interaction, Message, Rating } from "@proficient/client";
export {
  type UseAgent,
  type UseInteraction,
  type UseInteractions,
  useAgent,
  useInteraction,
  useInteractions,
} from "./hooks/hooks.js";
export { ProficientProvider, type ProficientProviderProps } from "./hooks/provider.js";
export { InteractionView } from "./InteractionView.js";
export type { InteractionViewProps } from "./props.js";
export type { AgentState } from "./store/agent.js";
export type { ConnectionSettings } from "./store/connection.js";
export type { ConversationState, Outgoing } from "./store/conversationState.js";
export type { InteractionsState } from "./store/interactions.js";
export type { Problem, ProblemKind } from "./store/problem.js";
export type { Choices, Step } from "./store/tree.js";
export { ENGLISH, type Strings } from "./strings.js";
export { createTheme, darkTheme, type Theme, type ThemeColors, type ThemeOptions } from "./theme/theme.js";
export { MessageText } from "./view/MessageText.js";
