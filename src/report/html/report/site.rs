//! Which page a thing stands on: one for all, or, where that would be too large to open, an index and pages beside it. Names on
//! the pages are the same either way.

use std::collections::BTreeMap;

use crate::report::{Dossier, OverlapRow, PairRow, Reading};

/// A page is parted that would be larger than this many bytes.
pub(in crate::report) const LIMIT: usize = 3_000_000;

/// … and a part is ended before it is. Bytes are estimated before they are written, on the high side.
const PART: usize = 2_000_000;

/// Where everything stands.
pub(in crate::report::html) struct Site<'r> {
    pub dossier: &'r Dossier,
    /// The names of the pages; the first is the page that is opened.
    pub pages: Vec<Place>,
    /// The page of each article, and of each pair of the analysis.
    pub articles: Vec<usize>,
    pub pairs: Vec<usize>,
    /// The pair of each overlap by name.
    pub overlaps: BTreeMap<&'r str, (usize, &'r OverlapRow)>,
    /// The pairs that are shown, in their order.
    pub shown: Vec<usize>,
}

/// What belongs on one page, or on its parts.
#[derive(Clone, Default)]
struct Group {
    articles: Vec<usize>,
    pairs: Vec<usize>,
}

/// A page, and how pages beside it lead to it.
pub(in crate::report::html) struct Place {
    pub title: String,
    pub name: String,
}

impl<'r> Site<'r> {
    /// Everything on one page.
    pub fn whole(dossier: &'r Dossier) -> Site<'r> {
        Site {
            dossier,
            pages: vec![Place { title: dossier.title.clone(), name: String::new() }],
            articles: vec![0; dossier.readings.len()],
            pairs: vec![0; dossier.analysis.pairs.len()],
            overlaps: dossier.overlaps(),
            shown: dossier.shown(),
        }
    }

    /// An index, and beside it a page for each family and for what is in none; a large one in parts.
    pub fn parted(dossier: &'r Dossier) -> Site<'r> {
        let mut site = Site::whole(dossier);
        let mut family = vec![None; dossier.readings.len()];
        for (at, known) in dossier.analysis.families.iter().enumerate().filter(|(_, known)| known.members.len() > 1) {
            known.members.iter().for_each(|&member| family[member] = Some(at));
        }
        // One for each family; the last for what is in none.
        let none = dossier.analysis.families.len();
        let mut groups = vec![Group::default(); none + 1];
        family.iter().enumerate().for_each(|(article, of)| groups[of.unwrap_or(none)].articles.push(article));
        for &pair in &site.shown {
            let row = &dossier.analysis.pairs[pair];
            let of = family[row.a].filter(|_| family[row.a] == family[row.b]);
            groups[of.unwrap_or(none)].pairs.push(pair);
        }
        for (at, Group { articles, pairs }) in groups.into_iter().enumerate() {
            let (id, title) = match dossier.analysis.families.get(at) {
                Some(known) => (known.id.clone(), format!("A family of {} articles", known.members.len())),
                None => ("others".to_owned(), "In no family".to_owned()),
            };
            let mut part = 0;
            let mut room = 0;
            let mut page = |site: &mut Site, cost: usize| {
                if room < cost {
                    part += 1;
                    room = PART;
                    let name = if part == 1 { format!("{id}.html") } else { format!("{id}-{part}.html") };
                    let title = if part == 1 { title.clone() } else { format!("{title}, part {part}") };
                    site.pages.push(Place { title, name });
                }
                room = room.saturating_sub(cost);
                site.pages.len() - 1
            };
            for pair in pairs {
                site.pairs[pair] = page(&mut site, cost_of_pair(&dossier.analysis.pairs[pair]));
            }
            for article in articles {
                site.articles[article] = page(&mut site, cost_of_article(&dossier.readings[article]));
            }
        }
        site
    }

    pub fn is_parted(&self) -> bool {
        self.pages.len() > 1
    }
}

/// About how many bytes a pair takes: its head and ribbons, and of each overlap the frame and both sides with their marks.
fn cost_of_pair(pair: &PairRow) -> usize {
    let of =
        |overlap: &OverlapRow| 1_200 + 2 * (overlap.a.exact.len() + overlap.b.exact.len()) + 24 * overlap.edits.len();
    1_500 + pair.overlaps.iter().chain(&pair.rejected).map(of).sum::<usize>()
}

fn cost_of_article(reading: &Reading) -> usize {
    let of = |sentence: &crate::report::Sentence| 120 + 2 * sentence.exact.len() + 90 * sentence.held.len();
    1_500 + reading.sentences.iter().map(of).sum::<usize>()
}
