//! Matrices of eight-bit numbers, and products with them.

use candle_core::quantized::GgmlType;
use candle_core::quantized::k_quants::{BlockQ8_0, QK8_0};

/// A matrix of weights, in `Q8_0`: blocks of 32 numbers of eight bits with a common factor. Candle multiplies these with
/// AVX2 or NEON if the processor has it, which is detected at run time.
pub(super) struct Matrix {
    blocks: Vec<BlockQ8_0>,
    columns: usize,
}

impl Matrix {
    /// Takes `weights` row by row; `columns` must be a multiple of 32.
    pub(super) fn new(weights: &[f32], columns: usize) -> Self {
        Self { blocks: quantized(weights), columns }
    }

    pub(super) fn rows(&self) -> usize {
        self.blocks.len() * QK8_0 / self.columns
    }

    /// Writes one row into `out`.
    pub(super) fn row(&self, row: usize, out: &mut [f32]) {
        let width = self.columns / QK8_0;
        BlockQ8_0::to_float(&self.blocks[row * width..(row + 1) * width], out);
    }

    /// Multiplies the matrix by each vector in `vectors`, and concatenates the products.
    pub(super) fn times(&self, vectors: &[f32]) -> Vec<f32> {
        let (width, rows) = (self.columns / QK8_0, self.rows());
        let vectors = quantized(vectors);
        let mut out = vec![0.0; vectors.len() / width * rows];
        // Fetches each row of weights once for all vectors, which makes reading a prompt faster than writing
        // a reply.
        for (row, weights) in self.blocks.chunks_exact(width).enumerate() {
            for (vector, answers) in vectors.chunks_exact(width).zip(out.chunks_exact_mut(rows)) {
                answers[row] = BlockQ8_0::vec_dot(self.columns, weights, vector);
            }
        }
        out
    }
}

fn quantized(numbers: &[f32]) -> Vec<BlockQ8_0> {
    let mut blocks = vec![BlockQ8_0::zeros(); numbers.len() / QK8_0];
    BlockQ8_0::from_float(numbers, &mut blocks);
    blocks
}

/// Returns the dot product. Eight sums side by side let the compiler use SIMD registers.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_eights, b_eights) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a_eights.remainder().iter().zip(b_eights.remainder()).map(|(a, b)| a * b).sum();
    let mut sums = [0.0_f32; 8];
    for (a, b) in a_eights.zip(b_eights) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_close_to_the_exact_one() {
        let weights: Vec<f32> = (0..128).map(|i| ((i * 7) % 13) as f32 - 6.0).collect();
        let vectors: Vec<f32> = (0..128).map(|i| ((i * 5) % 11) as f32 / 4.0 - 1.0).collect();
        let matrix = Matrix::new(&weights, 64);
        assert_eq!(matrix.rows(), 2);
        let answers = matrix.times(&vectors);
        for (vector, answers) in vectors.chunks_exact(64).zip(answers.chunks_exact(2)) {
            for (row, answer) in weights.chunks_exact(64).zip(answers) {
                let exact = dot(row, vector);
                assert!((answer - exact).abs() < 2.0, "{answer} for {exact}");
            }
        }
        let mut row = [0.0; 64];
        matrix.row(1, &mut row);
        assert!(row.iter().zip(&weights[64..]).all(|(a, b)| (a - b).abs() < 0.05));
    }
}
