//! Differences that the reader asked to pass over.

use super::Row;
use crate::align::Op;
use crate::overlap::{Drift, DriftKind, Edit, Overlap, Verdict};
use crate::text::{Span, Text, fold, pieces};

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

    /// The indexes of the edits of a pair that are no difference.
    pub(super) fn passed_over(self, a: &Text, b: &Text, overlap: &Overlap) -> Vec<usize> {
        if !self.any() {
            return Vec::new();
        }
        let edits = overlap.edits.iter().enumerate().filter(|(_, edit)| edit.op != Op::Equal);
        edits.filter(|(_, edit)| self.is_none(a, b, edit, &overlap.drift)).map(|(at, _)| at).collect()
    }

    /// Whether a fact that differs only in how it is written is passed over.
    pub(super) fn hides(self, drift: &Drift) -> bool {
        let is_asked = match drift.kind {
            DriftKind::Date => self.dates,
            DriftKind::Number => self.numbers,
            _ => false,
        };
        is_asked && drift.verdict == Verdict::Reformatted
    }

    fn is_none(self, a: &Text, b: &Text, edit: &Edit, drift: &[Drift]) -> bool {
        let same_fact = |drift: &Drift| {
            let within = |fact: Option<Span>, edit: Span| fact.is_some_and(|fact| fact.contains(edit));
            self.hides(drift) && within(drift.a, edit.a) && within(drift.b, edit.b)
        };
        self.form(a, edit.a) == self.form(b, edit.b) || drift.iter().any(same_fact)
    }

    /// The words of a span without what is passed over.
    fn form(self, text: &Text, span: Span) -> String {
        let body = text.body();
        let mut form = String::new();
        for piece in pieces(body, span) {
            let words = piece.span.of(body);
            if piece.is_word && self.spelling {
                // Folding takes the case away too, which may be a difference of its own.
                let folded = fold(words);
                let capitals = words.chars().filter(|c| c.is_uppercase()).count();
                form.push_str(&folded);
                if !self.case {
                    form.push_str(&format!("\u{0}{capitals}"));
                }
            } else if words.trim().is_empty() {
                form.push_str(if self.space { "" } else { " " });
            } else if self.quotes && is_quote(words) {
                form.push('"');
            } else if self.case {
                form.push_str(&words.to_lowercase());
            } else {
                form.push_str(words);
            }
        }
        if self.quotes { form.replace(is_apostrophe, "'") } else { form }
    }
}

fn is_quote(sign: &str) -> bool {
    sign.chars().all(|c| matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '‹' | '›') || is_apostrophe(c))
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
    let spaces = |text: &Text| -> Vec<String> {
        let runs = text.body().split(|c: char| !c.is_whitespace());
        runs.filter(|run| !run.is_empty()).map(str::to_owned).collect()
    };
    ignore.any() && rows.iter().all(is_same) && (ignore.space || spaces(a) == spaces(b))
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
    fn what_was_asked_for_is_passed_over_and_nothing_else() {
        for (from, to, ignore) in [
            ("\u{201c}it is over\u{201d}", "\"it is over\"", Ignore { quotes: true, ..NOTHING }),
            ("bridge.\n\nNobody", "bridge.\nNobody", Ignore { space: true, ..NOTHING }),
            ("Nobody was hurt", "NOBODY was Hurt", Ignore { case: true, ..NOTHING }),
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
