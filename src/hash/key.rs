//! Short keys for words: 64 bits of a hash with a written specification, so that an index may store them.

/// XXH3-64 of `text`, seed 0. Collisions among the words of any corpus are rarer than misprints.
pub fn key(text: &str) -> u64 {
    key_of(text.as_bytes())
}

/// XXH3-64 of `bytes`, seed 0.
pub fn key_of(bytes: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(bytes)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_key_is_the_published_hash() {
        // The specification's value for the empty input.
        assert_eq!(super::key(""), 0x2d06800538d394c2);
    }
}
