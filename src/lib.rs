//! wirecopy tells which news reports copy which, and proves what each report said and when.
//!
//! The library is layered; a layer sees only the layers below it, and siblings never see each other
//! (`tests/layers.rs` holds the table). Read ARCHITECTURE.md for the map.

/// Declares figures that decide something, each with its reason, and their list `ALL` as numbers of one kind, which the digest of a
/// method is taken of: a figure that is not in the list cannot be.
macro_rules! figures {
    ($all:ty; $($(#[$about:meta])* $name:ident: $kind:ty = $value:expr;)*) => {
        $($(#[$about])* pub const $name: $kind = $value;)*

        /// Every figure by name.
        pub(super) const ALL: &[(&str, $all)] = &[$((stringify!($name), $name as $all)),*];
    };
}

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
