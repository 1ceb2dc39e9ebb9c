//! Which keys stand in more than one place: most stand in one, and link nothing.
//!
//! The keys are gone through in parts, by how they begin: what has to be noted of a part is small enough to be at hand, and
//! only its rows are held.

use super::Posting;

/// The keys of one text.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Part by part.
    keys: Box<[u64]>,
    /// Where each part ends.
    ends: [u32; PARTS],
}

/// As many as the first bits of a key can say.
const PARTS: usize = 1 << PART_BITS;
const PART_BITS: u32 = 3;

impl Keys {
    /// Equal keys may stand there more than once; sorted keys stay so.
    pub fn of(keys: &[u64]) -> Keys {
        let part = |key: u64| (key >> (64 - PART_BITS)) as usize;
        let mut ends = [0; PARTS];
        keys.iter().for_each(|&key| ends[part(key)] += 1);
        let (mut places, mut before) = ([0; PARTS], 0);
        for (place, end) in places.iter_mut().zip(&mut ends) {
            *place = before;
            *end += before;
            before = *end;
        }
        let mut parted = vec![0; keys.len()].into_boxed_slice();
        for &key in keys {
            let place = &mut places[part(key)];
            parted[*place as usize] = key;
            *place += 1;
        }
        Keys { keys: parted, ends }
    }

    /// All of them.
    pub fn all(&self) -> &[u64] {
        &self.keys
    }

    fn part(&self, part: usize) -> &[u64] {
        let start = part.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start as usize..self.ends[part] as usize]
    }
}

/// The rows of all keys that stand in these texts more than once, and of a few that only seem to: part by part, all rows of a
/// key in one part, and the keys of a part before those of the next.
pub fn repeated(texts: &[Keys]) -> impl Iterator<Item = Vec<Posting>> {
    (0..PARTS).map(move |part| {
        let lists = || texts.iter().map(move |text| text.part(part));
        let mut repeated = Repeated::new(lists().map(<[u64]>::len).sum());
        // All keys of a part begin alike.
        lists().flatten().for_each(|key| repeated.note(key << PART_BITS));
        let rows = lists().zip(0..).flat_map(|(keys, text)| keys.iter().map(move |&key| Posting { key, text }));
        rows.filter(|row| repeated.holds(row.key << PART_BITS)).collect()
    })
}

/// Keys that were seen before, but for a few that only look so: two bits stand for all keys that begin alike.
struct Repeated {
    /// For 64 beginnings: whether each was seen once, and twice.
    seen: Vec<[u64; 2]>,
    /// How many bits of a key are left out to get its place.
    shift: u32,
}

impl Repeated {
    /// For about so many keys.
    fn new(keys: usize) -> Repeated {
        // Eight places for each key leave one in eight in doubt.
        let bits = (8 * keys).next_power_of_two().ilog2().clamp(6, 40);
        Repeated { seen: vec![[0; 2]; 1 << (bits - 6)], shift: 64 - bits }
    }

    #[inline]
    fn note(&mut self, key: u64) {
        let (word, bit) = self.place(key);
        let [once, twice] = &mut self.seen[word];
        *twice |= *once & bit;
        *once |= bit;
    }

    /// Whether the key may have been noted twice; if it was, it is so.
    #[inline]
    fn holds(&self, key: u64) -> bool {
        let (word, bit) = self.place(key);
        self.seen[word][1] & bit != 0
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

    proptest! {
        #[test]
        fn the_rows_of_a_key_come_together_and_in_order(
            texts in proptest::collection::vec(proptest::collection::vec(any::<u64>().prop_map(|key| key | u64::MAX >> 4), 0..9), 0..9)
        ) {
            let keys: Vec<Keys> = texts.iter().map(|keys| Keys::of(keys)).collect();
            let rows: Vec<Posting> = repeated(&keys).flat_map(|mut rows| { rows.sort(); rows }).collect();
            prop_assert!(rows.is_sorted());
            let all = texts.iter().zip(0..).flat_map(|(keys, text)| keys.iter().map(move |&key| Posting { key, text }));
            let mut all: Vec<Posting> = all.collect();
            all.sort();
            for same in all.chunk_by(|one, other| one.key == other.key).filter(|same| same.len() > 1) {
                prop_assert!(rows.iter().filter(|row| row.key == same[0].key).eq(same));
            }
        }
    }

    #[test]
    fn what_stands_alone_is_left_out() {
        let mut repeated = Repeated::new(2);
        [1 << 63, 1].into_iter().for_each(|key| repeated.note(key));
        assert!(!repeated.holds(1) && !repeated.holds(1 << 63));
    }
}
