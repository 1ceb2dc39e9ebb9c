//! Lines out of letters: which letters stand on one line beside each other, and in which order they are read.
//!
//! A page says where each letter stands and nothing else; not all have spaces between their words. All measures are hundredths of
//! a point, of the page as it is shown, from its left and its top.

/// A letter, or several that are drawn as one, at its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Letter {
    pub text: String,
    pub left: i32,
    pub right: i32,
    /// Where the line stands that it is written on.
    pub base: i32,
    pub size: i32,
}

/// Letters beside each other, in the order they are read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Line {
    pub text: String,
    pub left: i32,
    pub right: i32,
    pub base: i32,
    pub size: i32,
    /// How wide its first word is, or its first ideograph.
    pub first: i32,
    /// Whether it is read from the right.
    pub is_from_right: bool,
}

/// Gaps and shifts in parts of a hundred of the size of the letters: one so wide is a space; one between ideographs, which are written
/// without any; the widest to a letter of a line that was left before, within a line, and within one of a column that was spread to its width;
/// the shift of a letter that stands higher or lower.
const SPACE: i32 = 20;
const WIDE_SPACE: i32 = 60;
const NEAR: i32 = 60;
const GAP: i32 = 180;
const WIDE_GAP: i32 = 600;
const SHIFT: i32 = 35;

/// So many lines back a letter may belong that was drawn later, such as one of a link; and so many lines around show how wide a column is.
const BACK: usize = 40;
const AROUND: usize = 6;

/// Letters that fill their squares and are written without spaces: ideographs, kana and their punctuation.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

fn is_right_to_left(c: char) -> bool {
    // Digits are read from the left in every script.
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}') && !c.is_numeric()
}

/// The lines that the letters stand on, in the order they were begun.
pub(super) fn lines(letters: Vec<Letter>) -> Vec<Line> {
    let mut open: Vec<Vec<Letter>> = Vec::new();
    let mut current = 0;
    for letter in letters {
        let fits = |at: &usize, gap: i32| open.get(*at).is_some_and(|line| goes_on(line, &letter, gap));
        let back = (0..open.len()).rev().take(BACK);
        let at = Some(current).filter(|at| fits(at, GAP)).or_else(|| back.into_iter().find(|at| fits(at, NEAR)));
        current = at.unwrap_or(open.len());
        match open.get_mut(current) {
            // One that is drawn twice, to look bold.
            Some(line) if line.iter().rev().take(BACK).any(|other| is_twice(other, &letter)) => {}
            Some(line) => line.push(letter),
            None => open.push(vec![letter]),
        }
    }
    let lines: Vec<Option<Line>> = open.iter().map(|letters| line(letters)).collect();
    let mut whole: Vec<(usize, Vec<Letter>)> = Vec::new();
    for (at, letters) in open.into_iter().enumerate() {
        let is_spread = |(last, _): &&mut (usize, Vec<Letter>)| is_spread(&lines, *last, at);
        match whole.last_mut().filter(is_spread) {
            Some((last, begun)) => {
                begun.extend(letters);
                *last = at;
            }
            None => whole.push((at, letters)),
        }
    }
    whole.iter().filter_map(|(_, letters)| line(letters)).collect()
}

/// Whether two pieces on one line are parts of it, spread to the width of a column: a line above or beneath goes across the gap.
fn is_spread(lines: &[Option<Line>], last: usize, next: usize) -> bool {
    let at = |at: usize| lines.get(at).and_then(Option::as_ref);
    let (Some(one), Some(other)) = (at(last), at(next)) else { return false };
    let (one, other) = if one.left <= other.left { (one, other) } else { (other, one) };
    let size = one.size.max(other.size);
    let is_beside =
        (one.base - other.base).abs() * 100 <= SHIFT * size && (other.left - one.right) * 100 <= WIDE_GAP * size;
    let around = lines.iter().skip(last.saturating_sub(AROUND)).take(2 * AROUND).flatten();
    is_beside
        && around.into_iter().any(|line| {
            let steps = (line.base - one.base).abs() * 10 / size.max(1);
            let is_like = (line.size - size).abs() * 10 <= size;
            is_like && (5..40).contains(&steps) && line.left < one.right && line.right > other.left
        })
}

/// Whether the letter stands beside the last one of the line, on either side, no further than such a gap.
fn goes_on(line: &[Letter], letter: &Letter, gap: i32) -> bool {
    let Some(last) = line.last() else { return false };
    let (size, small) = (last.size.max(letter.size), last.size.min(letter.size));
    let shift = (letter.base - last.base).abs() * 100;
    // A smaller letter may stand higher, as a note's number does.
    let is_on_line = shift <= SHIFT * size || small * 100 < 85 * size && shift <= 2 * SHIFT * size;
    let (behind, before) = (letter.left - last.right, last.left - letter.right);
    is_on_line && behind.max(before) * 100 <= gap * size && small * 2 >= size
}

fn is_twice(one: &Letter, other: &Letter) -> bool {
    let near = |a: i32, b: i32| (a - b).abs() * 10 <= one.size;
    one.text == other.text && !one.text.trim().is_empty() && near(one.left, other.left) && near(one.base, other.base)
}

/// The line that letters make; `None` if they are white space.
fn line(letters: &[Letter]) -> Option<Line> {
    let mut letters = letters.to_vec();
    letters.sort_by_key(|letter| letter.left);
    let is_blank = |letter: &Letter| letter.text.chars().all(char::is_whitespace);
    let first = letters.iter().position(|letter| !is_blank(letter))?;
    let last = letters.iter().rposition(|letter| !is_blank(letter))?;
    let letters = letters.get(first..=last)?;
    let counted =
        |of: fn(char) -> bool| letters.iter().flat_map(|letter| letter.text.chars()).filter(|c| of(*c)).count();
    let is_from_right = counted(is_right_to_left) > counted(|c| c.is_alphabetic() && !is_right_to_left(c));
    let mut pieces: Vec<&str> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        if let Some(before) = at.checked_sub(1).and_then(|before| letters.get(before))
            && is_parted(before, letter)
        {
            pieces.push(" ");
        }
        pieces.push(&letter.text);
    }
    let text: String = if is_from_right { reversed(&pieces) } else { pieces.concat() };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let ends = |pair: &[Letter]| match pair {
        [a, b] => is_parted(a, b) || is_blank(a) || is_blank(b) || a.text.starts_with(is_wide),
        _ => false,
    };
    let right = letters.iter().map(|letter| letter.right).max()?;
    let first = if is_from_right {
        letters.windows(2).rposition(ends).and_then(|at| letters.get(at + 1)).map_or(0, |letter| right - letter.left)
    } else {
        letters
            .windows(2)
            .position(ends)
            .and_then(|at| letters.get(at))
            .map_or(0, |letter| letter.right - letters[0].left)
    };
    let mut sizes: Vec<i32> = letters.iter().map(|letter| letter.size).collect();
    sizes.sort_unstable();
    let mut bases: Vec<i32> = letters.iter().map(|letter| letter.base).collect();
    bases.sort_unstable();
    Some(Line {
        text,
        left: letters.first()?.left,
        right,
        // One word is as wide as its line.
        first: if first == 0 { right - letters.first()?.left } else { first },
        base: *bases.get(bases.len() / 2)?,
        size: *sizes.get(sizes.len() / 2)?,
        is_from_right,
    })
}

/// Whether the gap between two letters is a space that nobody wrote.
fn is_parted(before: &Letter, letter: &Letter) -> bool {
    let (a, b) = (before.text.chars().last().unwrap_or(' '), letter.text.chars().next().unwrap_or(' '));
    let wanted = if is_wide(a) || is_wide(b) { WIDE_SPACE } else { SPACE };
    !a.is_whitespace()
        && !b.is_whitespace()
        && (letter.left - before.right) * 100 > wanted * before.size.max(letter.size)
}

/// What is read from the right, of pieces as they stand from the left: all of it turned round, but for words and numbers that
/// are read from the left.
fn reversed(pieces: &[&str]) -> String {
    let is_left = |piece: &str| piece.chars().any(|c| c.is_alphanumeric() && !is_right_to_left(c));
    let is_digit = |piece: &str| piece.chars().all(char::is_numeric);
    let is_word = |piece: &str| is_left(piece) && piece.chars().any(char::is_alphabetic);
    let mut read: Vec<&str> = Vec::new();
    let mut rest = pieces;
    while let Some((last, before)) = rest.split_last() {
        if !is_left(last) {
            read.push(last);
            rest = before;
            continue;
        }
        // Back to where it begins; signs inside belong to it, those at its beginning do not, and a number is one with words alone.
        let mut from = before.len();
        for (at, piece) in before.iter().enumerate().rev() {
            let is_number = pieces.get(from).is_some_and(|last| is_digit(last));
            let is_gap =
                piece.trim().is_empty() && !at.checked_sub(1).and_then(|at| before.get(at)).is_some_and(|p| is_word(p));
            if is_left(piece) {
                from = at;
            } else if piece.chars().any(is_right_to_left) || is_number && is_gap {
                break;
            }
        }
        let (begin, run) = rest.split_at_checked(from).unwrap_or((&[], rest));
        read.extend(run);
        rest = begin;
    }
    read.iter().map(|piece| turned(piece)).collect()
}

/// A bracket as it is meant: one that opens towards the left is drawn as one that closes towards the right.
fn turned(piece: &str) -> &str {
    match piece {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "«" => "»",
        "»" => "«",
        other => other,
    }
}
