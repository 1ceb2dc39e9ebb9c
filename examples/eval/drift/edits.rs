//! A second version of a report, and what was changed in it.

use std::ops::Range;

use wirecopy::overlap::{DriftKind, Verdict};
use wirecopy::text::{Span, Text};

use super::moves::{MOVES, Move};
use super::names::{Pool, known, names};
use super::prose::{Prose, sentences};
use crate::random::Random;

/// So many of a hundred sentences stay as they are.
const UNTOUCHED: usize = 40;

/// A fact that was changed, where it stands in the one version and in the other.
#[derive(Clone, Copy, Debug)]
pub struct Planted {
    pub kind: DriftKind,
    pub verdict: Verdict,
    pub a: Option<Span>,
    pub b: Option<Span>,
    /// How it was done.
    pub way: &'static str,
}

/// Words in the place of others; where both are told as bytes, those of the report.
#[derive(Clone, Debug)]
pub struct Edit {
    pub range: Range<usize>,
    pub with: String,
}

/// One or several edits that belong together.
#[derive(Clone, Debug)]
pub struct Change {
    pub edits: Vec<Edit>,
    pub fact: Option<Fact>,
}

/// What a change does to a fact: where it stands in the report, and where in the words of the first edit.
#[derive(Clone, Debug)]
pub struct Fact {
    pub kind: DriftKind,
    pub verdict: Verdict,
    pub a: Option<Range<usize>>,
    pub b: Option<Range<usize>>,
}

impl Change {
    pub fn neutral(range: Range<usize>, with: impl Into<String>) -> Change {
        Change { edits: vec![Edit { range, with: with.into() }], fact: None }
    }

    /// A fact in the place of another.
    pub fn conflict(kind: DriftKind, range: Range<usize>, with: impl Into<String>) -> Change {
        let with = with.into();
        let (a, b) = (Some(range.clone()), Some(0..with.len()));
        let a = a.filter(|a| !a.is_empty());
        let b = b.filter(|b| !b.is_empty());
        let fact = Some(Fact { kind, verdict: Verdict::Conflict, a, b });
        Change { edits: vec![Edit { range, with }], fact }
    }

    /// Words taken out, of which `fact` states the fact.
    pub fn dropped(kind: DriftKind, range: Range<usize>, fact: Range<usize>, with: &str) -> Change {
        let fact = Some(Fact { kind, verdict: Verdict::Dropped, a: Some(fact), b: None });
        Change { edits: vec![Edit { range, with: with.to_owned() }], fact }
    }

    /// Words put in, of which `fact` states the fact.
    pub fn added(kind: DriftKind, at: usize, lead: &str, fact: &str) -> Change {
        let b = Some(lead.len()..lead.len() + fact.len());
        let with = format!("{lead}{fact}");
        let fact = Some(Fact { kind, verdict: Verdict::Added, a: None, b });
        Change { edits: vec![Edit { range: at..at, with }], fact }
    }
}

/// The second version of a report.
pub struct Version {
    pub body: String,
    pub planted: Vec<Planted>,
    /// How many edits changed no fact.
    pub neutral: usize,
}

/// Edits a report; `None` if there was nothing to edit.
pub fn version(text: &Text, pool: &Pool, random: &mut Random) -> Option<Version> {
    let sentences = sentences(text);
    let known = known(&sentences);
    let mut changes: Vec<(Change, &'static str)> = Vec::new();
    for prose in sentences.iter().filter(|prose| prose.words.len() >= 8) {
        if random.below(100) < UNTOUCHED {
            continue;
        }
        let names = names(prose, &known);
        let wanted = 1 + random.below(2);
        let mut made = 0;
        for _ in 0..30 {
            let Move { way, make } = &MOVES[random.below(MOVES.len())];
            let Some(change) = make(prose, &names, pool, random) else { continue };
            if changes.iter().any(|(other, _)| clash(other, &change)) {
                continue;
            }
            changes.push((change, way));
            made += 1;
            if made == wanted {
                break;
            }
        }
    }
    (!changes.is_empty()).then(|| apply(text.body(), changes, random))
}

/// Whether two changes touch one place, or stand side by side.
fn clash(one: &Change, other: &Change) -> bool {
    let near = |x: &Edit, y: &Edit| x.range.start <= y.range.end + 1 && y.range.start <= x.range.end + 1;
    one.edits.iter().any(|x| other.edits.iter().any(|y| near(x, y)))
}

fn apply(body: &str, changes: Vec<(Change, &'static str)>, random: &mut Random) -> Version {
    let mut edits: Vec<(&Edit, usize)> = changes
        .iter()
        .enumerate()
        .flat_map(|(at, (change, _))| change.edits.iter().map(move |edit| (edit, at)))
        .collect();
    edits.sort_by_key(|(edit, _)| (edit.range.start, edit.range.end));
    let mut made = String::new();
    let mut from = 0;
    // Where the first edit of each change begins in the second version.
    let mut starts = vec![0; changes.len()];
    for (edit, at) in edits {
        made.push_str(&body[from..edit.range.start]);
        if std::ptr::eq(edit, &changes[at].0.edits[0]) {
            starts[at] = made.len();
        }
        made.push_str(&edit.with);
        from = edit.range.end;
    }
    made.push_str(&body[from..]);
    let span = |range: Range<usize>| Span::new(range.start, range.end);
    let planted = changes.iter().zip(&starts).filter_map(|((change, way), start)| {
        let fact = change.fact.clone()?;
        let b = fact.b.map(|b| span(start + b.start..start + b.end));
        Some(Planted { kind: fact.kind, verdict: fact.verdict, a: fact.a.map(span), b, way })
    });
    let planted: Vec<Planted> = planted.collect();
    let neutral = changes.len() - planted.len();
    let body = if random.share() < 0.5 { reflowed(&made, 50 + random.below(30)) } else { made };
    Version { body, planted, neutral }
}

/// The same with its lines broken elsewhere: paragraphs stay, and so does the place of every word.
fn reflowed(body: &str, width: usize) -> String {
    let mut bytes = body.as_bytes().to_vec();
    let is_word = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_whitespace());
    let mut line = 0;
    let mut last: Option<usize> = None;
    for at in 0..bytes.len() {
        let between = at > 0 && is_word(bytes.get(at - 1)) && is_word(bytes.get(at + 1));
        match bytes[at] {
            b'\n' if !between => (line, last) = (at + 1, None),
            b'\n' | b' ' if between => {
                bytes[at] = b' ';
                last = Some(at);
            }
            _ => {}
        }
        if at - line >= width
            && let Some(space) = last.take()
        {
            bytes[space] = b'\n';
            line = space + 1;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| body.to_owned())
}

/// What a move needs: the sentence, its names, names to put in.
pub type Make = fn(&Prose, &[super::names::Name], &Pool, &mut Random) -> Option<Change>;
