//! The numbers of a model: `embeddings`, a row for each token; with `mapping` a token's row is another one than its own
//! number says, with `weights` it counts more or less.

use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};

/// What the matrix may be called: by model2vec, by sentence-transformers, by others.
const MATRIX: [&str; 3] = ["embeddings", "0", "embedding.weight"];

#[derive(Debug)]
pub(super) struct Tensors {
    /// Row after row.
    values: Vec<f32>,
    width: usize,
    /// Of each token its row, if it is not the token's number.
    mapping: Vec<usize>,
    /// Of each token; what is not listed counts once.
    weights: Vec<f32>,
}

impl Tensors {
    /// Reads a safetensors file, or says what is wrong with it.
    pub fn read(bytes: &[u8]) -> Result<Tensors, String> {
        let file = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
        let matrix = MATRIX.iter().find_map(|name| file.tensor(name).ok());
        let matrix = matrix.ok_or_else(|| format!("has no matrix called {}", MATRIX.join(", ")))?;
        let [_, width] = *matrix.shape() else { return Err("its matrix has not two dimensions".to_owned()) };
        if width == 0 {
            return Err("its rows are empty".to_owned());
        }
        let list = |name: &str| file.tensor(name).ok();
        let weights = list("weights").map_or(Ok(Vec::new()), |weights| numbers(&weights))?;
        let mapping = list("mapping").map_or(Ok(Vec::new()), |mapping| places(&mapping))?;
        Ok(Tensors { values: numbers(&matrix)?, width, mapping, weights })
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The row of a token, and what it counts.
    pub fn row(&self, token: u32) -> Option<(&[f32], f32)> {
        let token = token as usize;
        let row = self.mapping.get(token).copied().unwrap_or(token);
        let start = row.checked_mul(self.width)?;
        let values = self.values.get(start..start.checked_add(self.width)?)?;
        Some((values, self.weights.get(token).copied().unwrap_or(1.0)))
    }
}

/// The numbers of a tensor. All are finite: what is not would make nothing of every sentence it is in.
fn numbers(tensor: &TensorView) -> Result<Vec<f32>, String> {
    let numbers: Vec<f32> = match tensor.dtype() {
        Dtype::F64 => parts(tensor).map(|part| f64::from_le_bytes(part) as f32).collect(),
        Dtype::F32 => parts(tensor).map(f32::from_le_bytes).collect(),
        Dtype::F16 => parts(tensor).map(|part| half(u16::from_le_bytes(part))).collect(),
        Dtype::I8 => parts(tensor).map(|part| f32::from(i8::from_le_bytes(part))).collect(),
        other => return Err(format!("has numbers of the kind {other:?}")),
    };
    if numbers.iter().all(|number| number.is_finite()) {
        Ok(numbers)
    } else {
        Err("has numbers that are none".to_owned())
    }
}

/// Rows as whole numbers; what is none leads nowhere.
fn places(tensor: &TensorView) -> Result<Vec<usize>, String> {
    let place = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    match tensor.dtype() {
        Dtype::I64 => Ok(parts(tensor).map(|part| place(i64::from_le_bytes(part))).collect()),
        Dtype::I32 => Ok(parts(tensor).map(|part| place(i32::from_le_bytes(part).into())).collect()),
        other => Err(format!("has a mapping of the kind {other:?}")),
    }
}

/// The bytes of each number.
fn parts<'d, const N: usize>(tensor: &TensorView<'d>) -> impl Iterator<Item = [u8; N]> + use<'d, N> {
    tensor.data().as_chunks::<N>().0.iter().copied()
}

/// A number of IEEE 754 binary16.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15), u32::from(bits >> 10 & 0x1f), u32::from(bits & 0x3ff));
    let magnitude = match exponent {
        0 => fraction as f32 / 16_777_216.0,
        31 => f32::INFINITY,
        _ => f32::from_bits((exponent + 112) << 23 | fraction << 13),
    };
    if sign == 1 { -magnitude } else { magnitude }
}
