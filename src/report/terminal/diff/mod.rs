//! Two texts compared sentence by sentence, for reading.

mod facts;
mod figures;
mod folders;
mod running;
mod side_by_side;
mod summary;

use unicode_width::UnicodeWidthStr;

pub(super) use self::folders::folders;
use self::side_by_side::side_by_side;
use super::edits::changes;
use super::history::fields;
use super::marks::{arrow, moved_mark, name, only_mark, row_mark};
use super::style::{Role, paint};
use super::words::{many, numbers};
use super::wrap::{Stretch, hang, wrap};
use crate::article::{Basis, OneLine};
use crate::report::{Article, Comparison, DiffRow, Extract, PairedRow, Shape, View};

/// What stands before the sentences.
const INDENT: &str = "    ";

pub(super) fn render(comparison: &Comparison, view: &View) -> String {
    let page = Page { comparison, view };
    match view.diff.shape {
        Shape::Figures => figures::figures(comparison),
        _ if comparison.is_same() && !view.diff.all => String::new(),
        Shape::Brief => figures::brief(comparison),
        Shape::Summary => page.heads() + "\n" + &page.end(),
        Shape::Running => fields(&comparison.stated, view) + &page.body(),
        Shape::Rows | Shape::Columns => page.heads() + "\n" + &page.body(),
    }
}

struct Page<'r> {
    comparison: &'r Comparison,
    view: &'r View,
}

impl<'r> Page<'r> {
    /// One line for each text, in columns where they fit.
    fn heads(&self) -> String {
        let [left, right] = [0, 1].map(|side| {
            let article = &self.comparison.articles[side];
            [
                article.label.clone(),
                article.place(),
                format!("{}, {}", article.outlet.as_deref().unwrap_or("no outlet"), date(article)),
                many(article.sentences, "sentence"),
                many(self.comparison.words[side], "word"),
            ]
            .map(|cell| OneLine(&cell).to_string())
        });
        let widths: Vec<usize> = left.iter().zip(&right).map(|(x, y)| x.width().max(y.width())).collect();
        let fits = widths.iter().sum::<usize>() + 3 * widths.len() <= self.view.width;
        let line = |cells: &[String; 5]| {
            let pad = |cell: &String, width: usize| " ".repeat(width - cell.width());
            let title = paint(&cells[0], Role::Title, self.view.color);
            let mut line = format!("{title}{} ", pad(&cells[0], widths[0]));
            if fits {
                // Figures stand right, so that they compare.
                line.push_str(&format!("{}{}   ", cells[1], pad(&cells[1], widths[1])));
                line.push_str(&format!("{}{}", cells[2], pad(&cells[2], widths[2])));
                for column in 3..cells.len() {
                    line.push_str(&format!("   {}{}", pad(&cells[column], widths[column]), cells[column]));
                }
                return line + "\n";
            }
            let indent = " ".repeat(widths[0] + 1);
            let about = cells[2..].join(", ");
            let name = wrap(&[(&cells[1], None)], &indent, self.view.width, self.view.color);
            line.push_str(&name[indent.len()..]);
            line + &wrap(&[(&about, Some(Role::Faint))], &indent, self.view.width, self.view.color)
        };
        line(&left) + &line(&right) + &fields(&self.comparison.stated, self.view)
    }

    /// The rows, and what stands below them.
    fn body(&self) -> String {
        match self.view.diff.shape {
            Shape::Running => running::running(self.comparison, self.view),
            Shape::Columns => side_by_side(&self.shown(), self.view) + "\n" + &self.end(),
            _ => self.rows() + &self.end(),
        }
    }

    /// What stands below the rows.
    fn end(&self) -> String {
        facts::listed(&self.shown(), self.view) + &summary::summary(self.comparison, self.view)
    }

    /// The rows that are to be seen.
    fn shown(&self) -> Vec<&'r DiffRow> {
        let layout = self.view.diff;
        let rows = &self.comparison.rows;
        if !layout.only.is_empty() {
            return rows.iter().filter(|row| row.is_any_of(layout.only)).collect();
        }
        let lone = summary::shows_lone(self.comparison, self.view);
        let changed = |row: &DiffRow| match row {
            DiffRow::Pair(pair) => !pair.same || pair.overlap.moved,
            DiffRow::Only(_) => lone,
        };
        let mut near = vec![layout.all; rows.len()];
        for (at, _) in rows.iter().enumerate().filter(|(_, row)| changed(row)) {
            let end = at.saturating_add(layout.context).saturating_add(1).min(rows.len());
            near[at.saturating_sub(layout.context)..end].fill(true);
        }
        let is_shown = |row: &DiffRow, near: bool| near && (layout.all || lone || matches!(row, DiffRow::Pair(_)));
        rows.iter().zip(near).filter(|(row, near)| is_shown(row, *near)).map(|(row, _)| row).collect()
    }

    fn rows(&self) -> String {
        let mut out = String::new();
        for row in self.shown() {
            match row {
                DiffRow::Pair(pair) => out.push_str(&self.pair(pair)),
                DiffRow::Only(extract) => out.push_str(&self.only(extract)),
            }
            out.push('\n');
        }
        out
    }

    fn pair(&self, pair: &PairedRow) -> String {
        let (overlap, View { color, ascii, width, .. }) = (&pair.overlap, *self.view);
        let between = |a: &[usize], b: &[usize]| format!("{} {} {}", numbers(a), arrow(ascii), numbers(b));
        let sign = format!("{}{}", row_mark(pair, ascii), if overlap.moved { moved_mark(ascii) } else { "" });
        let name = match &pair.block {
            None if overlap.moved => format!("{}, moved", name(pair)),
            None => name(pair).to_owned(),
            Some([a, b]) => format!("{}, moved with {}", name(pair), between(a, b)),
        };
        let place = between(&overlap.a.sentences, &overlap.b.sentences);
        let mut head = vec![(sign.as_str(), Some(Role::Mark)), (" ", None), (&place, None), (" ", None), (&name, None)];
        if let Some(note) = &pair.note {
            head.extend([(" (", Some(Role::Faint)), (note, Some(Role::Faint)), (")", Some(Role::Faint))]);
        }
        let mut out = wrap(&head, "", width, color);
        let text = |stretches: &[Stretch]| wrap(stretches, INDENT, width, color);
        if pair.same {
            out.push_str(&text(&[(&overlap.b.exact, Some(Role::Faint))]));
        } else if overlap.relation.is_retold() {
            // Nearly every word changed: two sentences read better than one torn apart.
            for (sign, words) in ["<", ">"].into_iter().zip([&overlap.a.exact, &overlap.b.exact]) {
                out.push_str(&hang(&format!("  {sign} "), &[(words, None)], width, color));
            }
        } else {
            out.push_str(&text(&changes(&overlap.edits, color.is_some())));
        }
        out + &facts::below(pair, INDENT, self.view)
    }

    fn only(&self, extract: &Extract) -> String {
        let label = &self.comparison.articles[extract.article].label;
        let sign = paint(only_mark(extract.article), Role::Mark, self.view.color);
        let head = format!("{sign} {} only {label}\n", numbers(&extract.sentences));
        head + &wrap(&[(&extract.exact, None)], INDENT, self.view.width, self.view.color)
    }
}

fn date(article: &Article) -> String {
    match &article.date {
        None => "no date".to_owned(),
        Some(date) if date.basis == Basis::Inferred => format!("inferred {}", date.value),
        Some(date) => date.value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{ArticleId, Capture, Meta, Source};
    use crate::diff::diff;
    use crate::report::Layout;

    fn compared(a: &str, b: &str) -> Comparison {
        let capture = |name: &str, text: &str| {
            let source = Source { path: name.to_owned(), line: None, offset: None };
            Capture::new(ArticleId::from_file("", name), source, Meta::default(), text.as_bytes().to_vec(), text)
        };
        let [a, b] = [capture("a.txt", a), capture("b.txt", b)];
        Comparison::new(Default::default(), None, [&a, &b], &diff(&a.text, &b.text))
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("The old bridge reopened on Monday. ".to_owned()),
            Just("الجسر القديم فتح يوم الاثنين. ".to_owned()),
            Just("议员们将在周五投票决定。".to_owned()),
            Just("e\u{301}\u{301}👩‍👩‍👧 🇩🇪 ".to_owned()),
            "[a-z]{1,60} ",
            "(?s).{0,12}",
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn columns_stay_columns_and_nothing_steers(a in any_text(), b in any_text(), width in 40usize..100) {
            let comparison = compared(&a, &b);
            for shape in [Shape::Columns, Shape::Rows, Shape::Running, Shape::Summary] {
                let diff = Layout { shape, all: true, ..Layout::default() };
                let view = View { width, diff, ..View::default() };
                let page = Page { comparison: &comparison, view: &view };
                // Below the columns stands prose, in which a word stays whole however long it is.
                let prose = if shape == Shape::Columns { page.end() } else { String::new() };
                let rendered = render(&comparison, &view);
                let columns = rendered.strip_suffix(&prose).unwrap_or(&rendered).lines().count();
                for (at, line) in rendered.lines().enumerate() {
                    prop_assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
                    if shape == Shape::Columns && at < columns && line.contains("  ") {
                        // One wide character may be wider than the column.
                        prop_assert!(line.width() <= width, "{line:?}");
                    }
                }
            }
        }
    }
}
