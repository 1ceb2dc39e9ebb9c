//! What carries meaning on a terminal: a mark and a style first, colour on top. Blue and orange stay apart for
//! colour-blind readers, and both read on black and on white.

use owo_colors::Style;

use crate::article::OneLine;

/// The roles text can play.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// What a line is about.
    Title,
    /// Only in the first text.
    Deleted,
    /// Only in the second text.
    Inserted,
    Mark,
    Conflict,
    /// Less important.
    Faint,
}

/// `text` as it may go to a terminal: on one line, unable to steer it, in the style of its role.
pub(super) fn paint(text: &str, role: Role, color: bool) -> String {
    let plain = OneLine(text).to_string();
    if !color || plain.is_empty() {
        return plain;
    }
    let style = match role {
        Role::Title => Style::new().bold(),
        Role::Deleted => Style::new().yellow().strikethrough(),
        Role::Inserted => Style::new().blue().underline(),
        Role::Mark => Style::new().bold(),
        Role::Conflict => Style::new().yellow().bold(),
        Role::Faint => Style::new().dimmed(),
    };
    style.style(plain).to_string()
}
