//! `--semantic DIR`: a model of what sentences mean, for every command that compares.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::exit::Failure;
use crate::semantic::{FILES, Model, ModelError};

#[derive(clap::Args)]
pub(super) struct Semantic {
    /// Pair rewritten sentences also by the static embedding model in this folder
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "semantic")))]
    semantic: Option<PathBuf>,
}

impl Semantic {
    /// The folder, if one is named.
    pub fn folder(&self) -> Option<&PathBuf> {
        self.semantic.as_ref()
    }

    /// The model, if one is named.
    pub fn read(&self) -> Result<Option<Model>, Failure> {
        self.semantic.as_deref().map(Model::read).transpose().map_err(|error| {
            let hint = match error {
                ModelError::NotBuilt => "build it with `cargo install --path . --features semantic`".to_owned(),
                _ => format!("--semantic names the folder of a model, with {}", FILES.join(", ")),
            };
            Failure::new(error).hint(hint)
        })
    }
}

/// Says in the parameters of a result which model shaped it.
pub(super) fn say(model: Option<&Model>, params: &mut BTreeMap<String, String>) {
    params.extend(model.map(|model| ("semantic".to_owned(), model.digest().prefixed())));
}
