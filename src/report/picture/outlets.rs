//! Which outlets share copied wording, as a table of pairs of articles: the same outlets in the same order both ways.

use std::collections::BTreeMap;

use super::order::grouped;
use crate::report::OutletsRow;

/// So many outlets stand in the table, those with the most pairs.
const SHOWN: usize = 12;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutletTable {
    /// So that those with many pairs between them stand together.
    pub names: Vec<String>,
    /// By row and column, how many pairs of articles share copied wording; on the diagonal those of one outlet.
    pub pairs: Vec<Vec<usize>>,
    /// 0, where there are none, to 5, in fifths of the most there are.
    pub levels: Vec<Vec<usize>>,
    /// Outlets that share something and have no row.
    pub left_out: usize,
}

impl OutletTable {
    pub fn new(rows: &[OutletsRow]) -> OutletTable {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows {
            [&row.a, &row.b].into_iter().for_each(|outlet| *count.entry(outlet).or_default() += row.pairs);
        }
        let mut most: Vec<(usize, &str)> = count.iter().map(|(outlet, pairs)| (*pairs, *outlet)).collect();
        most.sort_by(|x, y| y.0.cmp(&x.0).then_with(|| x.1.cmp(y.1)));
        let left_out = most.len().saturating_sub(SHOWN);
        most.truncate(SHOWN);
        let place: BTreeMap<&str, usize> = most.iter().enumerate().map(|(at, (_, outlet))| (*outlet, at)).collect();
        let known = |row: &OutletsRow| Some((*place.get(row.a.as_str())?, *place.get(row.b.as_str())?, row.pairs));
        let found: Vec<(usize, usize, usize)> = rows.iter().filter_map(known).collect();
        let tie = |&(a, b, pairs): &(usize, usize, usize)| (a, b, u32::try_from(pairs).unwrap_or(u32::MAX));
        let order = grouped(most.len(), &found.iter().map(tie).collect::<Vec<_>>());
        let mut stands = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &outlet)| stands[outlet] = at);
        let mut pairs = vec![vec![0; order.len()]; order.len()];
        for (a, b, count) in found {
            let [a, b] = [stands[a], stands[b]];
            (pairs[a][b], pairs[b][a]) = (count, count);
        }
        let largest = pairs.iter().flatten().copied().max().unwrap_or(0).max(1);
        let level = |count: &usize| (count * 5).div_ceil(largest);
        OutletTable {
            names: order.iter().map(|&outlet| most[outlet].1.to_owned()).collect(),
            levels: pairs.iter().map(|row| row.iter().map(level).collect()).collect(),
            pairs,
            left_out,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_with_many_pairs_stand_together() {
        let row = |a: &str, b: &str, pairs| OutletsRow {
            a: a.to_owned(),
            b: b.to_owned(),
            articles: [9, 9],
            pairs,
            sharing: [1, 1],
            expected: 0,
            earlier: [0, 0],
            days_between: None,
            credits: [0, 0],
            exclusive: 0,
        };
        let table = OutletTable::new(&[row("A", "C", 10), row("B", "B", 4), row("B", "D", 1)]);
        assert_eq!(table.names, ["A", "C", "B", "D"]);
        assert_eq!(table.pairs, [[0, 10, 0, 0], [10, 0, 0, 0], [0, 0, 4, 1], [0, 0, 1, 0]]);
        assert_eq!(table.levels, [[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 2, 1], [0, 0, 1, 0]]);
        let many: Vec<OutletsRow> = (0..20).map(|n| row(&format!("o{n:02}"), &format!("o{n:02}"), n + 1)).collect();
        assert_eq!((OutletTable::new(&many).names.len(), OutletTable::new(&many).left_out), (12, 8));
    }
}
