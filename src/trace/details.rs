//! Details: the names, dates and figures of some sentences, and which of them another text lacks.
//!
//! A detail is said to be lacking only if it stands nowhere in the other text, in no spelling that differs by case,
//! hyphens or spaces alone. Names of sources inside credits are left out: credits are compared by themselves.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::article::Credit;
use crate::text::{Date, Kind, Language, Span, Text, Token, Value, fold, is_function_word, tokens};

/// What a text says anywhere.
pub(super) struct Said {
    /// All letters and digits, in lower case and without anything between them.
    letters: String,
    values: BTreeSet<String>,
    dates: Vec<Date>,
}

impl Said {
    pub fn of(text: &Text) -> Said {
        let values: Vec<Value> = text.tokens().into_iter().filter_map(|token| token.value).collect();
        let date = |value: &Value| if let Value::Date(date) = value { Some(*date) } else { None };
        Said {
            letters: letters(text.body()),
            dates: values.iter().filter_map(date).collect(),
            values: values.iter().map(Value::to_string).collect(),
        }
    }

    fn has(&self, token: &Token, body: &str) -> bool {
        match token.value {
            Some(Value::Date(date)) => self.dates.iter().any(|other| covers(*other, date)),
            Some(value) => self.values.contains(&value.to_string()),
            None => self.letters.contains(&letters(&fold(token.span.of(body)))),
        }
    }
}

/// The details in these sentences of `text` that are not in `other`, in order. What lies in `apart` is left out: it has
/// a counterpart that differs.
pub(super) fn lacking(
    text: &Text,
    credits: &[Credit],
    sentences: &BTreeSet<usize>,
    apart: &[Span],
    other: &Said,
) -> Vec<Span> {
    let body = text.body();
    let apart: Vec<Span> = credits.iter().map(|credit| credit.span).chain(apart.iter().copied()).collect();
    let prose = |token: &Token| {
        let index = text.sentence_at(token.span.start()).filter(|index| sentences.contains(index));
        // A heading has capitals where prose has none.
        index.filter(|&index| !matches!(text.sentences()[index].kind, Kind::Headline | Kind::SubHeadline)).is_some()
    };
    let tokens = tokens(body);
    let names = names(&tokens, body);
    let is_detail = |token: &Token| match token.value {
        Some(Value::Date(_)) => true,
        Some(_) => token.span.of(body).bytes().any(|byte| byte.is_ascii_digit()),
        None => token.is_capitalised() && names.contains(&*fold(token.span.of(body))),
    };
    let found = tokens.iter().filter(|token| prose(token) && is_detail(token));
    let found = found.filter(|token| !apart.iter().any(|span| span.overlaps(token.span)));
    found.filter(|token| !other.has(token, body)).map(|token| token.span).collect()
}

/// The words that somewhere have a capital which no beginning explains.
fn names<'t>(tokens: &[Token], body: &'t str) -> BTreeSet<Cow<'t, str>> {
    let within = |token: &&Token| {
        let before = &body[..token.span.start()];
        before.ends_with(' ') && !before.trim_end().ends_with(['.', '!', '?', ':', '•', '”', '"'])
    };
    let capitals = tokens.iter().filter(|token| token.value.is_none() && token.is_capitalised()).filter(within);
    let words = capitals.map(|token| fold(token.span.of(body)));
    words.filter(|word| !is_function_word(word, Language::English)).collect()
}

/// Whether `whole` says all that `part` says.
fn covers(whole: Date, part: Date) -> bool {
    fn says<T: PartialEq>(whole: Option<T>, part: Option<T>) -> bool {
        part.is_none() || whole == part
    }
    says(whole.year(), part.year())
        && says(whole.month(), part.month())
        && says(whole.day(), part.day())
        && says(whole.weekday(), part.weekday())
        && says(whole.time(), part.time())
        && says(whole.relative(), part.relative())
        && says(whole.decade(), part.decade())
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{credits, line_phrases};

    fn lacks(body: &str, other: &str) -> Vec<String> {
        let [text, other] = [body, other].map(|body| Text::new(body, line_phrases()));
        let sentences = (0..text.sentences().len()).collect();
        let found = lacking(&text, &credits(&text), &sentences, &[], &Said::of(&other));
        found.into_iter().map(|span| text.slice(span).to_owned()).collect()
    }

    #[test]
    fn names_dates_and_figures_are_details() {
        let body = "On Saturday the minister met Kim Jong-un in Oslo and paid 300 dollars, two less than in June.";
        assert_eq!(lacks(body, "A minister was abroad."), ["Saturday", "Kim", "Jong", "Oslo", "300 dollars", "June"]);
    }

    #[test]
    fn what_stands_there_in_another_spelling_is_not_lacking() {
        let body = "They met Kim Jong-un on Saturday and in June, and paid $300.";
        assert!(lacks(body, "Kim Jong Un, on 9 November 2024, in June, got 300 US dollars.").is_empty());
    }

    #[test]
    fn a_credited_source_is_no_detail() {
        assert!(lacks("The bridge fell, Reuters reported.", "A bridge is gone.").is_empty());
    }
}
