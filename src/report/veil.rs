//! What a report keeps to itself: the wording, the names, or both. Everything that people will read passes here before any of
//! it is laid out, so that no figure, table or attribute can hold what was to be left out.
//!
//! Names are known as far as the articles state them: outlets, wherever a text names one too, and the articles' own names and
//! places. A name the articles state in no field cannot be known here, and wording can be searched for: whoever must not
//! learn the outlets should not be given the wording either.

use std::collections::BTreeMap;

use super::{
    Analysis, Article, Changes, CreditRow, EditRow, Extract, FieldChange, History, MarkRow, OverlapRow, SignRow, Trace,
};
use crate::archive::Change;
use crate::text::is_unspaced;

/// Stand-ins for names, and whether wording is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Veil {
    pub redacted: bool,
    pub anonymous: bool,
    /// Lower case, the longest first, with what stands in its place.
    names: Vec<(Vec<char>, String)>,
    outlets: BTreeMap<String, String>,
}

impl Veil {
    pub(super) fn new(redacted: bool, anonymous: bool, articles: &[Article]) -> Veil {
        let mut veil = Veil { redacted, anonymous, ..Veil::default() };
        if !anonymous {
            return veil;
        }
        for outlet in articles.iter().filter_map(|article| article.outlet.as_ref()) {
            let letter = letters(veil.outlets.len());
            veil.outlets.entry(outlet.clone()).or_insert_with(|| format!("Outlet {letter}"));
        }
        let outlets = veil.outlets.iter().flat_map(|(name, stand_in)| {
            let short = name.strip_prefix("The ").filter(|short| short.contains(char::is_alphanumeric));
            [Some(name.as_str()), short].into_iter().flatten().map(|name| (name.to_owned(), stand_in.clone()))
        });
        // A name that is a plain word says nothing where a text has the word.
        let telling = |name: &str| name.chars().count() > 5 && !name.chars().all(char::is_alphabetic);
        let named = articles.iter().enumerate().filter(|(_, article)| telling(&article.article));
        let named = named.map(|(at, article)| (article.article.clone(), format!("Article {}", at + 1)));
        let lower =
            |(name, stand_in): (String, String)| (name.chars().flat_map(char::to_lowercase).collect(), stand_in);
        veil.names = outlets.chain(named).map(lower).collect();
        veil.names.retain(|(name, _): &(Vec<char>, String)| !name.is_empty());
        veil.names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        veil
    }

    /// Words of an article, or of a person about one.
    pub(super) fn words(&self, words: &str) -> String {
        if self.redacted {
            return String::new();
        }
        let mut shown = String::new();
        let mut at = 0;
        for (start, end, stand_in) in self.named(words) {
            shown.push_str(&words[at..start]);
            shown.push_str(stand_in);
            at = end;
        }
        shown + &words[at..]
    }

    /// Where names stand in a text, as half-open bytes, and what stands for them.
    fn named(&self, text: &str) -> Vec<(usize, usize, &str)> {
        let mut found = Vec::new();
        let (mut free, mut before) = (0, None);
        for (start, c) in text.char_indices() {
            let begins = !before.is_some_and(|before| is_one_word(before, c));
            before = Some(c);
            if start < free || !begins {
                continue;
            }
            let names = self.names.iter();
            if let Some((end, stand_in)) =
                names.filter_map(|(name, to)| Some((start + ends(name, &text[start..])?, to))).next()
            {
                found.push((start, end, stand_in.as_str()));
                free = end;
            }
        }
        found
    }

    pub(super) fn analysis(&self, analysis: &mut Analysis) {
        self.articles(&mut analysis.articles);
        for pair in &mut analysis.pairs {
            pair.overlaps.iter_mut().chain(&mut pair.rejected).for_each(|overlap| self.overlap(overlap));
            pair.passages.iter_mut().flat_map(|passage| [&mut passage.a, &mut passage.b]).for_each(|e| self.extract(e));
            pair.names.iter_mut().for_each(|names| names.text = self.words(&names.text));
        }
        for row in &mut analysis.outlets {
            row.a = self.outlet(&row.a);
            row.b = self.outlet(&row.b);
        }
    }

    pub(super) fn trace(&self, trace: &mut Trace) {
        self.articles(&mut trace.articles);
        trace.overlaps.iter_mut().chain(&mut trace.rejected).for_each(|overlap| self.overlap(overlap));
        for unseen in &mut trace.unseen {
            if let Some(class) = unseen.class {
                unseen.label = self.source(&unseen.label, class.name());
            }
        }
        for credit in &mut trace.credits {
            credit.source = self.source(&credit.source, credit.class.name());
            credit.cue = self.words(&credit.cue);
            credit.exact = self.words(&credit.exact);
        }
        for link in &mut trace.links {
            link.mark.iter_mut().for_each(|mark| self.mark(mark));
            let super::GroundRow::Inferred { signs, against, .. } = &mut link.ground else { continue };
            for sign in signs.iter_mut().chain(against) {
                if let SignRow::Details { details, .. } = sign {
                    details.iter_mut().for_each(|detail| *detail = self.words(detail));
                }
            }
        }
    }

    /// `at` is the article's index.
    pub(super) fn history(&self, history: &mut History, at: usize) {
        if self.anonymous {
            history.article = format!("Article {}", at + 1);
            history.key.clear();
            history.params.clear();
        }
        history.title = history.title.as_ref().map(|title| self.title(title)).filter(|title| !title.is_empty());
        history.outlet = history.outlet.as_ref().map(|outlet| self.outlet(outlet));
        history.removed.iter_mut().for_each(|removed| removed.reason = self.words(&removed.reason));
        for entry in &mut history.entries {
            if let Change::Removed { reason } | Change::Erased { reason } = &mut entry.change {
                *reason = self.words(reason);
            }
            self.digest(&mut entry.version);
            self.digest(&mut entry.text);
            entry.commit = entry.commit.take().filter(|_| !self.anonymous);
            entry.changes.iter_mut().for_each(|changes| self.changes(changes));
            entry.metadata.iter_mut().for_each(|field| self.field(field));
        }
    }

    fn changes(&self, changes: &mut Changes) {
        changes.notes.iter_mut().for_each(|note| *note = self.words(note));
        for change in &mut changes.sentences {
            self.edits(&mut change.edits);
            change.before.iter_mut().chain(&mut change.after).for_each(|side| side.exact = self.words(&side.exact));
            for fact in &mut change.facts {
                fact.a.iter_mut().chain(&mut fact.b).for_each(|(words, _)| *words = self.words(words));
            }
        }
    }

    /// Outlets, titles and addresses change too; what they were is no more told than what they are.
    fn field(&self, field: &mut FieldChange) {
        if self.redacted || self.anonymous {
            field.before.iter_mut().chain(&mut field.after).for_each(String::clear);
        }
    }

    fn articles(&self, articles: &mut [Article]) {
        for (at, article) in articles.iter_mut().enumerate() {
            article.title = article.title.as_ref().map(|title| self.title(title)).filter(|title| !title.is_empty());
            if !self.anonymous {
                continue;
            }
            article.outlet = article.outlet.as_ref().map(|outlet| self.outlet(outlet));
            article.label = format!("№{}", at + 1);
            article.article = format!("Article {}", at + 1);
            article.source.clear();
            article.line = None;
            article.offset = None;
            // A digest would let whoever has the bytes name the article.
            article.version.clear();
            article.text.clear();
            if let Some(date) = &mut article.date {
                date.words = None;
            }
        }
        if self.redacted {
            articles.iter_mut().filter_map(|article| article.date.as_mut()).for_each(|date| date.words = None);
        }
    }

    fn outlet(&self, outlet: &str) -> String {
        self.outlets.get(outlet).cloned().unwrap_or_else(|| outlet.to_owned())
    }

    /// A title is wording, and found by any search.
    fn title(&self, title: &str) -> String {
        if self.anonymous { String::new() } else { self.words(title) }
    }

    fn digest(&self, digest: &mut String) {
        if self.anonymous {
            digest.clear();
        }
    }

    /// The name of a source is a word of the text.
    fn source(&self, source: &str, class: &str) -> String {
        if self.redacted { kind(class).to_owned() } else { self.words(source) }
    }

    fn mark(&self, mark: &mut MarkRow) {
        mark.why = self.words(&mark.why);
        mark.by = mark.by.take().filter(|_| !self.anonymous);
    }

    fn overlap(&self, overlap: &mut OverlapRow) {
        self.extract(&mut overlap.a);
        self.extract(&mut overlap.b);
        self.edits(&mut overlap.edits);
        overlap.gist = self.words(&overlap.gist);
        for drift in &mut overlap.drift {
            drift.a.iter_mut().chain(&mut drift.b).for_each(|(words, _)| *words = self.words(words));
        }
        overlap.mark.iter_mut().for_each(|mark| self.mark(mark));
    }

    fn extract(&self, extract: &mut Extract) {
        for words in [&mut extract.exact, &mut extract.prefix, &mut extract.suffix] {
            *words = self.words(words);
        }
        extract.credits.iter_mut().for_each(|credit| self.credit(credit));
    }

    fn credit(&self, credit: &mut CreditRow) {
        credit.source = self.source(&credit.source, credit.class);
        credit.cue = self.words(&credit.cue);
    }

    /// A name may stand in several stretches: it goes as a whole, where it begins.
    fn edits(&self, edits: &mut [EditRow]) {
        let sides: [fn(&mut EditRow) -> &mut String; 2] = [|edit| &mut edit.text_a, |edit| &mut edit.text_b];
        for words in sides {
            let whole: String = edits.iter_mut().map(|edit| words(edit).as_str()).collect();
            let named = self.named(&whole);
            let mut start = 0;
            for edit in edits.iter_mut() {
                let end = start + words(edit).len();
                if self.redacted {
                    edit.letters = None;
                    words(edit).clear();
                } else if named.iter().any(|(from, to, _)| *from < end && start < *to) {
                    edit.letters = None;
                    *words(edit) = without(&whole, [start, end], &named);
                }
                start = end;
            }
        }
    }
}

/// A stretch of a text with the names in it exchanged; of a name that began before, nothing.
fn without(whole: &str, [start, end]: [usize; 2], named: &[(usize, usize, &str)]) -> String {
    let (mut shown, mut at) = (String::new(), start);
    for &(from, to, stand_in) in named.iter().filter(|(from, to, _)| *from < end && start < *to) {
        shown.push_str(&whole[at..from.max(at)]);
        if from >= start {
            shown.push_str(stand_in);
        }
        at = to.min(end);
    }
    shown + &whole[at..end]
}

/// Whether two characters that stand side by side are of one word as far as spaces tell: a script without them has no bounds to ask
/// for, and Korean writes its particles to the name.
fn is_one_word(before: char, next: char) -> bool {
    let has_bounds = |c: char| !is_unspaced(c) && !matches!(c, '\u{ac00}'..='\u{d7a3}');
    before.is_alphanumeric() && next.is_alphanumeric() && has_bounds(before) && has_bounds(next)
}

/// Where the name ends with which `text` begins, in whatever case and white space.
fn ends(name: &[char], text: &str) -> Option<usize> {
    let mut wanted = name.iter();
    let mut chars = text.char_indices();
    let mut last = None;
    while !wanted.as_slice().is_empty() {
        let (_, c) = chars.next()?;
        last = Some(c);
        for lower in c.to_lowercase() {
            let next = wanted.next()?;
            if *next != lower && !(next.is_whitespace() && lower.is_whitespace()) {
                return None;
            }
        }
    }
    let rest = chars.as_str();
    let goes_on = last.zip(rest.chars().next()).is_some_and(|(last, next)| is_one_word(last, next));
    (!goes_on).then_some(text.len() - rest.len())
}

/// What a source is, for people.
fn kind(class: &str) -> &str {
    match class {
        "wire" => "a news agency",
        "outlet" => "an outlet",
        "record" => "a record",
        "institution" => "an institution",
        "speaker" => "a speaker",
        "unnamed" => "a source without a name",
        _ => "a source",
    }
}

/// `A`, `B`, … `Z`, `AA`, …
fn letters(number: usize) -> String {
    let last = char::from(b'A' + (number % 26) as u8);
    if number < 26 { last.to_string() } else { letters(number / 26 - 1) + &last.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn veil() -> Veil {
        let article = |name: &str, outlet: &str| Article {
            label: name.to_owned(),
            article: name.to_owned(),
            shares_name: false,
            version: "sha256:0".to_owned(),
            text: "sha256:0".to_owned(),
            source: format!("{outlet}/{name}"),
            line: None,
            offset: None,
            outlet: Some(outlet.to_owned()),
            title: None,
            date: None,
            sentences: 1,
        };
        Veil::new(
            false,
            true,
            &[
                article("b-17.txt", "The Post"),
                article("budget", "Zeit Öl"),
                article("c", "新华社"),
                article("d", "朝日新聞"),
                article("e", "연합뉴스"),
            ],
        )
    }

    #[test]
    fn a_name_in_a_script_without_spaces_goes_wherever_it_stands() {
        let veil = veil();
        assert_eq!(veil.words("据新华社报道，新华社记者说"), "据Outlet C报道，Outlet C记者说");
        assert_eq!(veil.words("けさの朝日新聞によると"), "けさのOutlet Dによると");
        assert_eq!(veil.words("연합뉴스는 보도했다"), "Outlet E는 보도했다");
        assert_eq!(veil.words("据The Post报道"), "据Outlet A报道");
    }

    #[test]
    fn a_name_goes_in_any_case_and_as_a_word() {
        let veil = veil();
        let shown =
            veil.words("“the\npost’s” man read THE POST, zeit öl and b-17.txt; a postman, Zeit Ölig, the budget.");
        let wanted = "“Outlet A’s” man read Outlet A, Outlet B and Article 1; a postman, Zeit Ölig, the budget.";
        assert_eq!(shown, wanted);
        assert_eq!([letters(0), letters(25), letters(26), letters(701), letters(702)], ["A", "Z", "AA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_name_that_is_torn_by_edits_goes_where_it_begins() {
        let veil = veil();
        let mut edits = [
            EditRow::whole("says The ", "in The"),
            EditRow::whole("Post today", " "),
            EditRow::whole("", "Pos"),
            EditRow::whole("", "t"),
        ];
        veil.edits(&mut edits);
        let side = |read: fn(&EditRow) -> &String| edits.iter().map(|edit| read(edit).as_str()).collect::<Vec<_>>();
        assert_eq!(side(|edit| &edit.text_a), ["says Outlet A", " today", "", ""]);
        assert_eq!(side(|edit| &edit.text_b), ["in Outlet A", "", "", ""]);
    }
}
