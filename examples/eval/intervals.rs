//! Sets of characters as lists of half-open intervals.

/// The intervals as a sorted list without overlaps.
pub fn union(mut intervals: Vec<[usize; 2]>) -> Vec<[usize; 2]> {
    intervals.sort_unstable();
    let mut joined: Vec<[usize; 2]> = Vec::with_capacity(intervals.len());
    for [start, end] in intervals {
        match joined.last_mut() {
            Some(last) if start <= last[1] => last[1] = last[1].max(end),
            _ => joined.push([start, end]),
        }
    }
    joined
}

/// How many characters stand in both of two unions.
pub fn common(a: &[[usize; 2]], b: &[[usize; 2]]) -> usize {
    let (mut i, mut j, mut total) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        total += x[1].min(y[1]).saturating_sub(x[0].max(y[0]));
        if x[1] < y[1] { i += 1 } else { j += 1 }
    }
    total
}

/// How many characters stand in a union.
pub fn length(union: &[[usize; 2]]) -> usize {
    union.iter().map(|[start, end]| end - start).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_overlaps_counts_once() {
        let joined = union(vec![[12, 16], [0, 15], [20, 22]]);
        assert_eq!(joined, [[0, 16], [20, 22]]);
        assert_eq!(length(&joined), 18);
        assert_eq!(common(&[[10, 21]], &joined), 7);
        assert_eq!(common(&joined, &[[16, 20]]), 0);
    }
}
