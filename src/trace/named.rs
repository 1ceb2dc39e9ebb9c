//! Who names whom: which articles credit the outlet of another, and which credit what another does not.

use std::collections::{BTreeMap, BTreeSet};

use super::credited::{Role, is_outlet};
use super::weights::{CREDIT_ADDED, CREDITS_ITS_OUTLET};
use crate::article::{Capture, Credit, SourceClass};

/// The outlet of each article and the sources it credits.
pub(super) struct Named {
    articles: Vec<Article>,
}

struct Article {
    /// By number; the same outlet has the same.
    outlet: Option<usize>,
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
                    outlets.iter().filter(|(outlet, _)| is_outlet(outlet, source)).map(|(_, number)| *number).collect()
                });
                credited.insert(source.to_owned());
                named.extend(&*of_source);
            }
            let outlet = capture.meta.outlet.as_deref().and_then(|outlet| outlets.get(outlet)).copied();
            articles.push(Article { outlet, credited, named });
        }
        Named { articles }
    }

    /// The number of an article's outlet.
    pub fn outlet(&self, article: usize) -> Option<usize> {
        self.articles[article].outlet
    }

    /// How far the credits of `b` speak for its following `a`, in thousandths of a bit.
    pub fn bits(&self, a: usize, b: usize) -> i64 {
        let [a, b] = [a, b].map(|article| &self.articles[article]);
        let names = a.outlet.is_some_and(|outlet| b.named.contains(&outlet));
        let added = b.credited.iter().any(|source| !a.credited.contains(source));
        match (names, added) {
            (true, _) => CREDITS_ITS_OUTLET,
            (_, true) => -CREDIT_ADDED,
            _ => 0,
        }
    }

    /// Whether an article says that it has its text from an agency or an outlet.
    pub fn credits_someone(&self, article: usize) -> bool {
        !self.articles[article].credited.is_empty()
    }
}
