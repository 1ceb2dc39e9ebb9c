//! Sorted arrays to look things up in: the things of each group, and what a name means.

use super::Thing;

/// The items of each of a number of groups, one behind the other.
#[derive(Default)]
pub(super) struct Grouped {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Grouped {
    /// `entries` are groups with an item, in the order that the items of a group are to have.
    pub fn new(groups: usize, entries: impl Iterator<Item = (usize, u32)>) -> Grouped {
        let mut entries: Vec<(usize, u32)> = entries.collect();
        entries.sort_by_key(|(group, _)| *group);
        let mut starts = vec![0; groups + 1];
        entries.iter().for_each(|(group, _)| starts[group + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        Grouped { starts, items: entries.into_iter().map(|(_, item)| item).collect() }
    }

    pub fn of(&self, group: usize) -> &[u32] {
        &self.items[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}

/// What a name means: its letter and the number its sixteen hex digits are.
#[derive(Default)]
pub(super) struct Names(Vec<(char, u64, Thing)>);

impl Names {
    pub fn add(&mut self, name: &str, thing: Thing) {
        if let Some((letter, number)) = number(name) {
            self.add_number(letter, number, thing);
        }
    }

    pub fn add_number(&mut self, letter: char, number: u64, thing: Thing) {
        self.0.push((letter, number, thing));
    }

    /// Makes it ready to be asked.
    pub fn settle(&mut self) {
        self.0.sort_unstable();
    }

    pub fn get(&self, name: &str) -> Option<Thing> {
        let wanted = number(name)?;
        let at = self.0.partition_point(|(letter, number, _)| (*letter, *number) < wanted);
        self.0.get(at).filter(|(letter, number, _)| (*letter, *number) == wanted).map(|(.., thing)| *thing)
    }
}

/// The letter and the number of a name such as `m-4f0c2ad1b95e7731`; `None` of any other word.
pub(super) fn number(name: &str) -> Option<(char, u64)> {
    let (letter, hex) = name.split_once('-')?;
    let mut letters = letter.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    let is_hex = hex.len() == 16 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    Some((letter, u64::from_str_radix(hex, 16).ok().filter(|_| is_hex)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_their_order_and_may_be_empty() {
        let grouped = Grouped::new(4, [(2, 7), (0, 9), (2, 3)].into_iter());
        let all: Vec<&[u32]> = (0..4).map(|group| grouped.of(group)).collect();
        assert_eq!(all, [&[9][..], &[], &[7, 3], &[]]);
    }

    #[test]
    fn only_whole_names_mean_something() {
        let mut names = Names::default();
        names.add("m-00000000000000ff", Thing::Overlap(3));
        names.add("p-00000000000000ff", Thing::Pair(1));
        names.settle();
        assert_eq!(names.get("m-00000000000000ff"), Some(Thing::Overlap(3)));
        assert_eq!(names.get("p-00000000000000ff"), Some(Thing::Pair(1)));
        for other in
            ["m-ff", "m-00000000000000fF", "m-+0000000000000ff", "x-00000000000000ff", "mm-00000000000000ff", "", "m-"]
        {
            assert_eq!(names.get(other), None, "{other}");
        }
    }
}
