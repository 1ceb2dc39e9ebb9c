//! What became of two articles at each stage, for reading.

use super::marks::left_out;
use super::overlaps::name;
use super::said;
use super::style::{Role, paint};
use super::words::{cut_with, many, numbers, percent};
use super::wrap::wrap;
use crate::article::OneLine;
use crate::overlap::thresholds::{ALL_PAIRS_TEXTS, CANDIDATE_BITS, SEED_BITS, SEED_COSINE};
use crate::overlap::{Belief, Loss, RegionSeen, Sentences, Why};
use crate::report::{Explained, LostPair, OverlapRow, View, mark};

/// So many seeds are shown, the strongest, and so many pairs that were lost.
const SHOWN: usize = 5;

pub(super) fn render(explained: &Explained, view: &View) -> String {
    let page = Page { explained, view };
    [page.head(), page.candidates(), page.seeds(), page.regions(), page.lost(), page.found()].concat()
}

struct Page<'r> {
    explained: &'r Explained,
    view: &'r View,
}

impl Page<'_> {
    fn labels(&self) -> [&str; 2] {
        [0, 1].map(|side| self.explained.articles[side].label.as_str())
    }

    fn head(&self) -> String {
        let ([a, b], dash) = (self.labels(), if self.view.ascii { "-" } else { "–" });
        format!("{}\n\n", paint(&format!("{a} {dash} {b}"), Role::Title, self.view.color))
    }

    /// A stage: its name, what it kept, and the lines below.
    fn stage(&self, name: &str, said: &str, lines: &[String]) -> String {
        let first = [(name, Some(Role::Title)), (":", Some(Role::Title)), (" ", None), (said, None)];
        let first = wrap(&first, "", self.view.width, self.view.color);
        format!("{first}{}\n", lines.concat())
    }

    /// A line below a stage.
    fn line(&self, line: &str) -> String {
        wrap(&[(line, None)], "  ", self.view.width, self.view.color)
    }

    fn candidates(&self) -> String {
        let said = match self.explained.fingerprints {
            None => format!(
                "{} read: of up to {ALL_PAIRS_TEXTS} every pair is compared",
                many(self.explained.read, "article")
            ),
            Some(found) => {
                let (shared, bits) = (many(found.shared, "fingerprint"), many(found.told as usize, "bit"));
                let shared = format!("{bits} told by {shared} in common, {CANDIDATE_BITS} are asked");
                match (found.compared, found.told >= CANDIDATE_BITS) {
                    (true, _) => shared,
                    (false, false) => format!("{shared}: not compared. What follows is what would have been found"),
                    (false, true) => format!(
                        "{shared}, but so many articles have them that each is linked with the first and its neighbour \
                         alone: not compared. What follows is what would have been found"
                    ),
                }
            }
        };
        self.stage("candidates", &said, &[])
    }

    fn seeds(&self) -> String {
        let asked = format!("{} bits and {} % of what both tell are asked", SEED_BITS / 1000, SEED_COSINE / 10);
        let mut seeds: Vec<_> = self.explained.seeds.iter().collect();
        seeds.retain(|seed| self.explained.concerns(&seed.sentences.map(|at| at..at + 1)));
        let said = match seeds.len() {
            0 => format!("no two sentences have enough telling words in common: {asked}"),
            1 => format!("1 pair of sentences has enough telling words in common: {asked}"),
            n => format!("{n} pairs of sentences have enough telling words in common: {asked}"),
        };
        seeds.sort_by_key(|seed| (std::cmp::Reverse(seed.bits * u64::from(seed.share.thousandths())), seed.sentences));
        let line = |seed: &&crate::overlap::SeedSeen| {
            let place = self.place(&seed.sentences.map(|at| at..at + 1));
            self.line(&format!("{place}: {} bits, {}", seed.bits / 1000, percent(seed.share.thousandths())))
        };
        let mut lines: Vec<String> = seeds.iter().take(SHOWN).map(line).collect();
        if seeds.len() > SHOWN {
            lines.push(self.line(&format!("{} more", seeds.len() - SHOWN)));
        }
        self.stage("seeds", &said, &lines)
    }

    fn regions(&self) -> String {
        let regions: Vec<&RegionSeen> =
            self.explained.regions.iter().filter(|region| self.explained.concerns(&region.sentences)).collect();
        let said = match regions.len() {
            0 if self.explained.seeds.is_empty() => "there is nothing to grow from".to_owned(),
            0 => "none grew around them".to_owned(),
            1 => "1 grew around them".to_owned(),
            n => format!("{n} grew around them"),
        };
        let lines: Vec<String> = regions.iter().map(|region| self.line(&self.region(region))).collect();
        self.stage("regions", &said, &lines)
    }

    fn region(&self, region: &RegionSeen) -> String {
        let asked = &self.explained.asked;
        let believed = match (region.belief, region.why) {
            (Belief::Chance, _) => "no more than chance: lost".to_owned(),
            (belief, why) => format!("{}, for {}", belief_name(belief), why_name(why)),
        };
        let place = self.place(&region.sentences);
        let Some(proof) = &region.proof else { return format!("{place}: {believed}") };
        let mut said = format!(
            "{place}: {believed}; order {} of {} asked, mass {} of {}, outside quotation marks {} of {}",
            tenths(proof.order),
            tenths(asked.order),
            proof.mass / 1000,
            asked.mass / 1000,
            proof.unquoted / 1000,
            asked.unquoted / 1000,
        );
        if proof.is_quoted() {
            said.push_str("; most of it is quoted");
        }
        if proof.form {
            said.push_str("; a form with other names and numbers");
        }
        said
    }

    fn lost(&self) -> String {
        let lost: Vec<&LostPair> =
            self.explained.lost.iter().filter(|lost| self.explained.concerns(&lost.sentences)).collect();
        if lost.is_empty() {
            return String::new();
        }
        let mut lines = Vec::new();
        for one in lost.iter().take(SHOWN) {
            lines.push(self.line(&format!("{}: {}", self.place(&one.sentences), loss_name(one.why))));
            let room = self.view.width.saturating_sub(4);
            let gap = left_out(self.view.ascii);
            let shown = |text: &String| format!("    {}\n", cut_with(&OneLine(text).to_string(), room, gap));
            lines.extend(one.texts.iter().map(shown));
        }
        if lost.len() > SHOWN {
            lines.push(self.line(&format!("{} more", lost.len() - SHOWN)));
        }
        self.stage("pairs of sentences", &format!("{} lost", many(lost.len(), "pair")), &lines)
    }

    fn found(&self) -> String {
        let pair = &self.explained.pair;
        let told: Vec<&OverlapRow> = match self.explained.about {
            Some(about) => vec![&pair.overlaps[about]],
            None => pair.overlaps.iter().collect(),
        };
        let mut lines: Vec<String> = told.iter().map(|overlap| self.line(&self.overlap(overlap))).collect();
        if self.explained.about.is_none() && !pair.names.is_empty() {
            let names = many(pair.names.len(), "run");
            lines.push(self.line(&format!("{names} of names or formulas: not counted")));
        }
        let rejected = told.iter().filter(|overlap| overlap.is_rejected()).count();
        let said = match (told.len(), rejected) {
            (0, _) => "nothing".to_owned(),
            (n, 0) => many(n, "overlap"),
            (n, rejected) => format!("{}, {rejected} rejected by a person", many(n, "overlap")),
        };
        self.stage("found", &said, &lines)
    }

    fn overlap(&self, overlap: &OverlapRow) -> String {
        let [a, b] = self.labels();
        let place = format!("{a}#{} {b}#{}", numbers(&overlap.a.sentences), numbers(&overlap.b.sentences));
        let by = match overlap.relation.is_copying() {
            _ if overlap.by_meaning => ", paired by meaning",
            true if overlap.relation == crate::overlap::Relation::Paraphrase => ", for its region",
            true => ", by its own words in order",
            false => "",
        };
        let said = overlap.mark.as_ref().map_or(String::new(), |mark| format!("; a person: {}", said::told(mark)));
        format!(
            "{} {place}  {}{by}: {} words in order, score {} % ({}){said}",
            mark(overlap.relation, self.view.ascii),
            name(overlap.relation),
            overlap.shared_words,
            overlap.score / 10,
            overlap.id
        )
    }

    fn place(&self, sentences: &Sentences) -> String {
        let [a, b] = self.labels();
        let [in_a, in_b] = sentences.clone().map(|range| numbers(&range.collect::<Vec<_>>()));
        format!("{a}#{in_a} {b}#{in_b}")
    }
}

/// Thousandths with one digit behind the point.
fn tenths(thousandths: i64) -> String {
    let sign = if thousandths <= -100 { "-" } else { "" };
    format!("{sign}{}.{}", thousandths.abs() / 1000, thousandths.abs() % 1000 / 100)
}

fn belief_name(belief: Belief) -> &'static str {
    match belief {
        Belief::Chance => "chance",
        Belief::Form => "a form filled in twice",
        Belief::Shared => "shared, not copied",
        Belief::Copied => "copied",
    }
}

fn why_name(why: Why) -> &'static str {
    match why {
        Why::Order => "the order of its words",
        Why::Mass => "how much is in common",
        Why::Company => "the regions beside it",
        Why::Digest => "being a digest of the other text",
        Why::Nothing => "nothing",
    }
}

fn loss_name(loss: Loss) -> &'static str {
    match loss {
        Loss::Headline => "a headline and prose, whose words in order prove nothing",
        Loss::Unproved => "their region is no more than chance, and their own words in order tell too little",
        Loss::Taken => "one of them belongs to a pair that tells more",
    }
}
