//! What the engine finds in small texts made for it, and what holds for any two texts.

use proptest::prelude::*;

use super::*;
use crate::article::line_phrases;
use crate::text::Text;

fn text(body: &str) -> Text {
    Text::new(body, line_phrases())
}

/// What two texts share, and the texts.
fn shared(a: &str, b: &str) -> (Pair, Text, Text) {
    let (a, b) = (text(a), text(b));
    let corpus = Corpus::new(&[&a, &b]);
    let pair = find(&corpus, &[(0, 1)], Chance::NAMED, Depth::Edits).remove(0);
    (pair, a, b)
}

/// The relations found, with 1-based sentences.
fn relations(pair: &Pair) -> Vec<(usize, usize, Relation)> {
    pair.overlaps.iter().map(|o| (o.a.sentences.start + 1, o.b.sentences.start + 1, o.relation)).collect()
}

/// The drift of the first overlap in words.
fn drift_of(a: &str, b: &str) -> Vec<(DriftKind, Verdict, String, String)> {
    let (pair, a, b) = shared(a, b);
    let words = |text: &Text, span: Option<Span>| span.map_or(String::new(), |span| text.slice(span).to_owned());
    let drift = pair.overlaps.iter().flat_map(|overlap| &overlap.drift);
    drift.map(|d| (d.kind, d.verdict, words(&a, d.a), words(&b, d.b))).collect()
}

const FLOOD: &str = "The river burst its banks near the old mill before dawn and swept away two wooden bridges.";

#[test]
fn a_copied_sentence_is_found_among_strangers() {
    let (pair, ..) = shared(
        &format!("Farmers had warned for weeks that the dam was cracked.\n{FLOOD}\nNobody was hurt."),
        &format!("Insurers expect a long summer of claims from growers.\nSchools stay closed.\n{FLOOD}"),
    );
    assert_eq!(relations(&pair), [(2, 3, Relation::Verbatim)]);
    assert_eq!(pair.overlaps[0].score, Score::FULL);
}

#[test]
fn an_edited_sentence_keeps_its_words_in_order() {
    let (pair, a, b) = shared(
        FLOOD,
        "Before the siren, officials said, the river burst its banks near the mill and swept away two bridges.",
    );
    assert_eq!(relations(&pair), [(1, 1, Relation::Edited)]);
    let edits = &pair.overlaps[0].edits;
    let side = |pick: fn(&Edit) -> Span, text: &Text| edits.iter().map(|e| text.slice(pick(e))).collect::<String>();
    assert_eq!(side(|e| e.a, &a), a.body());
    assert_eq!(side(|e| e.b, &b), b.body());
}

#[test]
fn names_alone_are_never_shared_wording() {
    let treaty = "the Grand Northern Fisheries Treaty between Norland and the Republic of Esteria";
    let (pair, ..) = shared(
        &format!("Ministers praised {treaty} in a brief note.\nThey gave no reason."),
        &format!("Critics on Tuesday called {treaty} a gift to trawler owners.\nA vote is due."),
    );
    assert_eq!(relations(&pair), []);
    assert_eq!(pair.names.len(), 1);
    assert!(pair.names[0].words >= 8, "{:?}", pair.names);
}

#[test]
fn a_quotation_is_no_copying() {
    let quote = "“we shall not sell a single acre of the common land to anyone”";
    let (pair, ..) = shared(
        &format!("Speaking after the meeting, the mayor said {quote}, reporters heard."),
        &format!("There were cheers. “You know,” she began, and then: {quote}. The hall rose."),
    );
    assert_eq!(relations(&pair).iter().map(|r| r.2).collect::<Vec<_>>(), [Relation::Quotation]);
    assert_eq!((pair.share_a, pair.share_b), (Score::default(), Score::default()));
}

/// Five sentences and a rewrite of each, in order.
const SOURCE: &str = "The council voted to close the harbour pool after engineers found cracks in the basin.
Repairs would cost more than the town earns from tourists in a season.
Swimmers gathered four thousand signatures against the closure within a week.
A private sponsor offered to pay half of the repairs if the town kept the entrance fee low.
The council will decide on the sponsor's offer at its session in March.";
const REWRITE: &str =
    "Because engineers discovered cracks in its basin, the harbour pool is to be closed, the council decided.
What the town earns from tourists each season would not cover the repairs.
Against the closure, swimmers collected signatures: four thousand of them in one week.
Half of the repairs would be paid by a sponsor, a private one, who wants the entrance fee kept low.
In March the session of the council is to decide whether it takes the sponsor's offer.";

#[test]
fn paraphrase_is_believed_in_company_only() {
    let (pair, ..) = shared(SOURCE, REWRITE);
    let found = relations(&pair);
    assert_eq!(found.iter().map(|r| (r.0, r.1)).collect::<Vec<_>>(), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]);
    assert!(found.iter().all(|r| r.2.is_copying()), "{found:?}");
    let (alone, ..) = shared(
        "Two hundred people were brought to safety overnight as the water rose in the valley of the old mill.",
        "Rising water in the valley made rescuers take some 200 villagers out by boat during the night.",
    );
    assert_eq!(relations(&alone), []);
    assert!(alone.dropped.seeds > 0, "{:?}", alone.dropped);
}

#[test]
fn a_moved_sentence_is_said_to_have_moved() {
    let lines: Vec<&str> = SOURCE.lines().collect();
    let turned = [lines[4], lines[0], lines[1], lines[2], lines[3]].join("\n");
    let (pair, ..) = shared(SOURCE, &turned);
    let moved: Vec<(usize, bool)> = pair.overlaps.iter().map(|o| (o.a.sentences.start + 1, o.moved)).collect();
    assert_eq!(moved, [(1, false), (2, false), (3, false), (4, false), (5, true)]);
}

#[test]
fn lines_of_the_site_are_apart() {
    let line = "Sign up for our newsletter and get the five most read stories of the harbour district every morning";
    let (pair, ..) = shared(&format!("{FLOOD}\n{line}"), &format!("Schools stay closed on Monday.\n{line}"));
    assert_eq!(relations(&pair), [(2, 2, Relation::Boilerplate)]);
    assert_eq!(pair.share_a, Score::default());
}

/// `count` lines of eight words that no other text has, if `text` is its own.
fn own_lines(text: usize, count: usize) -> String {
    let line = |line: usize| (0..8).map(|word| made_up(10_000 * text + 10 * line + word)).collect::<Vec<_>>().join(" ");
    (0..count).map(|number| line(number) + ".\n").collect()
}

#[test]
fn a_short_line_proves_nothing_by_the_lines_of_the_site_around_it() {
    let body = |number: usize| {
        format!(
            "{}Sign up for our newsletter and get the five most read stories of the harbour district every morning\n\
             Tides of the coast by post.\nRead more: the timetables of all ferries along the northern coast and their fares",
            own_lines(number, 30)
        )
    };
    let (pair, ..) = shared(&body(1), &body(2));
    assert_eq!(relations(&pair), [(31, 31, Relation::Boilerplate), (33, 33, Relation::Boilerplate)]);
    assert!(pair.passages.iter().all(|passage| passage.relation == Relation::Boilerplate), "{:?}", pair.passages);
}

#[test]
fn a_line_too_short_for_a_phrase_is_told_by_what_stands_beside_it() {
    let block = "The Gazette brings tides and timetables of the whole coast to its readers.\nTides by post\n\
                 This column is printed with the help of everyone who reads it.";
    let body = |number: usize| {
        let [before, behind] = [number, number + 50].map(|own| own_lines(own, 12));
        format!("{before}Nobody was hurt.\n{behind}{block}")
    };
    let texts: Vec<Text> = (0..8).map(|number| text(&body(number))).collect();
    let corpus = Corpus::new(&texts.iter().collect::<Vec<_>>());
    for prepared in &corpus.texts {
        let is_line = |sentence: &corpus::Sentence| sentence.zone == corpus::Zone::Boilerplate;
        let lines: Vec<usize> = (0..prepared.sentences.len()).filter(|&at| is_line(&prepared.sentences[at])).collect();
        // "Nobody was hurt." stands beside something else in each text.
        assert_eq!(lines, [25, 26, 27]);
    }
}

#[test]
fn a_passage_has_the_marks_at_the_ends_of_its_sentences() {
    let quoted = format!("“{FLOOD}”");
    let (pair, a, b) = shared(
        &format!("Farmers had warned for weeks.\n{quoted}\nNobody was hurt."),
        &format!("Schools stay closed.\n{quoted}"),
    );
    let spans: Vec<[&str; 2]> = pair.passages.iter().map(|passage| [a.slice(passage.a), b.slice(passage.b)]).collect();
    assert_eq!(spans, [[quoted.as_str(); 2]]);
}

#[test]
fn what_was_copied_from_both_ends_of_a_text_is_no_digest_of_it() {
    let (source, own) = (own_lines(1, 40), own_lines(2, 40));
    let lines = |text: &str, range: Range<usize>| text.lines().collect::<Vec<_>>()[range].join("\n");
    let [first, last] = [0..2, 38..40].map(|range| lines(&source, range));
    let copy = [lines(&own, 0..20), first.clone(), last.clone(), lines(&own, 20..40)].join("\n");
    let (pair, text, _) = shared(&source, &copy);
    let passages: Vec<&str> = pair.passages.iter().map(|passage| text.slice(passage.a)).collect();
    assert_eq!(passages, [first, last]);
}

#[test]
fn what_both_retell_from_one_document_is_a_common_source() {
    let cited = |text: &str, source: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines[1] = lines[1].replace('.', &format!(", according to {source}."));
        lines.join("\n")
    };
    let second = |a: &str, b: &str| {
        let (pair, ..) = shared(&cited(SOURCE, a), &cited(REWRITE, b));
        pair.overlaps.iter().find(|o| o.a.sentences.start == 1).map(|o| o.relation)
    };
    let report = "the Harbour Safety Institute";
    assert_eq!(second(report, report), Some(Relation::CommonSource));
    assert_eq!(second(report, "the Norland Swimming Institute"), Some(Relation::Paraphrase));
    // Words in order are copied with their credit.
    let sentence = format!("According to {report}, {}", FLOOD.to_lowercase());
    let (pair, ..) = shared(&sentence, &sentence.replace("old mill", "new mill"));
    assert_eq!(relations(&pair), [(1, 1, Relation::Edited)]);
}

#[test]
fn what_is_retold_from_one_document_is_a_passage_of_its_kind() {
    let cited = |text: &str| {
        let cite = |line: &str| line.replace('.', ", according to the Harbour Safety Institute.");
        text.lines().map(cite).collect::<Vec<String>>().join("\n")
    };
    let (pair, ..) = shared(&cited(SOURCE), &cited(REWRITE));
    assert!(!pair.overlaps.is_empty());
    let retold = pair.overlaps.iter().filter(|overlap| overlap.relation == Relation::CommonSource).count();
    assert!(2 * retold > pair.overlaps.len(), "{:?}", relations(&pair));
    assert!(pair.passages.iter().all(|passage| passage.relation == Relation::CommonSource), "{:?}", pair.passages);
    // No word of what is retold took the place of another.
    let facts = pair.overlaps.iter().filter(|o| o.relation.is_retold()).flat_map(|overlap| &overlap.drift);
    assert!(facts.into_iter().all(|fact| matches!(fact.kind, DriftKind::Number | DriftKind::Date)));
}

#[test]
fn a_text_too_short_to_tell_its_language_is_read_in_that_of_the_others() {
    use crate::text::Language::{English, Russian};
    let long = "Правительство хочет снизить налоги для семей в следующем году, сообщил министр финансов на встрече с \
        журналистами. Он сказал, что депутаты обсудят этот закон в парламенте уже на этой неделе.";
    let [long, short, none] = [long, "Поезд.", "1500"].map(text);
    assert_eq!([&long, &short, &none].map(Text::language), [Some(Russian), None, None]);
    let languages = |texts: &[&Text]| Corpus::new(texts).texts.iter().map(|text| text.language).collect::<Vec<_>>();
    assert_eq!(languages(&[&short, &long, &none]), [Russian; 3]);
    assert_eq!(languages(&[&short, &none]), [English; 2]);
}

#[test]
fn facts_that_changed_are_told_by_kind() {
    let sentence = "The river burst its banks near the old mill and swept away 12 bridges on 3 May 2019.";
    for (old, new, kind, verdict) in [
        ("12 bridges", "21 bridges", DriftKind::Number, Verdict::Conflict),
        ("12 bridges", "twelve bridges", DriftKind::Number, Verdict::Reformatted),
        ("3 May 2019", "4 May 2019", DriftKind::Date, Verdict::Conflict),
        ("3 May 2019", "May 3, 2019", DriftKind::Date, Verdict::Reformatted),
        ("3 May 2019", "May 2019", DriftKind::Date, Verdict::Rounded),
        (" on 3 May 2019", "", DriftKind::Date, Verdict::Dropped),
    ] {
        assert!(sentence.contains(old));
        let drift = drift_of(sentence, &sentence.replace(old, new));
        let told: Vec<_> = drift.iter().map(|d| (d.0, d.1)).collect();
        assert_eq!(told, [(kind, verdict)], "{old} → {new}: {drift:?}");
        let back = drift_of(&sentence.replace(old, new), sentence);
        let turned = if verdict == Verdict::Dropped { Verdict::Added } else { verdict };
        assert_eq!(back.iter().map(|d| (d.0, d.1)).collect::<Vec<_>>(), [(kind, turned)], "{new} → {old}");
    }
}

#[test]
fn a_small_number_in_words_may_go_without_loss() {
    let sentence = "The river burst its banks near the old mill and swept away the two bridges of the town.";
    assert_eq!(drift_of(sentence, &sentence.replace("two bridges", "bridges")), []);
    assert_eq!(drift_of(sentence, &sentence.replace("two", "four")).len(), 1);
}

/// `count` texts of made-up words, each of which stands in one text only.
fn strangers(count: usize) -> Vec<Text> {
    let word = |n: usize| (0..4).map(|k| char::from(b'a' + (n / 20usize.pow(k) % 20) as u8)).collect::<String>() + "k";
    (0..count).map(|n| text(&(12 * n..12 * (n + 1)).map(word).collect::<Vec<_>>().join(" "))).collect()
}

#[test]
fn in_a_large_corpus_only_likely_pairs_are_compared_and_copies_are_among_them() {
    let mut texts = strangers(thresholds::ALL_PAIRS_TEXTS);
    texts.push(text(&format!("Schools stay closed.\n{FLOOD}")));
    texts.push(text(&format!("{FLOOD}\nFarmers had warned for weeks.")));
    let all: Vec<&Text> = texts.iter().collect();
    let found = candidate_pairs(&Corpus::new(&all));
    assert_eq!(found, [(all.len() - 2, all.len() - 1)]);
    // A few texts are all compared, however little they share.
    assert_eq!(candidate_pairs(&Corpus::new(&all[..4])).len(), 6);
}

#[test]
fn words_that_only_one_sentence_has_keep_no_two_texts_apart() {
    // Of the numbers of two tables most are in one only, and these are the rarest of all.
    let mut texts = strangers(thresholds::ALL_PAIRS_TEXTS);
    texts.push(text(
        "7.8035 sterling 12.622 1.6180 1.6190 mark 1.8215 1.8225 franc 1.5140 dollar 3.6506 3.6534 at noon.",
    ));
    texts.push(text(
        "7.8030 sterling 12.622 1.6181 1.6195 mark 1.8210 1.8220 franc 1.5140 dollar 3.6507 3.6535 at four.",
    ));
    let all: Vec<&Text> = texts.iter().collect();
    assert_eq!(candidate_pairs(&Corpus::new(&all)), [(all.len() - 2, all.len() - 1)]);
}

#[test]
fn of_many_copies_each_is_compared_with_its_nearest() {
    // Each of a long row of copies has lost the first words of the one before.
    let words: Vec<String> = strangers(20).iter().map(|text| text.body().to_owned()).collect();
    let copies = thresholds::ALL_PAIRS_TEXTS + 16;
    let body = |copy: usize| words.join(" ").split(' ').skip(2 * copy).collect::<Vec<_>>().join(" ");
    let texts: Vec<Text> = (0..copies).map(|copy| text(&body(copy))).collect();
    let all: Vec<&Text> = texts.iter().collect();
    let corpus = Corpus::new(&all);
    let (likely, nearest) = (candidate_pairs(&corpus), nearest_pairs(&corpus, 3, |_, _| true));
    assert!(likely.len() > 3 * copies && nearest.len() <= 3 * copies, "{} {}", likely.len(), nearest.len());
    assert!(nearest.iter().all(|pair| likely.contains(pair)));
    for copy in 0..copies {
        assert!(nearest.iter().any(|&(a, b)| a == copy || b == copy), "{copy}");
    }
    // Where there is room all are kept.
    assert_eq!(nearest_pairs(&corpus, copies, |_, _| true), likely);
}

#[test]
fn a_day_between_small_words_is_held_against_the_other_day() {
    let sentence = "Police in the old town said on Monday that the river had burst its banks near the mill.";
    let drift = drift_of(sentence, &sentence.replace("Monday", "Tuesday"));
    assert_eq!(drift.iter().map(|d| (d.0, d.1)).collect::<Vec<_>>(), [(DriftKind::Date, Verdict::Conflict)]);
    let drift = drift_of(sentence, &sentence.replace("on Monday", "in June 2024"));
    assert_eq!(drift.iter().map(|d| d.1).collect::<Vec<_>>(), [Verdict::Dropped, Verdict::Added]);
}

#[test]
fn a_negation_that_came_and_a_name_that_changed_are_conflicts() {
    let sentence = "In the evening the guards from Norland said that the river had burst its banks near the old mill.";
    let drift = drift_of(sentence, &sentence.replace("had burst", "had not burst"));
    assert_eq!((drift[0].0, drift[0].1, drift[0].3.as_str()), (DriftKind::Negation, Verdict::Conflict, "not"));
    let longer =
        sentence.replace("the old mill.", "the old mill, and that is not what anyone had told the people there.");
    assert_eq!(drift_of(sentence, &longer), []);
    let drift = drift_of(sentence, &sentence.replace("Norland", "Esteria"));
    assert_eq!((drift[0].0, drift[0].1), (DriftKind::Name, Verdict::Conflict));
    for (old, new, verdict) in [
        ("North Korea", "South Korea", Verdict::Conflict),
        ("Kim Jong Un", "Kim Jong Il", Verdict::Conflict),
        ("Vladimir Putin", "Putin", Verdict::Reformatted),
    ] {
        let drift = drift_of(&sentence.replace("Norland", old), &sentence.replace("Norland", new));
        assert_eq!(drift.iter().map(|d| (d.0, d.1)).collect::<Vec<_>>(), [(DriftKind::Name, verdict)], "{old} → {new}");
    }
}

#[test]
fn a_saying_in_other_words_is_told_by_what_it_lost() {
    let said = "“we shall not sell a single acre of the common land to anyone”";
    let sentence = format!("Speaking after the meeting, the mayor said {said}, reporters heard.");
    for (old, new, verdict) in [
        ("shall not sell a single acre", "shall sell not a single acre", Some(Verdict::Reformatted)),
        (" to anyone", "", Some(Verdict::Dropped)),
        ("common land", "green field", Some(Verdict::Conflict)),
        ("reporters heard", "they heard", None),
    ] {
        let drift = drift_of(&sentence, &sentence.replace(old, new));
        let told: Vec<_> = drift.iter().map(|d| (d.0, d.1)).collect();
        let wanted: Vec<_> = verdict.iter().map(|verdict| (DriftKind::Quotation, *verdict)).collect();
        assert_eq!(told, wanted, "{old} → {new}: {drift:?}");
    }
}

#[test]
fn what_a_text_repeats_is_listed_and_matched_once() {
    let dek = format!("{FLOOD}\nFarmers had warned for weeks that the dam was cracked.\n{FLOOD}");
    let (a, b) = (text(&dek), text(FLOOD));
    let corpus = Corpus::new(&[&a, &b]);
    assert_eq!(repeats(&corpus).iter().map(|r| (r.text, r.first, r.second)).collect::<Vec<_>>(), [(0, 0, 2)]);
    assert_eq!(find(&corpus, &[(0, 1)], Chance::NAMED, Depth::Edits)[0].overlaps.len(), 1);
}

/// A handful of sentences to build texts of.
fn sentences() -> impl Strategy<Value = Vec<&'static str>> {
    let pool: Vec<&'static str> =
        SOURCE.lines().chain(REWRITE.lines()).chain([FLOOD, "“No,” she said.", "NO NEWS"]).collect();
    proptest::collection::vec(proptest::sample::select(pool), 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_other_direction_is_the_mirror(a in sentences(), b in sentences()) {
        let (a, b) = (text(&a.join("\n")), text(&b.join("\n")));
        let corpus = Corpus::new(&[&a, &b]);
        let found = find(&corpus, &[(0, 1), (1, 0)], Chance::NAMED, Depth::Edits);
        prop_assert_eq!(found[0].clone().mirror(), found[1].clone());
    }

    #[test]
    fn what_is_told_later_is_what_is_told_at_once(a in sentences(), b in sentences()) {
        let (a, b) = (text(&a.join("\n")), text(&b.join("\n")));
        let corpus = Corpus::new(&[&a, &b]);
        let found = |depth| find(&corpus, &[(0, 1), (1, 0)], Chance::NAMED, depth);
        let mut later = found(Depth::Spans);
        tell(&corpus, &mut later, |pair| pair.a == 1);
        prop_assert_eq!(&later, &[found(Depth::Spans).remove(0), found(Depth::Edits).remove(1)]);
        tell(&corpus, &mut later, |_| true);
        prop_assert_eq!(later, found(Depth::Edits));
    }

    #[test]
    fn a_pair_is_told_the_same_whatever_was_compared_before(
        bodies in proptest::collection::vec(sentences(), 3),
        order in Just(vec![[0, 1], [1, 0], [0, 2], [2, 0], [1, 2], [2, 1]]).prop_shuffle(),
    ) {
        let texts: Vec<Text> = bodies.iter().map(|body| text(&body.join("\n"))).collect();
        let corpus = Corpus::new(&texts.iter().collect::<Vec<_>>());
        let told = |numbers: &mut Numbers, texts| pair(&corpus, numbers, texts, Chance::NAMED, Depth::Edits, &mut ());
        let mut kept = Numbers::new(&corpus);
        for texts in order {
            prop_assert_eq!(told(&mut kept, texts), told(&mut Numbers::new(&corpus), texts));
        }
    }

    #[test]
    fn every_overlap_keeps_its_promises(a in sentences(), b in sentences()) {
        let (pair, a, b) = shared(&a.join("\n"), &b.join("\n"));
        let mut used: Vec<(usize, usize)> = Vec::new();
        for overlap in &pair.overlaps {
            let span = |text: &Text, side: &Side| {
                let sentences = &text.sentences()[side.sentences.clone()];
                sentences[0].span.cover(sentences[sentences.len() - 1].span)
            };
            prop_assert_eq!(overlap.a.span, span(&a, &overlap.a));
            prop_assert_eq!(overlap.b.span, span(&b, &overlap.b));
            let rebuilt = |pick: fn(&Edit) -> Span, text: &Text| overlap.edits.iter().map(|e| text.slice(pick(e))).collect::<String>();
            prop_assert_eq!(rebuilt(|e| e.a, &a), a.slice(overlap.a.span));
            prop_assert_eq!(rebuilt(|e| e.b, &b), b.slice(overlap.b.span));
            used.push((overlap.a.sentences.start, overlap.b.sentences.start));
        }
        // In the order of a, then of b.
        prop_assert!(used.windows(2).all(|w| w[0] < w[1]));
        for passage in &pair.passages {
            for &index in &passage.overlaps {
                // A passage may begin or end inside a sentence.
                prop_assert!(passage.a.overlaps(pair.overlaps[index].a.span));
                prop_assert!(passage.b.overlaps(pair.overlaps[index].b.span));
            }
        }
        let mut in_passages: Vec<usize> = pair.passages.iter().flat_map(|p| p.overlaps.clone()).collect();
        in_passages.sort_unstable();
        prop_assert_eq!(in_passages, (0..pair.overlaps.len()).collect::<Vec<_>>());
    }
}

#[test]
fn sentences_that_were_parted_or_joined_belong_together() {
    let (pair, ..) = shared(
        "The council voted on Monday to close the harbour pool after engineers found deep cracks in the basin. Repairs would \
         cost more than the town earns from tourists in a season. Swimmers gathered four thousand signatures against the \
         closure within a week.",
        "The council voted on Monday to close the harbour pool. Engineers had found deep cracks in the basin. Repairs would \
         cost more than the town earns from tourists in a season, and swimmers gathered four thousand signatures against \
         the closure within a week.",
    );
    let groups: Vec<_> = pair.overlaps.iter().map(|o| (o.a.sentences.clone(), o.b.sentences.clone())).collect();
    assert_eq!(groups, [(0..1, 0..2), (1..3, 2..3)]);
}

#[test]
fn a_form_filled_in_again_is_no_copy() {
    let filled_in = |[share, before, net, net_before, sales, sales_before]: [u32; 6]| {
        text(&format!(
            "Operating share {share} cents versus {before} cents. Net profit {net} versus {net_before}. Total sales {sales} \
             versus {sales_before} in the same quarter."
        ))
    };
    let texts = [
        [12, 19, 512_340, 498_112, 7_300_120, 6_900_345],
        [45, 31, 1_200_871, 988_450, 15_220_310, 14_100_006],
        [77, 64, 3_450_019, 3_111_284, 40_118_200, 38_777_031],
        [23, 28, 640_733, 701_926, 9_510_604, 9_931_118],
        [91, 87, 8_812_405, 8_004_399, 99_310_772, 91_218_416],
        [34, 55, 903_288, 1_440_517, 12_006_953, 18_640_229],
    ]
    .map(filled_in);
    let corpus = Corpus::new(&texts.iter().collect::<Vec<_>>());
    let found = find(&corpus, &candidate_pairs(&corpus), Chance::searched(texts.len()), Depth::Spans);
    let overlaps: Vec<&Overlap> = found.iter().flat_map(|pair| &pair.overlaps).collect();
    assert!(!overlaps.is_empty());
    assert!(overlaps.iter().all(|overlap| overlap.relation == Relation::Boilerplate), "{overlaps:#?}");
}

/// A made-up word for a number: no two are alike, none is a small word, and no language has endings for them.
fn made_up(number: usize) -> String {
    format!("w{number}x")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever the number of texts that have it, whatever else two of them share, and wherever lines end inside it, in one text
    /// here and in the next there, a run of eight words is found: in each pair that is compared, and so in each text.
    #[test]
    fn a_run_of_eight_words_is_found_in_however_many_texts(
        texts in prop_oneof![2usize..12, 60usize..130, 200usize..260],
        before in 0usize..5,
        // With four more, two lines could be as long as a run, and runs go on across lines that are shorter.
        after in 0usize..4,
        beside in any::<bool>(),
        ends in proptest::array::uniform2(prop_oneof![Just([false; 7]), any::<[bool; 7]>()]),
    ) {
        let run: Vec<String> = (0..8).map(|word| made_up(900_000 + word)).collect();
        let body = |text: usize| {
            let own = |from: usize, count: usize| (0..count).map(move |word| made_up(1000 * text + from + word));
            let line = |words: Vec<String>| words.join(" ") + ".";
            let ends = ends[text % 2].iter().chain([&false]);
            let broken = run.iter().zip(ends).map(|(word, ends)| if *ends { format!("{word}.\n") } else { word.clone() });
            let shared = own(100, before).chain(broken).chain(own(200, after)).collect();
            // Every two have a sentence of their own in common.
            let first = if beside { 1000 * (text / 2) + 500 } else { 1000 * text };
            let first = (0..12).map(|word| made_up(first + word)).collect();
            let between = (0..if beside { 4 } else { 0 }).map(|line| own(600 + 20 * line, 12).collect());
            let lines: Vec<Vec<String>> =
                std::iter::once(first).chain(between).chain([shared, own(300, 14).collect()]).collect();
            lines.into_iter().map(line).collect::<Vec<_>>().join("\n")
        };
        let texts: Vec<Text> = (0..texts).map(|text| self::text(&body(text))).collect();
        let corpus = Corpus::new(&texts.iter().collect::<Vec<_>>());
        let found = find(&corpus, &candidate_pairs(&corpus), Chance::searched(texts.len()), Depth::Spans);
        let mut met = vec![false; texts.len()];
        for pair in &found {
            // Where lines end inside it one of them may be told by itself, and what stands beside that not.
            let holds = |passage: &Passage, word: &String| {
                texts[pair.a].slice(passage.a).contains(word) && texts[pair.b].slice(passage.b).contains(word)
            };
            let told = pair.passages.iter().map(|passage| run.iter().filter(|word| holds(passage, word)).count()).max();
            let held = told >= Some(if ends == [[false; 7]; 2] { 8 } else { 1 });
            prop_assert!(held, "{}\n\n{}\n\n{pair:#?}", texts[pair.a].body(), texts[pair.b].body());
            met[pair.a] = true;
            met[pair.b] = true;
        }
        prop_assert!(met.iter().all(|met| *met));
    }
}

#[test]
fn a_table_that_is_sent_again_is_found_though_no_line_has_a_run() {
    // What each of four wares costs, month by month: so the lines of a table stand in other tables too.
    let table = |hour: usize, ware: usize| {
        let month =
            |month: usize| format!("Q{month}A {}\n", if (month + ware) % 4 == 1 { "6150 unch" } else { "untraded" });
        format!("Prices at {hour}\n{}", (1..12).map(month).collect::<String>())
    };
    let mut texts = strangers(thresholds::ALL_PAIRS_TEXTS);
    texts.extend((0..8).map(|number| text(&table(9 + number, number % 4))));
    let all: Vec<&Text> = texts.iter().collect();
    let corpus = Corpus::new(&all);
    let found = find(&corpus, &candidate_pairs(&corpus), Chance::searched(all.len()), Depth::Spans);
    for (ware, text) in texts.iter().enumerate().skip(all.len() - 8).take(4) {
        let pair = found.iter().find(|pair| (pair.a, pair.b) == (ware, ware + 4));
        let passages = pair.map(|pair| &pair.passages[..]).unwrap_or_default();
        assert!(passages.iter().any(|passage| text.slice(passage.a).lines().count() >= 11), "{pair:#?}");
    }
}

#[test]
fn a_run_goes_on_from_one_long_sentence_to_the_next() {
    let run = "beneath the painted harbour crane. Nobody counted the empty wooden barrels";
    let (pair, a, b) = shared(
        &format!(
            "{}Old men who mend their nets in winter sat {run} that a storm had left on the quay.",
            own_lines(1, 30)
        ),
        &format!(
            "{}Last night two tourists from the city slept {run} while it rained on their boat.",
            own_lines(2, 30)
        ),
    );
    assert!(
        pair.passages.iter().any(|p| a.slice(p.a).contains(run) && b.slice(p.b).contains(run)),
        "{:#?}",
        pair.passages
    );
}
