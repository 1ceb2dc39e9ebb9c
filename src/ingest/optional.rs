//! Formats whose readers a build may leave out. Their files are known in every build: one without a reader says what would read them.

#[cfg(not(feature = "parquet"))]
use super::absent::columns;
#[cfg(not(feature = "pdf"))]
use super::absent::pdf;
#[cfg(not(feature = "sqlite"))]
use super::absent::sqlite;
#[cfg(feature = "parquet")]
use super::columns;
#[cfg(feature = "pdf")]
use super::pdf;
#[cfg(feature = "sqlite")]
use super::sqlite;
use super::{Format, Reads};

pub(super) const PARQUET: Format = Format {
    name: "parquet",
    is_article: false,
    endings: &["parquet", "pq"],
    looks: |head| head.starts_with(b"PAR1"),
    reads: Reads::File(columns::read_parquet),
};

pub(super) const ARROW: Format = Format {
    name: "arrow",
    is_article: false,
    endings: &["arrow", "arrows", "feather"],
    // A file, or a stream, which begins with the length of its first message, some kilobytes.
    looks: |head| head.starts_with(b"ARROW1") || matches!(head, [0xff, 0xff, 0xff, 0xff, _, _, 0..=15, 0, ..]),
    reads: Reads::Unpacked(columns::read_arrow),
};

pub(super) const SQLITE: Format = Format {
    name: "sqlite",
    is_article: false,
    endings: &["sqlite", "sqlite3"],
    looks: |head| head.starts_with(b"SQLite format 3\0"),
    reads: Reads::File(sqlite::read),
};

pub(super) const PDF: Format = Format {
    name: "pdf",
    is_article: true,
    endings: &["pdf"],
    // Some programs write a line of their own before it.
    looks: |head| head.get(..1024).unwrap_or(head).windows(5).any(|window| window == b"%PDF-"),
    reads: Reads::Unpacked(pdf::read),
};
