//! Breaking styled text into lines.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::style::{Role, paint};
use crate::article::OneLine;
use crate::report::Theme;
use crate::text::graphemes;

/// A stretch of text and the role it plays; `None` = plain.
pub(super) type Stretch<'t> = (&'t str, Option<Role>);

/// One line: its pieces, as they may go to a terminal.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Line(Vec<(String, Option<Role>)>);

impl Line {
    /// These stretches side by side, however wide.
    pub fn of(stretches: &[Stretch]) -> Line {
        let mut line = Line::default();
        stretches.iter().for_each(|(text, role)| line.push(&OneLine(text).to_string(), *role));
        line
    }

    fn push(&mut self, text: &str, role: Option<Role>) {
        match self.0.last_mut() {
            Some((piece, same)) if *same == role => piece.push_str(text),
            _ => self.0.push((text.to_owned(), role)),
        }
    }

    pub fn paint(&self, color: Option<Theme>) -> String {
        let piece =
            |(text, role): &(String, Option<Role>)| role.map_or_else(|| text.clone(), |role| paint(text, role, color));
        self.0.iter().map(piece).collect()
    }

    /// In columns.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(text, _)| text.as_str()).collect::<String>().width()
    }
}

/// The stretches as lines of at most `width` columns, each behind `indent`. Lines break at spaces and beside the wide
/// characters of scripts that have none; a word that is wider than a line stands alone on one, so that a digest or an
/// address can be copied. Runs of white space are one space.
pub(super) fn wrap(stretches: &[Stretch], indent: &str, width: usize, color: Option<Theme>) -> String {
    let painted = broken(stretches, width.saturating_sub(indent.width()), false);
    painted.into_iter().map(|line| format!("{indent}{}\n", line.paint(color))).collect()
}

/// Parts beside each other, each behind the space that parts it from the one before. One that would leave the page begins a line
/// of its own behind `indent`.
pub(super) fn in_a_row(parts: &[(&str, Line)], indent: &str, width: usize, color: Option<Theme>) -> String {
    let mut out = String::new();
    let mut column = 0;
    for (space, part) in parts {
        let leaves = column > 0 && column + space.width() + part.width() > width;
        if leaves {
            out.push('\n');
            column = 0;
        }
        let space = if leaves { indent } else { space };
        column += space.width() + part.width();
        out.push_str(space);
        out.push_str(&part.paint(color));
    }
    out + "\n"
}

/// The same as lines for a column, which nothing may leave: a word that is too wide breaks where it must, but never
/// before a combining mark. At least one line.
pub(super) fn lines(stretches: &[Stretch], width: usize) -> Vec<Line> {
    broken(stretches, width, true)
}

fn broken(stretches: &[Stretch], width: usize, tight: bool) -> Vec<Line> {
    let lines = vec![Line::default()];
    let mut page = Page { width: width.max(1), tight, lines, column: 0, space: None, word: Vec::new() };
    for &(text, role) in stretches {
        let mut rest = text;
        while !rest.is_empty() {
            // Where words stay whole there is no need to know their characters.
            let plain = if tight { 0 } else { plain(rest) };
            rest[..plain].split_inclusive(' ').flat_map(with_space).for_each(|part| page.read(part, role));
            rest = &rest[plain..];
            if let Some(cluster) = graphemes(rest).next() {
                page.read(cluster, role);
                rest = &rest[cluster.len()..];
            }
        }
    }
    page.end_word();
    page.lines
}

/// The bytes that `text` begins with which are letters, signs and spaces of ASCII, without the last if something may join it.
fn plain(text: &str) -> usize {
    let plain = text.bytes().take_while(|&byte| byte.is_ascii_graphic() || byte == b' ').count();
    if plain < text.len() { plain.saturating_sub(1) } else { plain }
}

/// A word, and the space behind it.
fn with_space(part: &str) -> impl Iterator<Item = &str> {
    let (word, space) = part.split_at(part.trim_end_matches(' ').len());
    [word, space].into_iter().filter(|part| !part.is_empty())
}

/// What is never parted: a character and the marks on it.
struct Cluster<'t> {
    text: Cow<'t, str>,
    role: Option<Role>,
    width: usize,
}

struct Page<'t> {
    width: usize,
    /// Whether a word that is too wide is broken.
    tight: bool,
    lines: Vec<Line>,
    /// How far the last line is filled.
    column: usize,
    /// Whether a space stands before the word being read, and its role.
    space: Option<Option<Role>>,
    word: Vec<Cluster<'t>>,
}

impl<'t> Page<'t> {
    fn read(&mut self, cluster: &'t str, role: Option<Role>) {
        if cluster.chars().all(char::is_whitespace) {
            self.end_word();
            self.space = self.space.or(Some(role));
            return;
        }
        let is_harmless = cluster.bytes().all(|byte| byte.is_ascii_graphic());
        let text = if is_harmless { Cow::Borrowed(cluster) } else { Cow::Owned(OneLine(cluster).to_string()) };
        let width = text.width();
        if let Some(last) = self.word.last_mut() {
            // A mark that another stretch puts on the letter before it.
            if width == 0 || last.text.ends_with('\u{200d}') {
                last.text.to_mut().push_str(&text);
                return;
            }
            let ends = last.text.chars().next_back().zip(text.chars().next());
            if ends.is_some_and(|(before, after)| may_part(before, after)) {
                self.end_word();
            }
        }
        self.word.push(Cluster { text, role, width });
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let wide: usize = word.iter().map(|cluster| cluster.width).sum();
        if word.is_empty() {
            return;
        }
        let space = self.space.take();
        let spaced = usize::from(space.is_some());
        if self.column > 0 && self.column + spaced + wide > self.width {
            self.new_line();
        } else if self.column > 0
            && let Some(role) = space
        {
            self.put(" ", role, 1);
        }
        for cluster in word {
            if self.tight && self.column > 0 && self.column + cluster.width > self.width {
                self.new_line();
            }
            self.put(&cluster.text, cluster.role, cluster.width);
        }
    }

    fn put(&mut self, text: &str, role: Option<Role>, width: usize) {
        if let Some(line) = self.lines.last_mut() {
            line.push(text, role);
        }
        self.column += width;
    }

    fn new_line(&mut self) {
        self.lines.push(Line::default());
        self.column = 0;
    }
}

/// Whether a line may end between two characters without a space: beside a wide one, but not before what closes nor
/// behind what opens.
fn may_part(before: char, after: char) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    (is_wide(before) || is_wide(after))
        && !"、。，．！？：；）」』】〉》〕ー…’”)]}-+.,!?:;".contains(after)
        && !"（「『【〈《〔‘“([{-+".contains(before)
}

/// In fewer columns than this a text is no longer read as one.
const NARROW: usize = 20;

/// What stands below a head that leaves its text no room is indented by so much more than the head.
const BELOW: &str = "    ";

/// The lines, the first behind `head` and the others under it; all of them below it where it leaves too little room.
pub(super) fn hang(head: &str, stretches: &[Stretch], width: usize, color: Option<Theme>) -> String {
    if head.width() + NARROW > width {
        let indent: String = head.chars().take_while(|c| *c == ' ').collect();
        return format!("{}\n{}", head.trim_end(), wrap(stretches, &(indent + BELOW), width, color));
    }
    let indent = " ".repeat(head.width());
    let mut lines = wrap(stretches, &indent, width, color);
    lines.replace_range(..indent.len(), head);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_break_at_spaces_and_keep_the_indent() {
        assert_eq!(wrap(&[("one two  three\nfour", None)], "  ", 10, None), "  one two\n  three\n  four\n");
    }

    #[test]
    fn lines_hang_under_their_head() {
        let text = [("one two three four five six", None)];
        assert_eq!(hang("#1  ", &text, 24, None), "#1  one two three four\n    five six\n");
        assert_eq!(hang("  #1  ", &text, 24, None), "  #1\n      one two three four\n      five six\n");
    }

    #[test]
    fn a_part_that_leaves_the_page_begins_a_line() {
        let part = |space, text: &str| (space, Line::of(&[(text, None)]));
        let parts = [part("", "one – two"), part("   ", "60 %"), part("  ", "not credited")];
        assert_eq!(in_a_row(&parts, "    ", 40, None), "one – two   60 %  not credited\n");
        assert_eq!(in_a_row(&parts, "    ", 20, None), "one – two   60 %\n    not credited\n");
        assert_eq!(in_a_row(&parts, "    ", 5, None), "one – two\n    60 %\n    not credited\n");
    }

    #[test]
    fn a_word_that_changes_its_role_stays_whole() {
        let stretches = [("the ", None), ("tre", None), ("aty", Some(Role::Inserted)), (".", None)];
        assert_eq!(wrap(&stretches, "", 8, None), "the\ntreaty.\n");
    }

    #[test]
    fn escapes_cannot_pass() {
        assert_eq!(wrap(&[("a\u{1b}[31mb", Some(Role::Deleted))], "", 40, None), "a\\u{1b}[31mb\n");
    }

    #[test]
    fn scripts_without_spaces_fill_the_line() {
        assert_eq!(wrap(&[("俄罗斯总统，普京", None)], "", 8, None), "俄罗斯总\n统，普京\n");
        assert_eq!(wrap(&[("俄罗斯总统普，京", None)], "", 12, None), "俄罗斯总统\n普，京\n");
    }

    #[test]
    fn a_word_too_wide_stands_alone_or_breaks_but_not_before_a_mark() {
        let address = [("see https://example.org/x", None)];
        assert_eq!(wrap(&address, "", 9, None), "see\nhttps://example.org/x\n");
        let column = |stretches: &[Stretch], width| -> Vec<String> {
            lines(stretches, width).iter().map(|line| line.paint(None)).collect()
        };
        assert_eq!(column(&address, 9), ["see", "https://e", "xample.or", "g/x"]);
        assert_eq!(column(&[("cafe\u{301}s", None)], 4), ["cafe\u{301}", "s"]);
        // A family, a flag, a hand with its tone.
        for one in ["👩\u{200d}👩\u{200d}👧", "🇩🇪", "👍🏽"] {
            assert_eq!(column(&[(&format!("a{one}{one}"), None)], 3), [format!("a{one}"), one.to_owned()]);
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "([a-z]{1,9}|[一-丁]{1,6}|e\u{301}{1,2}|[ \n]){0,40}", width in 2usize..20) {
            let lines = lines(&[(&text, None)], width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(lines.iter().map(|line| kept(&line.paint(None))).collect::<String>(), kept(&text));
            let torn = lines.iter().any(|line| line.paint(None).starts_with('\u{301}'));
            prop_assert!(!torn);
        }

        #[test]
        fn words_read_whole_are_those_read_by_their_characters(text in "([a-z.]{1,6}|[一-丁é🇩🇪]{1,2}|[e ]\u{301}{1,2}|[ \n]{1,2}){0,30}") {
            let wide = |tight| broken(&[(&text, None)], 1000, tight);
            prop_assert_eq!(wide(false), wide(true));
        }
    }
}
