//! Differences that the reader asked to pass over.

use super::Row;
use crate::align::Op;
use crate::overlap::{Drift, DriftKind, Edit, Overlap, Verdict};
use crate::text::{Piece, Span, Text, fold, pieces};

/// Which differences are none. White space in place of white space never is one inside a sentence.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Ignore {
    /// Curly or straight, single or double, or guillemets: which quotation marks and apostrophes.
    pub quotes: bool,
    /// Whether there is white space at all, and in the whole text how much.
    pub space: bool,
    pub case: bool,
    /// British or American, with or without a soft hyphen: forms of one word, as [`fold`] knows them.
    pub spelling: bool,
    /// How a date that is the same is written.
    pub dates: bool,
    /// How a number or an amount that is the same is written.
    pub numbers: bool,
}

impl Ignore {
    /// Whether anything is passed over.
    pub fn any(self) -> bool {
        self != Ignore::default()
    }

    /// Parts the edits of a pair so that what is no difference is an edit of its own, and tells which those are, by index.
    pub(super) fn part(self, a: &Text, b: &Text, overlap: &mut Overlap) -> Vec<usize> {
        if !self.any() {
            return Vec::new();
        }
        let facts =
            overlap.drift.iter().filter(|drift| self.hides(a, b, drift)).filter_map(|drift| drift.a.zip(drift.b));
        let facts: Vec<(Span, Span)> = facts.collect();
        let mut edits = std::mem::take(&mut overlap.edits);
        for &fact in &facts {
            edits = with_whole(edits, fact, a, b);
        }
        let is_fact = |edit: &Edit| facts.contains(&(edit.a, edit.b));
        let is_same = |edit: &Edit| self.form(a, edit.a) == self.form(b, edit.b);
        let parted =
            edits.into_iter().flat_map(|edit| match edit.op == Op::Replace && !is_fact(&edit) && !is_same(&edit) {
                true => self.parted(edit, a, b),
                false => vec![edit],
            });
        overlap.edits = parted.collect();
        let differing = overlap.edits.iter().enumerate().filter(|(_, edit)| edit.op != Op::Equal);
        let is_none = |edit: &Edit| is_fact(edit) || is_same(edit);
        differing.filter(|(_, edit)| is_none(edit)).map(|(at, _)| at).collect()
    }

    /// A change as three where it begins or ends with what is no difference.
    fn parted(self, edit: Edit, a: &Text, b: &Text) -> Vec<Edit> {
        let (mut left, mut right) = (pieces(a.body(), edit.a), pieces(b.body(), edit.b));
        let same = |x: &Piece, y: &Piece| self.form(a, x.span) == self.form(b, y.span);
        let before = left.iter().zip(&right).take_while(|(x, y)| same(x, y)).count();
        let (left, right) = (left.split_off(before), right.split_off(before));
        let behind = left.iter().rev().zip(right.iter().rev()).take_while(|(x, y)| same(x, y)).count();
        // What is left of a side between the two; where nothing is, the place where the second begins.
        let rest = |all: &[Piece], whole: Span| {
            let (rest, behind) = all.split_at(all.len() - behind);
            let end = behind.first().map_or(whole.end(), |piece| piece.span.start());
            Span::new(rest.first().map_or(end, |piece| piece.span.start()), end)
        };
        around(edit, rest(&left, edit.a), rest(&right, edit.b), a, b)
    }

    /// Whether a fact that differs only in how it is written is passed over.
    pub(super) fn hides(self, a: &Text, b: &Text, drift: &Drift) -> bool {
        let is_asked = match drift.kind {
            DriftKind::Date => self.dates,
            DriftKind::Number => self.numbers,
            _ => false,
        };
        let has_one_form = || drift.a.zip(drift.b).is_some_and(|(x, y)| self.form(a, x) == self.form(b, y));
        drift.verdict == Verdict::Reformatted && (is_asked || self.any() && has_one_form())
    }

    /// The words of a span without what is passed over.
    fn form(self, text: &Text, span: Span) -> String {
        let body = text.body();
        let mut form = String::new();
        for piece in pieces(body, span) {
            let words = piece.span.of(body);
            let is_inside_guillemets =
                || body[..piece.span.start()].ends_with(['«', '‹']) || body[piece.span.end()..].starts_with(['»', '›']);
            if piece.is_word && self.spelling {
                // Folding takes the case away too, which may be a difference of its own.
                let folded = fold(words);
                let capitals = words.chars().filter(|c| c.is_uppercase()).count();
                form.push_str(&folded);
                if !self.case {
                    form.push_str(&format!("\u{0}{capitals}"));
                }
            } else if words.trim().is_empty() {
                let is_passed_over = self.space || self.quotes && is_inside_guillemets();
                form.push_str(if is_passed_over { "" } else { " " });
            } else if self.quotes && is_quote(words) {
                // Two single ones are a double one.
                form.push_str(if form.ends_with('"') { "" } else { "\"" });
            } else if self.case {
                form.push_str(&without_case(words));
            } else {
                form.push_str(words);
            }
        }
        if self.quotes { form.replace(is_apostrophe, "'") } else { form }
    }
}

/// `words` in one case, also where a letter has none of its own in the other.
fn without_case(words: &str) -> String {
    // 'İ' is an i and a dot above it in small letters.
    words.to_lowercase().replace('ß', "ss").replace('ı', "i").replace("i\u{307}", "i")
}

/// Double quotation marks and brackets of quotations, in whatever script.
const QUOTES: &str = "\"＂“”„‟«»‹›「」『』〈〉《》";

fn is_quote(sign: &str) -> bool {
    sign.chars().all(|c| QUOTES.contains(c) || is_apostrophe(c))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | '‚' | '‛' | 'ʼ' | '`' | '´')
}

/// Whether what is left of a pair is no difference.
pub(super) fn is_same(a: &Text, b: &Text, overlap: &Overlap, passed_over: &[usize]) -> bool {
    let is_space = |words: &str| !words.is_empty() && words.trim().is_empty();
    overlap.edits.iter().enumerate().all(|(at, edit)| {
        let reads_the_same = edit.op == Op::Equal || is_space(a.slice(edit.a)) && is_space(b.slice(edit.b));
        reads_the_same || passed_over.binary_search(&at).is_ok()
    })
}

/// Whether nothing is left of all differences, the white space between sentences included.
pub(super) fn nothing_left(ignore: Ignore, a: &Text, b: &Text, rows: &[Row]) -> bool {
    let is_same = |row: &Row| matches!(row, Row::Paired(pair) if pair.same && !pair.overlap.moved);
    // White space inside what is passed over goes with it.
    let hidden = |side: fn(&Edit) -> Span| -> Vec<Span> {
        let pairs = rows.iter().filter_map(|row| if let Row::Paired(pair) = row { Some(pair) } else { None });
        let mut hidden: Vec<Span> =
            pairs.flat_map(|pair| pair.passed_over.iter().map(|&at| side(&pair.overlap.edits[at]))).collect();
        hidden.sort_unstable();
        hidden
    };
    let spaces = |text: &Text, hidden: Vec<Span>| -> String {
        let mut spaces = String::new();
        let mut at = 0;
        for span in hidden.into_iter().chain([Span::new(text.body().len(), text.body().len())]) {
            let seen = &text.body()[at..span.start().max(at)];
            // Between two runs stands a mark, however much.
            let runs = seen.split(|c: char| !c.is_whitespace()).filter(|run| !run.is_empty());
            runs.for_each(|run| spaces.extend(["|", run]));
            at = span.end().max(at);
        }
        spaces
    };
    ignore.any()
        && rows.iter().all(is_same)
        && (ignore.space || spaces(a, hidden(|edit| edit.a)) == spaces(b, hidden(|edit| edit.b)))
}

/// The edits with a fact of both sides as one of them, and what was torn apart around it made whole.
fn with_whole(edits: Vec<Edit>, (in_a, in_b): (Span, Span), a: &Text, b: &Text) -> Vec<Edit> {
    let meets = |edit: &Edit| edit.a.overlaps(in_a) || edit.b.overlaps(in_b);
    let (Some(first), Some(last)) = (edits.iter().position(meets), edits.iter().rposition(meets)) else { return edits };
    let torn = edits[first..=last].iter().copied().reduce(|one, next| Edit {
        op: Op::Replace,
        a: one.a.cover(next.a),
        b: one.b.cover(next.b),
    });
    let whole = torn.filter(|torn| torn.a.contains(in_a) && torn.b.contains(in_b));
    let Some(whole) = whole else { return edits };
    let parts = around(whole, in_a, in_b, a, b);
    edits[..first].iter().copied().chain(parts).chain(edits[last + 1..].iter().copied()).collect()
}

/// A stretch of both sides as up to three edits: what stands before a part of it, the part, and what stands behind.
fn around(whole: Edit, in_a: Span, in_b: Span, a: &Text, b: &Text) -> Vec<Edit> {
    let parts = [
        (Span::new(whole.a.start(), in_a.start()), Span::new(whole.b.start(), in_b.start())),
        (in_a, in_b),
        (Span::new(in_a.end(), whole.a.end()), Span::new(in_b.end(), whole.b.end())),
    ];
    let edit = |(in_a, in_b): (Span, Span)| {
        let op = match (in_a.is_empty(), in_b.is_empty()) {
            (true, true) => return None,
            (true, false) => Op::Insert,
            (false, true) => Op::Delete,
            (false, false) if a.slice(in_a) == b.slice(in_b) => Op::Equal,
            (false, false) => Op::Replace,
        };
        Some(Edit { op, a: in_a, b: in_b })
    };
    parts.into_iter().filter_map(edit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::line_phrases;
    use crate::diff::{Options, diff_as};

    const NOTHING: Ignore =
        Ignore { quotes: false, space: false, case: false, spelling: false, dates: false, numbers: false };

    /// Whether nothing is left of what changed `from` into `to`, in a story.
    fn passes(from: &str, to: &str, ignore: Ignore) -> bool {
        let story = "The Labour defence minister said \u{201c}it is over\u{201d} on 19 June 2024. Some 1,200 people came \
            to the harbour bridge.\n\nNobody was hurt.";
        let edited = story.replace(from, to);
        assert_ne!(edited, story);
        let [a, b] = [story, &edited].map(|text| Text::new(text, line_phrases()));
        let there = diff_as(&a, &b, Options { ignore, ..Options::default() });
        let back = diff_as(&b, &a, Options { ignore, ..Options::default() });
        assert_eq!(there.same, back.same);
        there.same
    }

    #[test]
    fn what_is_passed_over_is_whole_and_stands_apart_from_what_is_not() {
        let shown = |a: &str, b: &str, ignore: Ignore| {
            let [a, b] = [a, b].map(|text| Text::new(text, line_phrases()));
            let found = diff_as(&a, &b, Options { ignore, ..Options::default() });
            let Row::Paired(pair) = &found.rows[0] else { panic!("no pair") };
            let edit = |(at, edit): (usize, &Edit)| match edit.op == Op::Equal || pair.passed_over.contains(&at) {
                true => b.slice(edit.b).to_owned(),
                false => format!("[{}|{}]", a.slice(edit.a), b.slice(edit.b)),
            };
            pair.overlap.edits.iter().enumerate().map(edit).collect::<String>()
        };
        let (dates, numbers) = (Ignore { dates: true, ..NOTHING }, Ignore { numbers: true, ..NOTHING });
        for (a, b, ignore, wanted) in [
            (
                "The mayor came on 5 March to the city of Bonn, the police said.",
                "The mayor came on March 5th to the city of Bonn, the police said.",
                dates,
                "The mayor came on March 5th to the city of Bonn, the police said.",
            ),
            (
                "It cost 2.5 million euros in all, the city of Bonn said on Monday.",
                "It cost EUR 2.5 million in all, the city of Bonn said on Monday.",
                numbers,
                "It cost EUR 2.5 million in all, the city of Bonn said on Monday.",
            ),
            (
                "Big dog barked all night at the gate of the old castle.",
                "big hound barked all night at the gate of the old castle.",
                Ignore { case: true, ..NOTHING },
                "big [dog|hound] barked all night at the gate of the old castle.",
            ),
            (
                "The mayor said \"yes\" to the plan for the bridge on Monday.",
                "The mayor said \u{201c}no\u{201d} to the plan for the bridge on Monday.",
                Ignore { quotes: true, ..NOTHING },
                "The mayor said \u{201c}[yes|no]\u{201d} to the plan for the bridge on Monday.",
            ),
        ] {
            assert_eq!(shown(a, b, ignore), wanted);
        }
        let percent = ["It cost 3 percent of the budget.", "It cost 3% of the budget."];
        let [a, b] = percent.map(|text| Text::new(text, line_phrases()));
        assert!(diff_as(&a, &b, Options { ignore: numbers, ..Options::default() }).same);
    }

    #[test]
    fn what_was_asked_for_is_passed_over_and_nothing_else() {
        for (from, to, ignore) in [
            ("\u{201c}it is over\u{201d}", "\"it is over\"", Ignore { quotes: true, ..NOTHING }),
            ("bridge.\n\nNobody", "bridge.\nNobody", Ignore { space: true, ..NOTHING }),
            ("\u{201c}it is over\u{201d}", "``it is over''", Ignore { quotes: true, ..NOTHING }),
            ("\u{201c}it is over\u{201d}", "« it is over »", Ignore { quotes: true, ..NOTHING }),
            ("\u{201c}it is over\u{201d}", "「it is over」", Ignore { quotes: true, ..NOTHING }),
            ("Nobody was hurt", "NOBODY was Hurt", Ignore { case: true, ..NOTHING }),
            ("Nobody was hurt.", "NOBODY WAS HURT.", Ignore { case: true, ..NOTHING }),
            ("Labour defence", "Labor defense", Ignore { spelling: true, ..NOTHING }),
            ("19 June 2024", "June 19, 2024", Ignore { dates: true, ..NOTHING }),
            ("1,200", "1200", Ignore { numbers: true, ..NOTHING }),
        ] {
            assert!(passes(from, to, ignore), "{to}");
            assert!(!passes(from, to, NOTHING), "{to}");
            let all = Ignore { quotes: true, space: true, case: true, spelling: true, dates: true, numbers: true };
            assert!(passes(from, to, all), "{to}");
            let others = Ignore {
                quotes: !ignore.quotes,
                space: !ignore.space,
                case: !ignore.case,
                spelling: !ignore.spelling,
                dates: !ignore.dates,
                numbers: !ignore.numbers,
            };
            assert!(!passes(from, to, others), "{to}");
        }
        let all = Ignore { quotes: true, space: true, case: true, spelling: true, dates: true, numbers: true };
        assert!(!passes("19 June 2024", "18 June 2024", all));
        assert!(!passes("Nobody was", "Nobody is", all));
    }
}
