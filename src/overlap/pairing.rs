//! The sentences of a region that belong together: one and one, and where a sentence was parted or two were joined, up to
//! two and two.

use std::cmp::Reverse;
use std::ops::Range;

use super::corpus::Zone;
use super::regions::{Ground, Meeting, Stretch, meetings};
use super::thresholds::{GROUP_SHARE, GROUP_SIZE, PAIR_BITS, PAIR_SHARE};

/// Sentences of both texts, half-open and contiguous.
pub(super) type Pairing = [Range<usize>; 2];

/// The pairings of a stretch, in the order of the first text.
///
/// The strongest pair of free sentences is taken first. A sentence that stays free joins the pairing beside it if a share
/// of its words stands there and in none of its neighbours.
pub(super) fn pairings(ground: &Ground, stretch: &Stretch) -> Vec<Pairing> {
    let mut links = links(ground, stretch);
    links.sort_by_key(|link| (Reverse(link.strength), link.sentences));
    let mut pairings: Vec<Pairing> = Vec::new();
    let mut holders = [0, 1].map(|side| Holders::of(links.iter().map(|link| link.sentences[side])));
    let mut rest = Vec::new();
    for link in links {
        let taken = [0, 1].map(|side| holders[side].get(link.sentences[side]).is_some());
        if taken == [false, false] {
            (0..2).for_each(|side| holders[side].set(link.sentences[side], pairings.len()));
            pairings.push(link.sentences.map(|sentence| sentence..sentence + 1));
        } else if taken != [true, true] {
            rest.push(link);
        }
    }
    for link in rest {
        let [in_a, in_b] = [0, 1].map(|side| holders[side].get(link.sentences[side]));
        let (free, other) = match (in_a, in_b) {
            (None, Some(other)) => (0, other),
            (Some(other), None) => (1, other),
            _ => continue,
        };
        let sentence = link.sentences[free];
        let range = &pairings[other][free];
        let beside = sentence + 1 == range.start || sentence == range.end;
        if beside && range.len() < GROUP_SIZE && adds(ground, &pairings[other], free, sentence) {
            let range = &mut pairings[other][free];
            *range = range.start.min(sentence)..range.end.max(sentence + 1);
            holders[free].set(sentence, other);
        }
    }
    pairings.sort_by_key(|[a, b]| (a.start, b.start, a.end, b.end));
    pairings
}

/// By sentence of a side: the pairing that holds it.
struct Holders {
    first: usize,
    of: Vec<Option<usize>>,
}

impl Holders {
    /// Of sentences that none holds.
    fn of(sentences: impl Iterator<Item = usize> + Clone) -> Holders {
        let (first, last) = (sentences.clone().min().unwrap_or(0), sentences.max().unwrap_or(0));
        Holders { first, of: vec![None; last + 1 - first] }
    }

    fn get(&self, sentence: usize) -> Option<usize> {
        self.of[sentence - self.first]
    }

    fn set(&mut self, sentence: usize, pairing: usize) {
        self.of[sentence - self.first] = Some(pairing);
    }
}

/// Two sentences with words in common.
struct Link {
    sentences: [usize; 2],
    strength: u64,
}

/// The pairs of sentences in the stretch that have enough in common.
fn links(ground: &Ground, stretch: &Stretch) -> Vec<Link> {
    let cells = [0, 1].map(|side| {
        let (half, units) = (&ground.halves[side], &stretch[side]);
        half.cell_of(units.start)..half.cell_of(units.end - 1) + 1
    });
    let sentence = |side: usize, cell: usize| ground.halves[side].cells()[cell].sentence;
    let link = |Meeting { places, bits }: Meeting| {
        let [a, b] = [0, 1].map(|side| weight(ground, side, places[side]));
        if bits * 1000 < PAIR_SHARE * a.max(b) {
            return None;
        }
        let strength = bits * (bits * 1000 / (a * b).isqrt().max(1)) / 1000;
        Some(Link { sentences: places, strength })
    };
    meetings(ground, cells, Zone::is_text, sentence, PAIR_BITS).into_iter().filter_map(link).collect()
}

/// What the words of a sentence tell together.
fn weight(ground: &Ground, side: usize, sentence: usize) -> u64 {
    let half = &ground.halves[side];
    half.bits()[half.text.sentences[sentence].units.clone()].iter().map(|&bits| u64::from(bits)).sum()
}

fn numbers<'g>(ground: &'g Ground, side: usize, sentences: &Range<usize>) -> &'g [u32] {
    let half = &ground.halves[side];
    &half.numbers()[half.text.units_in(sentences)]
}

/// Whether a share of the words of `sentence`, on side `free`, stands on the other side of the pairing and not yet on its
/// own.
fn adds(ground: &Ground, pairing: &Pairing, free: usize, sentence: usize) -> bool {
    let (mine, others) = (numbers(ground, free, &pairing[free]), numbers(ground, 1 - free, &pairing[1 - free]));
    let words = numbers(ground, free, &(sentence..sentence + 1));
    let new = words.iter().filter(|number| others.contains(number) && !mine.contains(number));
    let new: u64 = new.map(|&number| ground.bits_of(number)).sum();
    new * 1000 >= GROUP_SHARE * weight(ground, free, sentence)
}
