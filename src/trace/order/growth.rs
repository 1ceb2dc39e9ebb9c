//! What length tells of versions of one text. Texts grow as they are worked on; reports are cut as they are passed on. How
//! much a text is a report is told by how many of its sentences say who said something.

use super::wording::Wording;
use crate::trace::weights::{ALL_REPORT, GROWN, NO_REPORT, REPORT_CUT};

/// What the lengths of two versions of one text tell for `a` being the earlier.
pub(super) fn bits(a: usize, b: usize, wording: &Wording) -> i64 {
    let longer = match wording.words(a).len().cmp(&wording.words(b).len()) {
        std::cmp::Ordering::Less => 1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => -1,
    };
    longer * (GROWN - reporting(&[a, b], wording) * (GROWN + REPORT_CUT) / 1000)
}

/// How much versions of one text are reports, in thousandths.
pub(super) fn reporting(articles: &[usize], wording: &Wording) -> i64 {
    let sum: i64 = articles.iter().map(|&article| i64::from(wording.reporting(article))).sum();
    let mean = sum.checked_div(articles.len() as i64).unwrap_or(0);
    ((mean - NO_REPORT) * 1000 / (ALL_REPORT - NO_REPORT)).clamp(0, 1000)
}
