//! Scores as integers, so that results compare exactly on any machine.

/// Thousandths: 0 = nothing in common, 1000 = all.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Score(u16);

impl Score {
    pub const FULL: Score = Score(1000);

    /// `part` of `whole`, rounded down; nothing of nothing is 0. A part larger than the whole counts as the whole.
    pub fn of(part: u64, whole: u64) -> Score {
        match whole {
            0 => Score(0),
            _ => Score((u128::from(part.min(whole)) * 1000 / u128::from(whole)) as u16),
        }
    }

    /// `thousandths`, at most 1000.
    pub const fn new(thousandths: u16) -> Score {
        Score(if thousandths > 1000 { 1000 } else { thousandths })
    }

    pub const fn thousandths(self) -> u16 {
        self.0
    }
}
