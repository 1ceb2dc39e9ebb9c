//! `--pairs FILE`: which articles to compare.

use std::collections::HashMap;
use std::path::Path;

use super::analyse::Pairs;
use super::exit::Failure;
use super::session::Session;
use crate::article::{Capture, OneLine};

/// What a TSV of pairs says.
#[derive(Default)]
struct Named {
    /// Indexes of captures, in the file's order.
    pairs: Vec<(usize, usize)>,
    /// What is wrong with the other lines.
    faults: Vec<String>,
}

/// The pairs of `captures` that a TSV names; lines that name none are said to be faulty.
pub(super) fn given<'p>(session: &Session, file: &Path, captures: &[Capture]) -> Result<Pairs<'p>, Failure> {
    let named = read(file, captures)?;
    session.complain(named.faults.into_iter().map(|fault| ("faulty lines of pairs", fault)));
    if named.pairs.is_empty() {
        let what = format!("{} names no two of the articles read, so nothing is compared", file.display());
        return Err(Failure::new(what).hint("`wirecopy overlaps --json` begins with the names of the articles"));
    }
    Ok(Pairs::Given(named.pairs))
}

/// Reads a TSV of pairs of `captures`.
///
/// The first line is a header. The article names, or keys, are the columns `a` and `b` if it has both, else the first two; other
/// columns are ignored.
fn read(file: &Path, captures: &[Capture]) -> Result<Named, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("cannot read the pairs in {}: {error}", file.display())))?;
    let mut lines = text.lines().enumerate();
    let header: Vec<&str> = lines.next().map(|(_, line)| line.split('\t').collect()).unwrap_or_default();
    let column = |name| header.iter().position(|column| *column == name);
    let columns = column("a").zip(column("b")).unwrap_or((0, 1));
    let mut known: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, capture) in captures.iter().enumerate() {
        // An article that shares its name with others is called by its key.
        known.entry(capture.article.name()).or_default().push(index);
        known.entry(capture.article.key()).or_default().push(index);
    }
    let Named { mut pairs, mut faults } = Named::default();
    for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        match pair(line, columns, &known) {
            Ok(pair) => pairs.push(pair),
            Err(what) => faults.push(format!("{}:{}: {what}", file.display(), number + 1)),
        }
    }
    if pairs.is_empty() && faults.is_empty() {
        faults.push(format!("{}: names no pair below its header", file.display()));
    }
    Ok(Named { pairs, faults })
}

/// The pair one line names.
fn pair(line: &str, (a, b): (usize, usize), known: &HashMap<&str, Vec<usize>>) -> Result<(usize, usize), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let find = |at: usize| {
        let Some(name) = fields.get(at) else {
            return Err(format!("has no column {}; the article names are in columns {} and {}", at + 1, a + 1, b + 1));
        };
        match known.get(name).map(Vec::as_slice) {
            Some([only]) => Ok(*only),
            Some(several) => Err(format!("{} articles read here are called {}", several.len(), OneLine(name))),
            None => Err(format!("no article read here is called {}", OneLine(name))),
        }
    };
    match (find(a)?, find(b)?) {
        (one, other) if one == other => Err("compares an article with itself".to_owned()),
        pair => Ok(pair),
    }
}
