export type { Agent, Appearance, FinishReason, Interaction, Message, MessagePart, Rating } from "@proficient/client";
export { externalIdProblem } from "@proficient/client";
export { ProficientProvider, type ProficientProviderProps } from "./hooks/ProficientProvider.js";
export { type UseAgent, useAgent } from "./hooks/useAgent.js";
export { useAppearance } from "./hooks/useAppearance.js";
export { type UseInteraction, useInteraction } from "./hooks/useInteraction.js";
export { type UseInteractions, useInteractions } from "./hooks/useInteractions.js";
export type { AgentState } from "./store/agent.js";
export type { ConversationState, Outgoing } from "./store/conversationState.js";
export type { InteractionsState } from "./store/interactions.js";
export type { Choices, Step } from "./store/messageTree.js";
export type { Problem, ProblemKind } from "./store/problem.js";
export type { ConnectionSettings } from "./store/session.js";
export { forgetUser, hasPendingReply } from "./store/tabState.js";
export { addStyles } from "./styles/addStyles.js";
export { agentTheme } from "./theme/agentTheme.js";
export {
  createTheme,
  darkTheme,
  lightTheme,
  type Theme,
  type ThemeChoice,
  type ThemeColors,
  type ThemeOptions,
} from "./theme/theme.js";
export { ENGLISH, type Strings } from "./ui/strings.js";
export type { ComposeRequest } from "./view/composeRequest.js";
export { InteractionView } from "./view/InteractionView.js";
export { MessageText, type MessageTextProps } from "./view/MessageText.js";
export type { InteractionViewProps } from "./view/props.js";
export type {
  ComposerSlotProps,
  EmptySlotProps,
  HeaderSlotProps,
  InteractionViewComponents,
  MessageSlotProps,
  RenderMessage,
} from "./view/slots.js";
export { useLanguage } from "./view/useLanguage.js";
export { useTheme } from "./view/useTheme.js";
