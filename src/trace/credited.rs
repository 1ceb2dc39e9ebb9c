//! What a credit says about where the text comes from, and what it does not.

use crate::article::{Credit, SourceClass};
use crate::text::{Kind, Text};

/// What a credit is to its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The text says that it has something from this source.
    Source,
    /// A source of the source that the credit with this index names.
    Behind(usize),
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

/// The role of each of the credits of `text`, in their order.
pub(super) fn roles(text: &Text, credits: &[Credit]) -> Vec<Role> {
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
    use crate::article::{credits, line_phrases};

    fn roles_of(body: &str) -> Vec<(String, Role)> {
        let text = Text::new(body, line_phrases());
        let credits = credits(&text);
        let roles = roles(&text, &credits);
        credits.into_iter().map(|credit| credit.source).zip(roles).collect()
    }

    fn assert_roles(body: &str, expected: &[(&str, Role)]) {
        let found = roles_of(body);
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
    fn what_a_quoted_person_credits_is_not_the_articles_credit() {
        assert_roles("“It fell, according to Reuters, and we are sad,” she said.", &[("Reuters", Role::Unclear)]);
    }
}
