use proptest::prelude::*;

use super::*;
use crate::article::line_phrases;
use crate::overlap::Relation;

fn text(body: &str) -> Text {
    Text::new(body, line_phrases())
}

/// The rows in short: `1=1` the same, `2±2` changed, `3<` only in a, `>4` only in b, `m` before what moved.
fn short(a: &str, b: &str) -> String {
    let rows = diff(&text(a), &text(b)).rows;
    let numbers = |sentences: &std::ops::Range<usize>| {
        let numbers: Vec<String> = sentences.clone().map(|sentence| (sentence + 1).to_string()).collect();
        numbers.join("+")
    };
    let one = |row: &Row| match row {
        Row::OnlyA(i) => format!("{}<", i + 1),
        Row::OnlyB(j) => format!(">{}", j + 1),
        Row::Paired(Paired { same, overlap, .. }) => format!(
            "{}{}{}{}",
            if overlap.moved { "m" } else { "" },
            numbers(&overlap.a.sentences),
            if *same { "=" } else { "±" },
            numbers(&overlap.b.sentences)
        ),
    };
    rows.iter().map(one).collect::<Vec<_>>().join(" ")
}

const STORY: &str = "Bridge reopens after repairs\n\nThe old harbour bridge reopened on Monday. He left. Engineers had \
    replaced forty steel cables since March.\n\n\"We are relieved,\" said the mayor, Ada Lind. Drivers queued for an \
    hour before noon.\n\nRead more: ferries";

#[test]
fn two_versions_align_whole_with_headlines_and_short_sentences() {
    assert_eq!(short(STORY, STORY), "1=1 2=2 3=3 4=4 5=5 6=6 7=7");
    assert_eq!(short(STORY, &STORY.replace("He left.", "She left.")), "1=1 2=2 3±3 4=4 5=5 6=6 7=7");
    assert_eq!(short(STORY, &STORY.replace("reopens after", "opens after")), "1±1 2=2 3=3 4=4 5=5 6=6 7=7");
    assert_eq!(short(STORY, &STORY.replace(" He left.", "")), "1=1 2=2 3< 4=3 5=4 6=5 7=6");
    assert_eq!(short(STORY, &STORY.replace("He left.", "Rain fell. It stopped.")), "1=1 2=2 3< >3 >4 4=5 5=6 6=7 7=8");
}

#[test]
fn what_moved_stands_where_the_first_text_has_it() {
    let moved = STORY
        .replace("Engineers had replaced forty steel cables since March.", "")
        .replace("before noon.", "before noon. Engineers had replaced forty steel cables since March.");
    assert_eq!(short(STORY, &moved), "1=1 2=2 3=3 m4=6 5=4 6=5 7=7");
    assert_eq!(short(&moved, STORY), "1=1 2=2 3=3 4=5 5=6 m6=4 7=7");
}

#[test]
fn what_moved_and_was_edited_on_the_way_is_one_sentence() {
    let moved = STORY
        .replace("Engineers had replaced forty steel cables since March.", "")
        .replace("before noon.", "before noon. Engineers have exchanged forty steel cables since March.");
    assert_eq!(short(STORY, &moved), "1=1 2=2 3=3 m4±6 5=4 6=5 7=7");
    // Small words alone: the same sentence all the same.
    let moved = STORY
        .replace("He left. ", "He was not there. ")
        .replace("before noon.", "before noon. It was over for us by then.");
    let back = moved
        .replace(" It was over for us by then.", "")
        .replace("Read more", "It was over for us by then.\n\nRead more");
    assert_eq!(short(&moved, &back), "1=1 2=2 3=3 4=4 5=5 6=6 7=7 8=8");
    let away = moved
        .replace(" It was over for us by then.", "")
        .replace("He was not there.", "It was over for us by then. He was not there.");
    assert_eq!(short(&moved, &away), "1=1 2=2 3=4 4=5 5=6 6=7 m7=3 8=8");
}

#[test]
fn a_sentence_that_was_parted_or_joined_stays_with_its_words() {
    let (whole, parted) = (
        "Engineers had replaced forty steel cables since March, and the mayor thanked them in the town hall.",
        "Engineers had replaced forty steel cables since March. The mayor thanked them in the town hall.",
    );
    let [whole, parted] =
        [whole, parted].map(|words| STORY.replace("Engineers had replaced forty steel cables since March.", words));
    assert_eq!(short(&whole, &parted), "1=1 2=2 3=3 4±4+5 5=6 6=7 7=8");
    assert_eq!(short(&parted, &whole), "1=1 2=2 3=3 4+5±4 6=5 7=6 8=7");
}

#[test]
fn white_space_is_no_change_of_a_sentence_but_makes_another_text() {
    let broken = STORY.replace("bridge reopened", "bridge  reopened").replace("Drivers", "\n\nDrivers");
    let found = diff(&text(STORY), &text(&broken));
    assert!(found.rows.iter().all(|row| matches!(row, Row::Paired(Paired { same: true, .. }))));
    assert!(!found.same);
    assert_eq!(short("It was nowhere.", "It was no where."), "1< >1");
}

#[test]
fn strangers_have_no_pair() {
    let other = "Parliament votes\n\nShe left. The chamber passed the budget by two votes. Nobody cheered.";
    assert_eq!(short(STORY, other), "1< 2< 3< 4< 5< 6< 7< >1 >2 >3 >4");
}

#[test]
fn nothing_against_something() {
    assert_eq!(short("", "One. Two."), ">1 >2");
    assert_eq!(short("…", ""), "1<");
    assert_eq!(short("", ""), "");
    assert_eq!(short("Yes.", "Yes."), "1=1");
}

#[test]
fn a_quotation_that_stays_is_no_copied_wording() {
    let said = "\"We shall open the second bridge before the winter storms arrive,\" said Lind.";
    let found = diff(&text(&format!("Rain fell all day. {said}")), &text(&format!("Snow covered the hills. {said}")));
    let Some(Row::Paired(pair)) = found.rows.iter().find(|row| matches!(row, Row::Paired(_))) else { panic!() };
    assert!(pair.same);
    assert_eq!(pair.overlap.relation, Relation::Quotation);
    assert_eq!(found.share_a.thousandths(), 0);
}

/// Two texts of sentences from one small stock, so that they share, repeat and move some.
fn any_two() -> impl Strategy<Value = (String, String)> {
    let sentence = prop_oneof![
        Just("He left.".to_owned()),
        Just("Storm closes port".to_owned()),
        Just("• Ferries stay in the harbour".to_owned()),
        Just("Read more: weather".to_owned()),
        Just("***".to_owned()),
        Just("\"Nobody will sail before the wind drops on Friday,\" said Ada Lind, the harbour master.".to_owned()),
        "(Ada|Ben) (Lind|Holm) (sold|bought|painted) (seven|nine|40) (red|green) boats (in|near) (Oslo|Bergen)\\.",
        "[a-d]{1,3}( [a-d]{1,3}){0,4}[.!?]",
        "[\\PC]{1,12}",
        "(?s).{0,40}",
    ];
    let side = || {
        let piece = (sentence.clone(), prop_oneof![Just(" "), Just("\n"), Just("\n\n")]);
        prop::collection::vec(piece.prop_map(|(words, space)| words + space), 0..14).prop_map(|all| all.concat())
    };
    (side(), side())
}

/// A row without its place, to compare with the other side's.
type Seen = (Vec<usize>, Vec<usize>, Option<(Relation, bool, bool)>);

fn seen(found: &Diff, mirrored: bool) -> Vec<Seen> {
    let mut all: Vec<Seen> = found
        .rows
        .iter()
        .map(|row| match row {
            Row::OnlyA(i) => (vec![*i], vec![], None),
            Row::OnlyB(j) => (vec![], vec![*j], None),
            Row::Paired(Paired { same, overlap: o, .. }) => {
                let about = (o.relation, *same, o.moved);
                (o.a.sentences.clone().collect(), o.b.sentences.clone().collect(), Some(about))
            }
        })
        .map(|(a, b, about)| if mirrored { (b, a, about) } else { (a, b, about) })
        .collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn rows_hold_every_sentence_once_and_rebuild_both_texts((a, b) in any_two()) {
        let (a, b) = (text(&a), text(&b));
        let found = diff(&a, &b);
        let mut sides = [vec![None; a.sentences().len()], vec![None; b.sentences().len()]];
        for row in &found.rows {
            let mut put = |side: usize, at: usize, words: String| {
                prop_assert!(sides[side][at].replace(words).is_none());
                Ok(())
            };
            match row {
                Row::OnlyA(i) => put(0, *i, a.slice(a.sentences()[*i].span).to_owned())?,
                Row::OnlyB(j) => put(1, *j, b.slice(b.sentences()[*j].span).to_owned())?,
                Row::Paired(Paired { overlap: o, .. }) => {
                    prop_assert_eq!((o.a.text, o.b.text), (0, 1));
                    let rebuilt: String = o.edits.iter().map(|edit| a.slice(edit.a)).collect();
                    prop_assert_eq!(&rebuilt, a.slice(o.a.span));
                    let rebuilt: String = o.edits.iter().map(|edit| b.slice(edit.b)).collect();
                    prop_assert_eq!(&rebuilt, b.slice(o.b.span));
                    for i in o.a.sentences.clone() {
                        put(0, i, a.slice(a.sentences()[i].span).to_owned())?;
                    }
                    for j in o.b.sentences.clone() {
                        put(1, j, b.slice(b.sentences()[j].span).to_owned())?;
                    }
                }
            }
        }
        for (side, text) in sides.iter().zip([&a, &b]) {
            for (words, sentence) in side.iter().zip(text.sentences()) {
                prop_assert_eq!(words.as_deref(), Some(text.slice(sentence.span)));
            }
        }
    }

    #[test]
    fn the_other_way_round_is_the_mirror_image((a, b) in any_two()) {
        let (a, b) = (text(&a), text(&b));
        let (there, back) = (diff(&a, &b), diff(&b, &a));
        prop_assert_eq!(seen(&there, false), seen(&back, true));
        prop_assert_eq!((there.share_a, there.share_b, there.same), (back.share_b, back.share_a, back.same));
    }

    #[test]
    fn what_changes_what_is_said_does_so_both_ways((a, b) in any_two()) {
        let (a, b) = (text(&a), text(&b));
        let weighed = |a: &Text, b: &Text, mirrored| {
            let found = diff(a, b);
            let weights = substance(&found, a, b);
            assert_eq!(weights.len(), found.rows.len());
            let row = |row, weight: &Substance| {
                let alone = Diff { rows: vec![row], ..found.clone() };
                (seen(&alone, mirrored), weight.says_other, weight.facts.len())
            };
            let mut all: Vec<_> = found.rows.iter().cloned().zip(&weights).map(|(r, weight)| row(r, weight)).collect();
            all.sort();
            all
        };
        prop_assert_eq!(weighed(&a, &b, false), weighed(&b, &a, true));
    }

    #[test]
    fn no_bytes_are_too_strange(a in prop::collection::vec(any::<u8>(), 0..300), b in prop::collection::vec(any::<u8>(), 0..300)) {
        let [a, b] = [a, b].map(|bytes| text(&String::from_utf8_lossy(&bytes)));
        let found = diff(&a, &b);
        prop_assert_eq!(found.same, a.body() == b.body());
    }

    #[test]
    fn what_kept_its_order_rises_on_both_sides((a, b) in any_two()) {
        let found = diff(&text(&a), &text(&b));
        let kept: Vec<(usize, usize)> = found.rows.iter().filter_map(|row| match row {
            Row::Paired(Paired { overlap: o, .. }) if !o.moved => Some((o.a.sentences.start, o.b.sentences.start)),
            _ => None,
        }).collect();
        prop_assert!(kept.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
    }

    #[test]
    fn a_text_and_itself_are_the_same((a, _) in any_two()) {
        let a = text(&a);
        let found = diff(&a, &a);
        prop_assert!(found.same);
        for (at, row) in found.rows.iter().enumerate() {
            let Row::Paired(Paired { same: true, overlap, .. }) = row else { panic!("{row:?}") };
            prop_assert_eq!((&overlap.a.sentences, &overlap.b.sentences), (&(at..at + 1), &(at..at + 1)));
            prop_assert!(!overlap.moved);
        }
    }
}

#[test]
fn a_sentence_in_capitals_or_with_other_marks_is_the_same_sentence() {
    let shouted = STORY.replace("Bridge reopens after repairs", "BRIDGE REOPENS AFTER REPAIRS");
    assert_eq!(short(STORY, &shouted), "1±1 2=2 3=3 4=4 5=5 6=6 7=7");
    let story = "FIRE KILLS MAN IN LEEDS\n\nBY JOHN SMITH\n\nHe said: \u{201c}No.\u{201d}";
    let other = "Fire kills man in Leeds\n\nBy John Smith\n\nHe said: \"No.\"";
    let case = Ignore { case: true, quotes: true, ..Ignore::default() };
    assert!(diff_as(&text(story), &text(other), Options { ignore: case, ..Options::default() }).same);
    assert_eq!(short(story, other), "1±1 2±2 3±3");
}
