//! A static embedding model in the layout of model2vec: a tokenizer, and a row of numbers for each of its tokens. What a
//! sentence means is the sum of its tokens' rows.
//!
//! That layout is read with the crates `tokenizers` and `safetensors`, not with model2vec-rs 0.4: that crate panics where a
//! token has no row and where the tokenizer refuses a text, and any file a user names may be so. Neither crate knows the
//! network or brings C code along with the features chosen.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tokenizers::Tokenizer;

use super::tensors::Tensors;
use super::{FILES, Meaning, ModelError};
use crate::hash::Digest;

/// A model, and the digest of its files.
#[derive(Debug)]
pub struct Model {
    digest: Digest,
    tokenizer: Tokenizer,
    /// The token for what the tokenizer does not know: it says nothing.
    unknown: Option<u32>,
    tensors: Tensors,
}

/// What is asked of `config.json`. Whether vectors are scaled to one length makes no difference to a cosine.
#[derive(Deserialize)]
struct Config {
    hidden_dim: Option<usize>,
}

/// What is asked of `tokenizer.json` beside the tokenizer itself.
#[derive(Deserialize)]
struct Vocabulary {
    model: Unknown,
}

/// The token for what is not known: by its name, or by its number.
#[derive(Deserialize)]
struct Unknown {
    unk_token: Option<String>,
    unk_id: Option<u32>,
}

impl Model {
    /// Reads the model in a folder. Nothing is fetched.
    pub fn read(folder: &Path) -> Result<Model, ModelError> {
        let [config_at, tensors_at, tokenizer_at] = &FILES.map(|name| folder.join(name));
        let [config, tensors, tokens] = [read(config_at)?, read(tensors_at)?, read(tokenizer_at)?];
        let listed = FILES.iter().zip([&config, &tensors, &tokens]);
        let listed: String = listed.map(|(name, bytes)| format!("{}  {name}\n", Digest::of(bytes))).collect();
        let config: Config = serde_json::from_slice(&config).map_err(broken(config_at))?;
        let Vocabulary { model } = serde_json::from_slice(&tokens).map_err(broken(tokenizer_at))?;
        let mut tokenizer = Tokenizer::from_bytes(&tokens).map_err(broken(tokenizer_at))?;
        tokenizer.with_padding(None).with_truncation(None).map_err(broken(tokenizer_at))?;
        let tensors = Tensors::read(&tensors).map_err(broken(tensors_at))?;
        if config.hidden_dim.is_some_and(|width| width != tensors.width()) {
            let fault = format!("says that a row has {:?} numbers, and it has {}", config.hidden_dim, tensors.width());
            return Err(ModelError::Broken { path: config_at.clone(), fault });
        }
        if let Some((token, id)) = tokenizer.get_vocab(true).iter().filter(|(_, id)| tensors.row(**id).is_none()).min()
        {
            let fault = format!("has no row for token {id}, {token:?}");
            return Err(ModelError::Broken { path: tensors_at.clone(), fault });
        }
        let unknown = model.unk_id.or_else(|| tokenizer.token_to_id(model.unk_token.as_deref()?));
        Ok(Model { digest: Digest::of(listed.as_bytes()), tokenizer, unknown, tensors })
    }

    /// The digest of the line of each file that `sha256sum config.json model.safetensors tokenizer.json` prints.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// What a sentence means. What the tokenizer refuses means nothing.
    pub fn meaning(&self, sentence: &str) -> Meaning {
        let mut sum = vec![0.0; self.tensors.width()];
        let Ok(tokens) = self.tokenizer.encode_fast(sentence, false) else { return Meaning::of(&sum) };
        for &id in tokens.get_ids().iter().filter(|id| Some(**id) != self.unknown) {
            let Some((row, weight)) = self.tensors.row(id) else { continue };
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value) * f64::from(weight));
        }
        Meaning::of(&sum)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, ModelError> {
    std::fs::read(path).map_err(|error| ModelError::Unreadable { path: path.to_owned(), error })
}

/// What is wrong with a file.
fn broken<E: ToString>(path: &Path) -> impl Fn(E) -> ModelError {
    let path = PathBuf::from(path);
    move |error| ModelError::Broken { path: path.clone(), fault: error.to_string() }
}
