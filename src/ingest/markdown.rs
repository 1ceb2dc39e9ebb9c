//! Markdown: one file, one article. What stands above it between lines of `---` (YAML) or `+++` (TOML) is no text: of its lines
//! those of the form `key: value` or `key = "value"` are read, and no others. The marks of the text stay.

use std::io::BufRead;

use super::intake::{Draft, Intake};
use super::place::Place;
use super::{Format, Note, Problem, Reads};
use crate::article::{Basis, Dated, Meta};

pub(super) const FORMAT: Format = Format {
    name: "markdown",
    is_article: true,
    endings: &["md", "markdown"],
    looks: |head| Front::of(&String::from_utf8_lossy(head)).is_some(),
    reads: Reads::Unpacked(read),
};

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let Some(text) = intake.text(&raw, &[], &at) else { return };
    let (said, input) = match Front::of(&text) {
        Some(front) => {
            let said = front.meta();
            if let Some(written) = front.value("date").filter(|_| said.published.is_none()) {
                intake.note(Note::UnreadDate { at: at.clone(), written });
            }
            (said, front.body.to_owned())
        }
        None => (Meta::default(), text),
    };
    if input.trim().is_empty() {
        return intake.problem(Problem::Empty { at });
    }
    let meta = intake.options.given.clone().or(said).or(place.facts.meta.clone());
    intake.take(Draft { article: place.article(), source: at, meta, raw, input });
}

/// What stands above a text, and the text.
struct Front<'t> {
    lines: &'t str,
    /// What stands between key and value.
    mark: char,
    body: &'t str,
}

impl<'t> Front<'t> {
    fn of(text: &'t str) -> Option<Front<'t>> {
        let (fence, mark) = if text.starts_with("---") { ("---", ':') } else { ("+++", '=') };
        let (first, rest) = text.split_once('\n')?;
        if first.trim_end() != fence {
            return None;
        }
        let mut end = 0;
        for line in rest.split_inclusive('\n') {
            if line.trim_end() == fence {
                let body = rest.get(end + line.len()..)?;
                let front = Front { lines: rest.get(..end)?, mark, body: body.trim_start_matches(['\r', '\n']) };
                // A rule above a text is no fence: something has to be stated.
                let states = front.pairs().next().is_some();
                return states.then_some(front);
            }
            end += line.len();
        }
        None
    }

    /// Keys with their values, without the quotation marks round them. Lines that are indented belong to something that is not read.
    fn pairs(&self) -> impl Iterator<Item = (&'t str, &'t str)> {
        let mark = self.mark;
        let plain = self.lines.lines().filter(|line| !line.starts_with([' ', '\t', '#', '-', '[']));
        plain.filter_map(move |line| line.split_once(mark)).map(|(key, value)| {
            let value = value.trim();
            let bare = ['"', '\''].iter().find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            (key.trim(), bare.unwrap_or(value))
        })
    }

    /// The value of a key, whichever case it is written in; lists and blocks are none.
    fn value(&self, key: &str) -> Option<String> {
        let mut values = self.pairs().filter(|(known, _)| known.eq_ignore_ascii_case(key)).map(|(_, value)| value);
        let value = values.find(|value| !value.is_empty() && !value.starts_with(['[', '{', '|', '>', '&', '*']))?;
        Some(value.to_owned())
    }

    fn meta(&self) -> Meta {
        Meta {
            title: self.value("title"),
            outlet: self.value("outlet"),
            author: self.value("author"),
            url: self.value("url"),
            published: self.value("date").and_then(|date| Dated::parse(&date, Basis::Record)),
            ..Meta::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Batch, Input, Options, read};
    use super::*;

    fn taken(text: &str) -> Batch {
        read(&[Input::Stdin], &Options { format: Some("markdown"), ..Options::default() }, &mut text.as_bytes())
    }

    #[test]
    fn what_stands_above_the_text_is_read_and_left_out() {
        let yaml = "---\ntitle: \"Bridge: reopened\"\nDate: 2024-11-10\nauthor: A. Writer\ntags:\n  - title: x\nurl: https://a.example/1\n---\n\n# Bridge\n\nWords.\n";
        let toml = "+++\r\ntitle = 'Bridge: reopened'\r\ndate = 2024-11-10\r\nauthor = \"A. Writer\"\r\nurl = \"https://a.example/1\"\r\n+++\r\n# Bridge\n\nWords.\n";
        for text in [yaml, toml] {
            let batch = taken(text);
            let capture = &batch.captures[0];
            assert_eq!((capture.text.input(), capture.raw()), ("# Bridge\n\nWords.\n", text.as_bytes()));
            let meta = &capture.meta;
            let told = [&meta.title, &meta.author, &meta.url].map(|field| field.as_deref().unwrap_or("-"));
            assert_eq!(told, ["Bridge: reopened", "A. Writer", "https://a.example/1"]);
            assert_eq!(meta.published.as_ref().unwrap().value, "2024-11-10");
            assert!(meta.extra.is_empty() && batch.notes.is_empty());
        }
    }

    #[test]
    fn a_rule_is_no_fence() {
        for text in ["---\n\nWords.\n\n---\n", "---\ntitle: x\nWords.\n", "--- \n", "Words.\n---\ntitle: x\n---\n"] {
            assert_eq!(taken(text).captures[0].text.input(), text);
        }
        assert!(matches!(taken("---\ntitle: x\n---\n\n").problems[0], Problem::Empty { .. }));
        let batch = taken("---\ndate: 10 November\ntitle: |\n  long\n---\nWords.");
        assert!(matches!(&batch.notes[..], [Note::UnreadDate { written, .. }] if written == "10 November"));
        assert_eq!(batch.captures[0].meta.title, None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(---|\\+\\+\\+|\n|\r\n|title: |date = |\"|'|x|é){0,30}") {
            let batch = taken(&text);
            prop_assert_eq!(batch.captures.len() + batch.problems.len(), 1);
            prop_assert!(batch.captures.iter().all(|capture| text.ends_with(capture.text.input())));
        }
    }
}
