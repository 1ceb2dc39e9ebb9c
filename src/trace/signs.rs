//! The signs that a pair shows: what speaks for a link, for one direction of it, and against.

use std::collections::{BTreeMap, BTreeSet};

use super::credited::Role;
use super::dates::surely_before;
use super::details::{Said, lacking};
use super::families::counts;
use super::{CreditAt, OverlapAt};
use crate::align::Op;
use crate::article::{Capture, Credit, SourceClass, is_called, mentions};
use crate::overlap::{Overlap, Pair, Relation, Side, Verdict};
use crate::text::{Language, Span, fold, is_function_word, tokens};

/// One sign, with what it was seen in. An article is an index into the captures.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sign {
    /// Wording that counts as copying, and the quotations beside it; so many of all keep the order. Joins two articles
    /// and says nothing about direction.
    Shared { copied: Vec<OverlapAt>, quoted: Vec<OverlapAt>, in_order: usize },
    /// One article credits a source for a matched sentence; the other names it nowhere. `blurred`: has "reports" or the
    /// like in its place.
    CreditGone { credit: CreditAt, source: Named, overlap: OverlapAt, blurred: Option<CreditAt> },
    /// The credit of a matched sentence names the outlet of this other article.
    NamesTheOther { credit: CreditAt, overlap: OverlapAt, other: usize },
    /// A credit elsewhere in the article names the outlet of this other one: "With inputs from", "first reported by".
    CreditsTheOther { credit: CreditAt, other: usize },
    /// In the matched sentences only `article` has details of its own: these, by span. To cut and to add both fit.
    Details { article: usize, details: Vec<Span>, overlaps: Vec<OverlapAt> },
    /// Every word of one side stands in the other, `fuller`. To cut and to add both fit.
    Subset { fuller: usize, overlap: OverlapAt },
    /// Two facts of matched sentences cannot both be right: the drift's index in the overlap.
    Conflict { overlap: OverlapAt, drift: usize },
    /// The dates say that one was earlier.
    Dated { earlier: usize, later: usize },
    /// The passages they share fit the words around them in `home`, and hardly in `guest`: they were written for the one and
    /// brought into the other. By so many thousandths of a bit.
    Context { home: usize, guest: usize, bits: i64 },
    /// Where two articles differ and a third agrees with one of them: so many readings each of the two has alone. Who copies has
    /// readings of its own; who is copied has none against copies and third articles alike.
    Readings { of: [usize; 2], own: [usize; 2] },
}

/// A credited source: its label and what it is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Named {
    pub label: String,
    pub class: SourceClass,
}

impl Sign {
    /// Which article the sign says is not the one that follows.
    pub fn upstream(&self) -> Option<usize> {
        match self {
            Sign::CreditGone { credit, .. } => Some(credit.article),
            Sign::NamesTheOther { other, .. } | Sign::CreditsTheOther { other, .. } => Some(*other),
            Sign::Dated { earlier, .. } => Some(*earlier),
            Sign::Context { home, .. } => Some(*home),
            Sign::Readings { of: [a, b], own } => match (own[0] > 0, own[1] > 0) {
                (false, true) => Some(*a),
                (true, false) => Some(*b),
                _ => None,
            },
            Sign::Shared { .. } | Sign::Details { .. } | Sign::Subset { .. } | Sign::Conflict { .. } => None,
        }
    }
}

/// What is known of the articles of a pair.
pub(super) struct Known<'a> {
    pub captures: &'a [Capture],
    pub credits: &'a [Vec<Credit>],
    pub roles: &'a [Vec<Role>],
}

/// An overlap that is looked at, and where it stands.
type At<'a> = (OverlapAt, &'a Overlap);

impl Known<'_> {
    /// Whether an article says with a mark, and no word beside it, that an agency has sent it.
    pub fn reprints(&self, article: usize) -> bool {
        let signed = |(credit, role): (&Credit, &Role)| {
            *role == Role::Source && credit.class == SourceClass::Wire && credit.cue == credit.span
        };
        self.credits[article].iter().zip(&self.roles[article]).any(signed)
    }

    /// The signs of a pair, the shared wording first; none if no wording counts as copying.
    pub fn signs(&self, index: usize, pair: &Pair) -> Vec<Sign> {
        let all = pair.overlaps.iter().enumerate();
        let all: Vec<At> = all.map(|(overlap, found)| (OverlapAt { pair: index, overlap }, found)).collect();
        let of = |wanted: fn(&Overlap) -> bool| -> Vec<At> { all.iter().copied().filter(|(_, o)| wanted(o)).collect() };
        let (copied, quoted) = (of(counts), of(|overlap| overlap.relation == Relation::Quotation));
        if copied.is_empty() {
            return Vec::new();
        }
        let company = of(|overlap| counts(overlap) || overlap.relation == Relation::Quotation);
        let places = |overlaps: &[At]| overlaps.iter().map(|(at, _)| *at).collect();
        let mut signs = vec![Sign::Shared {
            copied: places(&copied),
            quoted: places(&quoted),
            in_order: company.iter().filter(|(_, overlap)| !overlap.moved).count(),
        }];
        let gone = self.credits_gone(&company);
        // One that stands in a matched sentence says more.
        let is_told = |other: usize| {
            gone.iter().any(|sign| matches!(sign, Sign::NamesTheOther { other: named, .. } if *named == other))
        };
        let elsewhere = [(pair.a, pair.b), (pair.b, pair.a)].into_iter().filter(|(_, other)| !is_told(*other));
        let elsewhere: Vec<Sign> = elsewhere.filter_map(|(article, other)| self.credit_of(article, other)).collect();
        signs.extend(gone);
        signs.extend(elsewhere);
        signs.extend(self.details(pair, &copied));
        signs.extend(copied.iter().filter_map(subset));
        signs.extend(company.iter().flat_map(conflicts));
        signs.extend(self.dated(pair.a, pair.b));
        signs
    }

    /// One sign a credit, however many sentences follow its own; where one of them blurs it, with that.
    fn credits_gone(&self, company: &[At]) -> Vec<Sign> {
        let mut signs: BTreeMap<CreditAt, Sign> = BTreeMap::new();
        for (at, overlap) in company {
            for (side, other) in [(&overlap.a, &overlap.b), (&overlap.b, &overlap.a)] {
                for credit in self.within(side).filter(|credit| self.role(*credit) == Role::Source) {
                    let Some(sign) = self.credit_gone(credit, *at, other) else { continue };
                    if matches!(sign, Sign::CreditGone { blurred: Some(_), .. }) || !signs.contains_key(&credit) {
                        signs.insert(credit, sign);
                    }
                }
            }
        }
        signs.into_values().collect()
    }

    /// The first credit of an article that names the outlet of the other as a source of its text.
    fn credit_of(&self, article: usize, other: usize) -> Option<Sign> {
        let outlet = self.captures[other].meta.outlet.as_ref()?;
        let names = |credit: &Credit, role: Role| {
            let is_source = role == Role::Source && matches!(credit.class, SourceClass::Wire | SourceClass::Outlet);
            is_source && is_called(outlet, &credit.source)
        };
        let credits = self.credits[article].iter().zip(&self.roles[article]);
        let credit = credits.into_iter().position(|(credit, role)| names(credit, *role))?;
        Some(Sign::CreditsTheOther { credit: CreditAt { article, credit }, other })
    }

    /// What it says that `other` stands against a sentence with this credit.
    fn credit_gone(&self, credit: CreditAt, overlap: OverlapAt, other: &Side) -> Option<Sign> {
        let Credit { source, class, .. } = self.credit(credit);
        let there = &self.captures[other.text];
        if there.meta.outlet.as_ref().is_some_and(|outlet| is_called(outlet, source)) {
            return Some(Sign::NamesTheOther { credit, overlap, other: other.text });
        }
        let named =
            |credit: CreditAt| matches!(self.role(credit), Role::Source | Role::Behind(_) | Role::Own | Role::Unclear);
        if self.within(other).any(named) || self.names(other.text, source, *class) {
            return None;
        }
        if *class != SourceClass::Record && self.shortens(other, source) {
            return None;
        }
        let blurred = self.within(other).find(|credit| self.role(*credit) == Role::Unnamed);
        Some(Sign::CreditGone { credit, source: Named { label: source.clone(), class: *class }, overlap, blurred })
    }

    /// Whether an article names a source anywhere, but for whom it credits for pictures. A record is named by its kind:
    /// "said in a statement" is "according to a company statement" in other words.
    fn names(&self, article: usize, source: &str, class: SourceClass) -> bool {
        let Capture { text, meta, .. } = &self.captures[article];
        let pictures = || self.credits[article].iter().filter(|credit| credit.for_image);
        let kind = source.split_whitespace().next_back().filter(|_| class == SourceClass::Record);
        let in_text = mentions(text.body(), kind.unwrap_or(source));
        let about = [&meta.outlet, &meta.author, &meta.title, &meta.url].into_iter().flatten();
        // An address has its words between dots and slashes.
        let words = |about: &String| about.replace(|c: char| !c.is_alphanumeric(), " ");
        in_text.iter().any(|span| !pictures().any(|picture| picture.span.contains(*span)))
            || about.map(words).any(|about| !mentions(&about, source).is_empty())
    }

    /// Whether a side has a word of a name, as in "the foundation said" and "the Post", or its article has the initials.
    fn shortens(&self, side: &Side, name: &str) -> bool {
        let capitals = name.split_whitespace().filter(|word| word.starts_with(char::is_uppercase));
        let initials: String = capitals.filter_map(|word| word.chars().next()).collect();
        let body = self.captures[side.text].text.body();
        let abbreviated = initials.len() > 1 && tokens(body).iter().any(|token| token.span.of(body) == initials);
        let telling = |word: &&str| !is_function_word(&fold(word), Language::English);
        abbreviated
            || name.split_whitespace().filter(telling).any(|word| !mentions(side.span.of(body), word).is_empty())
    }

    /// The credits in the sentences of a side.
    fn within(&self, side: &Side) -> impl Iterator<Item = CreditAt> {
        let (article, sentences) = (side.text, side.sentences.clone());
        let credits = self.credits[article].iter().enumerate();
        credits
            .filter(move |(_, credit)| sentences.contains(&credit.sentence))
            .map(move |(credit, _)| CreditAt { article, credit })
    }

    fn credit(&self, at: CreditAt) -> &Credit {
        &self.credits[at.article][at.credit]
    }

    fn role(&self, at: CreditAt) -> Role {
        self.roles[at.article][at.credit]
    }

    /// The details only one side has, if the other has none of its own and they stand in two sentences at least.
    fn details(&self, pair: &Pair, copied: &[At]) -> Option<Sign> {
        let lacks = |article: usize, other: usize, side: fn(&Overlap) -> &Side, drift: Drifted| {
            let sentences: BTreeSet<usize> = copied.iter().flat_map(|(_, o)| side(o).sentences.clone()).collect();
            let paired =
                |o: &Overlap| o.drift.iter().filter(|d| d.a.is_some() && d.b.is_some()).filter_map(drift).collect();
            let apart: Vec<Span> = copied.iter().flat_map(|(_, o)| -> Vec<Span> { paired(o) }).collect();
            let other = Said::of(&self.captures[other].text);
            lacking(&self.captures[article].text, &self.credits[article], &sentences, &apart, &other)
        };
        let only_a = lacks(pair.a, pair.b, |o| &o.a, |d| d.a);
        let only_b = lacks(pair.b, pair.a, |o| &o.b, |d| d.b);
        let (article, details, side): (_, _, fn(&Overlap) -> &Side) = match (only_a.is_empty(), only_b.is_empty()) {
            (false, true) => (pair.a, only_a, |o| &o.a),
            (true, false) => (pair.b, only_b, |o| &o.b),
            _ => return None,
        };
        let holds = |(_, overlap): &&At| details.iter().any(|span| side(overlap).span.contains(*span));
        let mut holding: Vec<&At> = copied.iter().filter(holds).collect();
        // In the order of the article, whichever side of the pair it is.
        holding.sort_by_key(|(_, overlap)| side(overlap).span);
        let overlaps: Vec<OverlapAt> = holding.into_iter().map(|(at, _)| *at).collect();
        (overlaps.len() > 1).then_some(Sign::Details { article, details, overlaps })
    }

    fn dated(&self, a: usize, b: usize) -> Option<Sign> {
        let date = |article: usize| self.captures[article].meta.published.as_ref();
        let (date_a, date_b) = (date(a)?, date(b)?);
        match (surely_before(date_a, date_b), surely_before(date_b, date_a)) {
            (true, _) => Some(Sign::Dated { earlier: a, later: b }),
            (_, true) => Some(Sign::Dated { earlier: b, later: a }),
            _ => None,
        }
    }
}

/// One side of a drift.
type Drifted = fn(&crate::overlap::Drift) -> Option<Span>;

fn subset((at, overlap): &At) -> Option<Sign> {
    if overlap.relation != Relation::Edited {
        return None;
    }
    // Beside what is equal there are only words of one side.
    let only = |op: Op| overlap.edits.iter().all(|edit| edit.op == Op::Equal || edit.op == op);
    let fuller = match (only(Op::Delete), only(Op::Insert)) {
        (true, false) => overlap.a.text,
        (false, true) => overlap.b.text,
        _ => return None,
    };
    Some(Sign::Subset { fuller, overlap: *at })
}

fn conflicts((at, overlap): &At) -> Vec<Sign> {
    let drift = overlap.drift.iter().enumerate().filter(|(_, drift)| drift.verdict == Verdict::Conflict);
    drift.map(|(drift, _)| Sign::Conflict { overlap: *at, drift }).collect()
}
