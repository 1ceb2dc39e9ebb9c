//! Whether a passage fits the text around it: what was written for a text has words in common with those before and behind
//! it, what was brought there from elsewhere has fewer.
//!
//! Around the passage, what is near counts more. Each word of the passage tells how much likelier it is among those words
//! than in all texts together: a mixture of the two, as language models that remember what was just said have it (R. Kuhn
//! and R. De Mori, A cache-based natural language model for speech recognition, 1990).

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::wording::Wording;
use crate::overlap::{Pair, Passage, log2_thousandths};
use crate::text::Span;
use crate::trace::families::counts;
use crate::trace::odds::{any, power};
use crate::trace::weights::{
    AROUND, BROUGHT, CONTEXT, FEWEST_AROUND, FOREIGN, HALF_AS_NEAR, NOT_BROUGHT, OF_ALL, USUAL,
};

/// What the passages of a pair tell for its `a` being the text they were written for; for `b`, where negative.
///
/// Three things may be so: they were written for one of the two and brought into the other, or they are at home in both, as
/// in two reports of one event, or in neither. Only the first has a direction.
pub(super) fn bits(pair: &Pair, wording: &Wording) -> i64 {
    let counted = |passage: &&Passage| passage.overlaps.iter().any(|&overlap| counts(&pair.overlaps[overlap]));
    let copied = pair.passages.iter().filter(counted);
    let fits = copied.map(|passage| fits([(pair.a, passage.a), (pair.b, passage.b)], wording));
    let [a, b] = fits.fold([0, 0], |[a, b], [in_a, in_b]| [a + in_a, b + in_b]).map(|sum| sum * CONTEXT / 1000);
    let neither_told = any([-(a + b), 0].into_iter()) + NOT_BROUGHT;
    let bits = any([BROUGHT - b, neither_told].into_iter()) - any([BROUGHT - a, neither_told].into_iter());
    // What is too little to be counted still has a sign.
    if bits == 0 { (a - b).signum() } else { bits }
}

/// How well a passage fits into both texts: what speaks for its having been written there, against its having been brought.
fn fits(sides: [(usize, Span); 2], wording: &Wording) -> [i64; 2] {
    // Both are held against the same words: those of the shorter side, of sides as long those of both. Numbers of words follow the
    // order of reading, which must not decide.
    let [a, b] = sides.map(|(article, span)| {
        let mut forms: Vec<u32> = wording.words(article)[wording.within(article, span)]
            .iter()
            .filter(|word| word.is_content)
            .map(|word| word.form)
            .collect();
        forms.sort_unstable();
        forms.dedup();
        forms
    });
    let forms = match a.len().cmp(&b.len()) {
        Ordering::Less => a,
        Ordering::Greater => b,
        Ordering::Equal => a.into_iter().chain(b).collect::<BTreeSet<u32>>().into_iter().collect(),
    };
    let rare = forms.iter().filter(|&&form| wording.is_rare(form)).count() as i64;
    sides.map(|(article, span)| fit(&forms, article, span, wording).unwrap_or(rare * USUAL) - rare * FOREIGN)
}

/// How much likelier words are among those around a stretch of an article than anywhere; `None` where too few are around.
fn fit(forms: &[u32], article: usize, span: Span, wording: &Wording) -> Option<i64> {
    let (words, inside) = (wording.words(article), wording.within(article, span));
    let before = words[inside.start.saturating_sub(AROUND)..inside.start].iter().rev();
    let behind = words[inside.end..].iter().take(AROUND);
    if before.len() + behind.len() < FEWEST_AROUND {
        return None;
    }
    let mut around: BTreeMap<u32, u64> = BTreeMap::new();
    for (distance, word) in before.enumerate().chain(behind.enumerate()) {
        *around.entry(word.form).or_insert(0) += power(distance as i64 * 1000 / HALF_AS_NEAR) >> SPARE;
    }
    let weight: u64 = around.values().sum();
    let tells = |form: &u32| {
        let usual = weight * wording.count(*form);
        let here = around.get(form).map_or(0, |near| near * wording.total());
        let mixed = OF_ALL * usual + (1000 - OF_ALL) * here;
        i64::from(log2_thousandths(mixed)) - i64::from(log2_thousandths(1000 * usual))
    };
    Some(forms.iter().map(tells).sum())
}

/// Nearness in parts of 2^12, so that the products above stay within 64 bits for a thousand million words.
const SPARE: u32 = 28;
