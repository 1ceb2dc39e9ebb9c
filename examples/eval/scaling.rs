//! Made-up articles, ten to two hundred thousand of them: what an article costs must not grow with their number.

use rayon::prelude::*;
use wirecopy::article::line_phrases;
use wirecopy::text::Text;

use crate::costs::timed;
use crate::data::{Folder, compare};
use crate::made_up::articles;
use crate::sets::{Outcome, Set};
use crate::table::{AtMost, Bound, Megabytes, Rate, Seconds, Table, Times};

pub const SET: Set = Set { name: "scaling", needs: &[], run };

const SIZES: [usize; 3] = [10_000, 50_000, 200_000];

/// CPU time of an article may grow by so much from the smallest to the largest size.
const GROWTH: f64 = 1.3;

fn run(_: &Folder, table: &mut Table) -> Outcome {
    let mut first = None;
    for size in SIZES {
        let inputs = articles(size);
        // Each input goes as its text comes, so that the peak is not of both.
        let (texts, segmenting) =
            timed(|| -> Vec<Text> { inputs.into_par_iter().map(|input| Text::new(&input, line_phrases())).collect() })?;
        let compared = compare(&texts.iter().collect::<Vec<_>>(), None, None)?;

        let name = format!("{},000 articles", size / 1000);
        let cost = 1e6 * compared.engine() / size as f64;
        let candidates = compared.pairs.len() as f64 / size as f64;
        table.line(&format!("{name}: CPU segmenting"), Seconds(segmenting), Bound::None)?;
        table.line(&format!("{name}: CPU engine"), Seconds(compared.engine()), Bound::None)?;
        table.line(&format!("{name}: engine, µs an article"), Rate(cost), Bound::None)?;
        table.line(&format!("{name}: candidates an article"), Rate(candidates), Bound::None)?;
        table.line(&format!("{name}: peak memory"), Megabytes(compared.peak), Bound::None)?;
        let (cost_first, candidates_first) = *first.get_or_insert((cost, candidates));
        if size > SIZES[0] {
            table.line(&format!("{name}: µs an article, growth"), Times(cost / cost_first), AtMost(GROWTH))?;
            let growth = candidates / candidates_first;
            table.line(&format!("{name}: candidates an article, growth"), Times(growth), Bound::None)?;
        }
    }
    Ok(())
}
