//! Two texts in two columns, aligned sentence by sentence.

use super::diff::{conflict_mark, moved_mark, only_mark, row_mark};
use super::style::{Role, paint};
use super::words::numbers;
use super::wrap::{Line, Stretch, lines};
use crate::overlap::Relation;
use crate::report::{Comparison, DiffRow, EditRow, PairedRow, View};

/// Between the columns: a space, what the row is, whether it moved or disagrees, a space.
const GUTTER: usize = 4;

/// The rows, each as high as its longer side.
pub(super) fn side_by_side(rows: &[&DiffRow], comparison: &Comparison, view: &View) -> String {
    let most = comparison.articles.iter().map(|article| article.sentences).max().unwrap_or(0);
    let grid = Grid { view, column: (view.width - GUTTER.min(view.width)) / 2, number: most.to_string().len() };
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
                self.lay(cells, &format!("{} ", only_mark(extract)))
            }
            DiffRow::Pair(pair) => {
                let cells = [
                    self.cell(&pair.overlap.a.sentences, &self.side(pair, Side::Left)),
                    self.cell(&pair.overlap.b.sentences, &self.side(pair, Side::Right)),
                ];
                let beside = match moved_mark(pair, self.view.ascii) {
                    "" if pair.conflicts().next().is_some() => conflict_mark(self.view.ascii),
                    "" => " ",
                    moved => moved,
                };
                self.lay(cells, &format!("{}{beside}", row_mark(pair, self.view.ascii)))
            }
        }
    }

    /// One side of a pair with its own changes.
    fn side<'r>(&self, pair: &'r PairedRow, side: Side) -> Vec<Stretch<'r>> {
        let overlap = &pair.overlap;
        let whole = side.of(&overlap.a.exact, &overlap.b.exact);
        if pair.same {
            return vec![(whole, Some(Role::Faint))];
        }
        if overlap.relation == Relation::Paraphrase {
            return vec![(whole, None)];
        }
        let (role, open, close) = match side {
            Side::Left => (Role::Deleted, "[-", "-]"),
            Side::Right => (Role::Inserted, "{+", "+}"),
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        for edit in &overlap.edits {
            let words = |edit: &'r EditRow| side.of(&edit.text_a, &edit.text_b);
            match words(edit) {
                "" => {}
                kept if edit.reads_the_same() => stretches.push((kept, None)),
                changed if self.view.color => stretches.push((changed, Some(role))),
                changed => stretches.extend([(open, None), (changed, Some(role)), (close, None)]),
            }
        }
        stretches
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

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl Side {
    fn of<'r>(self, left: &'r str, right: &'r str) -> &'r str {
        match self {
            Side::Left => left,
            Side::Right => right,
        }
    }
}
