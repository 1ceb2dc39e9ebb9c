//! What a sentence means to a static embedding model: a vector of whole numbers. A model is read from a folder that the
//! user names; without the feature `semantic` there is none, and everything else stays as it is.

#[cfg_attr(not(feature = "semantic"), path = "absent.rs")]
mod model;
#[cfg(feature = "semantic")]
mod tensors;

use std::io;
use std::path::PathBuf;

pub use model::Model;

/// The files of a model, in the layout of model2vec.
pub const FILES: [&str; 3] = ["config.json", "model.safetensors", "tokenizer.json"];

/// Why there is no model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("this program was built without the feature `semantic`")]
    NotBuilt,
    #[error("{}: cannot be read: {error}", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    #[error("{}: {fault}", path.display())]
    Broken { path: PathBuf, fault: String },
}

/// What a sentence means to a model.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meaning {
    /// In the sentence's own measure: the largest is 127 or -127. A cosine does not ask for lengths.
    values: Box<[i8]>,
    /// The square of the vector's length.
    square: u64,
}

impl Meaning {
    /// Of the direction of a vector; none has a direction whose values are all zero.
    pub fn of(vector: &[f64]) -> Meaning {
        let most = vector.iter().fold(0.0, |most: f64, value| most.max(value.abs()));
        let whole = |value: &f64| if most > 0.0 { (value / most * 127.0).round() as i8 } else { 0 };
        let values: Box<[i8]> = vector.iter().map(whole).collect();
        let square = values.iter().map(|&value| u64::from(value.unsigned_abs()).pow(2)).sum();
        Meaning { values, square }
    }

    /// How alike the two are, in thousandths; what points away is as unlike as what has nothing in common.
    pub fn cosine(&self, other: &Meaning) -> u16 {
        let products = self.values.iter().zip(&other.values).map(|(&x, &y)| i64::from(i32::from(x) * i32::from(y)));
        let product = u128::try_from(products.sum::<i64>()).unwrap_or(0);
        let lengths = (u128::from(self.square) * u128::from(other.square)).isqrt();
        (product * 1000 / lengths.max(1)).min(1000) as u16
    }
}
