//! Converts text to tokens and back.
//!
//! Control tokens, such as the end of a message, come only from the chat template: what people write is
//! tokenized without them.

use std::collections::HashMap;

use tokenizers::models::bpe::BPE;
use tokenizers::pre_tokenizers::PreTokenizerWrapper;
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::digits::Digits;
use tokenizers::pre_tokenizers::sequence::Sequence;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{SplitDelimiterBehavior, Tokenizer};

use super::gguf::Gguf;

/// How Llama 3 splits text into words, according to its `tokenizer.json`.
const LLAMA_3: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// The `tokenizer.ggml.token_type` of a token that is not text.
const CONTROL: u32 = 3;

/// The tokens of a model.
pub(super) struct Vocabulary {
    words: Tokenizer,
    /// The bytes of each token; `None` for control tokens.
    bytes: Vec<Option<Vec<u8>>>,
    control: HashMap<String, u32>,
    /// The token before the prompt, for models that expect one.
    begin: Option<u32>,
    end: Option<u32>,
}

impl Vocabulary {
    pub(super) fn load(file: &Gguf) -> Result<Self, String> {
        let kind = file.text("tokenizer.ggml.model");
        if kind != Some("gpt2") {
            return Err(format!("its vocabulary is of the kind {kind:?}; only \"gpt2\" is supported"));
        }
        let texts = file.texts("tokenizer.ggml.tokens")?;
        let end = file.id("tokenizer.ggml.eos_token_id");
        let begin =
            file.id("tokenizer.ggml.bos_token_id").filter(|_| file.flag("tokenizer.ggml.add_bos_token"));
        let kinds = file.ids("tokenizer.ggml.token_type");
        let is_control = |id: u32| {
            kinds.get(id as usize) == Some(&Some(CONTROL))
                || end == Some(id)
                || file.id("tokenizer.ggml.eot_token_id") == Some(id)
        };

        let letters = letters();
        let mut words = tokenizers::models::bpe::Vocab::default();
        let (mut control, mut bytes) = (HashMap::new(), Vec::with_capacity(texts.len()));
        for (id, text) in (0_u32..).zip(&texts) {
            if is_control(id) {
                control.insert((*text).to_owned(), id);
                bytes.push(None);
            } else {
                words.insert((*text).to_owned(), id);
                // A token outside the alphabet was added later and stands for itself.
                let spelt: Option<Vec<u8>> =
                    text.chars().map(|letter| letters.get(&letter).copied()).collect();
                bytes.push(Some(spelt.unwrap_or_else(|| text.as_bytes().to_vec())));
            }
        }
        let merges = file.texts("tokenizer.ggml.merges")?.into_iter();
        let merges = merges.filter_map(|merge| merge.split_once(' '));
        let merges = merges.filter(|(a, b)| words.contains_key(*a) && words.contains_key(*b));
        let merges = merges.map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
        let bpe =
            BPE::builder().vocab_and_merges(words, merges).build().map_err(|error| error.to_string())?;
        let mut words = Tokenizer::new(bpe);
        words.with_pre_tokenizer(Some(cutting(file.text("tokenizer.ggml.pre").unwrap_or_default())?));
        let end = end.filter(|&id| (id as usize) < texts.len());
        let begin = begin.filter(|&id| (id as usize) < texts.len());
        Ok(Self { words, bytes, control, begin, end })
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn begin(&self) -> Option<u32> {
        self.begin
    }

    pub(super) fn end(&self) -> Option<u32> {
        self.end
    }

    /// Returns the name of a control token.
    pub(super) fn name(&self, id: u32) -> Option<&str> {
        self.control.iter().find(|(_, control)| **control == id).map(|(name, _)| name.as_str())
    }

    pub(super) fn has_control(&self, name: &str) -> bool {
        self.control.contains_key(name)
    }

    /// Returns the tokens of a text that somebody wrote. None of them is a control token.
    pub(super) fn written(&self, text: &str) -> Result<Vec<u32>, String> {
        let encoding = self.words.encode_fast(text, false).map_err(|error| error.to_string())?;
        Ok(encoding.get_ids().to_vec())
    }

    /// Returns the tokens of a template's own text, including its control tokens.
    pub(super) fn marked(&self, mut text: &str) -> Result<Vec<u32>, String> {
        let mut tokens = Vec::new();
        while !text.is_empty() {
            let found =
                self.control.iter().filter_map(|(name, &id)| Some((text.find(name.as_str())?, name, id)));
            // The first control token, and the longest of those that start at the same place.
            let next = found.min_by_key(|(at, name, _)| (*at, usize::MAX - name.len()));
            let (before, rest) =
                next.as_ref().map_or((text, ""), |(at, name, _)| (&text[..*at], &text[at + name.len()..]));
            tokens.extend(self.written(before)?);
            tokens.extend(next.map(|(_, _, id)| id));
            text = rest;
        }
        Ok(tokens)
    }

    /// Returns the bytes of a token; `None` for a control token.
    pub(super) fn bytes(&self, token: u32) -> Option<&[u8]> {
        self.bytes.get(token as usize)?.as_deref()
    }
}

/// Returns the pre-tokenizer, which splits text into words.
fn cutting(name: &str) -> Result<PreTokenizerWrapper, String> {
    let words = ByteLevel::new(false, false, true).into();
    let parts = match name {
        "smollm" => vec![Digits::new(true).into(), words],
        "llama-bpe" | "llama3" | "llama-v3" => {
            let pattern = SplitPattern::Regex(LLAMA_3.to_owned());
            let split = Split::new(pattern, SplitDelimiterBehavior::Isolated, false);
            vec![split.map_err(|error| error.to_string())?.into(), ByteLevel::new(false, false, false).into()]
        }
        "gpt-2" | "gpt2" | "default" | "" => vec![words],
        other => return Err(format!("its pre-tokenizer {other:?} is not supported")),
    };
    Ok(Sequence::new(parts).into())
}

/// Returns the characters that stand for bytes in such vocabularies: printable bytes stand for themselves,
/// the others are numbered from U+0100.
fn letters() -> HashMap<char, u8> {
    let mut others = '\u{100}'..;
    let printable = |byte: &u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    (0..=u8::MAX)
        .filter_map(|byte| {
            if printable(&byte) { Some((char::from(byte), byte)) } else { Some((others.next()?, byte)) }
        })
        .collect()
}
