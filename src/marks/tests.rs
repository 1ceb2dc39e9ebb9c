//! What counts when a person has spoken.

use super::*;
use crate::archive::Opinion;
use crate::article::{Meta, Source};
use crate::overlap::{Chance, Depth, find};

const FLOOD: &str = "The river burst its banks near the old mill before dawn and swept away two wooden bridges.";
const SCHOOL: &str =
    "Volunteers filled sandbags until the evening while the schools of the valley stayed shut all week.";

fn capture(name: &str, text: &str) -> Capture {
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    let article = ArticleId::from_file("c", &format!("{name}.txt"));
    Capture::new(article, source, Meta::default(), text.as_bytes().to_vec(), text)
}

/// Two reports of one flood, and one of something else.
fn captures() -> Vec<Capture> {
    vec![
        capture("a", &format!("{FLOOD}\n{SCHOOL}\n")),
        capture("b", &format!("Nobody was hurt.\n{FLOOD}\n{SCHOOL}\n")),
        capture("c", "Parliament passed the budget by two votes. Nobody cheered.\n"),
    ]
}

fn compared(captures: &[Capture], marks: impl FnOnce(&[Pair]) -> Marks) -> Judged {
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let pairs: Vec<_> = (0..texts.len()).flat_map(|a| (a + 1..texts.len()).map(move |b| (a, b))).collect();
    let found = find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits);
    let marks = marks(&found);
    Judged::new(&corpus, captures, found, marks)
}

fn said(name: &str, word: Word, between: &[&Capture], stands: bool) -> Mark {
    let opinion = Opinion { of: name.to_owned(), versions: versions(between), word, why: "why".to_owned(), by: None };
    Mark { opinion, recorded_at: 0, leaf: 0, hash: Digest::of(name.as_bytes()), stands }
}

/// The names of what counts, and of what was rejected.
fn names(captures: &[Capture], judged: &Judged) -> [Vec<String>; 2] {
    let of = |overlaps: &dyn Fn(usize) -> Vec<Overlap>| -> Vec<String> {
        let pairs = judged.pairs.iter().enumerate();
        let named = pairs.flat_map(|(at, pair)| {
            let (a, b) = (&captures[pair.a], &captures[pair.b]);
            overlaps(at).into_iter().map(|overlap| overlap_name(a, b, &overlap)).collect::<Vec<_>>()
        });
        named.collect()
    };
    [of(&|at| judged.pairs[at].overlaps.clone()), of(&|at| judged.rejected[at].clone())]
}

#[test]
fn what_is_rejected_does_not_count_and_is_not_lost() {
    let captures = captures();
    let all = compared(&captures, |_| Marks::default());
    let [found, none] = names(&captures, &all);
    assert_eq!((found.len(), none.len()), (2, 0));
    let (a, b) = (&captures[0], &captures[1]);
    let reject = |between: &[&Capture], word, stands| {
        let mark = said(&found[0], word, between, stands);
        compared(&captures, |_| Marks::new(vec![mark]))
    };
    let judged = reject(&[b, a], Word::Rejected, true);
    assert_eq!(names(&captures, &judged), [vec![found[1].clone()], vec![found[0].clone()]]);
    assert!(judged.pairs[0].share_a < all.pairs[0].share_a);
    assert_eq!(judged.pair_of(&captures, &found[0]), Some([0, 1]), "it is still found by its name");
    // A confirmed one, one that no longer stands, and one between others change nothing.
    for other in [
        reject(&[a, b], Word::Confirmed, true),
        reject(&[a, b], Word::Rejected, false),
        reject(&[a, &captures[2]], Word::Rejected, true),
        reject(&[a], Word::Rejected, true),
    ] {
        assert_eq!(other.pairs, all.pairs);
        assert!(other.rejected.iter().all(Vec::is_empty));
    }
}

#[test]
fn a_name_depends_on_the_two_and_their_places_alone() {
    let captures = captures();
    let found = |captures: &[Capture]| names(captures, &compared(captures, |_| Marks::default()))[0].clone();
    let mut wanted = found(&captures);
    wanted.sort();
    let sorted = |captures: &[Capture]| {
        let mut names = found(captures);
        names.sort();
        names
    };
    // Another run, another order, without the third, with a fourth.
    assert_eq!(sorted(&captures), wanted);
    let [a, b, c] = &captures[..] else { panic!("three") };
    assert_eq!(sorted(&[c.clone(), b.clone(), a.clone()]), wanted);
    assert_eq!(sorted(&[a.clone(), b.clone()]), wanted);
    let fourth =
        capture("d", "Bakers raised the price of bread, for flour has become dearer since the harvest failed.\n");
    assert_eq!(sorted(&[captures.clone(), vec![fourth]].concat()), wanted);
    // Other bytes, be it behind the last sentence, are another version.
    let longer = capture("a", &format!("{FLOOD}\n{SCHOOL}\nEnough.\n"));
    assert!(found(&[longer, b.clone()]).iter().all(|name| !wanted.contains(name)));
}
