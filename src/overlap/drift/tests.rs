//! What is told of one sentence whose words were changed, and of the same seen from the other side.

use super::*;
use crate::article::line_phrases;
use crate::overlap::{Chance, Couple, Depth, find};
use crate::text::Text;
use Verdict::{Added, Conflict, Dropped, Reformatted, Rounded};

/// What is told of one sentence in two wordings, as `kind verdict: words | words`.
fn told(a: &str, b: &str) -> Vec<String> {
    let texts = [a, b].map(|body| Text::new(body, line_phrases()));
    let corpus = Corpus::new(&[&texts[0], &texts[1]]);
    let drift = |a: usize, b: usize| {
        let all = |text: usize| 0..texts[text].sentences().len();
        Couple::new(&corpus, a, b, crate::overlap::Depth::Edits).overlap(&all(a), &all(b)).drift
    };
    let mut mirrored: Vec<Drift> = drift(1, 0).into_iter().map(Drift::mirror).collect();
    mirrored.sort_by_key(|drift| (drift.a.or(drift.b), drift.kind, drift.b));
    let found = drift(0, 1);
    assert_eq!(found, mirrored, "{a} → {b}");
    let words = |text: usize, span: Option<Span>| span.map_or("–", |span| texts[text].slice(span)).to_owned();
    let line = |d: &Drift| format!("{:?} {:?}: {} | {}", d.kind, d.verdict, words(0, d.a), words(1, d.b));
    found.iter().map(line).collect()
}

/// What is told where `new` takes the place of `old` in a sentence.
fn changed(sentence: &str, old: &str, new: &str) -> Vec<String> {
    assert!(sentence.contains(old), "{old}");
    told(sentence, &sentence.replace(old, new))
}

fn one(kind: DriftKind, verdict: Verdict, a: &str, b: &str) -> Vec<String> {
    vec![format!("{kind:?} {verdict:?}: {a} | {b}")]
}

const SENTENCE: &str = "The council of Norland had bought 961 old barges for $1.48 million on 19 June 1986, Ada Lind said in \
    Lowport, where 12.4 percent of the boats were not insured.";

#[test]
fn numbers_are_held_against_the_number_in_their_place() {
    for (old, new, verdict) in [
        ("961", "1961", Conflict),
        ("961", "963", Conflict),
        ("12.4 percent", "14.2 percent", Conflict),
        ("12.4 percent", "12.4 per cent", Reformatted),
        ("12.4 percent", "12 percent", Rounded),
        ("$1.48 million", "$1.5 million", Rounded),
        ("$1.48 million", "1.48 mln dlrs", Reformatted),
        ("$1.48 million", "$1.84 million", Conflict),
        ("$1.48 million", "1.48 million", Rounded),
    ] {
        assert_eq!(changed(SENTENCE, old, new), one(DriftKind::Number, verdict, old, new));
    }
    assert_eq!(changed(SENTENCE, "961 old", "old"), one(DriftKind::Number, Dropped, "961", "–"));
    assert_eq!(changed(SENTENCE, "old barges", "old barges in 14 ports"), one(DriftKind::Number, Added, "–", "14"));
}

#[test]
fn a_round_number_is_one_by_its_digits_or_by_the_word_before_it() {
    let rounded = |old: &str, new: &str| changed("Some of the 503 old barges sank near the mill.", old, new);
    assert_eq!(rounded("503", "500"), one(DriftKind::Number, Conflict, "503", "500"));
    assert_eq!(rounded("503", "about 500"), one(DriftKind::Number, Rounded, "503", "500"));
    let hedged = "About 503 old barges sank near the mill before dawn.";
    assert_eq!(changed(hedged, "503", "500"), one(DriftKind::Number, Rounded, "503", "500"));
    assert_eq!(changed(hedged, "503", "520"), one(DriftKind::Number, Conflict, "503", "520"));
    let both =
        told("Some 1,987 people fled the old town on Monday.", "About 2,000 people fled the old town on Monday.");
    assert_eq!(both, one(DriftKind::Number, Rounded, "1,987", "2,000"));
}

#[test]
fn a_capital_at_the_head_of_a_sentence_is_no_other_writing() {
    let found = told("In the night three people fled the old town.", "Three people fled the old town in the night.");
    assert_eq!(found, [""; 0]);
}

#[test]
fn a_number_is_held_against_one_in_its_place() {
    for (a, b, found) in [
        (
            "One man was killed in the old mill near the river.",
            "Three men were killed in the old mill near the river.",
            "One | Three",
        ),
        (
            "The fire killed one man in the old mill near the river.",
            "The fire killed 2 men in the old mill near the river.",
            "one | 2",
        ),
        (
            "The fire killed a man in the old mill near the river.",
            "The fire killed 2 men in the old mill near the river.",
            "a | 2",
        ),
        (
            "Ein Mann ist in der alten Mühle am Fluss getötet worden, und die Polizei sucht nach dem Täter.",
            "Drei Männer sind in der alten Mühle am Fluss getötet worden, und die Polizei sucht nach dem Täter.",
            "Ein | Drei",
        ),
    ] {
        assert_eq!(told(a, b), [format!("Number Conflict: {found}")], "{a}");
    }
    let group = "The fire killed a group of men in the old mill near the river.";
    assert_eq!(changed(group, "a group of men", "3 men"), one(DriftKind::Number, Added, "–", "3"));
    assert_eq!(changed(group, "a group", "the group"), [""; 0]);
}

#[test]
fn what_counts_a_list_is_no_fact() {
    let item = "1. Smith resigned from the board of the bank in the summer.";
    assert_eq!(changed(item, "1. ", "2. "), [""; 0]);
    assert_eq!(changed(item, "1. ", ""), [""; 0]);
}

#[test]
fn seasons_and_decades_are_facts() {
    let season = "The club was founded for the 2023-24 season and plays in the old stadium.";
    assert_eq!(changed(season, "2023-24", "2023-2024"), one(DriftKind::Number, Reformatted, "24", "2024"));
    let decade = "The bridge over the river was closed in the 1990s and has been a ruin since.";
    assert_eq!(changed(decade, "1990s", "1980s"), one(DriftKind::Date, Conflict, "1990s", "1980s"));
    assert_eq!(changed(decade, "1990s", "1990's"), one(DriftKind::Date, Reformatted, "1990s", "1990's"));
    assert_eq!(changed(decade, "the 1990s", "1994"), one(DriftKind::Date, Rounded, "1990s", "1994"));
    assert_eq!(changed(decade, "the 1990s", "1984"), one(DriftKind::Date, Conflict, "1990s", "1984"));
}

#[test]
fn a_weekday_beside_its_date_is_the_same_however_it_stands() {
    let sentence = "The council of the old town met on Monday (June 3) to speak of the bridge.";
    let found = changed(sentence, "Monday (June 3)", "Monday, June 3");
    assert_eq!(found, one(DriftKind::Date, Reformatted, "Monday (June 3)", "Monday, June 3"));
    let short = "The council of the old town met on Mon., Sept. 5 to speak of the bridge.";
    let found = changed(short, "Mon., Sept. 5", "Monday, September 5");
    assert_eq!(found, one(DriftKind::Date, Reformatted, "Mon., Sept. 5", "Monday, September 5"));
    let zone = "The council of the old town met at 7 p.m. on Friday to speak of the bridge.";
    let found = changed(zone, "7 p.m. on Friday", "7 p.m. GMT on Friday");
    assert_eq!(found, one(DriftKind::Date, Rounded, "7 p.m. on Friday", "7 p.m. GMT on Friday"));
}

#[test]
fn a_number_that_is_not_read_is_no_conflict() {
    let sentence = "The council of the old town bought trois dizaines boats for the mill by the river.";
    assert_eq!(changed(sentence, "trois dizaines", "30"), [""; 0]);
    assert_eq!(changed(sentence, "trois dizaines", "quatre dizaines"), [""; 0]);
}

#[test]
fn dates_are_held_against_the_date_in_their_place() {
    for (old, new, verdict) in [
        ("19 June 1986", "16 June 1986", Conflict),
        ("19 June 1986", "19 June 1987", Conflict),
        ("19 June 1986", "June 19, 1986", Reformatted),
        ("19 June 1986", "June 1986", Rounded),
    ] {
        assert_eq!(changed(SENTENCE, old, new), one(DriftKind::Date, verdict, old, new));
    }
    assert_eq!(changed(SENTENCE, " on 19 June 1986", ""), one(DriftKind::Date, Dropped, "19 June 1986", "–"));
    let plain = "The old bridge over the river has been closed in March, and boats pass below it.";
    assert_eq!(changed(plain, "March", "May"), one(DriftKind::Date, Conflict, "March", "May"));
    let year = "The old bridge over the river has been closed since 1986, and boats pass below it.";
    assert_eq!(changed(year, "1986", "1987"), one(DriftKind::Date, Conflict, "1986", "1987"));
    // What moved is the same, and a line ends where it likes.
    let moved = "The old bridge over the river was closed on Monday because its cables had rusted.";
    let later = "The old bridge over the river was closed because its cables had rusted on Monday.";
    assert!(told(moved, later).is_empty());
    assert!(changed(SENTENCE, "19 June", "19\nJune").is_empty());
}

#[test]
fn names_are_exchanged_dropped_and_added() {
    for (old, new, verdict) in
        [("Norland", "Esteria", Conflict), ("Norland", "South Norland", Reformatted), ("Lowport", "Highport", Conflict)]
    {
        assert_eq!(changed(SENTENCE, old, new), one(DriftKind::Name, verdict, old, new));
    }
    assert_eq!(changed(SENTENCE, " of Norland", ""), one(DriftKind::Name, Dropped, "Norland", "–"));
    assert_eq!(changed(SENTENCE, "old barges", "old barges from Esteria"), one(DriftKind::Name, Added, "–", "Esteria"));
    let company = "The mayor hopes that North Acme Corp will repair the old bridge over the river this summer.";
    for (new, verdict) in [("North Acme Corporation", Reformatted), ("South Acme Corp", Conflict)] {
        let found = changed(company, "North Acme Corp", new);
        assert_eq!(found, one(DriftKind::Name, verdict, "North Acme Corp", new));
    }
    let first = "North Acme Corp will repair the old bridge over the river this summer.";
    let found = changed(first, "North Acme Corp", "Brill Inc");
    assert_eq!(found, one(DriftKind::Name, Conflict, "North Acme Corp", "Brill Inc"));
}

#[test]
fn a_name_that_stands_elsewhere_is_not_dropped() {
    let twice = "The guards of Norland said that the boats from Norland had passed the old mill before dawn.";
    assert!(changed(twice, " from Norland", "").is_empty());
    let longer = "In the evening Vladimir Orlov told the guards that Orlov would not pass the old mill.";
    assert_eq!(changed(longer, "that Orlov", "that he"), Vec::<String>::new());
}

#[test]
fn plain_words_are_no_facts() {
    for (old, new) in
        [("old barges", "barges"), ("bought", "purchased"), ("old barges", "shabby barges"), ("boats", "ships")]
    {
        assert!(changed(SENTENCE, old, new).is_empty(), "{old} → {new}");
    }
    let start = "Boats pass below the old bridge over the river, and the boats are small.";
    assert!(changed(start, "Boats", "Ships").is_empty());
}

#[test]
fn a_negation_that_came_or_went_is_a_conflict() {
    assert_eq!(changed(SENTENCE, "not insured", "insured"), one(DriftKind::Negation, Conflict, "not", "–"));
    assert_eq!(changed(SENTENCE, "had bought", "had never bought"), one(DriftKind::Negation, Conflict, "–", "never"));
    let rose = "The water of the river did not rise in the night, and the old mill stands.";
    assert_eq!(changed(rose, "did not rise", "rose"), one(DriftKind::Negation, Conflict, "not", "–"));
    assert!(changed(rose, "did not rise", "didn't rise").is_empty());
    // It moved by a word.
    let sell = "The council shall not sell a single acre of the common land this year.";
    assert!(changed(sell, "not sell a", "sell not a").is_empty());
}

#[test]
fn who_speaks_is_told_from_who_is_spoken_of() {
    assert_eq!(changed(SENTENCE, "Ada Lind", "Mary Berg"), one(DriftKind::Speaker, Conflict, "Ada Lind", "Mary Berg"));
    assert_eq!(changed(SENTENCE, "Ada Lind", "Lind"), one(DriftKind::Speaker, Reformatted, "Ada Lind", "Lind"));
    assert_eq!(changed(SENTENCE, "Ada Lind", "she"), one(DriftKind::Speaker, Dropped, "Ada Lind", "–"));
    let quoted = "“We shall rebuild the old mill before winter comes,” said Tom Berg near the river.";
    assert_eq!(changed(quoted, "Tom Berg", "Ada Lind"), one(DriftKind::Speaker, Conflict, "Tom Berg", "Ada Lind"));
    assert_eq!(changed(quoted, "said Tom Berg", "he said"), one(DriftKind::Speaker, Dropped, "Tom Berg", "–"));
    assert!(changed(quoted, "said Tom Berg", "Tom Berg said").is_empty());
    let first = "Lind said that the old bridge over the river would be closed.";
    assert_eq!(changed(first, "Lind", "Berg"), one(DriftKind::Speaker, Conflict, "Lind", "Berg"));
    // A spokesman of hers speaks, not she.
    let of = "A spokesman for Ada Lind said that the old bridge over the river would be closed.";
    assert_eq!(changed(of, "Ada Lind", "Tom Berg"), one(DriftKind::Name, Conflict, "Ada Lind", "Tom Berg"));
}

#[test]
fn the_words_of_a_quotation_are_facts() {
    let quoted = "“We shall rebuild the broken mill before winter comes,” the mayor said near the river.";
    for (old, new, kind) in
        [("broken", "famous", Conflict), ("broken ", "", Dropped), ("broken mill", "broken old mill", Added)]
    {
        let found = changed(quoted, old, new);
        let words = |words: &str| if words.trim().is_empty() { "–".to_owned() } else { words.trim().to_owned() };
        let (a, b) = if kind == Added { ("–".to_owned(), "old".to_owned()) } else { (words(old), words(new)) };
        assert_eq!(found, one(DriftKind::Quotation, kind, &a, &b));
    }
    // A change is told once, as what it is most.
    assert_eq!(changed(quoted, "shall", "shall not"), one(DriftKind::Negation, Conflict, "–", "not"));
    // The same words in another order are the same saying, and words outside are none.
    let order = changed(quoted, "before winter comes", "winter comes before");
    assert_eq!(order.len(), 1);
    assert!(order[0].starts_with("Quotation Reformatted"), "{order:?}");
    assert!(changed(quoted, "near the river", "by the river").is_empty());
}

#[test]
fn two_renderings_of_one_saying_are_one_drift() {
    let a = "“We shall never sell the common land of our fathers to strangers, and the children will thank us for it as long as the river runs past the town,” he said.";
    let b = "“We will never give the shared land of our parents to people, and the young will praise us for it as long as the river flows past the town,” he said.";
    let found = told(a, b);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("Quotation Conflict"), "{found:?}");
}

#[test]
fn other_languages_have_numbers_dates_and_negations() {
    // Long enough for their language to be known.
    let german = "Der Rat der Stadt hat am 19. Juni 1986 nach einer langen Sitzung beschlossen, die alte Brücke über den Fluss \
        für 1,5 Millionen Euro zu erneuern, und sie ist seitdem nicht mehr gesperrt worden.";
    let french = "Le conseil municipal a décidé le 19 juin 1986, après une longue séance, de rénover le vieux pont sur la rivière \
        pour 1,5 million euros, et depuis ce temps il n'est pas fermé aux voitures.";
    let spanish = "El consejo de la ciudad decidió el 19 de junio de 1986, después de una larga sesión, renovar el viejo puente \
        sobre el río por 1,5 millones euros, y desde entonces nunca fue cerrado.";
    for (sentence, old, new, kind, verdict) in [
        (german, "19. Juni 1986", "16. Juni 1986", DriftKind::Date, Conflict),
        (german, "19. Juni 1986", "19.06.1986", DriftKind::Date, Reformatted),
        (german, "1,5 Millionen Euro", "1,8 Millionen Euro", DriftKind::Number, Conflict),
        (french, "19 juin 1986", "19 mai 1986", DriftKind::Date, Conflict),
        (french, "1,5 million euros", "1,8 million euros", DriftKind::Number, Conflict),
        (spanish, "19 de junio de 1986", "19 de julio de 1986", DriftKind::Date, Conflict),
        (spanish, "1,5 millones euros", "1,8 millones euros", DriftKind::Number, Conflict),
    ] {
        assert_eq!(changed(sentence, old, new), one(kind, verdict, old, new));
    }
    assert_eq!(changed(german, "nicht mehr", "mehr"), one(DriftKind::Negation, Conflict, "nicht", "–"));
    assert_eq!(changed(french, "pas fermé", "fermé"), one(DriftKind::Negation, Conflict, "pas", "–"));
    assert_eq!(changed(spanish, "nunca fue", "fue"), one(DriftKind::Negation, Conflict, "nunca", "–"));
}

#[test]
fn a_paraphrase_tells_values_only() {
    let a = Text::new("The river rose by 961 inches.", line_phrases());
    let b = Text::new("By 1961 inches rose the river.", line_phrases());
    let corpus = Corpus::new(&[&a, &b]);
    let all = 0..1;
    let found = drift(&corpus, (0, &all), (1, &all), Relation::Paraphrase);
    assert_eq!(found.iter().map(|d| (d.kind, d.verdict)).collect::<Vec<_>>(), [(DriftKind::Number, Conflict)]);
    assert!(find(&corpus, &[(0, 1)], Chance::NAMED, Depth::Spans)[0].overlaps.iter().all(|o| o.drift.is_empty()));
}

#[test]
fn what_is_written_alike_is_no_difference_whatever_stands_beside_it() {
    let german = "Die Firma beschäftigt 1.200 Menschen in dem alten Werk, teilte sie am Montag mit.";
    let english = "The company said on Tuesday that it would close the plant and that all of the workers would be offered \
        other jobs in the group. The union said that it had not been told of the plan and that it would fight it in the \
        courts, if it had to. Nobody from the company was there to say what would become of the site.";
    let mixed = format!("{english}\n\n{german}");
    let [a, b] = [german, &mixed].map(|body| Text::new(body, line_phrases()));
    let last = b.sentences().len() - 1;
    let corpus = Corpus::new(&[&a, &b]);
    assert_eq!(Couple::new(&corpus, 0, 1, Depth::Edits).overlap(&(0..1), &(last..last + 1)).drift, []);
}

#[test]
fn digits_that_may_be_the_other_number_are_written_otherwise() {
    // Too short to tell the language, and so whether the stop parts thousands.
    assert_eq!(
        told("Die Firma hat 1.500 Leute entlassen.", "Die Firma hat 1500 Leute entlassen."),
        one(DriftKind::Number, Reformatted, "1.500", "1500")
    );
}

#[test]
fn numbers_on_two_sides_of_a_word_are_two_numbers() {
    let drift = told(
        "Police arrested 12 men, including some officers from Leeds, a court heard today.",
        "Police arrested several men, including 3 officers from Leeds, a court heard today.",
    );
    assert_eq!(drift, ["Number Dropped: 12 | –", "Number Added: – | 3"]);
}

#[test]
fn a_score_the_other_way_round_is_another() {
    let sentence = "The team won 3-1 against its rival in the capital on Saturday before a large crowd.";
    assert_eq!(changed(sentence, "3-1", "1-3"), one(DriftKind::Number, Conflict, "3-1", "1-3"));
    let sentence = "The council voted 52 to 48 against the plan of the mayor on Saturday.";
    assert_eq!(changed(sentence, "on Saturday", "on Sunday"), one(DriftKind::Date, Conflict, "Saturday", "Sunday"));
}

#[test]
fn not_only_denies_nothing() {
    for (a, b) in [
        ("He was not only rich but also generous to the old town.", "He was rich and also generous to the old town."),
        ("No fewer than 20 boats sank in the harbour on Monday.", "As many as 20 boats sank in the harbour on Monday."),
    ] {
        assert!(!told(a, b).iter().any(|drift| drift.starts_with("Negation")), "{a}");
    }
}

#[test]
fn a_name_goes_on_behind_an_initial_and_none_begins_behind_a_dateline() {
    let sentence = "George Bush met the council of the town on Monday at noon.";
    assert_eq!(
        changed(sentence, "George Bush", "George W. Bush"),
        one(DriftKind::Name, Reformatted, "George Bush", "George W. Bush")
    );
    let sentence = "LOWPORT (Reuters) - Shares of the bank rose after the news on Monday.";
    assert_eq!(changed(sentence, "Shares", "Stocks"), [""; 0]);
}

#[test]
fn numbers_in_words_are_numbers_in_many_languages() {
    for (a, b) in [
        ("Die Polizei nahm am Montag zwölf Männer in der alten Halle fest.", "12"),
        ("La police a arrêté trois hommes dans la vieille gare lundi matin.", "3"),
        ("La policía detuvo a treinta y cinco hombres en la vieja estación.", "35"),
        ("Полиция задержала двадцать пять человек на старом вокзале в городе.", "25"),
    ] {
        let word = ["zwölf", "trois", "treinta y cinco", "двадцать пять"].into_iter().find(|word| a.contains(word));
        let word = word.unwrap();
        assert_eq!(changed(a, word, b), one(DriftKind::Number, Reformatted, word, b), "{a}");
    }
}

#[test]
fn a_name_is_one_with_its_title_or_without_and_however_it_is_spelt() {
    let sentence = "The minister met {} in Dublin on Friday to discuss the new trade deal of the isles.";
    for (a, b, verdict) in [
        ("Mr Varadkar", "Leo Varadkar", Reformatted),
        ("President Biden", "Joe Biden", Reformatted),
        ("Pedro Sanchez", "Pedro Sánchez", Reformatted),
        ("President Biden", "President Trump", Conflict),
        ("General Motors", "Ford Motors", Conflict),
        ("Peter Pan", "Peter Smith", Conflict),
    ] {
        let told = told(&sentence.replace("{}", a), &sentence.replace("{}", b));
        assert_eq!(told, one(DriftKind::Name, verdict, a, b), "{a} {b}");
    }
    let sentence = "The plan was dropped by the U.S. on Monday, officials in the city said.";
    assert_eq!(changed(sentence, "U.S.", "US"), one(DriftKind::Name, Reformatted, "U.S.", "US"));
}

#[test]
fn a_word_of_a_name_that_may_be_none_belongs_to_the_name_beside_it() {
    let rest = "writers around the world contributed, including Joseph Wilson in Barcelona; Danica Kirka and Jill Lawless in \
        London; Frank Jordans in Berlin; Karen Matthews in New York; and Nick Perry in Wellington, New Zealand.";
    let texts = [
        format!("Charlton reported from Paris. Sherman reported from Washington. Associated Press {rest}"),
        format!("This story was reported by The Associated Press. AP {rest}"),
        "The shooting cannot be told from the mission to villainize the press as the enemy of the people.".to_owned(),
    ];
    let texts = texts.map(|body| Text::new(&body, line_phrases()));
    let corpus = Corpus::new(&[&texts[0], &texts[1], &texts[2]]);
    let drift = Couple::new(&corpus, 0, 1, crate::overlap::Depth::Edits).overlap(&(2..3), &(1..2)).drift;
    assert_eq!(
        drift.iter().map(|drift| (drift.kind, drift.verdict)).collect::<Vec<_>>(),
        [(DriftKind::Name, Reformatted)]
    );
}
