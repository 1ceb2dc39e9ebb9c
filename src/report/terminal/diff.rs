//! Two texts compared sentence by sentence, for reading.

use unicode_width::UnicodeWidthStr;

use super::overlaps::changes;
use super::side_by_side::side_by_side;
use super::style::{Role, paint};
use super::words::{many, numbers, percent};
use super::wrap::{Stretch, hang, wrap};
use crate::article::{Basis, OneLine};
use crate::overlap::{DriftKind, Relation};
use crate::report::{Article, Comparison, Counts, DiffRow, Extract, PairedRow, Shape, View, mark};

/// What stands before the sentences.
const INDENT: &str = "    ";

/// Where pairs share nothing but names, so many are listed by number.
const NAMES_LISTED: usize = 4;

pub(super) fn render(comparison: &Comparison, view: &View) -> String {
    let page = Page { comparison, view };
    match view.diff.shape {
        Shape::Figures => page.figures(),
        _ if comparison.same && !view.diff.all => String::new(),
        Shape::Brief => page.brief(),
        Shape::Rows => page.heads() + "\n" + &page.rows() + &page.summary(),
        Shape::Columns => page.heads() + "\n" + &side_by_side(&page.shown(), comparison, view) + "\n" + &page.summary(),
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
                place(article),
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
        line(&left) + &line(&right)
    }

    /// The rows that are to be seen.
    fn shown(&self) -> Vec<&'r DiffRow> {
        let layout = self.view.diff;
        let lone = layout.shape == Shape::Columns || self.comparison.is_one_text();
        let rows = &self.comparison.rows;
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
        let (overlap, color) = (&pair.overlap, self.view.color);
        let arrow = if self.view.ascii { "<->" } else { "↔" };
        let place = format!("{} {arrow} {}", numbers(&overlap.a.sentences), numbers(&overlap.b.sentences));
        let sign = format!("{}{}", row_mark(pair, self.view.ascii), moved_mark(pair, self.view.ascii));
        let name = if overlap.moved { format!("{}, moved", name(pair)) } else { name(pair).to_owned() };
        let mut head = vec![(sign.as_str(), Some(Role::Mark)), (" ", None), (&place, None), (" ", None), (&name, None)];
        if let Some(note) = &pair.note {
            head.extend([(" (", Some(Role::Faint)), (note, Some(Role::Faint)), (")", Some(Role::Faint))]);
        }
        let mut out = wrap(&head, "", self.view.width, color);
        let text = |stretches: &[Stretch]| wrap(stretches, INDENT, self.view.width, color);
        if pair.same {
            out.push_str(&text(&[(&overlap.a.exact, Some(Role::Faint))]));
        } else if overlap.relation == Relation::Paraphrase {
            // Nearly every word changed: two sentences read better than one torn apart.
            for (sign, words) in ["<", ">"].into_iter().zip([&overlap.a.exact, &overlap.b.exact]) {
                out.push_str(&hang(&format!("  {sign} "), &[(words, None)], self.view.width, color));
            }
        } else {
            out.push_str(&text(&changes(&overlap.edits, color)));
        }
        for conflict in pair.conflicts() {
            let words = |side: &Option<(String, [usize; 2])>| side.as_ref().map_or("none", |(text, _)| text).to_owned();
            let said = format!("{}: left {}, right {}", fact(conflict.kind), words(&conflict.a), words(&conflict.b));
            let sign = conflict_mark(self.view.ascii);
            let line = [(sign, Some(Role::Conflict)), (" ", None), (said.as_str(), Some(Role::Conflict))];
            out.push_str(&wrap(&line, INDENT, self.view.width, color));
        }
        out
    }

    fn only(&self, extract: &Extract) -> String {
        let label = &self.comparison.articles[extract.article].label;
        let sign = paint(only_mark(extract), Role::Mark, self.view.color);
        let head = format!("{sign} {} only {label}\n", numbers(&extract.sentences));
        head + &wrap(&[(&extract.exact, None)], INDENT, self.view.width, self.view.color)
    }

    fn summary(&self) -> String {
        let Comparison { counts, shares, names, .. } = self.comparison;
        let mut out = String::new();
        let mut say = |indent: &str, what: &str| {
            out.push_str(&wrap(&[(what, None)], indent, self.view.width, self.view.color));
        };
        let lone = self.view.diff.all || self.view.diff.shape == Shape::Columns || self.comparison.is_one_text();
        if !lone {
            let [left, right] = counts.only;
            say(
                "  ",
                &format!(
                    "{} only left, {right} only right (--all shows them; -y puts them side by side)",
                    many(left, "sentence")
                ),
            );
        }
        if self.view.names {
            for run in names {
                let place = self.names_place(run.a, run.b);
                say("  ", &format!("{place} share {} words that are only names or formulas: {}", run.words, run.text));
            }
        } else if !names.is_empty() {
            let listed: Vec<String> =
                names.iter().take(NAMES_LISTED).map(|run| self.names_place(run.a, run.b)).collect();
            let more = names.len().saturating_sub(NAMES_LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let what = "share long names or formulas and nothing else: not counted (--names lists them)";
            say("  ", &format!("{}{more} {what}", listed.join(", ")));
        }
        let changed = counts.edited + counts.paraphrase + counts.quotation + counts.common_source + counts.boilerplate;
        let closing = if self.comparison.same {
            "The same text.".to_owned()
        } else if changed + counts.moved + counts.only[0] + counts.only[1] == 0 {
            "The same sentences in the same order: only white space differs.".to_owned()
        } else if changed + counts.same == 0 {
            "No sentence of one has a partner in the other.".to_owned()
        } else {
            let [left, right] = shares.map(percent);
            let counted = sum_up(&Counts { only: if lone { counts.only } else { [0, 0] }, ..*counts });
            format!("{counted}; what counts as shared wording is {left} of left, {right} of right.")
        };
        say("", &closing);
        out
    }

    fn names_place(&self, a: usize, b: usize) -> String {
        format!("{} {} {}", a + 1, if self.view.ascii { "<->" } else { "↔" }, b + 1)
    }

    /// `key value`, one a line, always the same keys in the same order; shares in thousandths, names last in a line.
    fn figures(&self) -> String {
        let Comparison { counts, articles, words, shares, .. } = self.comparison;
        let [left, right] = articles.as_ref();
        let figures = [
            ("same_text", usize::from(self.comparison.same)),
            ("same", counts.same),
            ("edited", counts.edited),
            ("paraphrase", counts.paraphrase),
            ("quotation", counts.quotation),
            ("common_source", counts.common_source),
            ("boilerplate", counts.boilerplate),
            ("only_left", counts.only[0]),
            ("only_right", counts.only[1]),
            ("moved", counts.moved),
            ("conflicts", counts.conflicts),
            ("names_only", self.comparison.names.len()),
            ("sentences_left", left.sentences),
            ("sentences_right", right.sentences),
            ("words_left", words[0]),
            ("words_right", words[1]),
            ("share_left", usize::from(shares[0])),
            ("share_right", usize::from(shares[1])),
        ];
        let names =
            [("left", left), ("right", right)].map(|(key, article)| format!("{key} {}\n", OneLine(&place(article))));
        names.into_iter().chain(figures.map(|(key, value)| format!("{key} {value}\n"))).collect()
    }

    fn brief(&self) -> String {
        let [left, right] = self.comparison.articles.each_ref().map(place);
        format!("{} and {} differ\n", OneLine(&left), OneLine(&right))
    }
}

/// The mark of a row's first column.
pub(super) fn row_mark(pair: &PairedRow, ascii: bool) -> &'static str {
    match pair.overlap.relation {
        _ if pair.same => mark(Relation::Verbatim, ascii),
        Relation::Verbatim => mark(Relation::Edited, ascii),
        relation => mark(relation, ascii),
    }
}

pub(super) fn moved_mark(pair: &PairedRow, ascii: bool) -> &'static str {
    match (pair.overlap.moved, ascii) {
        (false, _) => "",
        (true, false) => "⇅",
        (true, true) => "%",
    }
}

pub(super) fn conflict_mark(ascii: bool) -> &'static str {
    if ascii { "!" } else { "≠" }
}

/// As diff(1) marks the lines of one file.
pub(super) fn only_mark(extract: &Extract) -> &'static str {
    if extract.article == 0 { "<" } else { ">" }
}

fn name(pair: &PairedRow) -> &'static str {
    match pair.overlap.relation {
        _ if pair.same => "the same",
        Relation::Verbatim | Relation::Edited => "edited",
        Relation::Paraphrase => "paraphrase",
        Relation::Quotation => "quotation",
        Relation::CommonSource => "common source",
        Relation::Boilerplate => "boilerplate",
    }
}

pub(super) fn fact(kind: DriftKind) -> &'static str {
    match kind {
        DriftKind::Number => "number",
        DriftKind::Date => "date",
        DriftKind::Name => "name",
        DriftKind::Negation => "negation",
        DriftKind::Speaker => "speaker",
        DriftKind::Quotation => "quotation",
    }
}

fn place(article: &Article) -> String {
    match article.line {
        Some(line) => format!("{}:{line}", article.source),
        None => article.source.clone(),
    }
}

fn date(article: &Article) -> String {
    match &article.date {
        None => "no date".to_owned(),
        Some(date) if date.basis == Basis::Inferred => format!("inferred {}", date.value),
        Some(date) => date.value.clone(),
    }
}

/// "3 the same, 1 edited, 2 only left (1 moved, 1 conflict)".
fn sum_up(counts: &Counts) -> String {
    let kinds = [
        (counts.same, "the same"),
        (counts.edited, "edited"),
        (counts.paraphrase, "paraphrase"),
        (counts.quotation, "quotation"),
        (counts.common_source, "common source"),
        (counts.boilerplate, "boilerplate"),
        (counts.only[0], "only left"),
        (counts.only[1], "only right"),
    ];
    let listed = |kinds: &[(usize, &str)]| {
        let some = kinds.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        some.collect::<Vec<_>>().join(", ")
    };
    let conflicts = if counts.conflicts == 1 { "conflict" } else { "conflicts" };
    match listed(&[(counts.moved, "moved"), (counts.conflicts, conflicts)]) {
        besides if besides.is_empty() => listed(&kinds),
        besides => format!("{} ({besides})", listed(&kinds)),
    }
}
