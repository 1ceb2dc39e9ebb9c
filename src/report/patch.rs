//! The lines of two files as patch(1) and git take them: the unified format.

use crate::align::{Op, Step, script};
use crate::hash;

/// How the lines of one file become those of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patch {
    /// What the two files are called.
    pub labels: [String; 2],
    /// None if the files are the same.
    pub hunks: Vec<Hunk>,
}

/// Neighbouring changes with the lines around them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hunk {
    /// 1-based first lines, and how many; where a side has none, the line before.
    pub old: [usize; 2],
    pub new: [usize; 2],
    pub lines: Vec<Line>,
}

/// A line with what ends it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// ` `, `-` or `+`.
    pub sign: char,
    pub text: String,
}

impl Patch {
    /// `context` lines are shown around each change.
    pub fn new(labels: [String; 2], texts: [&str; 2], context: usize) -> Patch {
        let lines = texts.map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
        let keys = lines.each_ref().map(|lines| lines.iter().map(|line| hash::key(line)).collect::<Vec<_>>());
        let steps = script(&keys[0], &keys[1]);
        let changes = steps.iter().filter(|step| step.op != Op::Equal).cloned().collect::<Vec<_>>();
        let together = |before: &Step, step: &Step| step.a.start - before.a.end <= context.saturating_mul(2);
        let hunks = changes.chunk_by(together).map(|changes| Hunk::new(&lines, changes, context)).collect();
        Patch { labels, hunks }
    }
}

impl Hunk {
    fn new(lines: &[Vec<&str>; 2], changes: &[Step], context: usize) -> Hunk {
        let (first, last) = (&changes[0], &changes[changes.len() - 1]);
        let before = context.min(first.a.start).min(first.b.start);
        let behind = context.min(lines[0].len() - last.a.end).min(lines[1].len() - last.b.end);
        let old = first.a.start - before..last.a.end + behind;
        let new = first.b.start - before..last.b.end + behind;
        let mut hunk = Hunk { old: place(&old), new: place(&new), lines: Vec::new() };
        let mut at = old.start;
        for change in changes {
            hunk.take(' ', &lines[0][at..change.a.start]);
            hunk.take('-', &lines[0][change.a.clone()]);
            hunk.take('+', &lines[1][change.b.clone()]);
            at = change.a.end;
        }
        hunk.take(' ', &lines[0][at..old.end]);
        hunk
    }

    fn take(&mut self, sign: char, lines: &[&str]) {
        self.lines.extend(lines.iter().map(|text| Line { sign, text: (*text).to_owned() }));
    }
}

/// As the head of a hunk names lines.
fn place(lines: &std::ops::Range<usize>) -> [usize; 2] {
    [if lines.is_empty() { lines.start } else { lines.start + 1 }, lines.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn patch(old: &str, new: &str, context: usize) -> Patch {
        Patch::new(["a", "b"].map(str::to_owned), [old, new], context)
    }

    #[test]
    fn hunks_name_their_lines() {
        let found = patch("a\nb\nc\nd\ne\n", "a\nb\nX\nd\ne\n", 1);
        let lines: String = found.hunks[0].lines.iter().map(|line| format!("{}{}", line.sign, line.text)).collect();
        assert_eq!((found.hunks[0].old, found.hunks[0].new), ([2, 3], [2, 3]));
        assert_eq!(lines, " b\n-c\n+X\n d\n");
        assert_eq!(patch("", "x\n", 3).hunks[0].old, [0, 0]);
        assert_eq!(patch("x\n", "x\n", 3).hunks, []);
    }

    /// What patch(1) does.
    fn applied(old: &str, patch: &Patch) -> String {
        let lines: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut out, mut at) = (String::new(), 0);
        for hunk in &patch.hunks {
            let start = if hunk.old[1] == 0 { hunk.old[0] } else { hunk.old[0] - 1 };
            out.extend(lines[at..start].iter().copied());
            at = start + hunk.old[1];
            out.extend(hunk.lines.iter().filter(|line| line.sign != '-').map(|line| line.text.as_str()));
        }
        out.extend(lines[at..].iter().copied());
        out
    }

    proptest! {
        #[test]
        fn a_patch_makes_the_new_lines_of_the_old(old in "[ab\n]{0,30}", new in "[ab\n]{0,30}", context in 0usize..4) {
            let found = patch(&old, &new, context);
            prop_assert_eq!(applied(&old, &found), new);
            for hunk in &found.hunks {
                let count = |sign: char| hunk.lines.iter().filter(|line| line.sign != sign).count();
                prop_assert_eq!([count('+'), count('-')], [hunk.old[1], hunk.new[1]]);
            }
        }
    }
}
