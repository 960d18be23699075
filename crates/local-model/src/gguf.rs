//! Reads a GGUF file. Checks every value, because the file is not trusted.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use candle_core::Device;
use candle_core::quantized::gguf_file::{Content, Value};
use candle_core::quantized::k_quants::QK8_0;

use super::matrix::Matrix;

/// An open file.
pub(super) struct Gguf {
    content: Content,
    file: BufReader<File>,
}

impl Gguf {
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mut file = BufReader::new(file);
        let content =
            Content::read(&mut file).map_err(|error| format!("this is not a whole GGUF file: {error}"))?;
        let this = Self { content, file };
        match this.text("general.architecture") {
            Some("llama") => Ok(this),
            other => Err(format!("its architecture is {other:?}; only \"llama\" is supported")),
        }
    }

    pub(super) fn context_length(&self) -> Result<usize, String> {
        self.size("llama.context_length")
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.content.metadata.get(key).and_then(|value| value.to_string().ok()).map(String::as_str)
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.content.metadata.get(key).and_then(|value| value.to_bool().ok()).unwrap_or_default()
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        let value = self.content.metadata.get(key)?;
        let float = value.to_f32().map(f64::from).or_else(|_| value.to_f64());
        float.ok().or_else(|| integer(value).map(f64::from))
    }

    pub(super) fn id(&self, key: &str) -> Option<u32> {
        self.content.metadata.get(key).and_then(integer)
    }

    /// Returns a size, which must be present and not 0.
    pub(super) fn size(&self, key: &str) -> Result<usize, String> {
        let size = self.id(key).and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
        size.ok_or_else(|| format!("{key} is missing or not a size"))
    }

    pub(super) fn texts(&self, key: &str) -> Result<Vec<&str>, String> {
        let texts = self.list(key).iter().map(|value| value.to_string().map(String::as_str));
        texts.collect::<Result<_, _>>().map_err(|error| format!("{key}: {error}"))
    }

    pub(super) fn ids(&self, key: &str) -> Vec<Option<u32>> {
        self.list(key).iter().map(integer).collect()
    }

    fn list(&self, key: &str) -> &[Value] {
        let value = self.content.metadata.get(key);
        value.and_then(|value| value.to_vec().ok()).map_or(&[], Vec::as_slice)
    }

    pub(super) fn has_tensor(&self, name: &str) -> bool {
        self.content.tensor_infos.contains_key(name)
    }

    /// Returns a vector of `size` numbers.
    pub(super) fn vector(&mut self, name: &str, size: usize) -> Result<Vec<f32>, String> {
        let (numbers, shape) = self.tensor(name)?;
        if shape == [size] {
            Ok(numbers)
        } else {
            Err(format!("{name} has the shape {shape:?}, not [{size}]"))
        }
    }

    /// Returns a matrix of this shape.
    pub(super) fn matrix(&mut self, name: &str, rows: usize, columns: usize) -> Result<Matrix, String> {
        let (numbers, shape) = self.tensor(name)?;
        if shape != [rows, columns] {
            return Err(format!("{name} has the shape {shape:?}, not [{rows}, {columns}]"));
        }
        if !columns.is_multiple_of(QK8_0) {
            return Err(format!("{name} has rows of {columns} numbers, which is not a multiple of {QK8_0}"));
        }
        Ok(Matrix::new(&numbers, columns))
    }

    fn tensor(&mut self, name: &str) -> Result<(Vec<f32>, Vec<usize>), String> {
        let cpu = Device::Cpu;
        let tensor = self.content.tensor(&mut self.file, name, &cpu);
        let shape = tensor.as_ref().map(|tensor| tensor.shape().dims().to_vec());
        let numbers = tensor.as_ref().map_err(ToString::to_string).and_then(|tensor| {
            let whole = tensor.dequantize(&cpu).and_then(|tensor| tensor.flatten_all()?.to_vec1());
            whole.map_err(|error| error.to_string())
        });
        Ok((numbers.map_err(|error| format!("{name}: {error}"))?, shape.unwrap_or_default()))
    }
}

/// Returns an integer of any width, because files use different ones.
fn integer(value: &Value) -> Option<u32> {
    match *value {
        Value::U8(number) => Some(number.into()),
        Value::U16(number) => Some(number.into()),
        Value::U32(number) => Some(number),
        Value::U64(number) => number.try_into().ok(),
        Value::I8(number) => number.try_into().ok(),
        Value::I16(number) => number.try_into().ok(),
        Value::I32(number) => number.try_into().ok(),
        Value::I64(number) => number.try_into().ok(),
        _ => None,
    }
}
