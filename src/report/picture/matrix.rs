//! Who shares wording with whom, as a table that is read by rows: how much of the row's article is also in the column's.

use super::order::grouped;
use super::units;
use crate::report::{Article, PairRow};

/// Up to so many articles all of them stand in the table, and cells hold figures; of more, those that share something.
pub const FULL: usize = 12;

/// A name takes no more than this beside a picture.
pub const NAMES: usize = 130;

/// Shares (thousandths) from which a cell is darker: a passing sentence, a paragraph, a good part, half and more.
const LEVELS: [u16; 4] = [50, 150, 300, 600];

/// The table: both ways the same articles in the same order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Matrix {
    /// Indexes of articles, so that those with much in common stand together.
    pub order: Vec<usize>,
    /// By row, then by column; places where nothing is shared have none.
    pub cells: Vec<Cell>,
    /// Articles that share nothing and stand in no row.
    pub left_out: usize,
    /// Room for the names beside a picture of it.
    pub names: usize,
}

/// A table of more rows is not drawn; the pairs are listed.
const DRAWN: usize = 300;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Places in the order.
    pub row: usize,
    pub column: usize,
    /// Index of the pair.
    pub pair: usize,
    /// Thousandths of the row's words.
    pub share: u16,
    /// 0, where nothing counts as copying, to 5.
    pub level: u8,
}

impl Matrix {
    pub fn new(names: &[Article], pairs: &[PairRow]) -> Matrix {
        let articles = names.len();
        let found = || pairs.iter().enumerate().filter(|(_, pair)| !pair.overlaps.is_empty());
        let ties: Vec<(usize, usize, u32)> =
            found().map(|(_, pair)| (pair.a, pair.b, 1 + u32::from(pair.share_a) + u32::from(pair.share_b))).collect();
        let mut order = grouped(articles, &ties);
        if articles > FULL {
            let mut shares = vec![false; articles];
            ties.iter().for_each(|&(a, b, _)| (shares[a], shares[b]) = (true, true));
            order.retain(|&article| shares[article]);
        }
        let mut place = vec![0; articles];
        order.iter().enumerate().for_each(|(at, &article)| place[article] = at);
        let cell = |pair: usize, row: usize, column: usize, share: u16, copies: bool| Cell {
            row: place[row],
            column: place[column],
            pair,
            share,
            level: if copies { 1 + LEVELS.iter().filter(|level| share >= **level).count() as u8 } else { 0 },
        };
        let mut cells: Vec<Cell> = found()
            .flat_map(|(at, pair)| {
                let copies = pair.copies();
                [cell(at, pair.a, pair.b, pair.share_a, copies), cell(at, pair.b, pair.a, pair.share_b, copies)]
            })
            .collect();
        cells.sort_by_key(|cell| (cell.row, cell.column));
        let widest = order.iter().map(|&article| units(&names[article].label)).max().unwrap_or(0);
        Matrix { left_out: articles.saturating_sub(order.len()), order, cells, names: widest.min(NAMES) + 12 }
    }

    /// Whether it can be drawn.
    pub fn is_drawn(&self) -> bool {
        self.order.len() <= DRAWN
    }
}
