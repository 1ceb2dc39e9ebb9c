//! Edits as stretches of text: what was taken out, what was put in, and the letters inside a word.

use super::style::Role;
use super::wrap::Stretch;
use crate::report::EditRow;

/// Both sides in one, the words taken out before those put in. Without colour, changes are `[-…-]{+…+}`.
pub(super) fn changes(edits: &[EditRow], color: bool) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for edit in edits {
        if edit.reads_the_same() {
            // What is passed over reads as the later text has it.
            stretches.push((if edit.passed_over { &edit.text_b } else { &edit.text_a }, None));
            continue;
        }
        stretches.extend(marked(edit, Side::Left, color));
        stretches.extend(marked(edit, Side::Right, color));
    }
    stretches
}

/// One side with its own changes.
pub(super) fn side(edits: &[EditRow], side: Side, color: bool) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<Stretch> = Vec::new();
    for edit in edits {
        if edit.reads_the_same() {
            stretches.push((side.of(edit.text_a.as_str(), edit.text_b.as_str()), None));
        } else {
            stretches.extend(marked(edit, side, color));
        }
    }
    stretches
}

#[derive(Clone, Copy)]
pub(super) enum Side {
    Left,
    Right,
}

impl Side {
    pub fn of<T>(self, left: T, right: T) -> T {
        match self {
            Side::Left => left,
            Side::Right => right,
        }
    }
}

/// The words of a side of an edit; nothing where it has none.
fn marked(edit: &EditRow, side: Side, color: bool) -> Vec<Stretch<'_>> {
    let words = side.of(edit.text_a.as_str(), edit.text_b.as_str());
    if words.is_empty() {
        return Vec::new();
    }
    let (role, letters) = side.of((Role::Deleted, Role::DeletedLetters), (Role::Inserted, Role::InsertedLetters));
    if !color {
        let (open, close) = side.of(("[-", "-]"), ("{+", "+}"));
        return vec![(open, None), (words, Some(role)), (close, None)];
    }
    let Some([start, end]) = edit.letters.map(|[a, b]| side.of(a, b)) else { return vec![(words, Some(role))] };
    let parts = [(&words[..start], role), (&words[start..end], letters), (&words[end..], role)];
    parts.into_iter().filter(|(part, _)| !part.is_empty()).map(|(part, role)| (part, Some(role))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Op;

    fn edit(a: &str, b: &str, letters: Option<[[usize; 2]; 2]>) -> EditRow {
        let (text_a, text_b) = (a.to_owned(), b.to_owned());
        EditRow { op: Op::Replace, a: [0, a.len()], b: [0, b.len()], text_a, text_b, passed_over: false, letters }
    }

    #[test]
    fn letters_show_in_colour_only() {
        let edits = [edit("colour", "color", Some([[4, 5], [4, 4]]))];
        let plain: String = changes(&edits, false).iter().map(|(text, _)| *text).collect();
        assert_eq!(plain, "[-colour-]{+color+}");
        let (out, letters, put) = (Some(Role::Deleted), Some(Role::DeletedLetters), Some(Role::Inserted));
        assert_eq!(changes(&edits, true), [("colo", out), ("u", letters), ("r", out), ("colo", put), ("r", put)]);
    }

    #[test]
    fn what_is_passed_over_is_no_change() {
        let edits = [EditRow { passed_over: true, ..edit("Labour", "Labor", None) }];
        assert_eq!(changes(&edits, false), [("Labor", None)]);
        assert_eq!(side(&edits, Side::Left, false), [("Labour", None)]);
    }
}
