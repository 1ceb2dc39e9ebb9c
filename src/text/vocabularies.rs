//! What `build.rs` made of the files in `data/` and `cues/`.

use super::vocabulary::{Openings, Vocabulary};

include!(concat!(env!("OUT_DIR"), "/vocabularies.rs"));
