//! What carries meaning on a terminal: a mark and a style first, colour on top. Blue and orange stay apart for
//! colour-blind readers.

use owo_colors::{Style, XtermColors};

use crate::article::OneLine;
use crate::report::Theme;

/// The roles text can play.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Plain,
    /// What a line is about.
    Title,
    /// Only in the first text; and the letters of a changed word.
    Deleted,
    DeletedLetters,
    /// Only in the second text.
    Inserted,
    InsertedLetters,
    Mark,
    Conflict,
    /// Less important.
    Faint,
}

/// `text` as it may go to a terminal: on one line, unable to steer it, in the style of its role.
pub(super) fn paint(text: &str, role: Role, color: Option<Theme>) -> String {
    let plain = OneLine(text).to_string();
    match color {
        Some(theme) if !plain.is_empty() => style(role, theme).style(plain).to_string(),
        _ => plain,
    }
}

fn style(role: Role, theme: Theme) -> Style {
    let plain = Style::new();
    match role {
        Role::Plain => plain,
        Role::Title | Role::Mark => plain.bold(),
        Role::Faint => plain.dimmed(),
        Role::Deleted => deleted(theme).strikethrough(),
        // The letters stand out by what the rest of the word has not.
        Role::DeletedLetters => deleted(theme).strikethrough().bold().reversed(),
        Role::Inserted => inserted(theme).underline(),
        Role::InsertedLetters => inserted(theme).underline().bold().reversed(),
        Role::Conflict => deleted(theme).bold(),
    }
}

/// Orange, or what comes next to it.
fn deleted(theme: Theme) -> Style {
    match theme {
        // With a ground of its own: yellow letters cannot be read on white.
        Theme::Ansi => Style::new().black().on_yellow(),
        Theme::Dark => Style::new().color(XtermColors::from(215)),
        Theme::Light => Style::new().color(XtermColors::from(130)),
        Theme::Mono => Style::new(),
    }
}

fn inserted(theme: Theme) -> Style {
    match theme {
        // Blue letters cannot be read on black.
        Theme::Ansi => Style::new().bright_white().on_blue(),
        Theme::Dark => Style::new().color(XtermColors::from(117)),
        Theme::Light => Style::new().color(XtermColors::from(25)),
        Theme::Mono => Style::new(),
    }
}
