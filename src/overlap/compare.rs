//! Two texts compared: which sentences share wording, and as what.
//!
//! Regions of both texts that have more in common than chance are found first ([`regions`](super::regions)); inside them
//! sentences are paired ([`pairing`](super::pairing)). What a sentence pair is called follows from its own wording where
//! that proves something ([`matchers`]), else from its region: a paraphrase by itself is no more like its source than two
//! reports of one event are, and is believed for the company it keeps.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::corpus::{Corpus, Unit, Zone};
use super::evidence::log2_thousandths;
use super::pairing::{Pairing, pairings};
use super::regions::{
    Belief, Cell, Chance, Ground, Meeting, Numbers, Region, Stretch, cover, joined, meetings, nearly_touch, regions,
};
use super::thresholds::{
    ALONE_UNITS, COPIED_SHARE, COPIED_TIMES, GROUP_SIZE, QUOTED_TIMES, RUN_CONTENT, RUN_WORDS, SEED_BITS, TWICE_SHARE,
    WHOLE_SHARE, WHOLE_TIMES,
};
use super::witness::{Loss, Witness};
use super::wording::{Wording, in_common};
use super::{Relation, Repeat, by_meaning, matchers, sources};
use crate::align::Score;
use crate::article::Credit;
use crate::text::Kind;

/// Sentences that share wording, before they are dressed as an overlap.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub sentences: Pairing,
    pub wording: Wording,
    pub relation: Relation,
    /// See [`Overlap::score`](super::Overlap::score).
    pub score: Score,
    /// Nothing but a model of what sentences mean paired the two.
    pub by_meaning: bool,
}

/// A stretch of both texts and the matches in it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub units: Stretch,
    pub relation: Relation,
    pub matches: Vec<Match>,
}

/// Where a sentence pair was lost, so that "nothing found" can say why.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dropped {
    /// Sentence pairs that share telling words.
    pub seeds: usize,
    /// Regions that grew from them.
    pub regions: usize,
}

/// What two texts share, in the order of `a`.
pub(super) fn compare(
    corpus: &Corpus,
    numbers: &mut Numbers,
    [a, b]: [usize; 2],
    chance: Chance,
    witness: &mut impl Witness,
) -> (Vec<Found>, Dropped) {
    let ground = Ground::new(corpus, numbers, a, b);
    let (regions, seeds) = regions(&ground, chance);
    witness.regions(&ground, &seeds, &regions);
    let pair = Pair { ground: &ground, chance };
    let found = regions.iter().filter_map(|region| pair.found(region, witness)).collect();
    let mut found = matched_once(&ground, touching_joined(found), witness);
    by_meaning::add(corpus, &ground, [a, b], &mut found);
    pair.add_said_twice(&mut found);
    found.extend(pair.lines_of_the_site());
    let runs = pair.long_runs(&found);
    found.extend(runs);
    for one in found.iter_mut().flat_map(|found| &mut found.matches) {
        // Two reports that retell one document need not know each other. Shared words in order are copied, whatever they cite.
        if one.relation == Relation::Paraphrase && pair.cite_one_document(&one.sentences) {
            one.relation = Relation::CommonSource;
        }
        if one.relation.is_retold() && !one.by_meaning {
            one.score = in_common(&ground, &one.sentences);
        }
    }
    found.iter_mut().for_each(|found| found.relation = pair.mostly(found));
    found.sort_by_key(|found| found.units.clone().map(|range| (range.start, range.end)));
    (found, Dropped { seeds: seeds.len(), regions: regions.len() })
}

/// The sentences that one text says twice: by words in order, or by the same quotation.
pub(super) fn compare_within(corpus: &Corpus, numbers: &mut Numbers, text: usize) -> Vec<Repeat> {
    let ground = Ground::new(corpus, numbers, text, text);
    let mut found = Vec::new();
    let met = meetings(&ground, ground.all_cells(), |_| true, sentence(&ground), SEED_BITS);
    for [first, second] in met.into_iter().map(|met| met.places) {
        if second <= first {
            continue;
        }
        let wording = Wording::of(&ground, [&(first..first + 1), &(second..second + 1)]);
        if matchers::proves(&wording).is_some() {
            found.push(Repeat { text, first, second, score: wording.whole.share() });
        }
    }
    found
}

/// The sentence of a cell.
fn sentence<'g>(ground: &'g Ground) -> impl Fn(usize, usize) -> usize + 'g {
    |side, cell| ground.halves[side].cells()[cell].sentence
}

/// The least of what is asked of kept words that stand alone.
const LEAST_TIMES: u64 = {
    let least = if QUOTED_TIMES < WHOLE_TIMES { QUOTED_TIMES } else { WHOLE_TIMES };
    if least < COPIED_TIMES { least } else { COPIED_TIMES }
};

struct Pair<'g> {
    ground: &'g Ground<'g>,
    chance: Chance,
}

impl Pair<'_> {
    /// What a region shows, if anything.
    fn found(&self, region: &Region, witness: &mut impl Witness) -> Option<Found> {
        if region.belief == Belief::Chance && !self.may_prove_itself(&region.units) {
            return None;
        }
        // By itself nothing proves itself with fewer words in common than a long run has.
        let may_prove = |pairing: &Pairing| (0..2).all(|side| self.common(side, &pairing[side]) >= RUN_WORDS);
        let pairings = pairings(self.ground, &region.units).into_iter();
        let mut matches: Vec<Match> = pairings
            .filter(|pairing| region.belief > Belief::Chance || may_prove(pairing))
            .map(|pairing| self.matched(pairing))
            .collect();
        // A headline is made of what every report of its subject says: it has to prove more than its company.
        matches.retain(|found| {
            let stays = self.is_like_with_like(found) || self.proves_itself(found);
            if !stays {
                witness.lost(&found.sentences, Loss::Headline);
            }
            stays
        });
        let mut units = region.units.clone();
        match region.belief {
            Belief::Chance => {
                // A run of eight words is no chance; where they tell too little to be copied they are a formula of many.
                matches.retain(|found| {
                    let stays = self.proves_itself(found) || found.wording.has_long_run();
                    if !stays {
                        witness.lost(&found.sentences, Loss::Unproved);
                    }
                    stays
                });
                let formulas = matches.iter_mut().filter(|found| !self.proves_itself(found));
                formulas.for_each(|found| found.relation = Relation::Boilerplate);
            }
            Belief::Form => matches.iter_mut().for_each(|found| found.relation = Relation::Boilerplate),
            Belief::Shared => {
                let unproved = matches.iter_mut().filter(|found| found.relation == Relation::Paraphrase);
                unproved.for_each(|found| found.relation = found.wording.uncopied());
            }
            Belief::Copied => {}
        }
        if region.belief == Belief::Chance {
            units = matches.iter().map(|found| self.units_of(found)).reduce(|x, y| cover(&x, &y))?;
        }
        let otherwise = match region.belief {
            Belief::Form => Relation::Boilerplate,
            Belief::Copied => Relation::Paraphrase,
            Belief::Chance | Belief::Shared => Relation::CommonSource,
        };
        Some(Found { units, relation: otherwise, matches })
    }

    /// Whether any pairing of sentences in the stretch could be believed without it. Asked first, since most could not.
    ///
    /// A long run needs so many units in a row that the other text has; all else needs kept words that tell
    /// [`LEAST_TIMES`] as much as chance yields, the least that [`proves_itself`](Self::proves_itself) asks. What is
    /// kept stands on either side among the units in common, in a pairing of [`GROUP_SIZE`] sentences in a row at most.
    fn may_prove_itself(&self, stretch: &Stretch) -> bool {
        let told = |side: usize| {
            let half = &self.ground.halves[side];
            let sentence = |unit: usize| half.cells()[half.cell_of(unit)].sentence;
            let sentences = sentence(stretch[side].start)..sentence(stretch[side].end - 1) + 1;
            let told = |first: usize| -> u64 {
                let group = first..(first + GROUP_SIZE).min(sentences.end);
                half.common_in(&half.text.units_in(&group)).iter().map(|&number| self.ground.bits_of(number)).sum()
            };
            sentences.clone().map(told).max().unwrap_or(0)
        };
        self.may_have_long_run() || told(0).min(told(1)) * 1000 >= self.tried() * LEAST_TIMES
    }

    /// Whether both texts have so many units in a row that stand in the other.
    fn may_have_long_run(&self) -> bool {
        self.ground.halves.iter().all(|half| half.longest >= RUN_WORDS)
    }

    /// log2 of the pairs of sentences tried, in thousandths.
    fn tried(&self) -> u64 {
        let [a, b] = [0, 1].map(|side| self.ground.halves[side].text.sentences.len() as u64);
        u64::from(log2_thousandths(a * b)) + self.chance.bits()
    }

    /// Adds bullets without a partner that say again what a sentence with one says: an article may tell a thing twice, in
    /// short above and whole below. That makes no passage of its own: what an article repeats counts once.
    fn add_said_twice(&self, found: &mut [Found]) {
        let copies = |found: &Match| found.relation.is_copying();
        if !found.iter().flat_map(|found| &found.matches).any(copies)
            || !self.ground.halves.iter().any(|half| half.text.has_bullets)
        {
            return;
        }
        let met = meetings(self.ground, self.ground.all_cells(), Zone::is_text, sentence(self.ground), SEED_BITS);
        let mut twice: Vec<(usize, Match)> = Vec::new();
        for Meeting { places, .. } in met {
            let taken = [0, 1].map(|side| {
                let holds = |found: &Match| found.sentences[side].contains(&places[side]);
                found.iter().flat_map(|found| &found.matches).any(holds)
            });
            let free = match taken {
                [false, true] => 0,
                [true, false] => 1,
                _ => continue,
            };
            let kind = self.ground.halves[free].text.text.sentences()[places[free]].kind;
            let says_again = |found: &Match| {
                copies(found)
                    && found.sentences[1 - free].contains(&places[1 - free])
                    && self.share_in(free, places[free], [&found.sentences[0], &found.sentences[1]]) >= TWICE_SHARE
            };
            let at = found.iter().position(|found| found.matches.iter().any(says_again));
            if let Some(at) = at.filter(|_| kind == Kind::Bullet) {
                twice.push((at, self.matched(places.map(|sentence| sentence..sentence + 1))));
            }
        }
        twice.into_iter().for_each(|(at, again)| found[at].matches.push(again));
    }

    /// How much of a sentence (thousandths of what it tells) stands in all of these sentences of either text.
    fn share_in(&self, side: usize, sentence: usize, others: [&Range<usize>; 2]) -> u64 {
        let half = &self.ground.halves[side];
        let units = half.text.sentences[sentence].units.clone();
        let stands =
            [0, 1].map(|side| self.ground.standing(side, &self.ground.halves[side].text.units_in(others[side])));
        let in_both = |number: u32| stands.iter().all(|standing| standing.has(number));
        let (mut met, mut all) = (0, 0);
        for unit in units {
            let bits = u64::from(half.bits()[unit]);
            all += bits;
            met += if in_both(half.numbers()[unit]) { bits } else { 0 };
        }
        met * 1000 / all.max(1)
    }

    /// How many units of these sentences stand in the other text.
    fn common(&self, side: usize, sentences: &Range<usize>) -> usize {
        let half = &self.ground.halves[side];
        half.text.units_in(sentences).filter(|&unit| half.is_common(unit)).count()
    }

    fn units_of(&self, found: &Match) -> Stretch {
        [0, 1].map(|side| self.ground.halves[side].text.units_in(&found.sentences[side]))
    }

    /// Lines of the site that both texts have.
    fn lines_of_the_site(&self) -> Vec<Found> {
        let is_line = |cell: &Cell| cell.zone == Zone::Boilerplate;
        if !self.ground.halves.iter().all(|half| half.cells().iter().any(is_line)) {
            return Vec::new();
        }
        let met =
            meetings(self.ground, self.ground.all_cells(), |zone| zone == Zone::Boilerplate, sentence(self.ground), 0);
        let matches = met.into_iter().map(|met| self.matched(met.places.map(|sentence| sentence..sentence + 1)));
        let mut found: Vec<Found> = Vec::new();
        // However little words tell that so many texts have, the line is the same.
        for one in matches.filter(|found| matchers::proves(&found.wording).is_some()) {
            let units = self.units_of(&one);
            // A line that one text has twice is found once.
            let taken = |found: &Found| (0..2).any(|side| found.units[side] == units[side]);
            if !found.iter().any(taken) {
                let one = Match { relation: Relation::Boilerplate, ..one };
                found.push(Found { units, relation: Relation::Boilerplate, matches: vec![one] });
            }
        }
        found
    }

    /// Runs of words too long for chance that stand in nothing found yet, however little they tell: what two hundred texts have
    /// in common is found in all of them. They go on from sentence to sentence: the lines of a table have a few words each.
    fn long_runs(&self, known: &[Found]) -> Vec<Found> {
        if !self.may_have_long_run() {
            return Vec::new();
        }
        let in_a = self.stretches(0, known);
        let in_b = if in_a.is_empty() { Vec::new() } else { self.stretches(1, known) };
        if in_b.is_empty() {
            return Vec::new();
        }
        let [numbers, others] = [0, 1].map(|side| self.ground.halves[side].numbers());
        // Every run of the second text that is just long enough, and where the stretch ends that it stands in.
        let windows = in_b.iter().flat_map(|stretch| {
            (stretch.start..=stretch.end - RUN_WORDS).map(|at| (&others[at..at + RUN_WORDS], at, stretch.end))
        });
        let mut windows: Vec<(&[u32], usize, usize)> = windows.collect();
        windows.sort_unstable();
        let mut found: Vec<Found> = Vec::new();
        for stretch in in_a {
            let mut at = stretch.start;
            while at + RUN_WORDS <= stretch.end {
                let window = &numbers[at..at + RUN_WORDS];
                let there = &windows[windows.partition_point(|(other, ..)| *other < window)..];
                let (mut length, mut place) = (0, 0);
                for &(_, other, end) in there.iter().take_while(|(other, ..)| *other == window) {
                    // What ends sooner is no longer.
                    if end - other > length {
                        let both = numbers[at..stretch.end].iter().zip(&others[other..end]);
                        let run = both.take_while(|(one, other)| one == other).count();
                        (length, place) = if run > length { (run, other) } else { (length, place) };
                    }
                }
                found.extend(self.long_run([at..at + length, place..place + length], &found));
                at += length.max(1);
            }
        }
        found
    }

    /// A run as what it shows, unless there is none, it tells nothing or one of its sentences is in a run that is found.
    fn long_run(&self, units: Stretch, found: &[Found]) -> Option<Found> {
        if !(0..2).all(|side| self.tells_enough(side, &units[side])) {
            return None;
        }
        let sentences = [0, 1].map(|side| {
            let sentences = &self.ground.halves[side].text.sentences;
            let of = |unit: usize| sentences.partition_point(|sentence| sentence.units.end <= unit);
            of(units[side].start)..of(units[side].end - 1) + 1
        });
        let meets = |x: &Range<usize>, y: &Range<usize>| x.start < y.end && y.start < x.end;
        let is_taken = |one: &Match| (0..2).any(|side| meets(&one.sentences[side], &sentences[side]));
        if found.iter().flat_map(|found| &found.matches).any(is_taken) {
            return None;
        }
        let one = Match { relation: Relation::Boilerplate, ..self.matched(sentences) };
        Some(Found { units, relation: Relation::Boilerplate, matches: vec![one] })
    }

    /// Whether as many of these units tell something as a long run asks: content, or words in phrases of forms, where a name is
    /// the form's.
    fn tells_enough(&self, side: usize, units: &Range<usize>) -> bool {
        let tells = |unit: &&Unit| unit.class.is_content() || unit.in_form;
        self.ground.halves[side].units()[units.clone()].iter().filter(tells).nth(RUN_CONTENT - 1).is_some()
    }

    /// The stretches of a side that are long enough for a run and tell enough, and all units of which stand in the other text. Not
    /// those of sentences that are told already, or stand in a passage.
    fn stretches(&self, side: usize, known: &[Found]) -> Vec<Range<usize>> {
        let half = &self.ground.halves[side];
        let is_told = |index: usize, units: &Range<usize>| {
            known.iter().any(|found| {
                let stretch = &found.units[side];
                stretch.start < units.end && units.start < stretch.end
                    || found.matches.iter().any(|one| one.sentences[side].contains(&index))
            })
        };
        let mut stretches: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        let mut end_at = |end: usize, start: usize| {
            if start + RUN_WORDS <= end && self.tells_enough(side, &(start..end)) {
                stretches.push(start..end);
            }
        };
        for (index, sentence) in half.text.sentences.iter().enumerate() {
            if sentence.zone == Zone::Credit || is_told(index, &sentence.units) {
                end_at(sentence.units.start, start);
                start = sentence.units.end;
                continue;
            }
            for unit in sentence.units.clone().filter(|&unit| !half.is_common(unit)) {
                end_at(unit, start);
                start = unit + 1;
            }
        }
        end_at(half.units().len(), start);
        stretches
    }

    fn matched(&self, sentences: Pairing) -> Match {
        let wording = Wording::of(self.ground, [&sentences[0], &sentences[1]]);
        let (relation, score) = (matchers::called(&wording), wording.whole.share());
        Match { sentences, wording, relation, score, by_meaning: false }
    }

    /// Whether both sides say that they have it from the same record or institution, by name: "records" may be any.
    fn cite_one_document(&self, sentences: &Pairing) -> bool {
        let named = |side: usize| {
            let documents = sources(self.ground.halves[side].text.documents_in(&sentences[side]));
            documents.filter(|credit| credit.source.contains(char::is_uppercase))
        };
        let documents: Vec<&Credit> = named(0).collect();
        // Most cite none, and then the credits of the other text need not be read.
        !documents.is_empty() && named(1).any(|theirs| documents.iter().any(|credit| theirs.source == credit.source))
    }

    /// What most of the matches are, by length; as it was found if there are none.
    fn mostly(&self, found: &Found) -> Relation {
        let length = |one: &Match| self.units_of(one).iter().map(Range::len).sum();
        mostly(found.matches.iter().map(|one| (one.relation, length(one)))).unwrap_or(found.relation)
    }

    /// Whether no headline is paired with prose.
    fn is_like_with_like(&self, found: &Match) -> bool {
        let [mut a, mut b] = [0, 1].map(|side| {
            let sentences = &self.ground.halves[side].text.sentences[found.sentences[side].clone()];
            sentences.iter().map(|sentence| sentence.zone)
        });
        a.next().is_some_and(|zone| a.chain(&mut b).all(|other| other == zone))
    }

    /// Whether the sentences would be believed without their region: they keep words in order that tell more than chance
    /// would yield. That grows with the logarithm of the pairs tried (as for alignment scores, Karlin & Altschul 1990); a
    /// sentence kept as a whole, with its names in their places, leaves less to chance than one of which much was changed.
    fn proves_itself(&self, found: &Match) -> bool {
        let tried = self.tried();
        let Wording { whole, bits, name_bits, .. } = found.wording;
        let (told, times) = match matchers::proves(&found.wording) {
            None => return false,
            Some(Relation::Quotation) => (bits, QUOTED_TIMES),
            Some(_) if whole.share() >= Score::new(WHOLE_SHARE) => (bits + name_bits, WHOLE_TIMES),
            Some(_) => (bits, COPIED_TIMES),
        };
        told * 1000 >= tried * times && whole.units >= ALONE_UNITS
    }
}

/// Joins what nearly touches on both sides, in whatever way it was found.
fn touching_joined(found: Vec<Found>) -> Vec<Found> {
    let touch = |one: &Found, other: &Found| nearly_touch(&one.units, &other.units);
    joined(found, touch, |one, other| {
        one.units = cover(&one.units, &other.units);
        one.matches.extend(other.matches);
    })
}

/// Leaves each sentence in the match that tells most: what an article repeats inside itself counts once. What has lost all
/// its matches so is gone.
fn matched_once(ground: &Ground, mut found: Vec<Found>, witness: &mut impl Witness) -> Vec<Found> {
    let mut order: Vec<(usize, usize)> =
        (0..found.len()).flat_map(|at| (0..found[at].matches.len()).map(move |index| (at, index))).collect();
    order.sort_by(|&(at, index), &(other_at, other_index)| {
        let (one, other) = (&found[at].matches[index], &found[other_at].matches[other_index]);
        let common = |one: &Match| in_common(ground, &one.sentences);
        let starts = |one: &Match| one.sentences.clone().map(|sentences| sentences.start);
        // Few tell as much.
        let by_common = || common(other).cmp(&common(one));
        other.wording.bits.cmp(&one.wording.bits).then_with(by_common).then_with(|| starts(one).cmp(&starts(other)))
    });
    let mut kept: Vec<(usize, usize)> = Vec::with_capacity(order.len());
    let end = |side: usize| found.iter().flat_map(|found| &found.matches).map(|one| one.sentences[side].end).max();
    // By sentence of either side: whether a match has it.
    let mut taken = [0, 1].map(|side| vec![false; end(side).unwrap_or(0)]);
    for (at, index) in order {
        let one = &found[at].matches[index].sentences;
        if (0..2).any(|side| taken[side][one[side].clone()].contains(&true)) {
            witness.lost(one, Loss::Taken);
        } else {
            (0..2).for_each(|side| taken[side][one[side].clone()].fill(true));
            kept.push((at, index));
        }
    }
    kept.sort_unstable();
    let mut at = 0..;
    found.retain_mut(|found| {
        let (at, had) = (at.next().unwrap_or_default(), found.matches.len());
        let mut index = 0..;
        found.matches.retain(|_| index.next().is_some_and(|index| kept.binary_search(&(at, index)).is_ok()));
        had == 0 || !found.matches.is_empty()
    });
    found
}

/// What most of these are, given how long each is on both sides together; `None` of nothing. Where a good part was copied the
/// quotations in it were copied with their frame.
pub(super) fn mostly(found: impl Iterator<Item = (Relation, usize)>) -> Option<Relation> {
    let mut lengths: BTreeMap<Relation, usize> = BTreeMap::new();
    found.for_each(|(relation, length)| *lengths.entry(relation).or_default() += length);
    let all: usize = lengths.values().sum();
    let copied: usize = lengths.iter().filter(|(relation, _)| relation.is_copying()).map(|(_, length)| length).sum();
    if copied * 1000 >= COPIED_SHARE * all.max(1) {
        lengths.retain(|relation, _| relation.is_copying());
    }
    let longest = lengths.into_iter().max_by_key(|&(relation, length)| (length, Reverse(relation)));
    longest.map(|(relation, _)| relation)
}
