//! What may be asked of the lists: which things, in which order, from where on. `PARAMETERS` is the one table of it: what is
//! read, offered in a form and described for programs comes from there.

use std::cmp::Reverse;

use super::{Catalogue, Said, Spot, Thing};
use crate::article::{Basis, Dated};
use crate::overlap::Relation;
use crate::report::card::RELATIONS;
use crate::report::{relation_called, relation_name};
use crate::trace::days;

/// A list of things.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum List {
    Articles,
    Families,
    Pairs,
    Overlaps,
}

impl List {
    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            List::Articles => "articles",
            List::Families => "families",
            List::Pairs => "pairs",
            List::Overlaps => "overlaps",
        }
    }

    /// The orders it can have; the first is the one it has by itself.
    pub const fn orders(self) -> &'static [&'static str] {
        match self {
            List::Articles => &["name", "date", "words", "pairs"],
            List::Families => &["size", "open"],
            List::Pairs => &["share", "matches", "conflicts"],
            List::Overlaps => &["words", "score"],
        }
    }
}

/// What a parameter takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// Words; at most so many characters.
    Text(usize),
    /// A day, a month or a year.
    Date,
    /// A relation by its name in JSON.
    Relation,
    /// A whole number between these.
    Number(usize, usize),
    /// `true`.
    Flag,
    /// A name of this letter: `f-…`.
    Name(char),
    /// One of the orders of the list.
    Order,
}

/// A parameter of the lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub about: &'static str,
    pub takes: Takes,
    pub lists: &'static [List],
}

/// So many things are on a page, and at most so many.
const COUNT: usize = 50;
const MOST: usize = 200;

/// More than any list has.
const FAR: usize = 1_000_000_000;

const ALL: &[List] = &[List::Articles, List::Families, List::Pairs, List::Overlaps];
const SHARED: &[List] = &[List::Pairs, List::Overlaps];

const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "q",
        about: "articles with all these words, in any form; what stands between quotation marks in one piece",
        takes: Takes::Text(500),
        lists: ALL,
    },
    Parameter { name: "outlet", about: "articles of this outlet", takes: Takes::Text(500), lists: ALL },
    Parameter { name: "since", about: "articles dated on this day or later", takes: Takes::Date, lists: ALL },
    Parameter { name: "until", about: "articles dated on this day or earlier", takes: Takes::Date, lists: ALL },
    Parameter {
        name: "relation",
        about: "overlaps of this relation, and pairs that have one",
        takes: Takes::Relation,
        lists: SHARED,
    },
    Parameter {
        name: "size",
        about: "at least so large: an article by its words, a family by its members, a pair by its overlaps, an overlap by the \
                words both sides have",
        takes: Takes::Number(0, FAR),
        lists: ALL,
    },
    Parameter { name: "conflicts", about: "with facts that cannot both be right", takes: Takes::Flag, lists: SHARED },
    Parameter { name: "article", about: "with this article", takes: Takes::Name('a'), lists: SHARED },
    Parameter {
        name: "family",
        about: "in this family",
        takes: Takes::Name('f'),
        lists: &[List::Articles, List::Pairs, List::Overlaps],
    },
    Parameter { name: "sort", about: "what comes first", takes: Takes::Order, lists: ALL },
    Parameter { name: "from", about: "so many are passed over", takes: Takes::Number(0, FAR), lists: ALL },
    Parameter { name: "count", about: "so many are told", takes: Takes::Number(1, MOST), lists: ALL },
];

/// What is asked of a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Query {
    pub list: List,
    /// As they were given, in the order of the parameters; those that say nothing are left out.
    given: Vec<(&'static str, String)>,
    /// Which outlet, if one is asked for; one that no article states is none.
    outlet: Option<Option<u32>>,
    /// The days that these may mean.
    since: Option<(i64, i64)>,
    until: Option<(i64, i64)>,
    relation: Option<Relation>,
    size: usize,
    conflicts: bool,
    article: Option<usize>,
    family: Option<usize>,
    /// The index of the order.
    sort: usize,
    pub from: usize,
    pub count: usize,
}

/// Why a query cannot be answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BadQuery {
    pub parameter: String,
    pub why: String,
}

/// What a list has to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listed {
    /// Indexes of those on this page.
    pub rows: Vec<usize>,
    /// How many there are in all.
    pub total: usize,
    /// Not all articles with the words were read for a phrase.
    pub is_cut: bool,
}

impl Query {
    /// Reads what was given for a list.
    pub fn read(
        catalogue: &Catalogue,
        list: List,
        given: impl Iterator<Item = (String, String)>,
    ) -> Result<Query, BadQuery> {
        let mut query = Query::all(list);
        for (name, value) in given {
            let wrong = |why: String| BadQuery { parameter: name.clone(), why };
            let known = PARAMETERS.iter().find(|known| known.name == name && known.lists.contains(&list));
            let Some(known) = known else {
                let names: Vec<&str> = parameters(list).map(|parameter| parameter.name).collect();
                return Err(wrong(format!("{} has no such parameter; it has {}", list.name(), names.join(", "))));
            };
            if value.trim().is_empty() {
                return Err(wrong("is empty".to_owned()));
            }
            if query.value(known.name).is_some() {
                return Err(wrong("is given twice".to_owned()));
            }
            query.take(catalogue, known, value.trim()).map_err(wrong)?;
            query.given.push((known.name, value.trim().to_owned()));
        }
        let place = |name: &str| PARAMETERS.iter().position(|known| known.name == name);
        query.given.sort_by_key(|(name, _)| place(name));
        Ok(query)
    }

    /// The beginning of the whole list.
    pub fn all(list: List) -> Query {
        Query {
            list,
            given: Vec::new(),
            outlet: None,
            since: None,
            until: None,
            relation: None,
            size: 0,
            conflicts: false,
            article: None,
            family: None,
            sort: 0,
            from: 0,
            count: COUNT,
        }
    }

    fn take(&mut self, catalogue: &Catalogue, known: &Parameter, value: &str) -> Result<(), String> {
        match known.takes {
            Takes::Text(most) if value.chars().count() > most => {
                return Err(format!("takes at most {most} characters"));
            }
            Takes::Text(_) => {
                if value.chars().any(char::is_control) {
                    return Err("has a control character".to_owned());
                }
                if known.name == "outlet" {
                    let place = catalogue.outlets.iter().position(|(outlet, _)| outlet == value);
                    self.outlet = Some(place.map(|place| place as u32));
                }
            }
            Takes::Date => {
                let is_day = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
                let date = Dated::parse(value, Basis::Given).filter(|_| is_day);
                let date = date
                    .and_then(|date| days(&date.value))
                    .ok_or("takes a day such as 2024-11-09, a month 2024-11 or a year 2024")?;
                *(if known.name == "since" { &mut self.since } else { &mut self.until }) = Some(date);
            }
            Takes::Relation => {
                let relation = relation_called(value);
                self.relation = Some(relation.ok_or_else(|| format!("takes {}", relations().join(", ")))?);
            }
            Takes::Number(least, most) => {
                let plain = value.bytes().all(|byte| byte.is_ascii_digit());
                let number = value.parse().ok().filter(|number| plain && (least..=most).contains(number));
                let number = number.ok_or_else(|| format!("takes a whole number from {least} to {most}"))?;
                *(match known.name {
                    "from" => &mut self.from,
                    "count" => &mut self.count,
                    _ => &mut self.size,
                }) = number;
            }
            Takes::Flag if value == "true" => self.conflicts = true,
            Takes::Flag => return Err("takes true, or nothing".to_owned()),
            Takes::Name(letter) => {
                let unknown = || format!("{letter}-… names nothing here, or is no such name");
                match catalogue.named(value).ok_or_else(unknown)? {
                    Thing::Article(at) if letter == 'a' => self.article = Some(at),
                    Thing::Family(at) if letter == 'f' => self.family = Some(at),
                    _ => return Err(unknown()),
                }
            }
            Takes::Order => {
                let orders = self.list.orders();
                let at = orders.iter().position(|order| *order == value);
                self.sort = at.ok_or_else(|| format!("takes {}", orders.join(", ")))?;
            }
        }
        Ok(())
    }

    /// What was given for a parameter.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.given.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Whether anything is left out.
    pub fn is_narrowed(&self) -> bool {
        self.given.iter().any(|(name, _)| !matches!(*name, "sort" | "from" | "count"))
    }

    /// Its address, with other values for some parameters; an empty one takes it out.
    pub fn address(&self, path: &str, other: &[(&str, &str)]) -> String {
        let mut words = form_urlencoded::Serializer::new(String::new());
        for parameter in parameters(self.list) {
            let changed = other.iter().find(|(name, _)| *name == parameter.name).map(|(_, value)| *value);
            if let Some(value) = changed.or_else(|| self.value(parameter.name)).filter(|value| !value.is_empty()) {
                words.append_pair(parameter.name, value);
            }
        }
        match words.finish() {
            none if none.is_empty() => path.to_owned(),
            words => format!("{path}?{words}"),
        }
    }
}

/// The parameters of a list.
pub fn parameters(list: List) -> impl Iterator<Item = &'static Parameter> {
    PARAMETERS.iter().filter(move |parameter| parameter.lists.contains(&list))
}

/// The names of the relations.
pub fn relations() -> Vec<&'static str> {
    RELATIONS.map(relation_name).to_vec()
}

/// Each list in each of its orders.
#[derive(Default)]
pub(super) struct Orders {
    articles: Vec<Vec<u32>>,
    families: Vec<Vec<u32>>,
    pairs: Vec<Vec<u32>>,
    overlaps: Vec<Vec<u32>>,
}

/// Everything up to `count`, by what `key` says of each; those alike stay in their order.
fn sorted<K: Ord>(count: usize, key: impl Fn(usize) -> K) -> Vec<u32> {
    let mut all: Vec<u32> = (0..count as u32).collect();
    all.sort_by_cached_key(|&at| key(at as usize));
    all
}

impl Orders {
    pub fn of(catalogue: &Catalogue) -> Orders {
        let (articles, cards, spots) = (&catalogue.articles, &catalogue.cards, &catalogue.spots);
        let families = &catalogue.links.families;
        let size = |at: usize| Reverse(families[at].members.len());
        let date = |at: usize| match &articles[at].date {
            Some(date) => (false, date.value.as_str()),
            None => (true, ""),
        };
        Orders {
            articles: vec![
                sorted(articles.len(), |at| (articles[at].article.as_str(), articles[at].version.as_str())),
                sorted(articles.len(), date),
                sorted(articles.len(), |at| Reverse(catalogue.words[at])),
                sorted(articles.len(), |at| Reverse(catalogue.shared(at))),
            ],
            families: vec![
                sorted(families.len(), size),
                sorted(families.len(), |at| (Reverse(catalogue.glances[at][1]), size(at))),
            ],
            pairs: vec![
                sorted(cards.len(), |at| (!cards[at].copies(), Reverse(cards[at].share()))),
                sorted(cards.len(), |at| Reverse(cards[at].matches())),
                sorted(cards.len(), |at| (Reverse(cards[at].conflicts), Reverse(cards[at].share()))),
            ],
            overlaps: vec![
                sorted(spots.len(), |at| Reverse(spots[at].words)),
                sorted(spots.len(), |at| (Reverse(spots[at].score), Reverse(spots[at].words))),
            ],
        }
    }

    fn of_list(&self, list: List, order: usize) -> &[u32] {
        let orders = match list {
            List::Articles => &self.articles,
            List::Families => &self.families,
            List::Pairs => &self.pairs,
            List::Overlaps => &self.overlaps,
        };
        orders.get(order).map_or(&[], Vec::as_slice)
    }
}

impl Catalogue {
    /// The part of a list that a query asks for.
    pub fn list(&self, query: &Query, said: &Said) -> Listed {
        let (chosen, is_cut) = self.chosen(query);
        let has = |article: usize| chosen.as_ref().is_none_or(|chosen| chosen[article]);
        let fits: Vec<bool> = match query.list {
            List::Articles | List::Families => Vec::new(),
            List::Pairs | List::Overlaps => (0..self.cards.len()).map(|at| self.pair_fits(at, query, &has)).collect(),
        };
        let shows = |at: usize| match query.list {
            List::Articles => {
                has(at)
                    && self.words[at] as usize >= query.size
                    && query.family.is_none_or(|f| self.family_of(at) == Some(f))
            }
            List::Families => {
                let members = &self.links.families[at].members;
                members.len() >= query.size && members.iter().any(|&member| has(member))
            }
            List::Pairs => {
                let card = &self.cards[at];
                fits[at]
                    && card.matches() as usize >= query.size.max(1)
                    && query.relation.is_none_or(|relation| card.count(relation) > 0)
                    && (!query.conflicts || card.conflicts > 0)
            }
            List::Overlaps => {
                let spot: &Spot = &self.spots[at];
                let rejected = match said.is_newer() {
                    true => said.since.get(&at).copied().unwrap_or(spot.rejected),
                    false => spot.rejected,
                };
                fits[spot.pair as usize]
                    && !rejected
                    && usize::from(spot.words) >= query.size
                    && query.relation.is_none_or(|relation| spot.relation == relation)
                    && (!query.conflicts || spot.conflicts)
            }
        };
        let order = self.orders.of_list(query.list, query.sort);
        // First in the order they lie in memory, which is many times as fast as in the order they are shown.
        let shown: Vec<bool> = (0..order.len()).map(shows).collect();
        let total = shown.iter().filter(|shown| **shown).count();
        let rows = order.iter().map(|&at| at as usize).filter(|&at| shown[at]);
        Listed { rows: rows.skip(query.from).take(query.count).collect(), total, is_cut }
    }

    /// The articles that the query is about, if not all are.
    fn chosen(&self, query: &Query) -> (Option<Vec<bool>>, bool) {
        if query.value("q").is_none() && query.outlet.is_none() && !query.is_dated() {
            return (None, false);
        }
        let (mut chosen, mut is_cut) = (vec![true; self.articles.len()], false);
        if let Some(words) = query.value("q") {
            chosen.fill(false);
            let found = self.text.find(words, &self.captures);
            is_cut = found.is_cut;
            found.articles.iter().for_each(|&article| chosen[article as usize] = true);
        }
        let in_time = |(first, last): (i64, i64)| {
            let late_enough = query.since.is_none_or(|(since, _)| last >= since);
            late_enough && query.until.is_none_or(|(_, until)| first <= until)
        };
        for (at, chosen) in chosen.iter_mut().enumerate().filter(|(_, chosen)| **chosen) {
            *chosen = query.outlet.is_none_or(|outlet| outlet.is_some() && self.outlet_of[at] == outlet)
                && (!query.is_dated() || self.days[at].is_some_and(in_time));
        }
        (Some(chosen), is_cut)
    }

    /// Whether one of the articles of a pair is chosen, and it is where it is asked for.
    fn pair_fits(&self, pair: usize, query: &Query, has: &impl Fn(usize) -> bool) -> bool {
        let card = &self.cards[pair];
        let (a, b) = (card.a as usize, card.b as usize);
        (has(a) || has(b))
            && query.article.is_none_or(|article| a == article || b == article)
            && query.family.is_none_or(|family| self.family_of(a) == Some(family) && self.family_of(b) == Some(family))
    }
}

impl Query {
    fn is_dated(&self) -> bool {
        self.since.is_some() || self.until.is_some()
    }
}
