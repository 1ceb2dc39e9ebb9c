//! Articles that are called by name.

use super::exit::Failure;
use crate::article::{Capture, OneLine};
use crate::report;

/// An ambiguous name is answered with so many of the names it may mean.
const NAMES_SHOWN: usize = 5;

/// The article called `name`, by its key or the place it was read at too, or the only one whose name begins so.
pub(super) fn find(captures: &[Capture], name: &str) -> Result<usize, Failure> {
    find_of(captures, &[], name)
}

/// The same, where `--as-of` left out those that are dated `later`.
pub(super) fn find_of(captures: &[Capture], later: &[Capture], name: &str) -> Result<usize, Failure> {
    let found = meant(captures, name);
    match (&found[..], meant(later, name).first()) {
        ([index], _) => Ok(*index),
        ([], Some(&left)) => {
            let name = OneLine(later[left].article.name());
            Err(Failure::new(format!("{name} is dated later than --as-of, which leaves it out"))
                .hint("leave --as-of out, or take a later day"))
        }
        ([], None) => Err(Failure::new(format!("no article read here has a name that begins with {}", OneLine(name)))
            .hint("no file of this name exists either; without files the articles in sources/ are read")),
        _ => {
            let shown: Vec<String> = found.iter().take(NAMES_SHOWN).map(|&at| told(captures, &found, at)).collect();
            let more = if found.len() > NAMES_SHOWN { ", …" } else { "" };
            Err(Failure::new(format!("{} may mean {} articles", OneLine(name), found.len()))
                .hint(format!("say more of the name: {}{more}", OneLine(&shown.join(", ")))))
        }
    }
}

/// Whether the capture with this index is meant.
type Way<'w> = &'w dyn Fn(usize, &Capture) -> bool;

/// Those that `name` may mean.
fn meant(captures: &[Capture], name: &str) -> Vec<usize> {
    let names = report::names(captures);
    let those = |is_meant: Way| -> Vec<usize> {
        let captures = captures.iter().enumerate();
        captures.filter(|(at, capture)| is_meant(*at, capture)).map(|(at, _)| at).collect()
    };
    let ways: [Way; 4] = [
        &|_, capture| {
            capture.article.key() == name || capture.source.to_string() == name || capture.source.path == name
        },
        &|_, capture| capture.article.name() == name,
        &|at, _| names[at] == name,
        &|at, _| names[at].starts_with(name),
    ];
    ways.into_iter().map(those).find(|found| !found.is_empty()).unwrap_or_default()
}

/// What to type for one of those that were found: its name, or where others have that too its key, or else its place.
fn told(captures: &[Capture], found: &[usize], at: usize) -> String {
    let article = &captures[at].article;
    let others = || found.iter().filter(|&&other| other != at).map(|&other| &captures[other].article);
    if others().all(|other| other.name() != article.name()) {
        article.name().to_owned()
    } else if others().all(|other| other != article) {
        article.key().to_owned()
    } else {
        captures[at].source.to_string()
    }
}
