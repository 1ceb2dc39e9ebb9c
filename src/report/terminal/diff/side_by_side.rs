//! Two texts in two columns, aligned sentence by sentence.

use super::super::edits::{Side, side};
use super::super::marks::{conflict_mark, moved_mark, only_mark, row_mark};
use super::super::style::{Role, paint};
use super::super::words::numbers;
use super::super::wrap::{Line, Stretch, lines};
use crate::report::{DiffRow, PairedRow, View};

/// Between the columns: a space, what the row is, whether it moved or disagrees, a space.
const GUTTER: usize = 4;

/// The rows, each as high as its longer side.
pub(super) fn side_by_side(rows: &[&DiffRow], view: &View) -> String {
    let number = rows.iter().map(|row| match row {
        DiffRow::Only(extract) => numbers(&extract.sentences).len(),
        DiffRow::Pair(pair) => numbers(&pair.overlap.a.sentences).len().max(numbers(&pair.overlap.b.sentences).len()),
    });
    let number = number.max().unwrap_or(0);
    let grid = Grid { view, column: (view.width - GUTTER.min(view.width)) / 2, number };
    rows.iter().map(|row| grid.row(row)).collect()
}

struct Grid<'r> {
    view: &'r View,
    /// Columns of one side, and of its sentence numbers.
    column: usize,
    number: usize,
}

impl Grid<'_> {
    fn row(&self, row: &DiffRow) -> String {
        match row {
            DiffRow::Only(extract) => {
                let cell = self.cell(&extract.sentences, &[(&extract.exact, None)]);
                let cells = if extract.article == 0 { [cell, Vec::new()] } else { [Vec::new(), cell] };
                self.lay(cells, &format!("{} ", only_mark(extract.article)))
            }
            DiffRow::Pair(pair) => {
                let cells = [
                    self.cell(&pair.overlap.a.sentences, &self.side(pair, Side::Left)),
                    self.cell(&pair.overlap.b.sentences, &self.side(pair, Side::Right)),
                ];
                let beside = match pair.overlap.moved {
                    true => moved_mark(self.view.ascii),
                    false if pair.conflicts().next().is_some() => conflict_mark(self.view.ascii),
                    false => " ",
                };
                self.lay(cells, &format!("{}{beside}", row_mark(pair, self.view.ascii)))
            }
        }
    }

    /// One side of a pair with its own changes.
    fn side<'r>(&self, pair: &'r PairedRow, of: Side) -> Vec<Stretch<'r>> {
        let overlap = &pair.overlap;
        let whole = of.of(overlap.a.exact.as_str(), overlap.b.exact.as_str());
        match overlap.relation {
            _ if pair.same => vec![(whole, Some(Role::Faint))],
            relation if relation.is_retold() => vec![(whole, None)],
            _ => side(&overlap.edits, of, self.view.color.is_some()),
        }
    }

    /// A sentence behind its number, as lines of a column.
    fn cell(&self, sentences: &[usize], stretches: &[Stretch]) -> Vec<(String, usize)> {
        let line = |(at, line): (usize, Line)| {
            let number = if at == 0 { numbers(sentences) } else { String::new() };
            let text = format!("{number:>wide$} {}", line.paint(self.view.color), wide = self.number);
            (text, self.number.max(number.len()) + 1 + line.width())
        };
        lines(stretches, self.column.saturating_sub(self.number + 1)).into_iter().enumerate().map(line).collect()
    }

    fn lay(&self, [left, right]: [Vec<(String, usize)>; 2], sign: &str) -> String {
        let mut out = String::new();
        for at in 0..left.len().max(right.len()) {
            let (text, wide) = left.get(at).map_or(("", 0), |(text, wide)| (text.as_str(), *wide));
            let gutter = if at == 0 { paint(sign, Role::Mark, self.view.color) } else { "  ".to_owned() };
            let pad = " ".repeat(self.column.saturating_sub(wide));
            let line = format!("{text}{pad} {gutter} {}", right.get(at).map_or("", |(text, _)| text));
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out
    }
}
