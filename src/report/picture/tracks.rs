//! Arcs beside a column of rows: in which order rows that may change places cross least, and how far out each arc runs.
//!
//! Two arcs drawn on one side of a line cross exactly once if their ends interleave, and need not cross otherwise if the
//! longer one runs farther out. So crossings are counted on rows alone, and only the order of the rows can lessen them (the
//! one-page crossing number of a linear layout).

/// Where rows times arcs are more, rows stay in the order they come in: each round looks at every pair of rows and of arcs, and
/// with so many of them nobody would follow the lines anyway.
const MOST: usize = 2_000;

/// How often arcs cross. An arc is two different rows.
pub(super) fn crossings(arcs: &[[usize; 2]]) -> usize {
    let sorted: Vec<[usize; 2]> = arcs.iter().map(|&[a, b]| [a.min(b), a.max(b)]).collect();
    let crosses = |x: &[usize; 2], y: &[usize; 2]| x[0] < y[0] && y[0] < x[1] && x[1] < y[1];
    sorted.iter().map(|x| sorted.iter().filter(|y| crosses(x, y)).count()).sum()
}

/// The order of rows in which arcs cross least, and of such orders one with short arcs, as far as neighbours changing
/// places leads there. `groups` says of each row to which group it belongs; rows stay within theirs, and groups in their order.
/// The answer lists rows from the top.
pub(super) fn untangled(groups: &[usize], arcs: &[[usize; 2]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    if arcs.len() * groups.len() > MOST {
        return order;
    }
    let cost = |order: &[usize]| {
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(at, &row)| place[row] = at);
        let placed: Vec<[usize; 2]> = arcs.iter().map(|arc| arc.map(|row| place[row])).collect();
        (crossings(&placed), placed.iter().map(|[a, b]| a.abs_diff(*b)).sum::<usize>())
    };
    let mut best = cost(&order);
    // Each round lessens the cost or is the last.
    loop {
        let before = best;
        for at in 0..order.len() {
            // A row may also move past several at once.
            for to in 0..order.len() {
                if at == to || groups[order[at]] != groups[order[to]] {
                    continue;
                }
                let mut tried = order.clone();
                let row = tried.remove(at);
                tried.insert(to, row);
                let now = cost(&tried);
                if now < best {
                    (order, best) = (tried, now);
                }
            }
        }
        if best == before {
            return order;
        }
    }
}

/// The track of each arc, 0 nearest to the rows: the shortest arcs first, each on the nearest track where it touches no other.
pub(super) fn tracks(arcs: &[[usize; 2]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..arcs.len()).collect();
    order.sort_by_key(|&at| (arcs[at][0].abs_diff(arcs[at][1]), arcs[at][0].min(arcs[at][1]), at));
    let mut taken: Vec<Vec<[usize; 2]>> = Vec::new();
    let mut tracks = vec![0; arcs.len()];
    for at in order {
        let [start, end] = [arcs[at][0].min(arcs[at][1]), arcs[at][0].max(arcs[at][1])];
        let is_free = |others: &Vec<[usize; 2]>| others.iter().all(|other| other[1] < start || end < other[0]);
        // What runs inside this arc is nearer.
        let inside = |others: &Vec<[usize; 2]>| others.iter().any(|other| start <= other[0] && other[1] <= end);
        let least = taken.iter().rposition(inside).map_or(0, |inner| inner + 1);
        let track = (least..taken.len()).find(|&track| is_free(&taken[track])).unwrap_or(taken.len());
        if track == taken.len() {
            taken.push(Vec::new());
        }
        taken[track].push([start, end]);
        tracks[at] = track;
    }
    tracks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_change_places_where_that_untangles() {
        // The second and third row may change places; then nothing crosses.
        let arcs = [[0, 2], [1, 3]];
        assert_eq!(crossings(&arcs), 1);
        assert_eq!(untangled(&[0, 1, 1, 2], &arcs), [0, 2, 1, 3]);
        assert_eq!(untangled(&[0, 1, 2, 3], &arcs), [0, 1, 2, 3]);
    }

    #[test]
    fn what_runs_inside_is_nearer() {
        assert_eq!(tracks(&[[0, 3], [1, 2], [4, 5]]), [1, 0, 0]);
        assert_eq!(tracks(&[[0, 1], [1, 2]]), [0, 1]);
    }

    proptest! {
        #[test]
        fn no_two_arcs_of_a_track_touch_and_no_order_is_worse(
            groups in prop::collection::vec(0..3usize, 2..9),
            arcs in prop::collection::vec((0..9usize, 0..9usize), 0..12),
        ) {
            let mut groups = groups;
            groups.sort_unstable();
            let rows = groups.len();
            let arcs: Vec<[usize; 2]> =
                arcs.iter().map(|&(a, b)| [a % rows, b % rows]).filter(|[a, b]| a != b).collect();
            let order = untangled(&groups, &arcs);
            let mut place = vec![0; rows];
            order.iter().enumerate().for_each(|(at, &row)| place[row] = at);
            let placed: Vec<[usize; 2]> = arcs.iter().map(|arc| arc.map(|row| place[row])).collect();
            prop_assert!(crossings(&placed) <= crossings(&arcs));
            prop_assert!(order.iter().map(|&row| groups[row]).is_sorted());
            let found = tracks(&placed);
            for (x, y) in (0..arcs.len()).flat_map(|x| (0..x).map(move |y| (x, y))) {
                let [x_ends, y_ends] = [placed[x], placed[y]].map(|[a, b]| [a.min(b), a.max(b)]);
                prop_assert!(found[x] != found[y] || x_ends[1] < y_ends[0] || y_ends[1] < x_ends[0]);
            }
        }
    }
}
