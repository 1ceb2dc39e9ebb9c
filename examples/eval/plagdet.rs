//! The measure of the PAN text alignment tasks (Potthast, Stein, Barrón-Cedeño & Rosso, COLING 2010), macro-averaged.

use crate::intervals::{common, union};

/// A passage in both texts of a pair: a case of the gold standard, or a detection. Half-open characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Case {
    /// Which pair of documents.
    pub pair: usize,
    pub suspicious: [usize; 2],
    pub source: [usize; 2],
}

/// How well detections meet cases.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scores {
    pub recall: f64,
    pub precision: f64,
    /// Detections for each case that was detected at all.
    pub granularity: f64,
}

impl Scores {
    pub fn of(mut cases: Vec<Case>, mut detections: Vec<Case>) -> Scores {
        for list in [&mut cases, &mut detections] {
            list.sort_unstable();
            list.dedup();
        }
        Scores {
            recall: recall(&cases, &detections),
            precision: recall(&detections, &cases),
            granularity: granularity(&cases, &detections),
        }
    }

    pub fn plagdet(&self) -> f64 {
        let sum = self.recall + self.precision;
        let f1 = if sum == 0.0 { 0.0 } else { 2.0 * self.recall * self.precision / sum };
        f1 / (1.0 + self.granularity).log2()
    }
}

/// The mean over the cases of how much of a case (the characters of both sides) is covered by what meets it.
fn recall(cases: &[Case], found: &[Case]) -> f64 {
    if cases.is_empty() || found.is_empty() {
        return if cases.is_empty() && found.is_empty() { 1.0 } else { 0.0 };
    }
    let share = |case: &Case| {
        let (suspicious, source) = meeting(case, found).map(|other| (other.suspicious, other.source)).unzip();
        let covered = common(&[case.suspicious], &union(suspicious)) + common(&[case.source], &union(source));
        covered as f64 / (length(case.suspicious) + length(case.source)) as f64
    };
    cases.iter().map(share).sum::<f64>() / cases.len() as f64
}

fn granularity(cases: &[Case], found: &[Case]) -> f64 {
    let met: Vec<usize> = cases.iter().map(|case| meeting(case, found).count()).filter(|&count| count > 0).collect();
    if met.is_empty() { 1.0 } else { met.iter().sum::<usize>() as f64 / met.len() as f64 }
}

/// Those of `others`, which are sorted, that share characters with `case` on both sides.
fn meeting<'o>(case: &'o Case, others: &'o [Case]) -> impl Iterator<Item = &'o Case> {
    let first = others.partition_point(|other| other.pair < case.pair);
    let same = others[first..].iter().take_while(|other| other.pair == case.pair);
    let meets = |x: [usize; 2], y: [usize; 2]| x[0] < y[1] && y[0] < x[1];
    same.filter(move |other| meets(case.suspicious, other.suspicious) && meets(case.source, other.source))
}

fn length([start, end]: [usize; 2]) -> usize {
    end - start
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: Case = Case { pair: 0, suspicious: [0, 1000], source: [0, 1000] };
    const FIRST: Case = Case { pair: 0, suspicious: [0, 500], source: [0, 500] };
    const SECOND: Case = Case { pair: 0, suspicious: [500, 1000], source: [500, 1000] };

    #[test]
    fn half_a_case_is_half_the_recall() {
        let scores = Scores::of(vec![CASE], vec![SECOND]);
        assert_eq!(scores, Scores { recall: 0.5, precision: 1.0, granularity: 1.0 });
        assert!((scores.plagdet() - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn two_halves_cost_granularity() {
        let scores = Scores::of(vec![CASE], vec![SECOND, FIRST, FIRST]);
        assert_eq!(scores, Scores { recall: 1.0, precision: 1.0, granularity: 2.0 });
        assert!((scores.plagdet() - 1.0 / 3f64.log2()).abs() < 1e-12);
    }

    #[test]
    fn one_side_or_another_pair_does_not_count() {
        let one_side = Case { source: [1000, 1010], ..CASE };
        let other_pair = Case { pair: 1, ..CASE };
        assert_eq!(Scores::of(vec![CASE], vec![one_side, other_pair]).plagdet(), 0.0);
    }

    #[test]
    fn nothing_to_find_and_nothing_found_is_right() {
        assert_eq!(Scores::of(vec![], vec![]).plagdet(), 1.0);
        assert_eq!(Scores::of(vec![CASE], vec![]).plagdet(), 0.0);
        assert_eq!(Scores::of(vec![], vec![CASE]).plagdet(), 0.0);
    }
}
