//! `--pairs FILE`: which articles to compare.

use std::collections::HashMap;
use std::path::Path;

use super::exit::Failure;
use crate::article::{Capture, OneLine};

/// The pairs a TSV names, as indexes into `captures`, in the file's order.
///
/// The first line is a header. The article names are the columns `a` and `b` if it has both, else the first two; other
/// columns are ignored.
pub(super) fn read(file: &Path, captures: &[Capture]) -> Result<Vec<(usize, usize)>, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("cannot read the pairs in {}: {error}", file.display())))?;
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let column = |name| header.iter().position(|column| *column == name);
    let (a, b) = column("a").zip(column("b")).unwrap_or((0, 1));
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (index, capture) in captures.iter().enumerate() {
        known.entry(capture.article.name()).or_insert(index);
    }
    let mut pairs = Vec::new();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let fault = |what: String| Failure::new(format!("{}:{}: {what}", file.display(), number + 1));
        let fields: Vec<&str> = line.split('\t').collect();
        let find = |at: usize| match fields.get(at) {
            Some(name) => known
                .get(name)
                .copied()
                .ok_or_else(|| fault(format!("no article read here is called {}", OneLine(name)))),
            None => Err(fault(format!(
                "has {} columns, the article names are in columns {} and {}",
                fields.len(),
                a + 1,
                b + 1
            ))),
        };
        let pair = (find(a)?, find(b)?);
        if pair.0 == pair.1 {
            return Err(fault("compares an article with itself".to_owned()));
        }
        pairs.push(pair);
    }
    Ok(pairs)
}
