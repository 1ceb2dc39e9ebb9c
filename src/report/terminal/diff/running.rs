//! Both texts in one, as running text with every change in it.

use super::super::edits::changes;
use super::super::marks::moved_mark;
use super::super::style::Role;
use super::super::words::numbers;
use super::super::wrap::{Stretch, wrap};
use crate::report::{Comparison, DiffRow, EditRow, View};

/// Paragraphs are those of the left text, and of the right where only it has the sentence. What moved stands where the left text
/// has it, behind its mark and the number it has in the right.
pub(super) fn running(comparison: &Comparison, view: &View) -> String {
    let color = view.color.is_some();
    let mut paragraphs: Vec<Vec<Piece>> = Vec::new();
    for row in &comparison.rows {
        let (side, first) = match row {
            DiffRow::Only(extract) => (extract.article, extract.sentences.first()),
            DiffRow::Pair(pair) => (0, pair.overlap.a.sentences.first()),
        };
        let opens = first.is_some_and(|number| comparison.openings[side].binary_search(number).is_ok());
        match paragraphs.last_mut() {
            Some(paragraph) if !opens => paragraph.push(Piece::of(row, view)),
            _ => paragraphs.push(vec![Piece::of(row, view)]),
        }
    }
    let lay = |paragraph: &Vec<Piece>| {
        let mut stretches: Vec<Stretch> = Vec::new();
        for (at, piece) in paragraph.iter().enumerate() {
            stretches.push((if at > 0 { " " } else { "" }, None));
            stretches.push((&piece.sign, Some(Role::Mark)));
            match piece.row {
                DiffRow::Only(_) => stretches.extend(changes(&piece.edits, color)),
                DiffRow::Pair(pair) if pair.same => stretches.push((&pair.overlap.b.exact, None)),
                DiffRow::Pair(pair) if pair.overlap.relation.is_retold() => {
                    stretches.extend(changes(&piece.edits, color));
                }
                DiffRow::Pair(pair) => stretches.extend(changes(&pair.overlap.edits, color)),
            }
        }
        wrap(&stretches, "", view.width, view.color)
    };
    paragraphs.iter().map(lay).collect::<Vec<_>>().join("\n")
}

/// A row, and what is made for it alone.
struct Piece<'r> {
    row: &'r DiffRow,
    sign: String,
    /// Where sentences are changed as a whole.
    edits: Vec<EditRow>,
}

impl<'r> Piece<'r> {
    fn of(row: &'r DiffRow, view: &View) -> Piece<'r> {
        let (sign, edits) = match row {
            DiffRow::Only(extract) => {
                let (a, b) =
                    if extract.article == 0 { (extract.exact.as_str(), "") } else { ("", extract.exact.as_str()) };
                (String::new(), vec![EditRow::whole(a, b)])
            }
            DiffRow::Pair(pair) => {
                let overlap = &pair.overlap;
                let sign = match overlap.moved {
                    true => format!("{}{} ", moved_mark(view.ascii), numbers(&overlap.b.sentences)),
                    false => String::new(),
                };
                (sign, vec![EditRow::whole(&overlap.a.exact, &overlap.b.exact)])
            }
        };
        Piece { row, sign, edits }
    }
}
