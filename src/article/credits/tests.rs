//! Each name, phrase and word of the data files is exercised here; the last tests say what is no credit. What texts in
//! other languages than English credit is in [`languages`].

mod languages;

use proptest::prelude::*;

use super::agencies::AGENCIES;
use super::phrasebook::{FILES, Form, Part, Phrasebook, Place, books};
use super::*;
use crate::article::line_phrases;
use crate::text::Language;

fn english() -> &'static Phrasebook {
    books(Some(Language::English))[0]
}

fn every_book() -> impl Iterator<Item = &'static Phrasebook> {
    FILES.iter().flat_map(|(language, _)| books(Some(*language)))
}

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

/// The credits of a body by the phrases of one language, whatever it is told to be in.
fn found_by(book: &'static Phrasebook, body: &str) -> Vec<Credit> {
    credits_by(&Text::new(body, line_phrases()), &[book])
}

/// Whether a body is seen to cite a document, perhaps, by the phrases of one language.
fn may_cite(book: &'static Phrasebook, body: &str) -> bool {
    Reader::new(&Words { body, tokens: tokens(body) }, book).may_cite_documents()
}

/// A text with a form in it, a source and a verb in their places.
fn filled(form: &Form, source: &str, verb: &str) -> String {
    // A slash alone joins two.
    let [before, after] = match (&*form.marks[0], form.marks.last().map(String::as_str)) {
        ("/", Some("")) => ["Reuters", ""],
        ("", Some("/")) => ["", "Reuters"],
        _ => ["", ""],
    };
    let mut body = before.to_owned() + &form.marks[0];
    for (part, mark) in form.parts.iter().zip(&form.marks[1..]) {
        let (glue, word) = match part {
            Part::Word(word) => ("", word.as_str()),
            Part::Verb => ("", verb),
            Part::Source => (form.glue.as_str(), source),
            Part::Some | Part::Name => ("", "Ann Smith"),
        };
        body += glue;
        body += word;
        body += mark;
        body += if mark.ends_with(['(', '/', '-']) { "" } else { " " };
    }
    let body = body.trim_end().to_owned() + after;
    match form.place {
        Place::Anywhere => format!("Seoul. {body}"),
        Place::Line => format!("Seoul\n\n{body}\n\nSeoul."),
        Place::Opening => format!("Seoul, 9 {body} Seoul."),
        Place::Closing => format!("Seoul. {body}"),
        Place::Signed => format!("Seoul.\n\nAnn Smith {body}"),
        Place::Alone => format!("Seoul.\n\n{body}"),
    }
}

/// The language in whose texts a name stands, by its letters.
fn language_of(name: &str) -> Language {
    let holds = |letters: std::ops::RangeInclusive<char>| name.chars().any(|c| letters.contains(&c));
    match (holds('\u{400}'..='\u{4ff}'), holds('\u{600}'..='\u{6ff}')) {
        (true, _) => Language::Russian,
        (_, true) => Language::Arabic,
        _ => Language::English,
    }
}

#[test]
fn every_name_is_a_source() {
    for known in AGENCIES.every_name() {
        let name = known.words.join(" ");
        let body = match language_of(&name) {
            Language::Russian => format!("Мост рухнул, сообщает агентство {name}."),
            Language::Arabic => format!("ذكرت وكالة {name} أن الجسر انهار."),
            _ => format!("It fell, reported the news agency {name}."),
        };
        let book = books(Some(language_of(&name)))[0];
        let credits = found_by(book, &body);
        assert_eq!(credits.len(), 1, "{body}");
        assert_eq!((&credits[0].source, credits[0].class), (&known.label, known.class), "{body}");
        // Every name alone in brackets, as in a dateline.
        let body = format!("SEOUL ({name}) - It fell.");
        assert_eq!(found_by(book, &body).first().map(|credit| &credit.source), Some(&known.label), "{body}");
    }
}

#[test]
fn every_name_in_every_english_form_is_a_credit() {
    let verb = english().verbs.iter().min().expect("a verb");
    let names = AGENCIES.every_name();
    for known in names.filter(|known| language_of(&known.words.join(" ")) == Language::English) {
        for form in english().forms.iter().filter(|form| form.takes_marks || !known.is_mark) {
            let name = known.words.join(" ");
            // A line that only names an outlet is a list of outlets.
            if form.place == Place::Alone && known.class != SourceClass::Wire {
                continue;
            }
            let body = filled(form, &name, verb);
            let credits = found_by(english(), &body);
            let found = credits.iter().find(|credit| credit.source == known.label);
            let found = found.unwrap_or_else(|| panic!("{body}: {credits:?}"));
            assert_eq!((found.class, found.for_image), (known.class, form.for_image), "{body}");
        }
    }
}

#[test]
fn a_wording_that_cites_a_document_has_a_word_for_it() {
    let mut cited = 0;
    for book in every_book() {
        let verb = book.verbs.iter().min().expect("a verb");
        for form in &book.forms {
            let body = filled(form, "Supreme Court", verb);
            for body in [&body, &body.to_uppercase(), &body.replace("Seoul. ", "Seoul")] {
                let credits = found_by(book, body);
                if credits.iter().any(|credit| credit.class.is_document() && !credit.for_image) {
                    cited += 1;
                    assert!(may_cite(book, body), "{} {body}", book.language.code());
                }
            }
        }
    }
    assert!(cited > 20, "{cited}");
    assert!(!may_cite(english(), "It fell, Reuters said."));
}

#[test]
fn every_form_of_every_language_is_a_credit() {
    for book in every_book() {
        let verb = book.verbs.iter().min().expect("a verb");
        for form in &book.forms {
            let body = filled(form, "TASS", verb);
            let credits = found_by(book, &body);
            let found = credits.iter().find(|credit| credit.source == "TASS");
            let found = found.unwrap_or_else(|| panic!("{} {body}: {credits:?}", book.language.code()));
            assert_eq!(found.for_image, form.for_image, "{body}");
            let fixed = form.parts.iter().find_map(|part| match part {
                Part::Word(word) if !form.ahead => Some(word),
                _ => None,
            });
            let cue = lower(found.cue.of(&body)).into_owned();
            assert!(fixed.is_none_or(|word| cue.contains(word.as_str())), "{body}: {cue}");
        }
    }
}

#[test]
fn every_word_of_every_language_does_what_its_list_says() {
    for book in every_book() {
        let code = book.language.code();
        let sources = |body: &str| -> Vec<String> { found_by(book, body).into_iter().map(|c| c.source).collect() };
        let verb = book.verbs.iter().min().expect("a verb");
        for verb in &book.verbs {
            assert_eq!(sources(&format!("Reuters {verb}.")), ["Reuters"], "{code} {verb}");
        }
        for adverb in &book.adverbs {
            assert_eq!(sources(&format!("Reuters {adverb} {verb}.")), ["Reuters"], "{code} {adverb}");
        }
        for run in book.unnamed.values().flatten() {
            let nobody = run.join(" ");
            let form = book.forms.iter().find(|form| form.takes.contains(&SourceClass::Unnamed));
            let body = filled(form.expect("a form for nobody"), &nobody, verb);
            assert_eq!(sources(&body), [nobody], "{code} {body}");
        }
        for run in book.unnamed_marks.values().flatten() {
            let nobody = run.join(" ");
            let takes = |form: &&Form| form.takes_marks && form.takes.contains(&SourceClass::Unnamed);
            let body = filled(book.forms.iter().find(takes).expect("a form for nobody"), &nobody, verb);
            assert_eq!(sources(&body), [nobody], "{code} {body}");
        }
        for word in book.articles.iter().chain(&book.before).chain(&book.agency) {
            let form = book.forms.iter().find(|form| form.takes.contains(&SourceClass::Wire) && form.glue.is_empty());
            let body = filled(form.expect("a form for a wire"), &format!("{word} Reuters"), verb);
            assert_eq!(sources(&body), ["Reuters"], "{code} {body}");
        }
        for word in book.after.iter().chain(&book.agency) {
            assert_eq!(sources(&format!("Reuters {word} {verb}.")), ["Reuters"], "{code} {word}");
        }
        for word in &book.agency {
            assert_eq!(sources(&format!("{word} PTI {verb}.")), ["Press Trust of India"], "{code} {word}");
        }
        for word in &book.and {
            assert_eq!(sources(&format!("Reuters {word} AFP {verb}.")), ["Reuters", "AFP"], "{code} {word}");
        }
        if !book.glued_and.is_empty() {
            let body = format!("Reuters {}AFP {verb}.", book.glued_and);
            assert_eq!(sources(&body), ["Reuters", "AFP"], "{code} {body}");
        }
    }
}

#[test]
fn each_source_of_a_list_is_credited() {
    let reuters = |cue| ("wire", "Reuters", cue);
    let afp = |cue| ("wire", "AFP", cue);
    assert_found("The mayor left, Reuters and AFP reported.", &[reuters("reported"), afp("reported")]);
    assert_found(
        "The mayor left, according to Reuters, the news agency TASS, and AFP.",
        &[reuters("according to"), ("wire", "TASS", "according to"), afp("according to")],
    );
    assert_found("The mayor left (Reuters and AFP).", &[reuters("(Reuters and AFP)"), afp("(Reuters and AFP)")]);
    // Between brackets commas do, if nothing else stands there.
    assert_found("The mayor left (Reuters, AFP).", &[reuters("(Reuters, AFP)"), afp("(Reuters, AFP)")]);
    assert_found("The mayor left (Reuters, the mayor).", &[]);
    assert_found("The channels (BBC, CNN) were banned.", &[]);
    assert_found("La alcaldesa dimitió, según Reuters y AFP.", &[reuters("según"), afp("según")]);
    // A name that means other things too beside one that does not.
    assert_found(
        "With inputs from Reuters and PA",
        &[reuters("With inputs from"), ("wire", "PA Media", "With inputs from")],
    );
    // Without "and" it is no list, and only sources that are known go on with one.
    assert_found("The mayor left, according to Reuters, AFP.", &[reuters("according to")]);
    assert_found("The mayor left, according to Reuters and the Mayor.", &[reuters("according to")]);
    assert_found("The mayor told Reuters and left; AFP was there.", &[reuters("told")]);

    // Nor is "and" a part of a name before a source, or between two outlets.
    let post = |cue| ("outlet", "The Washington Post", cue);
    assert_found("The Washington Post and Reuters reported so.", &[post("reported"), reuters("reported")]);
    assert_found(
        "Reuters and the Washington Post reported so.",
        &[reuters("reported"), ("outlet", "Washington Post", "reported")],
    );
    assert_found(
        "The Washington Post and New York Times reported so.",
        &[post("reported"), ("outlet", "New York Times", "reported")],
    );
    assert_found(
        "Fox News' Ann Smith and The Associated Press contributed to this report.",
        &[("outlet", "Fox News", "contributed to this report"), ("wire", "AP", "contributed to this report")],
    );
    assert_found("The News and Observer reported so.", &[("outlet", "The News and Observer", "reported")]);

    let body = "The mayor left, Reuters and AFP reported.";
    let spans: Vec<&str> =
        credits(&Text::new(body, line_phrases())).iter().map(|credit| credit.span.of(body)).collect();
    assert_eq!(spans, ["Reuters", "AFP reported"]);
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
fn every_hint_tells_its_class() {
    for (run, class) in AGENCIES.hints.values().flatten() {
        let capital = |word: &String| word[..1].to_uppercase() + &word[1..];
        let name = format!("Atlas {}", run.iter().map(capital).collect::<Vec<_>>().join(" "));
        let class = class.unwrap_or(SourceClass::Unknown).name();
        assert_found(&format!("It fell, according to the {name}, for years."), &[(class, &name, "according to")]);
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
    assert_found(
        "SEOUL, Nov 12 (Reuters/AP) — It fell.",
        &[("wire", "Reuters", "(Reuters/AP)"), ("wire", "AP", "(Reuters/AP)")],
    );
    assert_found("It fell. /dpa\n\nIt rose.", &[("wire", "dpa", "dpa")]);
    assert_found("By Reuters\n\nIt fell.", &[("wire", "Reuters", "By")]);
}

#[test]
fn a_desks_sign_may_stand_beside_an_agencys() {
    for (body, source) in [
        ("MUNICH (dpa/lby) - It fell.", "dpa"),
        ("It fell. (dpa/lby)", "dpa"),
        ("MUNICH (dpa-infocom) - It fell.", "dpa"),
        ("It fell.\n\nino/dpa", "dpa"),
        ("It fell.\n\nSource: news.example, ino/dpa", "dpa"),
        ("It fell. (red/APA)", "Austria Presse Agentur"),
        ("VIENNA (APA, red) - It fell.", "Austria Presse Agentur"),
    ] {
        let found = found(body);
        let found: Vec<_> = found.iter().map(|(_, source, _)| source.as_str()).collect();
        assert_eq!(found, [source], "{body}");
    }
    for body in [
        "It fell (dpa/lby) in May.",
        "It fell by dpa/lby",
        "It fell. (red/blue)",
        "It fell. (Reuters, too late)",
        "The ino/dpa fell.",
    ] {
        assert_found(body, &[]);
    }
}

#[test]
fn a_name_that_means_other_things_counts_in_a_mark_alone() {
    assert_found("LONDON, Nov 12 (PA) - It fell.", &[("wire", "PA Media", "(PA)")]);
    assert_found("It fell. (PA)", &[("wire", "PA Media", "(PA)")]);
    assert_found("It fell, PA Media reported.", &[("wire", "PA Media", "reported")]);
    assert_found("It fell, the PTI news agency reported.", &[("wire", "Press Trust of India", "reported")]);
    assert_found("It fell, the news agency PTI reported.", &[("wire", "Press Trust of India", "reported")]);
    assert_found("It fell.\n\n(With inputs from PTI)", &[("wire", "Press Trust of India", "With inputs from")]);
    assert_found(
        "VIENNA (APA/dpa) - It fell.",
        &[("wire", "Austria Presse Agentur", "(APA/dpa)"), ("wire", "dpa", "(APA/dpa)")],
    );
    for body in [
        "It fell in Scranton, PA. It rose.",
        "The Scranton (PA) mill fell.",
        "John Smith (D-PA) said so.",
        "PTI said it would march, the agency's PTI reported.",
        "The Middle East and North Africa (MENA) region fell.",
        "Middle East and North Africa (MENA) - It fell.",
        "AA reported a rise in members.",
        "It fell in PA/NJ.",
    ] {
        assert_found(body, &[]);
    }
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
    for opener in ["As", "And", "But"] {
        assert_found(&format!("{opener} the Atlas Post reported, it fell."), &[("outlet", "Atlas Post", "reported")]);
        assert_found(
            &format!("{opener} The Atlas Post reported, it fell."),
            &[("outlet", "The Atlas Post", "reported")],
        );
    }
    assert_found("Fox News Channel’s Ann Smith reported so.", &[("outlet", "Fox News Channel", "reported")]);
    assert_found("The Post Institute said so, the Atlas Post said.", &[("outlet", "Atlas Post", "said")]);
}

#[test]
fn a_company_or_a_place_is_no_outlet() {
    for body in [
        "Deutsche Post said so.",
        "Royal Mail said so.",
        "Radio Shack said so.",
        "Police in Times Square reported it.",
        "News Corp said so.",
        "Tribune Co. said so.",
        "American Telephone and Telegraph Co said so.",
        "Thomson Reuters reported a rise in revenue.",
    ] {
        assert_found(body, &[]);
    }
    assert_found("By Thomson Reuters\n\nIt fell.", &[("wire", "Reuters", "By")]);
    assert_found("The Canadian Broadcasting Corp said so.", &[("outlet", "The Canadian Broadcasting Corp", "said")]);
}

#[test]
fn a_persons_name_is_no_agency() {
    let bloomberg = [("wire", "Bloomberg", "said")];
    for named in [
        "Michael Bloomberg came.",
        "The former mayor, Michael Bloomberg, came.",
        "They met Mayor Bloomberg.",
        "They met Mr. Bloomberg.",
        "It was Michael Bloomberg’s plan.",
    ] {
        assert_found(&format!("{named} It fell, Bloomberg said."), &[]);
        assert_found(&format!("It fell, said Bloomberg. {named}"), &[]);
    }
    assert_found("Michael Bloomberg came. The news agency Bloomberg said so.", &bloomberg);
    for named in [
        "",
        "On Monday Bloomberg came.",
        "Shares of Bloomberg rose.",
        "As Bloomberg grew, it fell.",
        "The Bloomberg News site fell.",
    ] {
        assert_found(&format!("{named} It fell, Bloomberg said."), &bloomberg);
    }
    assert_found("Efe Demir came. Efe said so.", &[]);
    assert_found("Reuters on Monday reported a fall.", &[("wire", "Reuters", "on Monday reported")]);
}

#[test]
fn a_byline_names_the_agency() {
    for body in [
        "Associated Press writers Ann Smith and John R. Doe in Ohio contributed to this report.",
        "By Ann Smith, Associated Press\n\nIt fell.",
        "By ANN SMITH\nAssociated Press\n\nIt fell.",
        "By Ann Smith and John Doe\n\nThe Associated Press\n\nIt fell.",
        "By Associated Press Staff\n\nIt fell.",
        "It fell.\n\nWith files from The Associated Press",
        "It fell.\n\nAssociated Press",
        "It fell.\n\n— AP",
        "It fell.\n\n- AP",
    ] {
        let found = found(body);
        let found: Vec<_> = found.iter().map(|(_, source, _)| source.as_str()).collect();
        assert_eq!(found, ["AP"], "{body}");
    }
    for body in [
        "It fell.\n\nBBC",
        "It fell.\n\nPA",
        "Reuters",
        "What fell:\n\nReuters",
        "It fell.\n\nReuters\n\nIt rose.",
        "By the river, Reuters shares fell.",
        "By Ann Smith, Scranton, PA\n\nIt fell.",
        "An Associated Press writer fell. Ann Smith contributed to this report.",
    ] {
        assert_found(body, &[]);
    }
}

#[test]
fn a_mark_opens_a_dateline_without_a_dash() {
    let trust = |cue| [("wire", "Press Trust of India", cue)];
    assert_found("New Delhi, Nov 5 (PTI) Police came.", &trust("(PTI)"));
    assert_found("New Delhi (PTI) The mayor came.", &trust("(PTI)"));
    assert_found("Scranton (PA) Mayor Ann Smith came.", &[]);
    assert_found("Scranton (PA) fell in May.", &[]);
    assert_found("In 2019 Scranton (PA) fell.", &[]);
}

#[test]
fn a_source_may_stand_apart_from_its_verb() {
    assert_found("Reuters, citing two officials, reported a fall.", &[("wire", "Reuters", "Reuters")]);
    let (_, credits) = read("Reuters, citing TASS, reported a fall.");
    let found: Vec<_> = credits.iter().map(|credit| (&*credit.source, credit.via)).collect();
    assert_eq!(found, [("Reuters", None), ("TASS", Some(0))]);
    assert_found("He was quoted by Interfax as saying so.", &[("wire", "Interfax", "quoted by Interfax as saying")]);
    assert_found("It fell. (With inputs from agencies)", &[("unnamed", "agencies", "With inputs from")]);
    assert_found(
        "(This story has been published from a wire agency feed.)",
        &[("unnamed", "a wire agency feed", "published from")],
    );
    assert_found(
        "(This story has been published from a syndicated feed by PTI)",
        &[("wire", "Press Trust of India", "published from a syndicated feed by")],
    );
    assert_found("Agencies said so.", &[]);
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
        "A takeover bid by Reuters\n\nIt fell.",
        "It fell on Reuters/Ipsos numbers.",
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
    for (body, source) in [
        ("Photo: Ann Smith/AP\n\nIt fell.", "AP"),
        ("Photo: AFP/dpa\n\nIt fell.", "AFP"),
        ("(Photo by Ann Smith/AFP)", "AFP"),
        ("Picture: PA", "PA Media"),
    ] {
        let (_, credits) = read(body);
        let found: Vec<_> = credits.iter().map(|credit| (&*credit.source, credit.for_image)).collect();
        assert_eq!(found, [(source, true)], "{body}");
    }
    assert_found("FILE PHOTO: Rescuers search the river", &[]);
    // A person before a slash took a picture, with a word for it or without.
    for body in [
        "On July 15, 2019. Ann Smith / AP",
        "Ann Smith/AP",
        "Ann Smith/AFP/Getty Images",
        "On July 15, 2019. Ann Smith/AFP/Getty Images",
        "ANN SMITH/AFP/Getty Images",
        "The old bridge (Ann Smith / Reuters)",
        "Ann Smith/Reuters/Landov",
        "Ann Smith/AFP/dpa",
        "AP/Reuters/Landov",
    ] {
        assert_found(body, &[]);
    }
}

#[test]
fn a_mark_between_slashes_stands_in_a_dateline() {
    for body in
        ["MOSCOW/TASS/ It fell.", "Moscow, November 9. /TASS/. It fell.", "Moscow, 9 November /TASS/ - It fell."]
    {
        assert_found(body, &[("wire", "TASS", "TASS")]);
    }
    assert_found("Moscow Nights /TASS/ It fell.", &[]);
}

proptest! {
    #[test]
    fn credits_are_in_order_and_disjoint(
        body in "(reported|Reuters|according to|The|the|Atlas|News|Agency|said|citing|state media|Image|/|dpa|PA|selon|l'|laut|وفقا|لرويترز|ТАСС|сообщает|Credits|\\PC| |: |, |[(]|[)] - |\\n){0,30}"
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

#[test]
fn an_agency_is_known_as_its_outlet_is_called() {
    for name in [
        "Reuters",
        "REUTERS",
        "AP",
        "The Associated Press",
        "Xinhua News Agency",
        "ТАСС",
        "AP News",
        "apnews.com",
        "www.reuters.com",
        "Thomson Reuters",
        "Yonhap News Agency",
        "Interfax-Ukraine",
        "UPI",
        "Agencia EFE",
        "Associated Press of Pakistan",
    ] {
        assert!(is_agency(name), "{name}");
    }
    for name in ["", "The", "The Guardian", "AP Post", "Reuters Street Journal", "Washington Post", "guardian.co.uk"] {
        assert!(!is_agency(name), "{name}");
    }
}

#[test]
fn an_outlet_may_put_more_behind_a_sources_name() {
    for (outlet, source) in [
        ("BBC News", "BBC"),
        ("AP News", "AP"),
        ("apnews.com", "AP"),
        ("www.reuters.com", "Reuters"),
        ("The Associated Press (AP)", "AP"),
        ("AFP - Agence France-Presse", "AFP"),
        ("Thomson Reuters", "Reuters"),
        ("Spiegel Online", "Der Spiegel"),
        ("CNN (Web News)", "CNN"),
        ("Agencia EFE", "EFE"),
        ("The Valley Post Online", "Valley Post"),
        ("ValleyPost.com", "ValleyPost"),
        ("Yonhap News Agency", "Yonhap"),
    ] {
        assert!(is_called(outlet, source), "{outlet}");
    }
    for (outlet, source) in [
        ("AP Post", "AP"),
        ("Reuters Fan Club", "Reuters"),
        ("Associated Press of Pakistan", "AP"),
        ("Australian Associated Press", "AP"),
        ("Valley News", "Valley Post"),
        ("The Online News", "BBC"),
        ("", "BBC"),
        ("The ", "BBC"),
        ("example.com", "AP"),
    ] {
        assert!(!is_called(outlet, source), "{outlet}");
    }
}
