//! Articles that are called by name.

use super::exit::Failure;
use crate::article::{Capture, OneLine};

/// An ambiguous name is answered with so many of the names it may mean.
const NAMES_SHOWN: usize = 5;

/// The article called `name`, or the only one whose name begins so.
pub(super) fn find(captures: &[Capture], name: &str) -> Result<usize, Failure> {
    let names = || captures.iter().map(|capture| capture.article.name()).enumerate();
    let exact: Vec<(usize, &str)> = names().filter(|(_, other)| *other == name).collect();
    let found = if exact.is_empty() { names().filter(|(_, other)| other.starts_with(name)).collect() } else { exact };
    match found[..] {
        [(index, _)] => Ok(index),
        [] => Err(Failure::new(format!("no article read here has a name that begins with {}", OneLine(name)))
            .hint("no file of this name exists either; without files the articles in sources/ are read")),
        _ => {
            let shown: Vec<&str> = found.iter().take(NAMES_SHOWN).map(|(_, name)| *name).collect();
            let more = if found.len() > NAMES_SHOWN { ", …" } else { "" };
            Err(Failure::new(format!("{} may mean {} articles", OneLine(name), found.len()))
                .hint(format!("say more of the name: {}{more}", OneLine(&shown.join(", ")))))
        }
    }
}
