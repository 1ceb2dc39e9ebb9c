//! Which keys stand in more than one place: most stand in one, and link nothing.

/// Keys that were seen before, but for a few that only look so: two bits stand for all keys that begin alike.
pub struct Repeated {
    once: Vec<u64>,
    twice: Vec<u64>,
    /// How many bits of a key are left out to get its place.
    shift: u32,
}

impl Repeated {
    /// For about so many keys.
    pub fn new(keys: usize) -> Repeated {
        // Eight places for each key leave one in eight in doubt.
        let bits = (8 * keys).next_power_of_two().ilog2().clamp(6, 40);
        let words = vec![0; 1 << (bits - 6)];
        Repeated { twice: words.clone(), once: words, shift: 64 - bits }
    }

    #[inline]
    pub fn note(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        self.twice[word] |= self.once[word] & bit;
        self.once[word] |= bit;
    }

    /// Whether the key may have been noted twice; if it was, it is so.
    #[inline]
    pub fn holds(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.twice[word] & bit != 0
    }

    fn place(&self, key: u64) -> (usize, u64) {
        let place = key >> self.shift;
        ((place >> 6) as usize, 1 << (place & 63))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_key_noted_twice_is_lost(keys in proptest::collection::vec(any::<u64>(), 0..99), twice in any::<u64>()) {
            let mut repeated = Repeated::new(keys.len());
            keys.iter().chain([&twice, &twice]).for_each(|&key| repeated.note(key));
            prop_assert!(repeated.holds(twice));
        }
    }

    #[test]
    fn what_stands_alone_is_left_out() {
        let mut repeated = Repeated::new(2);
        [1 << 63, 1].into_iter().for_each(|key| repeated.note(key));
        assert!(!repeated.holds(1) && !repeated.holds(1 << 63));
    }
}
