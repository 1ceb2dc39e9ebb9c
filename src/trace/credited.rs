//! What a credit says about where the text comes from, and what it does not.

use std::collections::BTreeSet;

use crate::article::{Capture, Credit, SourceClass, credits, is_called};
use crate::text::Kind;

/// What a credit is to its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The text says that it has something from this source.
    Source,
    /// A source of the source that the credit with this index names.
    Behind(usize),
    /// The outlet that prints it: "told Reuters" in a report by Reuters.
    Own,
    /// For a picture: says nothing about the text.
    Image,
    /// A person. What a speaker says anyone may have from anywhere.
    Speaker,
    /// "Reports": a source is said to exist, and is not named.
    Unnamed,
    /// Named, and nothing tells that the text comes from there: a name of no known kind, as in "according to Smith"; a
    /// source that a quoted person names; one behind a speaker; one in a line of the site.
    Unclear,
}

/// What an article names as the sources of its text, in credits that `counts` by their index.
pub fn sources_of(capture: &Capture, counts: impl Fn(usize) -> bool) -> BTreeSet<String> {
    let credits = credits(&capture.text);
    let roles = roles(capture, &credits);
    let sources = credits.into_iter().zip(roles).enumerate();
    let sources = sources.filter(|(index, (_, role))| *role == Role::Source && counts(*index));
    sources.map(|(_, (credit, _))| credit.source).collect()
}

/// The role of each of the credits of an article, in their order.
pub(super) fn roles(capture: &Capture, credits: &[Credit]) -> Vec<Role> {
    let Capture { text, meta, .. } = capture;
    let mut roles: Vec<Role> = Vec::with_capacity(credits.len());
    for credit in credits {
        let site = text.sentences().get(credit.sentence).is_some_and(|s| s.kind == Kind::Boilerplate);
        let said = text.quotations().iter().any(|quotation| quotation.inner.contains(credit.span));
        // A source behind another stands after it.
        let before = credit.via.and_then(|via| Some((via, *roles.get(via)?)));
        roles.push(match credit.class {
            _ if credit.for_image => Role::Image,
            SourceClass::Speaker => Role::Speaker,
            SourceClass::Unnamed => Role::Unnamed,
            SourceClass::Unknown => Role::Unclear,
            _ if meta.outlet.as_ref().is_some_and(|outlet| is_called(outlet, &credit.source)) => Role::Own,
            SourceClass::Wire | SourceClass::Outlet | SourceClass::Record | SourceClass::Institution => match before {
                _ if site || said => Role::Unclear,
                None => Role::Source,
                Some((via, Role::Source | Role::Behind(_))) => Role::Behind(via),
                Some(_) => Role::Unclear,
            },
        });
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Meta, Source};

    fn roles_of(body: &str, outlet: Option<&str>) -> Vec<(String, Role)> {
        let source = Source { path: "a.txt".to_owned(), line: None, offset: None };
        let meta = Meta { outlet: outlet.map(str::to_owned), ..Meta::default() };
        let id = ArticleId::from_file("news", "a.txt");
        let capture = Capture::new(id, source, meta, body.as_bytes().to_vec(), body);
        let credits = credits(&capture.text);
        let roles = roles(&capture, &credits);
        credits.into_iter().map(|credit| credit.source).zip(roles).collect()
    }

    fn assert_roles(body: &str, expected: &[(&str, Role)]) {
        let found = roles_of(body, None);
        let found: Vec<_> = found.iter().map(|(source, role)| (source.as_str(), *role)).collect();
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn only_a_named_source_of_the_text_is_one() {
        assert_roles("The bridge fell, Reuters reported.", &[("Reuters", Role::Source)]);
        assert_roles(
            "The bridge fell, reported Reuters, citing a decree.",
            &[("Reuters", Role::Source), ("decree", Role::Behind(0))],
        );
        assert_roles("The bridge fell, according to Smith.", &[("Smith", Role::Unclear)]);
        assert_roles("According to reports, the bridge fell.", &[("reports", Role::Unnamed)]);
        assert_roles("The bridge fell.\n\nPhoto: Reuters", &[("Reuters", Role::Image)]);
    }

    #[test]
    fn an_outlet_is_no_source_of_its_own_report() {
        let body = "The bridge fell, an engineer told the Associated Press.";
        for (outlet, role) in [("AP", Role::Own), ("The Associated Press (AP)", Role::Own), ("AP Post", Role::Source)] {
            assert_eq!(roles_of(body, Some(outlet)), [("AP".to_owned(), role)], "{outlet}");
        }
    }

    #[test]
    fn what_a_quoted_person_credits_is_not_the_articles_credit() {
        assert_roles("“It fell, according to Reuters, and we are sad,” she said.", &[("Reuters", Role::Unclear)]);
    }
}
