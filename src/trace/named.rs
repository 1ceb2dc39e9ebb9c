//! Who names whom: which articles credit the outlet of another, which credit what another does not, and which are an agency's own.

use std::collections::{BTreeMap, BTreeSet};

use super::credited::Role;
use super::weights::{AGENCY_FOLLOWS, CREDIT_ADDED, CREDIT_GONE, CREDITS_ITS_OUTLET};
use crate::article::{Capture, Credit, SourceClass, is_agency, is_called};

/// The outlet of each article and the sources it credits.
pub(super) struct Named {
    articles: Vec<Article>,
}

struct Article {
    /// By number; the same outlet has the same.
    outlet: Option<usize>,
    /// The outlet is a news agency, which others have their texts from.
    is_agency: bool,
    /// News agencies and outlets it has its text from, by their names.
    credited: BTreeSet<String>,
    /// The numbers of outlets that are one of these.
    named: BTreeSet<usize>,
}

impl Named {
    pub fn of(captures: &[Capture], credits: &[Vec<Credit>], roles: &[Vec<Role>]) -> Named {
        let mut outlets: BTreeMap<&str, usize> = BTreeMap::new();
        for outlet in captures.iter().filter_map(|capture| capture.meta.outlet.as_deref()) {
            let next = outlets.len();
            outlets.entry(outlet).or_insert(next);
        }
        let mut known: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        let mut articles = Vec::with_capacity(captures.len());
        for (capture, (credits, roles)) in captures.iter().zip(credits.iter().zip(roles)) {
            let (mut credited, mut named) = (BTreeSet::new(), BTreeSet::new());
            let sources = credits.iter().zip(roles).filter(|(credit, role)| {
                **role == Role::Source && matches!(credit.class, SourceClass::Wire | SourceClass::Outlet)
            });
            for (credit, _) in sources {
                let source = credit.source.as_str();
                let of_source = known.entry(source).or_insert_with(|| {
                    outlets.iter().filter(|(outlet, _)| is_called(outlet, source)).map(|(_, number)| *number).collect()
                });
                credited.insert(source.to_owned());
                named.extend(&*of_source);
            }
            let outlet = capture.meta.outlet.as_deref().and_then(|outlet| outlets.get(outlet)).copied();
            let is_agency = capture.meta.outlet.as_deref().is_some_and(is_agency);
            articles.push(Article { outlet, is_agency, credited, named });
        }
        Named { articles }
    }

    /// The number of an article's outlet.
    pub fn outlet(&self, article: usize) -> Option<usize> {
        self.articles[article].outlet
    }

    /// How far the credits of `b`, and who printed it, speak for its following `a`, in thousandths of a bit.
    pub fn bits(&self, a: usize, b: usize) -> i64 {
        let [a, b] = [a, b].map(|article| &self.articles[article]);
        let names = a.outlet.is_some_and(|outlet| b.named.contains(&outlet));
        let lacks = |one: &Article, other: &Article| other.credited.iter().any(|source| !one.credited.contains(source));
        let credited = match (names, lacks(a, b)) {
            (true, _) => CREDITS_ITS_OUTLET,
            (_, true) => -CREDIT_ADDED,
            _ => 0,
        };
        let gone = if lacks(b, a) { CREDIT_GONE } else { 0 };
        let agency = if b.is_agency && a.outlet != b.outlet { AGENCY_FOLLOWS } else { 0 };
        credited - gone - agency
    }

    /// Whether an article is a news agency's own.
    pub fn is_agency(&self, article: usize) -> bool {
        self.articles[article].is_agency
    }

    /// Whether an article says that it has its text from an agency or an outlet.
    pub fn credits_someone(&self, article: usize) -> bool {
        !self.articles[article].credited.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Meta, Source, credits};
    use crate::trace::credited::roles;

    fn named(articles: &[(&str, &str)]) -> Named {
        let capture = |(at, (outlet, body)): (usize, &(&str, &str))| {
            let source = Source { path: format!("{at}.txt"), line: None, offset: None };
            let meta = Meta { outlet: Some((*outlet).to_owned()), ..Meta::default() };
            let id = ArticleId::from_file("news", &source.path);
            Capture::new(id, source, meta, body.as_bytes().to_vec(), body)
        };
        let captures: Vec<Capture> = articles.iter().enumerate().map(capture).collect();
        let credits: Vec<Vec<Credit>> = captures.iter().map(|capture| credits(&capture.text)).collect();
        let roles: Vec<Vec<Role>> =
            captures.iter().zip(&credits).map(|(capture, credits)| roles(capture, credits)).collect();
        Named::of(&captures, &credits, &roles)
    }

    #[test]
    fn credits_and_agencies_tell_who_follows() {
        let named = named(&[
            ("Reuters", "The bridge fell."),
            ("Valley Post", "The bridge fell, Reuters reported."),
            ("Coast Post", "The bridge fell."),
            ("AP", "The bridge fell."),
        ]);
        // It credits the outlet of the one, adds a credit to the other, leaves a credit out.
        assert_eq!(named.bits(0, 1), CREDITS_ITS_OUTLET);
        assert_eq!(named.bits(2, 1), -CREDIT_ADDED);
        assert_eq!(named.bits(1, 2), -CREDIT_GONE);
        assert_eq!(named.bits(0, 2), 0);
        // What an agency prints it has from nobody, or does not say so.
        assert_eq!(named.bits(2, 3), -AGENCY_FOLLOWS);
        assert_eq!(named.bits(1, 0), -CREDIT_GONE - AGENCY_FOLLOWS);
        assert_eq!([0, 1, 2, 3].map(|article| named.is_agency(article)), [true, false, false, true]);
    }
}
