//! Reading what tools print.

use serde_json::Value;

use crate::ansi::stretches;
use crate::paint::{Stretch, Told, painted, told};
use crate::texts::bare;

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

/// `git diff | delta` with a colour for each role: 31 and 35 for what went, 32 and 36 for what came, others for what stayed.
pub fn delta(printed: &str, old: &[char], new: &[char]) -> Option<Told> {
    if printed.is_empty() {
        return Some(painted([&vec![false; old.len()], &vec![false; new.len()]], old, new));
    }
    let mut marks = [Vec::new(), Vec::new()];
    let mut inside = false;
    for line in printed.lines() {
        let parts = stretches(line);
        let bare: String = parts.iter().map(|(_, _, text)| *text).collect();
        if !inside {
            inside = bare.starts_with("@@ ");
            continue;
        }
        let sides: &[usize] = match bare.chars().next() {
            Some('-') => &[0],
            Some('+') => &[1],
            Some('\\') => continue,
            _ => &[0, 1],
        };
        let mut is_sign = sides.len() == 1;
        for (color, _, text) in parts {
            let changed = matches!(color, Some(31 | 32 | 35 | 36)) && sides.len() == 1;
            for c in text.chars() {
                if !std::mem::take(&mut is_sign) && !c.is_whitespace() {
                    sides.iter().for_each(|&side| marks[side].push(changed));
                }
            }
        }
    }
    (marks[0].len() == old.len() && marks[1].len() == new.len()).then(|| painted([&marks[0], &marks[1]], old, new))
}

/// `difft --display inline`: lines that changed have a red or green number, words that changed in them are bold.
pub fn difftastic(printed: &str, texts: [&str; 2], old: &[char], new: &[char]) -> Option<Told> {
    let starts = texts.map(|text| {
        let mut at = 0;
        let start = |line: &str| {
            at += bare(line).len();
            at - bare(line).len()
        };
        text.lines().map(start).collect::<Vec<usize>>()
    });
    let mut marks = [vec![false; old.len()], vec![false; new.len()]];
    for line in printed.lines() {
        let parts = stretches(line);
        let mut parts = parts.into_iter().filter(|(_, _, text)| !text.trim().is_empty());
        let Some((color, _, number)) = parts.next() else { continue };
        let side = match color {
            Some(91) => 0,
            Some(92) => 1,
            _ => continue,
        };
        let line = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
        let mut at = *starts[side].get(line)?;
        for (_, bold, text) in parts {
            for _ in text.chars().filter(|c| !c.is_whitespace()) {
                *marks[side].get_mut(at)? = bold;
                at += 1;
            }
        }
    }
    Some(painted([&marks[0], &marks[1]], old, new))
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

    #[test]
    fn brackets_are_read() {
        let told = bracketed("a [-b-]{+cd+} e", &bare("a b e"), &bare("a cd e")).unwrap();
        assert_eq!(told.kept, [Some(0), None, Some(3)]);
        assert_eq!(bracketed("a [-b-]", &bare("a c"), &bare("a")), None);
    }
}
