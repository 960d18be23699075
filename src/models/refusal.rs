//! Why a provider refuses a request, judged by its error message, because few providers send error codes.

use serde_json::Value;

/// A part of a request that some servers or models do not support, and that can be left out or replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// `stream_options`, which requests the token counts.
    StreamOptions,
    /// A system message; replaced by the beginning of the user's first message.
    SystemRole,
    Temperature,
    TopP,
    TopK,
    FrequencyPenalty,
    PresencePenalty,
    /// A reply limit that newer models allow; replaced by one that all models allow. Used only if the agent
    /// sets no limit.
    DefaultMaxTokens,
    /// The name of the reply limit that the server is expected to know, `max_tokens` or
    /// `max_completion_tokens`; replaced by the other name.
    MaxTokensName,
    Stop,
    Seed,
    ReasoningEffort,
    ThinkingBudget,
    /// `store`, which tells OpenAI to keep nothing.
    Store,
}

impl Feature {
    /// Returns whether the body of a request has it, in any wire format.
    pub(super) fn is_in(self, body: &Value) -> bool {
        let any = |places: &[&str]| places.iter().any(|place| body.pointer(place).is_some());
        match self {
            Self::StreamOptions => any(&["/stream_options"]),
            Self::SystemRole => {
                any(&["/system", "/systemInstruction", "/instructions"])
                    || body.pointer("/messages/0/role").is_some_and(|role| role == "system")
            }
            Self::Temperature => any(&["/temperature", "/generationConfig/temperature"]),
            Self::TopP => any(&["/top_p", "/generationConfig/topP"]),
            Self::TopK => any(&["/top_k", "/generationConfig/topK"]),
            Self::FrequencyPenalty => any(&["/frequency_penalty"]),
            Self::PresencePenalty => any(&["/presence_penalty"]),
            Self::DefaultMaxTokens => any(&["/max_tokens"]),
            Self::MaxTokensName => any(&["/max_tokens", "/max_completion_tokens"]),
            Self::Stop => any(&["/stop", "/stop_sequences", "/generationConfig/stopSequences"]),
            Self::Seed => any(&["/seed", "/generationConfig/seed"]),
            Self::ReasoningEffort => any(&["/reasoning_effort", "/reasoning/effort"]),
            Self::ThinkingBudget => any(&["/thinking", "/generationConfig/thinkingConfig"]),
            Self::Store => any(&["/store"]),
        }
    }
}

/// Features that a model does not support.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Unsupported(u16);

impl Unsupported {
    pub(super) fn contains(self, feature: Feature) -> bool {
        self.0 & (1 << feature as u16) != 0
    }

    pub(super) fn with(self, feature: Feature) -> Self {
        Self(self.0 | (1 << feature as u16))
    }

    /// Returns the value, or `None` if the model does not support the feature.
    pub(super) fn unless<T>(self, feature: Feature, value: Option<T>) -> Option<T> {
        value.filter(|_| !self.contains(feature))
    }
}

/// Parameters and the words that name them. A name that is part of another one comes after it; a name that is
/// also an ordinary word counts only in quotes or a fixed phrase.
const PARAMETERS: [(Feature, &[&str]); 12] = [
    (Feature::StreamOptions, &["stream_options", "include_usage"]),
    (Feature::FrequencyPenalty, &["frequency_penalty"]),
    (Feature::PresencePenalty, &["presence_penalty"]),
    (Feature::ReasoningEffort, &["reasoning_effort", "reasoning.effort"]),
    (Feature::TopP, &["top_p", "topp"]),
    (Feature::TopK, &["top_k", "topk"]),
    (Feature::Temperature, &["temperature"]),
    (Feature::MaxTokensName, &["max_tokens", "max_completion_tokens"]),
    (Feature::Stop, &["'stop'", "\"stop\"", "`stop`", "supplied: stop", "stop_sequences", "stopsequences"]),
    (Feature::Seed, &["'seed'", "\"seed\"", "`seed`", "supplied: seed"]),
    (Feature::Store, &["'store'", "\"store\"", "`store`", "supplied: store"]),
    (Feature::ThinkingBudget, &["thinking"]),
];

/// How servers say that they do not support something. A value out of range is not among these: it comes from
/// the agent's configuration, and must not be dropped silently.
const NOT_SUPPORTED: [&str; 14] = [
    "unsupported",
    "not support",
    "n't support",
    "unknown",
    "unrecognized",
    "unexpected",
    "not permitted",
    "extra_forbidden",
    "not allowed",
    "not enabled",
    "deprecated",
    "cannot both",
    "can't both",
    "invalid argument",
];

const SYSTEM: [&str; 6] = [
    "system role",
    "system message",
    "system prompt",
    "system instruction",
    "developer instruction",
    "'system'",
];

/// The error of chat templates that do not support system messages.
const MUST_ALTERNATE: &str = "roles must alternate";

const CONTEXT_TOO_LONG: [&str; 20] = [
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "maximum model length",
    "model's context length",
    "maximum prompt length",
    "available context size",
    "context size has been exceeded",
    "context length of only",
    "greater than the context length",
    "exceeds the context length",
    "exceeds the context window",
    "exceed context limit",
    "prompt is too long",
    "input is too long",
    "reduce the length of the messages",
    "exceeds the maximum number of tokens",
    "range of input length",
    "`inputs` must have less than",
    "request_too_large",
];

/// Returns whether the conversation is longer than the model can read.
pub(super) fn is_context_too_long(said: &str) -> bool {
    let said = said.to_lowercase();
    CONTEXT_TOO_LONG.iter().any(|words| said.contains(words))
}

/// Returns the feature that caused a refusal, among those that the request had.
pub(super) fn refused_feature(said: &str, had: impl Fn(Feature) -> bool) -> Option<Feature> {
    // With the quotes of the message itself, not of its JSON.
    let said = said.to_lowercase().replace("\\\"", "\"");
    let names = |words: &[&str]| words.iter().any(|words| said.contains(words));
    // The refused value tells this apart from a parameter that the server does not know.
    if names(&["max_tokens: "])
        && names(&["maximum allowed number of output tokens"])
        && had(Feature::DefaultMaxTokens)
    {
        return Some(Feature::DefaultMaxTokens);
    }
    if names(&[MUST_ALTERNATE]) && had(Feature::SystemRole) {
        return Some(Feature::SystemRole);
    }
    if !names(&NOT_SUPPORTED) {
        return None;
    }
    if names(&SYSTEM) && had(Feature::SystemRole) {
        return Some(Feature::SystemRole);
    }
    // If the message names several, such as two that exclude each other, the least important one is left out.
    PARAMETERS.iter().find(|(feature, words)| had(*feature) && names(words)).map(|(feature, _)| *feature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_that_is_too_long_is_recognised_in_the_words_of_each_provider() {
        for said in [
            r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
            r#"{"error":{"code":400,"message":"the request exceeds the available context size, try increasing it","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}"#,
            r#"{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages.","type":"BadRequestError","param":null,"code":400}"#,
            r#"{"error":{"message":"The decoder prompt (length 5000) is longer than the maximum model length of 4096.","type":"BadRequestError"}}"#,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}"#,
            r#"{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000"}}"#,
            r#"{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}"#,
            r#"{"error":"Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}"#,
        ] {
            assert!(is_context_too_long(said), "{said}");
        }
        assert!(!is_context_too_long(r#"{"error":{"message":"The model `gpt-9` does not exist"}}"#));
    }

    #[test]
    fn a_refused_feature_is_recognised() {
        for (said, feature) in [
            (
                r#"{"error":{"message":"Unrecognized request argument supplied: stream_options"}}"#,
                Some(Feature::StreamOptions),
            ),
            (
                r#"{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}"#,
                Some(Feature::StreamOptions),
            ),
            (
                r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.7 with this model. Only the default (1) value is supported.","param":"temperature","code":"unsupported_value"}}"#,
                Some(Feature::Temperature),
            ),
            (
                r#"{"error":{"message":"Unsupported parameter: 'top_p' is not supported with this model."}}"#,
                Some(Feature::TopP),
            ),
            (
                r#"{"error":{"message":"`temperature` and `top_p` cannot both be specified for this model. Please use only one."}}"#,
                Some(Feature::TopP),
            ),
            (
                r#"{"error":{"message":"`temperature` is deprecated for this model."}}"#,
                Some(Feature::Temperature),
            ),
            (
                r#"{"error":{"message":"Unsupported value: 'messages[0].role' does not support 'system' with this model."}}"#,
                Some(Feature::SystemRole),
            ),
            (r#"{"error":{"message":"System role not supported"}}"#, Some(Feature::SystemRole)),
            (
                r#"{"error":{"message":"Conversation roles must alternate user/assistant/user/assistant/..."}}"#,
                Some(Feature::SystemRole),
            ),
            (
                r#"{"error":{"code":400,"message":"Developer instruction is not enabled for models/gemma-3-27b-it"}}"#,
                Some(Feature::SystemRole),
            ),
            (
                r#"{"error":{"message":"max_tokens: 64000 > 8192, which is the maximum allowed number of output tokens for claude-x"}}"#,
                Some(Feature::DefaultMaxTokens),
            ),
            (
                r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","param":"max_tokens"}}"#,
                Some(Feature::MaxTokensName),
            ),
            (
                r#"{"error":{"message":"Unrecognized request argument supplied: max_completion_tokens"}}"#,
                Some(Feature::MaxTokensName),
            ),
            (
                r#"{"error":{"message":"Unsupported parameter: 'stop' is not supported with this model.","param":"stop"}}"#,
                Some(Feature::Stop),
            ),
            (
                r#"{"error":{"message":"Unrecognized request argument supplied: reasoning_effort"}}"#,
                Some(Feature::ReasoningEffort),
            ),
            (
                r#"{"error":{"message":"Unsupported parameter: 'reasoning.effort' is not supported with this model.","param":"reasoning.effort"}}"#,
                Some(Feature::ReasoningEffort),
            ),
            (
                r#"{"detail":[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted"}]}"#,
                Some(Feature::Seed),
            ),
            (r#"{"error":{"message":"Unknown parameter: 'store'."}}"#, Some(Feature::Store)),
            (
                r#"{"error":{"code":400,"message":"Thinking budget is not supported for this model."}}"#,
                Some(Feature::ThinkingBudget),
            ),
            (r#"{"error":{"message":"this stop is not supported"}}"#, None),
            (r#"{"error":{"message":"temperature: must be at most 1"}}"#, None),
            (r#"{"error":{"message":"Unknown model: gpt-9"}}"#, None),
            (r#"{"error":{"message":"the system failed"}}"#, None),
        ] {
            assert_eq!(refused_feature(said, |_| true), feature, "{said}");
            assert_eq!(refused_feature(said, |_| false), None, "{said}");
        }
    }

    #[test]
    fn features_are_kept_apart() {
        let unsupported = Unsupported::default().with(Feature::TopP).with(Feature::Store);
        assert!(unsupported.contains(Feature::TopP) && unsupported.contains(Feature::Store));
        assert!(!unsupported.contains(Feature::TopK) && !unsupported.contains(Feature::StreamOptions));
    }
}
