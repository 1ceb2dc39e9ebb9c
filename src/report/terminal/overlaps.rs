//! Shared wording among articles, for reading.

use std::collections::BTreeMap;
use std::iter;

use unicode_width::UnicodeWidthStr;

use super::edits::changes;
use super::marks::{conflict_mark, left_out};
use super::said::told;
use super::style::{Role, paint};
use super::words::{cut_with, many, numbers, percent, tenths};
use super::wrap::{Line, in_a_row, wrap};
use crate::overlap::thresholds::NAMES_RUN;
use crate::overlap::{Derivation, Relation, Verdict};
use crate::report::{Analysis, By, CreditRow, DriftRow, OverlapRow, PairRow, View, mark};

/// Without `--evidence` a pair shows so many overlaps; the rest is counted.
const SHOWN: usize = 12;

pub(super) fn render(analysis: &Analysis, view: &View) -> String {
    let page = Page { analysis, view };
    sections(analysis, view) + &page.legend() + &super::next(&analysis.next, view)
}

/// The page without what only a page of its own needs.
pub(super) fn sections(analysis: &Analysis, view: &View) -> String {
    let page = Page { analysis, view };
    let mut out = page.headline();
    if view.matrix {
        out.push_str(&page.matrix());
    } else if view.by == By::Outlet {
        out.push_str(&page.outlets());
    } else if view.by == By::Family {
        out.push_str(&page.families());
    } else {
        let found: Vec<&PairRow> = analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty()).collect();
        let shown = page.shown();
        found.iter().take(shown).for_each(|pair| out.push_str(&page.pair(pair)));
        if found.len() > shown {
            out.push_str(&format!("{} more: overlaps --top {}\n", many(found.len() - shown, "pair"), found.len()));
        }
    }
    out.push_str(&page.notes());
    out
}

struct Page<'r> {
    analysis: &'r Analysis,
    view: &'r View,
}

impl Page<'_> {
    fn label(&self, article: usize) -> &str {
        &self.analysis.articles[article].label
    }

    fn headline(&self) -> String {
        let found = self.analysis.pairs.iter().filter(|pair| pair.copies()).count();
        let other = self.analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty() && !pair.copies()).count();
        let counted = format!(
            "{}, {} compared: {} wording",
            many(self.analysis.articles.len(), "article"),
            match self.analysis.possible {
                possible if possible > self.analysis.compared => {
                    format!("{} of {possible} pairs share rare words or a run and were", self.analysis.compared)
                }
                _ => many(self.analysis.compared, "pair"),
            },
            if found == 1 { "1 shares".to_owned() } else { format!("{found} share") },
        );
        let apart = match other {
            0 => String::new(),
            other => format!(", {other} only quotations, documents or lines of a site"),
        };
        wrap(&[(&(counted + &apart), Some(Role::Title))], "", self.view.width, self.view.color) + "\n"
    }

    fn pair(&self, pair: &PairRow) -> String {
        let (a, b) = (self.label(pair.a), self.label(pair.b));
        let dash = if self.view.ascii { "-" } else { "–" };
        let between = format!("{a} {dash} {b}");
        let mut head = vec![("", Line::of(&[(&between, Some(Role::Title))]))];
        let articles = &self.analysis.articles;
        let how = match pair.counts.keys().any(|kind| matches!(kind, Relation::Verbatim | Relation::Edited)) {
            _ if articles[pair.a].text == articles[pair.b].text => Some("the same text"),
            false if pair.copies() => Some("in other words"),
            _ => None,
        };
        let comma = if how.is_some() { "," } else { "" };
        head.push(("   ", Line::of(&[(&format!("{} of {a},", percent(pair.share_a)), None)])));
        head.push((" ", Line::of(&[(&format!("{} of {b}{comma}", percent(pair.share_b)), None)])));
        head.extend(how.map(|how| (" ", Line::of(&[(how, None)]))));
        for ((relation, count), space) in pair.counts.iter().zip(["    "].into_iter().chain(iter::repeat("  "))) {
            let kind = mark(*relation, self.view.ascii);
            head.push((space, Line::of(&[(kind, Some(Role::Mark)), (&format!(" {count}"), None)])));
        }
        if pair.conflicts > 0 {
            let conflicts = format!("{} {}", conflict_mark(self.view.ascii), pair.conflicts);
            head.push(("  ", Line::of(&[(&conflicts, Some(Role::Conflict))])));
        }
        for (only, label) in [(pair.credits_only_a, b), (pair.credits_only_b, a)] {
            if only > 0 {
                head.push(("  ", Line::of(&[(&format!("not credited in {label}: {only}"), None)])));
            }
        }
        let mut line = in_a_row(&head, "    ", self.view.width, self.view.color);
        match self.view.by {
            By::Sentence => {
                let shown = if self.view.evidence { pair.overlaps.len() } else { SHOWN };
                pair.overlaps.iter().take(shown).for_each(|overlap| line.push_str(&self.overlap(overlap)));
                if pair.overlaps.len() > shown {
                    line.push_str(&format!("  {} more: overlaps --evidence\n", pair.overlaps.len() - shown));
                }
            }
            By::Passage => {
                for passage in &pair.passages {
                    let sentences = |extract: &crate::report::Extract| numbers(&extract.sentences);
                    let place = format!("{a}#{} {b}#{}", sentences(&passage.a), sentences(&passage.b));
                    let kind = paint(mark(passage.relation, self.view.ascii), Role::Mark, self.view.color);
                    line.push_str(&format!("  {kind} {place}  {}\n", many(passage.overlaps.len(), "overlap")));
                    if self.view.evidence {
                        let of = |id: &String| pair.overlaps.iter().find(|overlap| overlap.id == *id);
                        passage.overlaps.iter().filter_map(of).for_each(|o| line.push_str(&self.overlap(o)));
                    }
                }
            }
            By::Article | By::Outlet | By::Family => {
                let [of_a, of_b] = [pair.derivation_a, pair.derivation_b].map(derived);
                let derived = format!("derived: {a} {of_a} {} {b} {of_b}", self.between());
                line.push_str(&wrap(&[(&derived, None)], "  ", self.view.width, self.view.color));
                if self.view.evidence {
                    pair.overlaps.iter().for_each(|overlap| line.push_str(&self.overlap(overlap)));
                }
            }
        }
        line.push('\n');
        line
    }

    fn overlap(&self, overlap: &OverlapRow) -> String {
        let (a, b) = (self.label(overlap.a.article), self.label(overlap.b.article));
        let place = format!("{a}#{} {b}#{}", numbers(&overlap.a.sentences), numbers(&overlap.b.sentences));
        let moved = match (overlap.moved, self.view.ascii) {
            (false, _) => " ",
            (true, false) => "⇅",
            (true, true) => "%",
        };
        let place = if self.view.ids { format!("{place}  {}", overlap.id) } else { place };
        let kind = paint(mark(overlap.relation, self.view.ascii), Role::Mark, self.view.color);
        let head = format!("  {kind}{moved} {place}  ");
        let mut out = head;
        if self.view.evidence {
            out.push_str(&format!("{}\n", name(overlap.relation)));
            out.push_str(&wrap(
                &changes(&overlap.edits, self.view.color.is_some()),
                "      ",
                self.view.width,
                self.view.color,
            ));
        } else {
            let room = self.view.width.saturating_sub(place.width() + 7);
            let gap = left_out(self.view.ascii);
            out.push_str(&paint(&cut_with(&overlap.gist.replace('…', gap), room, gap), Role::Faint, None));
            out.push('\n');
        }
        if let Some(mark) = &overlap.mark {
            out.push_str(&wrap(&[(&told(mark), None)], "      ", self.view.width, self.view.color));
        }
        out.push_str(&self.credits(overlap, a, b));
        for drift in &overlap.drift {
            if self.view.evidence || drift.verdict == Verdict::Conflict {
                out.push_str(&self.drift(drift, a, b));
            }
        }
        out
    }

    /// What the two sides credit, where one names a source that the other does not.
    fn credits(&self, overlap: &OverlapRow, a: &str, b: &str) -> String {
        let sides = [&overlap.a.credits, &overlap.b.credits];
        if !sides.iter().any(|credits| credits.iter().any(|credit| credit.only_here)) {
            return String::new();
        }
        let said = |credits: &[CreditRow]| match credits {
            [] => "no credit".to_owned(),
            some => some.iter().map(|c| format!("{} {}", c.cue, c.source)).collect::<Vec<_>>().join(", "),
        };
        let between = self.between();
        let line = format!("{a}: {} {between} {b}: {}", said(sides[0]), said(sides[1]));
        wrap(&[(&line, None)], "      ", self.view.width, self.view.color)
    }

    fn drift(&self, drift: &DriftRow, a: &str, b: &str) -> String {
        let words = |side: &Option<(String, [usize; 2])>| side.as_ref().map(|(text, _)| text.clone());
        let said = match (words(&drift.a), words(&drift.b)) {
            (Some(x), Some(y)) => format!("{a}: {x} · {b}: {y}"),
            (Some(x), None) => format!("{a}: {x} · {b}: –"),
            (None, Some(y)) => format!("{a}: – · {b}: {y}"),
            (None, None) => String::new(),
        };
        let said = if self.view.ascii { said.replace('·', "|").replace('–', "-") } else { said };
        match drift.verdict {
            Verdict::Conflict => wrap(
                &[(conflict_mark(self.view.ascii), Some(Role::Conflict)), (" ", None), (&said, Some(Role::Conflict))],
                "      ",
                self.view.width,
                self.view.color,
            ),
            verdict => wrap(
                &[(verdict_name(verdict), None), (" ", None), (&said, Some(Role::Faint))],
                "      ",
                self.view.width,
                self.view.color,
            ),
        }
    }

    /// What stands between two of a kind.
    fn between(&self) -> &'static str {
        if self.view.ascii { "|" } else { "·" }
    }

    /// Two outlets a paragraph: how much they share, against chance, who comes first, and whether they say so.
    fn outlets(&self) -> String {
        let none = self.analysis.articles.iter().filter(|article| article.outlet.is_none()).count();
        let mut out = String::new();
        let View { width, color, ascii, .. } = *self.view;
        for row in &self.analysis.outlets {
            let [a, b] = [(&row.a, row.articles[0]), (&row.b, row.articles[1])]
                .map(|(outlet, count)| format!("{outlet} ({})", many(count, "article")));
            let dash = if ascii { "-" } else { "–" };
            let names = if row.a == row.b { format!("{a}, within") } else { format!("{a} {dash} {b}") };
            out.push_str(&wrap(&[(&names, Some(Role::Title))], "", width, color));
            let expected = tenths(row.expected);
            let mut said = vec![format!(
                "{} with copied wording, {expected} by chance; {} of them with no third outlet",
                many(row.pairs, "pair"),
                row.exclusive
            )];
            if row.a != row.b {
                let [first, second] = row.earlier;
                let open = row.pairs - first - second;
                said.push(format!("{} earlier in {first}, {} in {second}, open in {open}", row.a, row.b));
                said.push(format!(
                    "{} credits {} in {}, {} credits {} in {}",
                    row.a, row.b, row.credits[0], row.b, row.a, row.credits[1]
                ));
            }
            said.extend(
                row.days_between.map(|days| format!("{} between them, at the median", many(days as usize, "day"))),
            );
            said.iter().for_each(|line| out.push_str(&wrap(&[(line, None)], "  ", width, color)));
        }
        if none > 0 {
            let said = format!("{} state no outlet and have no part in this", many(none, "article"));
            out.push_str(&wrap(&[(&said, Some(Role::Faint))], "", width, color));
        }
        out + "\n"
    }

    fn families(&self) -> String {
        let row = |members: &[usize]| members.iter().map(|&m| self.label(m)).collect::<Vec<_>>().join(" ");
        self.analysis
            .families
            .iter()
            .map(|family| {
                format!("{}  {}  {}\n", family.id, many(family.members.len(), "article"), row(&family.members))
            })
            .collect::<String>()
            + "\n"
    }

    /// Row by column: how much of the row's article the column's article shares.
    fn matrix(&self) -> String {
        let articles = &self.analysis.articles;
        let shares: BTreeMap<(usize, usize), (&PairRow, u16)> = self
            .analysis
            .pairs
            .iter()
            .flat_map(|pair| [((pair.a, pair.b), (pair, pair.share_a)), ((pair.b, pair.a), (pair, pair.share_b))])
            .collect();
        let wide = articles.iter().map(|article| article.label.width()).max().unwrap_or(0).max(5);
        let cell = |text: &str| format!("{}{text}", " ".repeat((wide + 1).saturating_sub(text.width())));
        let mut out =
            format!("How much of the row's article (by words) the column's article shares\n{}", " ".repeat(wide));
        articles.iter().for_each(|article| out.push_str(&cell(&article.label)));
        out.push('\n');
        for (row, article) in articles.iter().enumerate() {
            out.push_str(&format!("{}{}", article.label, " ".repeat(wide - article.label.width())));
            for column in 0..articles.len() {
                let text = match shares.get(&(row, column)) {
                    _ if row == column => ".".to_owned(),
                    Some(&(pair, share)) if share > 0 || !pair.overlaps.is_empty() => percent(share),
                    _ => "0".to_owned(),
                };
                out.push_str(&cell(&text));
            }
            out.push('\n');
        }
        out.push('\n');
        out
    }

    /// The runs of names that were not counted, pair by pair.
    fn names(&self) -> String {
        let mut out = String::new();
        for pair in &self.analysis.pairs {
            for run in &pair.names {
                let (a, b) = (self.label(pair.a), self.label(pair.b));
                let place = format!("{a}#{} {b}#{}  {} words:", run.a + 1, run.b + 1, run.words);
                let stretches = [(place.as_str(), None), (" ", None), (run.text.as_str(), Some(Role::Faint))];
                out.push_str(&wrap(&stretches, "  ", self.view.width, self.view.color));
            }
        }
        if out.is_empty() { out } else { format!("Only names or formulas, not counted\n{out}\n") }
    }

    /// What the labels of the pairs stand for, where they are not the whole names.
    fn legend(&self) -> String {
        let mut named: Vec<usize> = Vec::new();
        let shown = self.analysis.pairs.iter().filter(|pair| !pair.overlaps.is_empty()).take(self.shown());
        for pair in shown.chain(self.analysis.pairs.iter().filter(|pair| !pair.rejected.is_empty())) {
            named.extend([pair.a, pair.b]);
        }
        named.sort_unstable();
        named.dedup();
        let articles = named.into_iter().map(|index| &self.analysis.articles[index]);
        let short = articles.filter(|article| article.label != article.article);
        let entries: Vec<String> = short.map(|article| format!("{} is {}", article.label, article.article)).collect();
        if entries.is_empty() {
            return String::new();
        }
        let between = format!(" {} ", self.between());
        wrap(&[(&entries.join(&between), None)], "", self.view.width, self.view.color)
    }

    /// How many pairs are shown.
    fn shown(&self) -> usize {
        self.view.top.unwrap_or(usize::MAX)
    }

    /// What a person rejected, with the reason.
    fn rejected(&self) -> String {
        let rejected: Vec<&OverlapRow> = self.analysis.pairs.iter().flat_map(|pair| &pair.rejected).collect();
        if rejected.is_empty() {
            return String::new();
        }
        let mut out = paint("Rejected by a person, and counted nowhere", Role::Title, self.view.color) + "\n";
        for overlap in rejected {
            let [a, b] = [&overlap.a, &overlap.b]
                .map(|side| format!("{}#{}", self.label(side.article), numbers(&side.sentences)));
            let kind = mark(overlap.relation, self.view.ascii);
            let why = overlap.mark.as_ref().map_or(String::new(), told);
            let said = format!("{kind}  {a} {b}  {}  {why}", overlap.id);
            out.push_str(&wrap(&[(&said, None)], "  ", self.view.width, self.view.color));
        }
        out + "\n"
    }

    fn notes(&self) -> String {
        let mut out = self.rejected();
        if self.view.names {
            out.push_str(&self.names());
        }
        if let Some(nothing) = &self.analysis.nothing {
            out.push_str(&wrap(&[("Nothing found: ", None), (nothing, None)], "", self.view.width, self.view.color));
        }
        let names: usize = self.analysis.pairs.iter().map(|pair| pair.names.len()).sum();
        if names > 0 && !self.view.names {
            let what = format!(
                "{} {NAMES_RUN} or more words that are only names or formulas: not counted (overlaps --names lists them)",
                if names == 1 { "1 sentence pair shares".to_owned() } else { format!("{names} sentence pairs share") }
            );
            out.push_str(&wrap(&[(&what, None)], "", self.view.width, self.view.color));
        }
        for repeat in &self.analysis.repeats {
            let label = self.label(repeat.article);
            let place = format!("{label}#{} = {label}#{}", repeat.first + 1, repeat.second + 1);
            let said = format!("{place}: repeats itself, counted once");
            out.push_str(&wrap(&[(&said, None)], "", self.view.width, self.view.color));
        }
        out
    }
}

/// What a relation is called.
pub(super) fn name(relation: Relation) -> &'static str {
    match relation {
        Relation::Verbatim => "verbatim",
        Relation::Edited => "edited",
        Relation::Paraphrase => "paraphrase",
        Relation::Quotation => "same quotation, not counted as copying",
        Relation::CommonSource => "the same content as from one source, not counted as copying",
        Relation::Boilerplate => "boilerplate",
    }
}

/// How much of an article is derived from what it shares with the other.
fn derived(derivation: Derivation) -> &'static str {
    match derivation {
        Derivation::None => "not",
        Derivation::Partially => "partially",
        Derivation::Wholly => "wholly",
    }
}

fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Conflict => "conflict",
        Verdict::Reformatted => "written differently",
        Verdict::Rounded => "less exact",
        Verdict::Dropped => "dropped",
        Verdict::Added => "added",
    }
}
