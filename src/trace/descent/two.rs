//! Two articles that share sentences with no third: one follows the other, or both follow a source nobody has shown us.

use super::forest::{Beliefs, Costs, share};
use super::stemma::{Stream, tempered};
use crate::trace::odds::any;
use crate::trace::weights::FROM_UNSEEN;

impl Stream<'_> {
    /// What is believed of two articles and of a source of both, which comes last: one follows the other, or both follow the source. It
    /// follows neither, for who reads the two would see no difference; nor is it passed over for one that is there.
    pub(super) fn of_two(&self) -> Beliefs {
        let Costs { follows, root } = self.prices();
        let source = root[2] + follows[0][2] + follows[1][2] - 2 * tempered(FROM_UNSEEN);
        let costs = [root[0] + follows[1][0], root[1] + follows[0][1], source];
        let cost = any(costs.into_iter());
        let [first, second, source] = costs.map(|of_tree| share(of_tree - cost));
        Beliefs {
            follows: vec![vec![0.0, second, source], vec![first, 0.0, source], vec![0.0; 3]],
            root: vec![first, second, source],
            cost,
        }
    }
}

/// Whom each of two articles and the source of both follows in the likeliest tree.
pub(super) fn likeliest(beliefs: &Beliefs) -> [Option<usize>; 3] {
    let [first, second, source] = [0, 1, 2].map(|root| beliefs.root[root]);
    if source >= first.max(second) {
        [Some(2), Some(2), None]
    } else if first >= second {
        [None, Some(0), None]
    } else {
        [Some(1), None, None]
    }
}
