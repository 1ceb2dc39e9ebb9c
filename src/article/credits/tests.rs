//! Each name, phrase and hint of the data files is exercised here; the last tests say what is no credit.

use proptest::prelude::*;

use super::data::{DATA, Part};
use super::*;
use crate::article::line_phrases;

fn read(body: &str) -> (Text, Vec<Credit>) {
    let text = Text::new(body, line_phrases());
    let credits = credits(&text);
    (text, credits)
}

/// Class, source and cue of each credit of a body.
fn found(body: &str) -> Vec<(&'static str, String, String)> {
    let (text, credits) = read(body);
    credits.into_iter().map(|c| (c.class.name(), c.source, text.slice(c.cue).to_owned())).collect()
}

fn assert_found(body: &str, expected: &[(&str, &str, &str)]) {
    let found = found(body);
    let found: Vec<_> = found.iter().map(|(class, source, cue)| (*class, &**source, &**cue)).collect();
    assert_eq!(found, expected, "{body}");
}

/// A form with a source and a verb in its places.
fn filled(parts: &[Part], marks: &[String], source: &str, verb: &str) -> String {
    let mut body = marks[0].clone();
    for (part, mark) in parts.iter().zip(&marks[1..]) {
        body += match part {
            Part::Word(word) => word,
            Part::Verb => verb,
            Part::Source => source,
        };
        body += mark;
        body += if mark.ends_with('(') { "" } else { " " };
    }
    body
}

#[test]
fn every_name_in_every_form_is_a_credit() {
    let names = DATA.known.values().flatten();
    let verb = DATA.verbs.iter().min().expect("a verb");
    for known in names {
        let name = known.words.join(if known.label == "dpa" || known.words.contains(&"Presse".to_owned()) {
            "-"
        } else {
            " "
        });
        for form in &DATA.forms {
            let body = format!("Seoul. {}", filled(&form.parts, &form.marks, &name, verb));
            let (_, credits) = read(&body);
            assert_eq!(credits.len(), 1, "{body}");
            assert_eq!((&credits[0].source, credits[0].class), (&known.label, known.class), "{body}");
            assert_eq!(credits[0].for_image, form.for_image, "{body}");
        }
    }
}

/// A credit's class, source and cue, and whether it is for a picture or reached via another.
type Expected = (&'static str, &'static str, &'static str, &'static str);

/// The five articles and their credits.
const FIVE: [(&str, &[Expected]); 5] = [
    (
        include_str!("../../../sources/000_716b014e97384773.txt"),
        &[
            ("record", "State Duma's electronic database", "as indicated by", ""),
            ("outlet", "The Diplomat", "according to", ""),
        ],
    ),
    (
        include_str!("../../../sources/001_ae027953efdecbb4.txt"),
        &[
            ("wire", "Reuters", "reported", ""),
            ("record", "decree", "citing", "via"),
            ("institution", "Observers Research Foundation", "according to", ""),
            ("speaker", "Kremlin spokesman Dmitry Peskov", "said", ""),
            ("wire", "Reuters", "reported", ""),
            ("speaker", "Kremlin spokesman Dmitry Peskov", "said", ""),
        ],
    ),
    (
        include_str!("../../../sources/002_d75d6387eb59bab1.txt"),
        &[("unnamed", "state media", "reported", ""), ("wire", "KCNA", "reported", ""), ("wire", "KCNA", "said", "")],
    ),
    (include_str!("../../../sources/003_f046b8d73144446e.txt"), &[]),
    (
        include_str!("../../../sources/004_4cd8ae22b0588f7c.txt"),
        &[
            ("unknown", "menafn", "Image Credits", "image"),
            ("unnamed", "reports", "According to", ""),
            ("speaker", "Kremlin spokesman Dmitry Peskov", "has stated", ""),
        ],
    ),
];

#[test]
fn the_five_articles_credit_whom_a_reader_says() {
    for (body, expected) in FIVE {
        let (text, credits) = read(body);
        let found: Vec<_> = credits
            .iter()
            .map(|credit| {
                let also = if credit.for_image { "image" } else { credit.via.map_or("", |_| "via") };
                (credit.class.name(), &*credit.source, text.slice(credit.cue), also)
            })
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn every_verb_and_every_word_for_nobody_is_known() {
    for verb in &DATA.verbs {
        assert_found(&format!("Reuters {verb} so."), &[("wire", "Reuters", verb)]);
    }
    for run in DATA.unnamed.values().flatten() {
        let nobody = run.join(" ");
        assert_found(&format!("It fell, according to {nobody}."), &[("unnamed", &nobody, "according to")]);
    }
}

#[test]
fn every_hint_tells_its_class() {
    for (run, class) in DATA.hints.values().flatten() {
        let capital = |word: &String| word[..1].to_uppercase() + &word[1..];
        let name = format!("Atlas {}", run.iter().map(capital).collect::<Vec<_>>().join(" "));
        assert_found(&format!("It fell, according to the {name}."), &[(class.name(), &name, "according to")]);
    }
}

#[test]
fn a_source_is_told_from_what_leads_to_it() {
    assert_found(
        "On Tuesday, the Korean Central News Agency (KCNA) reported that it was so.",
        &[("wire", "KCNA", "reported")],
    );
    assert_found("The Russian state news agency TASS earlier said so.", &[("wire", "TASS", "earlier said")]);
    assert_found("It fell, according to Russia's TASS news agency.", &[("wire", "TASS", "according to")]);
    assert_found("“It fell”, reported\nReuters.", &[("wire", "Reuters", "reported")]);
    assert_found("SEOUL, Nov 12 (Reuters) — It fell.", &[("wire", "Reuters", "(Reuters)")]);
    assert_found("It fell. (AP)", &[("wire", "AP", "(AP)")]);
}

#[test]
fn a_name_without_a_table_has_the_class_its_words_tell() {
    assert_found(
        "It fell, according to the court's electronic database.",
        &[("record", "court's electronic database", "according to")],
    );
    assert_found("It fell, according to The Atlas.", &[("outlet", "The Atlas", "according to")]);
    assert_found("It fell, according to Atlas.", &[("unknown", "Atlas", "according to")]);
    assert_found("Atlas spokeswoman Ann Smith said so.", &[("speaker", "Atlas spokeswoman Ann Smith", "said")]);
    assert_found("The Post Institute said so, the Atlas Post said.", &[("outlet", "Atlas Post", "said")]);
}

#[test]
fn what_names_no_source_is_no_credit() {
    for body in [
        "Putin stated that it fell.",
        "According to the summit, it fell.",
        "According to the politician, it fell.",
        "It fell, according to U.S. officials.",
        "The Atlas said so.",
        "Shares of Reuters fell.",
        "The World Health Organization (WHO) met.",
        "The Associated Press (AP) building fell.",
        "He told the president so.",
        "Reuters\n\nsaid so.",
    ] {
        assert_found(body, &[]);
    }
}

#[test]
fn a_source_of_a_source_is_reached_through_it() {
    let (_, credits) = read("It fell, reported Reuters, citing a decree. Citing TASS, it fell.");
    let found: Vec<_> = credits.iter().map(|credit| (&*credit.source, credit.via, credit.sentence)).collect();
    assert_eq!(found, [("Reuters", None, 0), ("decree", Some(0), 0), ("TASS", None, 1)]);
}

#[test]
fn a_credit_of_a_picture_credits_no_text() {
    let (text, credits) = read("Treaty SignedImage Credits: atlas\nBoth have signed.");
    assert_eq!(credits.len(), 1);
    let credit = &credits[0];
    assert!(credit.for_image);
    assert_eq!((&*credit.source, text.slice(credit.span)), ("atlas", "Image Credits: atlas"));
}

proptest! {
    #[test]
    fn credits_are_in_order_and_disjoint(
        body in "(reported|Reuters|according to|The|the|Atlas|News|Agency|said|citing|state media|Image|Credits|\\PC| |: |, |[(]|[)] - |\\n){0,30}"
    ) {
        let (text, credits) = read(&body);
        let mut from = 0;
        for (index, credit) in credits.iter().enumerate() {
            prop_assert!(credit.span.start() >= from && !credit.span.is_empty());
            prop_assert!(credit.span.contains(credit.cue));
            prop_assert!(credit.name.is_none_or(|name| credit.span.contains(name)));
            prop_assert!(credit.via.is_none_or(|via| via < index));
            prop_assert!(text.body().get(credit.span.range()).is_some());
            from = credit.span.end();
        }
    }
}

#[test]
fn a_source_is_mentioned_by_each_of_its_names() {
    let named = |body: &str, source: &str| -> Vec<String> {
        mentions(body, source).into_iter().map(|span| span.of(body).to_owned()).collect()
    };
    assert_eq!(named("The Korean Central News Agency fell silent.", "KCNA"), ["Korean Central News Agency"]);
    assert_eq!(named("REUTERS’ own words", "Reuters"), ["REUTERS"]);
    assert_eq!(named("the observers research foundation", "Observers Research Foundation").len(), 1);
    assert!(named("a foundation for research", "Observers Research Foundation").is_empty());
    assert_eq!(named("in the Washington Post today", "The Washington Post"), ["Washington Post"]);
    assert!(named("anything", "").is_empty());
}
