//! Colours in what a tool prints for a terminal.

/// The stretches of a line with the colour code (SGR) they stand in, and whether they are bold.
pub fn stretches(line: &str) -> Vec<(Option<u8>, bool, &str)> {
    let mut stretches = Vec::new();
    let (mut color, mut bold) = (None, false);
    let mut rest = line;
    while let Some(at) = rest.find("\u{1b}[") {
        if at > 0 {
            stretches.push((color, bold, &rest[..at]));
        }
        let Some(end) = rest[at..].find('m') else { break };
        for code in rest[at + 2..at + end].split(';') {
            match code.parse::<u8>().unwrap_or(0) {
                0 => (color, bold) = (None, false),
                1 => bold = true,
                code @ (30..=37 | 90..=97) => color = Some(code),
                39 => color = None,
                _ => {}
            }
        }
        rest = &rest[at + end + 1..];
    }
    if !rest.is_empty() {
        stretches.push((color, bold, rest));
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_last_until_they_end() {
        let found = stretches("a\u{1b}[31;1mb\u{1b}[0m c");
        assert_eq!(found, [(None, false, "a"), (Some(31), true, "b"), (None, false, " c")]);
    }
}
