//! Reading what tools print.

use serde_json::Value;

use crate::paint::{Stretch, Told, told};

/// `[-…-]` and `{+…+}` in the text.
pub fn bracketed(printed: &str, old: &[char], new: &[char]) -> Option<Told> {
    let mut stretches = Vec::new();
    let mut rest = printed;
    while let Some(at) = [rest.find("[-"), rest.find("{+")].into_iter().flatten().min() {
        stretches.push(Stretch::Both(&rest[..at]));
        let is_old = rest[at..].starts_with("[-");
        let body = &rest[at + 2..];
        let end = body.find(if is_old { "-]" } else { "+}" })?;
        stretches.push(if is_old { Stretch::Old(&body[..end]) } else { Stretch::New(&body[..end]) });
        rest = &body[end + 2..];
    }
    stretches.push(Stretch::Both(rest));
    told(&stretches, old, new)
}

/// The same behind the lines git puts before the text.
pub fn git(printed: &str, old: &[char], new: &[char]) -> Option<Told> {
    if printed.is_empty() {
        return told(&[Stretch::Both(&old.iter().collect::<String>())], old, new);
    }
    let body = printed.split_once("\n@@ ").and_then(|(_, rest)| rest.split_once('\n'))?.1;
    bracketed(&body.replace("\\ No newline at end of file\n", ""), old, new)
}

/// `wirecopy diff --json`.
pub fn wirecopy(printed: &str, texts: [&str; 2], old: &[char], new: &[char]) -> Option<Told> {
    // How many characters that are no white space stand before each byte.
    let before = texts.map(|text| {
        let mut counts = vec![0; text.len() + 1];
        let mut count = 0;
        for (at, c) in text.char_indices() {
            counts[at] = count;
            count += usize::from(!c.is_whitespace());
        }
        counts[text.len()] = count;
        counts
    });
    let mut told = Told { kept: vec![None; old.len()], moved: vec![false; old.len()], new: new.len() };
    for line in printed.lines() {
        let row: Value = serde_json::from_str(line).ok()?;
        if row["schema"] != "wirecopy/overlap/1" {
            continue;
        }
        for edit in row["edits"].as_array()?.iter().filter(|edit| edit["op"] == "equal") {
            let place = |side: &str, of: usize, end: usize| Some(before[of][edit[side][end].as_u64()? as usize]);
            let (from, to) = (place("a", 0, 0)?, place("b", 1, 0)?);
            for at in 0..place("a", 0, 1)? - from {
                told.kept[from + at] = Some(to + at);
                told.moved[from + at] = row["moved"] == true;
            }
        }
    }
    Some(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::bare;

    #[test]
    fn brackets_are_read() {
        let told = bracketed("a [-b-]{+cd+} e", &bare("a b e"), &bare("a cd e")).unwrap();
        assert_eq!(told.kept, [Some(0), None, Some(3)]);
        assert_eq!(bracketed("a [-b-]", &bare("a c"), &bare("a")), None);
    }
}
