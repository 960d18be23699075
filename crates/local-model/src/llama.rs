//! The model itself: the architecture `llama`, one token at a time.

use super::gguf::Gguf;
use super::matrix::{Matrix, dot};

/// The weights and their dimensions.
pub(super) struct Llama {
    shape: Shape,
    embedding: Matrix,
    layers: Vec<Layer>,
    norm: Vec<f32>,
    /// `None` if the model uses the embedding's weights.
    output: Option<Matrix>,
}

struct Shape {
    width: usize,
    heads: usize,
    /// Heads of keys and values; several query heads share one.
    shared: usize,
    head: usize,
    epsilon: f32,
    /// The rotary frequencies: the angle by which each pair of numbers turns per position.
    turns: Vec<f32>,
}

struct Layer {
    attention_norm: Vec<f32>,
    query: Matrix,
    key: Matrix,
    value: Matrix,
    attention_output: Matrix,
    norm: Vec<f32>,
    gate: Matrix,
    up: Matrix,
    down: Matrix,
}

/// The KV cache: keys and values of the text so far, for each layer.
#[derive(Default)]
pub(super) struct KvCache {
    layers: Vec<(Vec<f32>, Vec<f32>)>,
    length: usize,
}

impl Llama {
    pub(super) fn load(file: &mut Gguf, vocabulary: usize) -> Result<Self, String> {
        if file.id("llama.expert_count").is_some_and(|experts| experts > 0) {
            return Err("it is a mixture of experts, which is not supported".to_owned());
        }
        let shape = Shape::of(file)?;
        let (width, inner) = (shape.width, file.size("llama.feed_forward_length")?);
        let shared = shape.shared * shape.head;
        let mut layers = Vec::new();
        for number in 0..file.size("llama.block_count")? {
            let name = |part: &str| format!("blk.{number}.{part}.weight");
            layers.push(Layer {
                attention_norm: file.vector(&name("attn_norm"), width)?,
                query: file.matrix(&name("attn_q"), width, width)?,
                key: file.matrix(&name("attn_k"), shared, width)?,
                value: file.matrix(&name("attn_v"), shared, width)?,
                attention_output: file.matrix(&name("attn_output"), width, width)?,
                norm: file.vector(&name("ffn_norm"), width)?,
                gate: file.matrix(&name("ffn_gate"), inner, width)?,
                up: file.matrix(&name("ffn_up"), inner, width)?,
                down: file.matrix(&name("ffn_down"), width, inner)?,
            });
        }
        let output = match file.has_tensor("output.weight") {
            true => Some(file.matrix("output.weight", vocabulary, width)?),
            false => None,
        };
        Ok(Self {
            embedding: file.matrix("token_embd.weight", vocabulary, width)?,
            norm: file.vector("output_norm.weight", width)?,
            shape,
            layers,
            output,
        })
    }

    /// Reads `tokens` after those in the cache. Returns the hidden state after the last one.
    pub(super) fn read(&self, tokens: &[u32], cache: &mut KvCache) -> Vec<f32> {
        let width = self.shape.width;
        let mut state = vec![0.0; tokens.len() * width];
        for (&token, state) in tokens.iter().zip(state.chunks_exact_mut(width)) {
            self.embedding.row(token as usize, state);
        }
        cache.layers.resize_with(self.layers.len(), Default::default);
        for (layer, layer_cache) in self.layers.iter().zip(&mut cache.layers) {
            let attention = layer.attention(&self.shape, &state, cache.length, layer_cache);
            add(&mut state, &attention);
            let forward = layer.forward(&self.shape, &state);
            add(&mut state, &forward);
        }
        cache.length += tokens.len();
        normed(state.get(state.len().saturating_sub(width)..).unwrap_or_default(), &self.norm, &self.shape)
    }

    /// Returns the logits of the next token.
    pub(super) fn next(&self, state: &[f32]) -> Vec<f32> {
        self.output.as_ref().unwrap_or(&self.embedding).times(state)
    }
}

impl Shape {
    fn of(file: &mut Gguf) -> Result<Self, String> {
        let width = file.size("llama.embedding_length")?;
        let heads = file.size("llama.attention.head_count")?;
        let shared = file.size("llama.attention.head_count_kv").unwrap_or(heads);
        let head = width / heads;
        let turned = file.size("llama.rope.dimension_count").unwrap_or(head);
        if !width.is_multiple_of(heads) || !heads.is_multiple_of(shared) || head % 2 != 0 || turned != head {
            return Err(format!(
                "{heads} heads of {shared} in {width} with {turned} turned do not fit together"
            ));
        }
        let base = file.number("llama.rope.freq_base").unwrap_or(10_000.0) as f32;
        let mut turns: Vec<f32> =
            (0..head / 2).map(|pair| base.powf(-2.0 * pair as f32 / head as f32)).collect();
        if file.has_tensor("rope_freqs.weight") {
            let factors = file.vector("rope_freqs.weight", head / 2)?;
            turns.iter_mut().zip(factors).for_each(|(turn, factor)| *turn /= factor);
        }
        let epsilon = file.number("llama.attention.layer_norm_rms_epsilon").unwrap_or(1e-5) as f32;
        Ok(Self { width, heads, shared, head, epsilon, turns })
    }

    /// Applies the rotary position embedding to each head.
    fn turn(&self, vector: &mut [f32], position: usize) {
        let angles: Vec<(f32, f32)> =
            self.turns.iter().map(|turn| (position as f32 * turn).sin_cos()).collect();
        for head in vector.chunks_exact_mut(self.head) {
            for (pair, (sine, cosine)) in head.chunks_exact_mut(2).zip(&angles) {
                (pair[0], pair[1]) = (pair[0] * cosine - pair[1] * sine, pair[0] * sine + pair[1] * cosine);
            }
        }
    }
}

impl Layer {
    fn attention(
        &self,
        shape: &Shape,
        state: &[f32],
        first: usize,
        (keys, values): &mut (Vec<f32>, Vec<f32>),
    ) -> Vec<f32> {
        let input = normed(state, &self.attention_norm, shape);
        let shared = shape.shared * shape.head;
        let mut queries = self.query.times(&input);
        let mut new_keys = self.key.times(&input);
        for (number, (query, key)) in
            queries.chunks_exact_mut(shape.width).zip(new_keys.chunks_exact_mut(shared)).enumerate()
        {
            shape.turn(query, first + number);
            shape.turn(key, first + number);
        }
        keys.extend_from_slice(&new_keys);
        values.extend_from_slice(&self.value.times(&input));

        let scale = (shape.head as f32).sqrt().recip();
        let mut heard = vec![0.0; queries.len()];
        let mut weights = Vec::new();
        for (number, (query, heard)) in
            queries.chunks_exact(shape.width).zip(heard.chunks_exact_mut(shape.width)).enumerate()
        {
            let seen = first + number + 1;
            let heads = query.chunks_exact(shape.head).zip(heard.chunks_exact_mut(shape.head));
            for (head, (query, heard)) in heads.enumerate() {
                let start = head * shape.shared / shape.heads * shape.head;
                let part = start..start + shape.head;
                weights.clear();
                let past = keys.chunks_exact(shared).take(seen);
                weights.extend(past.map(|key| dot(query, &key[part.clone()]) * scale));
                softmax(&mut weights);
                for (weight, value) in weights.iter().zip(values.chunks_exact(shared)) {
                    heard
                        .iter_mut()
                        .zip(&value[part.clone()])
                        .for_each(|(sum, value)| *sum += weight * value);
                }
            }
        }
        self.attention_output.times(&heard)
    }

    fn forward(&self, shape: &Shape, state: &[f32]) -> Vec<f32> {
        let input = normed(state, &self.norm, shape);
        let mut inner = self.gate.times(&input);
        for (gate, up) in inner.iter_mut().zip(self.up.times(&input)) {
            *gate = *gate / (1.0 + (-*gate).exp()) * up;
        }
        self.down.times(&inner)
    }
}

/// Applies the RMS norm to each vector.
fn normed(vectors: &[f32], weights: &[f32], shape: &Shape) -> Vec<f32> {
    let mut out = Vec::with_capacity(vectors.len());
    for vector in vectors.chunks_exact(shape.width) {
        let scale = (dot(vector, vector) / shape.width as f32 + shape.epsilon).sqrt().recip();
        out.extend(vector.iter().zip(weights).map(|(number, weight)| number * scale * weight));
    }
    out
}

fn softmax(numbers: &mut [f32]) {
    let most = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for number in numbers.iter_mut() {
        *number = (*number - most).exp();
        sum += *number;
    }
    numbers.iter_mut().for_each(|number| *number /= sum);
}

fn add(to: &mut [f32], what: &[f32]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += what);
}
