//! Breaking styled text into lines.

use unicode_width::UnicodeWidthStr;

use super::style::{Role, paint};

/// A stretch of text and the role it plays; `None` = plain.
pub(super) type Stretch<'t> = (&'t str, Option<Role>);

/// The stretches as lines of at most `width` columns, each behind `indent`. Lines break at spaces; a word that is
/// wider than a line stands alone on one. Runs of white space are one space.
pub(super) fn wrap(stretches: &[Stretch], indent: &str, width: usize, color: bool) -> String {
    let room = width.saturating_sub(indent.width()).max(1);
    let mut lines = String::from(indent);
    let mut column = 0;
    let mut space = false;
    // The pieces of the word being read: a word can change its role within.
    let mut word: Vec<(String, Option<Role>)> = Vec::new();
    let mut flush = |word: &mut Vec<(String, Option<Role>)>, space: &mut bool| {
        let wide: usize = word.iter().map(|(piece, _)| crate::article::OneLine(piece).to_string().width()).sum();
        if word.is_empty() {
            return;
        }
        if column > 0 && column + usize::from(*space) + wide > room {
            lines.push('\n');
            lines.push_str(indent);
            column = 0;
        } else if column > 0 && *space {
            lines.push(' ');
            column += 1;
        }
        column += wide;
        for (piece, role) in word.drain(..) {
            lines.push_str(
                &role.map_or_else(|| crate::article::OneLine(&piece).to_string(), |role| paint(&piece, role, color)),
            );
        }
        *space = false;
    };
    for (text, role) in stretches {
        for c in text.chars() {
            if c.is_whitespace() {
                flush(&mut word, &mut space);
                space = true;
                continue;
            }
            match word.last_mut() {
                Some((piece, same)) if same == role => piece.push(c),
                _ => word.push((c.to_string(), *role)),
            }
        }
    }
    flush(&mut word, &mut space);
    lines.push('\n');
    lines
}

/// The lines, the first behind `head` and the others under it.
pub(super) fn hang(head: &str, stretches: &[Stretch], width: usize, color: bool) -> String {
    let indent = " ".repeat(head.width());
    let mut lines = wrap(stretches, &indent, width, color);
    lines.replace_range(..indent.len(), head);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_spaces_and_keep_the_indent() {
        assert_eq!(wrap(&[("one two  three\nfour", None)], "  ", 10, false), "  one two\n  three\n  four\n");
    }

    #[test]
    fn lines_hang_under_their_head() {
        assert_eq!(hang("#1  ", &[("one two three", None)], 12, false), "#1  one two\n    three\n");
    }

    #[test]
    fn a_word_that_changes_its_role_stays_whole() {
        let stretches = [("the ", None), ("tre", None), ("aty", Some(Role::Inserted)), (".", None)];
        assert_eq!(wrap(&stretches, "", 8, false), "the\ntreaty.\n");
    }

    #[test]
    fn escapes_cannot_pass() {
        assert_eq!(wrap(&[("a\u{1b}[31mb", Some(Role::Deleted))], "", 40, false), "a\\u{1b}[31mb\n");
    }
}
