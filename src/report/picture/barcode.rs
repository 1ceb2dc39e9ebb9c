//! One article as a line of its sentences, and below it a strip for each article that has some of them too.

use super::{WIDTH, stretches};

/// So many strips are drawn; the rest is counted and stands in the table.
const STRIPS: usize = 12;

/// Units at the left for the names of the strips.
pub const NAMES: usize = 90;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Barcode {
    /// Where each sentence begins and ends.
    pub sentences: Vec<[usize; 2]>,
    pub strips: Vec<Strip>,
    /// Articles that have some sentences too and are not drawn.
    pub left_out: usize,
}

/// Which sentences another article has too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Strip {
    pub article: usize,
    /// Sentences by index, rising.
    pub copied: Vec<usize>,
    /// Quotations, documents, lines of the site: in both, and not copied.
    pub other: Vec<usize>,
}

impl Barcode {
    /// `lengths` are those of the sentences; a strip with most sentences comes first.
    pub fn new(lengths: &[usize], mut strips: Vec<Strip>) -> Barcode {
        strips.sort_by_key(|strip| {
            (std::cmp::Reverse(strip.copied.len()), std::cmp::Reverse(strip.other.len()), strip.article)
        });
        let left_out = strips.len().saturating_sub(STRIPS);
        strips.truncate(STRIPS);
        let move_on = |[start, end]: [usize; 2]| [NAMES + start, NAMES + end];
        Barcode { sentences: stretches(lengths, WIDTH - NAMES).into_iter().map(move_on).collect(), strips, left_out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_come_first_and_the_rest_is_counted() {
        let strip = |article, copied: &[usize]| Strip { article, copied: copied.to_vec(), other: Vec::new() };
        let many: Vec<Strip> = (0..20).map(|n| strip(n, &[0])).chain([strip(20, &[0, 1])]).collect();
        let barcode = Barcode::new(&[10, 30], many);
        assert_eq!(barcode.strips[0].article, 20);
        assert_eq!((barcode.strips.len(), barcode.left_out), (12, 9));
        assert_eq!(barcode.sentences.last().map(|sentence| sentence[1]), Some(WIDTH));
    }
}
