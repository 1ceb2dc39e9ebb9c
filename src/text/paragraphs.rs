//! Where paragraphs end: at a blank line always, and at a single line end unless the text is hard-wrapped.
//!
//! News comes in two shapes. On the web a line is a paragraph, a headline or a bullet, so a line end ends the
//! sentence. Old wires and mail are wrapped: a line end stands where the next word did not fit, in the middle of a
//! sentence. Two signs, taken per block of lines, tell them apart:
//!
//! - *Full lines.* Who wraps at a width breaks a line only where the next word would have gone beyond it. A line to
//!   which the next line's first word could have been added was ended on purpose.
//! - *Sentences across line ends.* In wrapped prose most lines stop in mid-sentence and the next begins in lower case.
//!   Lines of headlines or bullets may have like lengths, but each begins anew.
//!
//! A block is wrapped if most of its lines are full and at least a third of those before a letter, and one, go on in
//! mid-sentence; a line that begins with a figure may go on or begin anew. In a text with such a block, another one that keeps the same width is wrapped too, so that a short paragraph is read
//! like its neighbours.
//!
//! A third shape comes from copying and converting: lines broken anywhere. There no width helps, but a line that stops
//! in mid-sentence before one that begins in lower case was broken, not ended. Where a third of a block's line ends
//! are such, any line without a full stop goes on.
//!
//! Inside a wrapped block a paragraph ends where the indent grows or a list item begins. Where no line is indented, it
//! also ends with a line that is not full, unless the sentence plainly goes on.

use super::Span;
use super::items::ItemSign;
use super::marks::{is_closing, is_stop};

/// Widths that texts are wrapped at: 60 to 80 in practice. Narrower lines are verse, addresses or tables; wider ones
/// are paragraphs.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=100;

/// How far short of the width a full line may stop beyond what its next word asks for: some wrap for even lines.
const SLACK: usize = 6;

/// A line this long that stops without a sign is a sentence broken off; a shorter one may be a label above its value.
const SENTENCE_LIKE: usize = 30;

/// The paragraphs of `body`: in order, without surrounding white space, together holding every non-space character.
pub(super) fn find(body: &str) -> Vec<Span> {
    let mut at = 0;
    let lines: Vec<Option<Line>> = body
        .split_inclusive('\n')
        .map(|line| {
            at += line.len();
            Line::read(line, at - line.len())
        })
        .collect();
    let blocks = || lines.split(Option::is_none).map(|block| block.iter().flatten().collect::<Vec<_>>());
    // The width the text is wrapped at, if any of its blocks shows one.
    let width = blocks().filter(|block| is_wrapped(block)).map(|block| widest(&block)).max();
    let mut paragraphs: Vec<Span> = Vec::new();
    for block in blocks() {
        let width = width.filter(|&width| widest(&block) <= width);
        let by_indent = block.windows(2).any(|pair| pair[1].indent > pair[0].indent);
        let broken = is_broken(&block);
        for (index, line) in block.iter().enumerate() {
            let before = index.checked_sub(1).map(|before| block[before]);
            let runs_on = before.is_some_and(|before| {
                before.is_broken_off(line, broken) || width.is_some_and(|width| before.runs_on(line, width, by_indent))
            });
            match paragraphs.last_mut().filter(|_| runs_on) {
                Some(paragraph) => *paragraph = paragraph.cover(line.span),
                None => paragraphs.push(line.span),
            }
        }
    }
    paragraphs
}

/// A line that is not blank. Widths are in characters.
#[derive(Debug)]
struct Line {
    /// Without surrounding white space.
    span: Span,
    indent: usize,
    /// With its indent.
    width: usize,
    first_word: usize,
    /// Begins as the rest of a sentence may: with a lower-case letter, or one of a script without case.
    begins_low: bool,
    /// … and that letter is lower-case.
    begins_lower: bool,
    begins_with_letter: bool,
    /// Ends as a sentence does.
    ends_full: bool,
    /// Begins with the sign of a list item.
    is_item: bool,
}

impl Line {
    /// Reads a line that begins at byte `at`; `None` if it is blank.
    fn read(line: &str, at: usize) -> Option<Line> {
        let words = line.trim();
        let first = words.chars().next()?;
        let lead = line.len() - line.trim_start().len();
        let indent = line[..lead].chars().count();
        let first_word = words.split(char::is_whitespace).next().unwrap_or_default();
        Some(Line {
            span: Span::new(at + lead, at + lead + words.len()),
            indent,
            width: indent + words.chars().count(),
            first_word: first_word.chars().count(),
            begins_low: first.is_alphabetic() && !first.is_uppercase(),
            begins_lower: first.is_lowercase(),
            begins_with_letter: first.is_alphabetic(),
            ends_full: words.trim_end_matches(is_closing).ends_with(is_stop),
            is_item: ItemSign::read(words).is_some(),
        })
    }

    /// Whether `next` could not have begun on this line.
    fn is_full(&self, next: &Line, width: usize) -> bool {
        self.width + 1 + next.first_word + SLACK > width
    }

    /// Whether `next` begins in the middle of a sentence.
    fn is_cut(&self, next: &Line) -> bool {
        !self.ends_full && next.begins_low
    }

    /// Whether the line was broken off before `next` without regard to any width; `broken`: as its block's lines are.
    fn is_broken_off(&self, next: &Line, broken: bool) -> bool {
        let long = self.width >= SENTENCE_LIKE;
        let is_set_off = next.indent > self.indent || next.is_item;
        // Where letters have no case, what goes on begins as what begins anew does: a long line may be a headline.
        !is_set_off && (self.is_cut(next) && (long && next.begins_lower || broken) || broken && !self.ends_full)
    }

    /// Whether the paragraph goes on from this line to `next` in a text wrapped at `width`, given whether its block
    /// sets off paragraphs by indents.
    fn runs_on(&self, next: &Line, width: usize, by_indent: bool) -> bool {
        let is_set_off = next.indent > self.indent || next.is_item;
        !is_set_off && (by_indent || self.is_full(next, width) || self.is_cut(next))
    }
}

/// Whether the block's lines are broken anywhere.
fn is_broken(block: &[&Line]) -> bool {
    let cut = block.windows(2).filter(|pair| pair[0].is_cut(pair[1])).count();
    cut > 2 && cut * 3 >= block.len() - 1
}

fn widest(block: &[&Line]) -> usize {
    block.iter().map(|line| line.width).max().unwrap_or(0)
}

/// Whether the block's own lines show that it is wrapped.
fn is_wrapped(block: &[&Line]) -> bool {
    let width = widest(block);
    let breaks = block.len().saturating_sub(1);
    let full: Vec<_> = block.windows(2).filter(|pair| pair[0].is_full(pair[1], width)).collect();
    let cut: Vec<_> = full.iter().filter(|pair| pair[0].is_cut(pair[1])).collect();
    let could_tell = full.iter().filter(|pair| pair[1].begins_with_letter).count();
    // One cut is no sign where letters have no case: a headline and its text look like it.
    let is_sign = cut.len() > 1 || cut.iter().any(|pair| pair[1].begins_lower);
    WIDTHS.contains(&width) && full.len() * 2 >= breaks && is_sign && cut.len() * 3 >= could_tell
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(body: &str) -> Vec<&str> {
        find(body).into_iter().map(|span| span.of(body)).collect()
    }

    #[test]
    fn on_the_web_a_line_is_a_paragraph() {
        let body = "Talks end without a deal\n\nThe two sides met for a third day on Friday in the capital.\n\
                    They parted without a word to the press, and no new date was set by either of them.\n\
                    • No deal was signed\n• No date was set\nWhat comes next?\n";
        assert_eq!(paragraphs(body), body.split('\n').filter(|line| !line.is_empty()).collect::<Vec<_>>());
    }

    /// Wrapped at 60.
    const WIRE: &str = "TALKS END WITHOUT A DEAL\n\
                             \u{20}   The two sides met for a third day on Friday in the\n\
                        capital, and they parted without a word to the press that\n\
                        had waited outside since the early morning. No new date was\n\
                        set.\n\
                             \u{20}   An aide said the next round would be held in the spring\n\
                        if at all.\n\
                        \n\
                        The stock market fell, and the currency too, said President\n\
                        Ito.\n";

    #[test]
    fn in_a_wrapped_text_a_line_end_is_white_space() {
        let starts: Vec<_> = paragraphs(WIRE).iter().map(|text| &text[..12]).collect();
        assert_eq!(starts, ["TALKS END WI", "The two side", "An aide said", "The stock ma"]);
        assert!(paragraphs(WIRE)[1].ends_with("No new date was\nset."));
        // The last block shows no wrapping by itself, but keeps the width of the others.
        assert!(paragraphs(WIRE)[3].ends_with("President\nIto."));
    }

    #[test]
    fn lines_that_begin_with_figures_do_not_hide_the_wrapping() {
        for wire in [
            "The island will get its own\n\
             lighthouse boat this summer, as the harbour office wrote on\n\
             12 April in a letter that hung at the door of the old inn.\n\
             \u{20}   The boat has 6 berths, one engine and a crew of women from\n\
             4 villages, and it will lie at the northern pier beside the\n\
             Customs House from June on.\n\
             \u{20}   What became of the tower, nobody on the island could\n\
             say on Friday.",
            "Die Insel bekommt im Sommer\n\
             wieder ein Feuerschiff, wie das Hafenamt vor nicht ganz\n\
             12 Tagen in einem Brief schrieb, der am alten Gasthof hing.\n\
             \u{20}   Das Schiff hat 6 Kojen und eine Mannschaft von Frauen aus\n\
             4 Dörfern und wird am nördlichen Pier neben dem Zollhaus der\n\
             Insel liegen.\n\
             \u{20}   Was aus dem Turm geworden ist, wusste auf der Insel am\n\
             gestrigen Tag niemand.",
            "Остров получит этим летом\n\
             плавучий маяк, как написала контора порта в письме, которое\n\
             12 апреля висело на двери старой гостиницы.\n\
             \u{20}   На судне 6 коек, один мотор и команда из женщин, родом из\n\
             4 деревень, и стоять оно будет у северного причала рядом с\n\
             Таможней.\n\
             \u{20}   Что стало с башней, никто на острове в пятницу сказать\n\
             не мог.",
        ] {
            let lines: Vec<_> = paragraphs(wire).iter().map(|text| text.lines().count()).collect();
            assert_eq!(lines, [3, 3, 2], "{wire}");
        }
        // A table is no text, however its lines begin.
        let rates = "Rates of exchange at noon in the capital of Norland today\n\
                     12.622 crowns for a pound, 7.8035 for a dollar of Esteria\n\
                     18.215 crowns for a mark and 15.140 for a franc of Suland\n\
                     36.506 crowns for a guilder and 2.1240 for a yen of Ostia\n";
        assert_eq!(paragraphs(rates).len(), 4);
    }

    #[test]
    fn lines_of_like_length_that_begin_anew_are_not_wrapped() {
        let body = "Ministers meet to discuss the future of the coal industry\n\
                    Parliament votes on the budget for the coming fiscal year\n\
                    Weather: heavy rain expected in the north and in the east\n";
        assert_eq!(paragraphs(body).len(), 3);
    }

    #[test]
    fn lines_broken_anywhere_go_on() {
        let body = "We welcome the plan they bring to\nGeneva and hope to\nwork with\nthem on\nit. It is long\nneeded.";
        assert_eq!(paragraphs(body), [body]);
        let body =
            "Talks end without a deal\nMinisters met for a third day in the capital before\nthey parted.\nTags\nworld";
        assert_eq!(paragraphs(body).len(), 4);
    }

    #[test]
    fn a_headline_in_a_script_without_case_stands_by_itself() {
        let body = "الحكومة ترفع الضريبة على السيارات الكهربائية العام المقبل\nأعلنت الحكومة ذلك يوم الأربعاء.";
        assert_eq!(paragraphs(body).len(), 2);
    }

    #[test]
    fn list_items_in_a_wrapped_text_stay_apart() {
        let body = "The ministers agreed on the following points, which will be\n\
                    published in full at the end of the month by the office:\n\
                    1. The border between the two countries will be reopened.\n\
                    2. Trade will begin again as soon as the border is open.\n";
        assert_eq!(paragraphs(body).len(), 3);
    }

    #[test]
    fn blank_lines_hold_white_space_of_any_kind() {
        assert_eq!(paragraphs(" one\n \u{3000}\t\ntwo\u{A0}\n\n\n"), ["one", "two"]);
        assert!(paragraphs("").is_empty() && paragraphs(" \n\n").is_empty());
    }
}
