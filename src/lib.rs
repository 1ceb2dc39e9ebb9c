//! wirecopy tells which news reports copy which, and proves what each report said and when.
//!
//! The library is layered; a layer sees only the layers below it, and siblings never see each other
//! (`tests/layers.rs` holds the table). Read ARCHITECTURE.md for the map.

pub mod align;
pub mod archive;
pub mod article;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diff;
pub mod fetch;
pub mod hash;
pub mod index;
pub mod ingest;
pub mod marks;
pub mod overlap;
pub mod package;
pub mod proof;
pub mod report;
pub mod semantic;
pub mod serve;
pub mod text;
pub mod trace;
