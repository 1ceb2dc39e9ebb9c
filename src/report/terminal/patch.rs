//! The unified format: as it is for programs, in colour and harmless on a terminal.

use super::style::{Role, paint};
use crate::report::{Patch, View};

pub(super) fn patch(patch: &Patch, view: &View) -> String {
    let mut out = String::new();
    if patch.hunks.is_empty() {
        return out;
    }
    let mut line = |text: &str, role: Option<Role>| {
        // A program needs the bytes; a terminal must not be steered by them.
        let shown = text.replace('\t', "        ");
        match role {
            _ if view.raw && view.color.is_none() => out.push_str(text),
            Some(role) => out.push_str(&paint(&shown, role, view.color)),
            None => out.push_str(&paint(&shown, Role::Plain, view.color)),
        }
        out.push('\n');
    };
    for (sign, label) in ["---", "+++"].into_iter().zip(&patch.labels) {
        line(&format!("{sign} {}", name(label)), Some(Role::Title));
    }
    for hunk in &patch.hunks {
        let place =
            |[start, count]: [usize; 2]| if count == 1 { start.to_string() } else { format!("{start},{count}") };
        line(&format!("@@ -{} +{} @@", place(hunk.old), place(hunk.new)), Some(Role::Faint));
        for changed in &hunk.lines {
            let (text, ended) = match changed.text.strip_suffix('\n') {
                Some(text) => (text, true),
                None => (changed.text.as_str(), false),
            };
            let role = match changed.sign {
                '-' => Some(Role::Deleted),
                '+' => Some(Role::Inserted),
                _ => None,
            };
            line(&format!("{}{text}", changed.sign), role);
            if !ended {
                line("\\ No newline at end of file", Some(Role::Faint));
            }
        }
    }
    out
}

/// A name with white space or signs of its own in quotes, as git and GNU patch read it.
fn name(label: &str) -> String {
    let is_plain = |c: char| !c.is_control() && !matches!(c, '"' | '\\');
    if label.chars().all(is_plain) {
        // What stands behind a tab is no part of the name.
        return if label.contains(' ') { format!("{label}\t") } else { label.to_owned() };
    }
    let mut quoted = String::from("\"");
    for byte in label.bytes() {
        match byte {
            b'"' => quoted.push_str("\\\""),
            b'\\' => quoted.push_str("\\\\"),
            0x20..=0x7e => quoted.push(char::from(byte)),
            _ => quoted.push_str(&format!("\\{byte:03o}")),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back_by_patch() {
        assert_eq!(name("a/b.txt"), "a/b.txt");
        assert_eq!(name("a b"), "a b\t");
        assert_eq!(name("a\"\n\u{1b}é"), "\"a\\\"\\012\\033\\303\\251\"");
    }
}
