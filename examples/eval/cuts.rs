//! Cut-offs that part ordered classes by one figure, found on examples.

/// Which class `figure` is of.
pub fn class(cuts: &[f64], figure: f64) -> usize {
    cuts.iter().filter(|cut| figure >= **cut).count()
}

/// The rising cut-offs that put most of the `examples` (a figure and its class) in their classes. Each lies halfway
/// between two figures, so that it is as far from either as it can be.
pub fn best(mut examples: Vec<(f64, usize)>, classes: usize) -> Vec<f64> {
    examples.sort_by(|a, b| a.0.total_cmp(&b.0));
    // right[c][n]: the most of the first n that classes up to c put right, and where class c begins then.
    let mut right = vec![vec![(0, 0); examples.len() + 1]; classes];
    for class in 0..classes {
        let (mut best, mut begins, mut here) = (0, 0, 0);
        for end in 0..=examples.len() {
            here += usize::from(end > 0 && examples[end - 1].1 == class);
            // One figure is of one class: a class begins where the figure changes.
            let may_begin = end == 0 || end == examples.len() || examples[end - 1].0 < examples[end].0;
            let before = if class == 0 { (end == 0).then_some(0) } else { may_begin.then(|| right[class - 1][end].0) };
            // `best` is what is put right if the class begins at `begins`, less what stands before that is of the class.
            if let Some(before) = before
                && (end == 0 || before + examples.len() - here > best)
            {
                (best, begins) = (before + examples.len() - here, end);
            }
            right[class][end] = (best + here - examples.len(), begins);
        }
    }
    let mut cuts = Vec::with_capacity(classes - 1);
    let mut end = examples.len();
    for class in (1..classes).rev() {
        end = right[class][end].1;
        cuts.push(match (end.checked_sub(1).map(|last| examples[last].0), examples.get(end)) {
            (Some(below), Some(above)) => f64::midpoint(below, above.0),
            (Some(_), None) => f64::INFINITY,
            (None, _) => f64::NEG_INFINITY,
        });
    }
    cuts.reverse();
    cuts
}

/// The cut-off with the best F1 of the examples that are meant.
pub fn best_f1(mut examples: Vec<(f64, bool)>) -> f64 {
    examples.sort_by(|a, b| b.0.total_cmp(&a.0));
    let meant = examples.iter().filter(|(_, meant)| *meant).count();
    let (mut right, mut best) = (0, (0.0, f64::INFINITY));
    for (told, (figure, is_meant)) in (1..).zip(&examples) {
        right += usize::from(*is_meant);
        let f1 = f1(right, told, meant);
        if f1 > best.0 {
            best = (f1, *figure);
        }
    }
    best.1
}

/// Of `told` answers `right` are right, of `meant` that there are.
pub fn f1(right: usize, told: usize, meant: usize) -> f64 {
    2.0 * right as f64 / (told + meant).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_in_order_are_parted_halfway() {
        let cuts = best(vec![(0.9, 2), (0.1, 0), (0.2, 0), (0.6, 1), (0.5, 1), (1.0, 2)], 3);
        assert_eq!(cuts, [0.35, 0.75]);
        assert_eq!([0.0, 0.35, 0.7, 2.0].map(|figure| class(&cuts, figure)), [0, 1, 1, 2]);
    }

    #[test]
    fn one_example_out_of_order_is_given_up() {
        let cuts = best(vec![(0.1, 0), (0.2, 1), (0.3, 0), (0.4, 0), (0.5, 1), (0.6, 1), (0.6, 0)], 2);
        assert_eq!(cuts, [0.45]);
    }

    #[test]
    fn a_class_nobody_has_takes_no_room() {
        let cuts = best(vec![(0.1, 0), (0.9, 2)], 3);
        assert_eq!((class(&cuts, 0.1), class(&cuts, 0.9)), (0, 2));
    }

    #[test]
    fn f1_is_best_where_the_meant_end() {
        assert_eq!(best_f1(vec![(0.2, false), (0.9, true), (0.5, true), (0.4, false), (0.3, true)]), 0.3);
        assert_eq!(f1(1, 2, 2), 0.5);
    }
}
