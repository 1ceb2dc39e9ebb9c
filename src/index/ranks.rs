//! The places of keys among many, by their first bits: hashes are spread evenly.

/// Keys, which rise, and where those that begin with the same bits do: of as many beginnings as there are keys, so that
/// hardly one is shared by more than a few.
#[derive(Clone, Debug)]
pub struct Ranks {
    keys: Vec<u64>,
    starts: Vec<u32>,
    /// How many bits of a key are no part of its beginning.
    shift: u32,
}

impl Ranks {
    /// The keys rise, and each is there once.
    pub fn of(keys: Vec<u64>) -> Ranks {
        let bits = keys.len().max(2).ilog2();
        let shift = 64 - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        keys.iter().for_each(|key| starts[(key >> shift) as usize + 1] += 1);
        let mut before = 0;
        for start in &mut starts {
            before += *start;
            *start = before;
        }
        Ranks { keys, starts, shift }
    }

    /// How many keys are less than this.
    #[inline]
    pub fn rank(&self, key: u64) -> u32 {
        let beginning = (key >> self.shift) as usize;
        let [start, end] = [0, 1].map(|at| self.starts[beginning + at]);
        start + self.keys[start as usize..end as usize].partition_point(|&other| other < key) as u32
    }

    /// Whether it is one of the keys.
    #[inline]
    pub fn holds(&self, key: u64) -> bool {
        self.keys.get(self.rank(key) as usize) == Some(&key)
    }

    /// The keys, rising.
    pub fn into_keys(self) -> Vec<u64> {
        self.keys
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_key_has_the_place_that_it_has_in_the_list(
            keys in proptest::collection::btree_set(prop_oneof![any::<u64>(), 0u64..40, u64::MAX - 40..=u64::MAX], 0..60),
            others in proptest::collection::vec(prop_oneof![any::<u64>(), 0u64..40, u64::MAX - 40..=u64::MAX], 9),
        ) {
            let list: Vec<u64> = keys.iter().copied().collect();
            let ranks = Ranks::of(list.clone());
            for (at, &key) in list.iter().enumerate() {
                prop_assert_eq!(ranks.rank(key) as usize, at);
            }
            for key in list.iter().chain(&others) {
                prop_assert_eq!(ranks.holds(*key), keys.contains(key));
            }
            prop_assert_eq!(ranks.into_keys(), list);
        }
    }
}
