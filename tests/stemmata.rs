//! Families of three and more: who follows whom, and which sources nobody has shown.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use std::collections::BTreeMap;

use common::traced;
use proptest::prelude::*;
use serde_json::Value;
use wirecopy::article::{ArticleId, Basis, Capture, Dated, Meta, Source};
use wirecopy::marks::Judged;
use wirecopy::overlap::{self, Chance, Corpus, Depth};
use wirecopy::report::{self, Report, Trace, View, Wanted};
use wirecopy::trace;

/// What a wire printed.
const FLOOD: [&str; 8] = [
    "The river broke through the eastern embankment shortly after midnight and flooded the old harbour.",
    "Rescue teams from nine villages carried sandbags all night while the ferry company moved its boats upstream.",
    "The mayor ordered the schools to stay shut until engineers have tested every bridge in the valley.",
    "Insurers expect claims worth several harvests because the vineyards below the mill stand under water.",
    "A railway line that carries timber to the coast was closed after its ballast slid into a ravine.",
    "Meteorologists had warned on Tuesday that snow in the mountains was melting faster than in any spring on record.",
    "Fishermen tied their nets across the market square so that furniture from the warehouses would not drift away.",
    "Power returned to most of the upper town before noon, but pumps kept running in forty cellars.",
];

/// What another wire printed.
const STRIKE: [&str; 8] = [
    "Crane drivers at the container terminal stopped work on Sunday over a plan to unload ships by remote control.",
    "Their union says that screens in an office twenty kilometres away cannot show what the wind does to a load.",
    "The operator answered that remote cranes had moved half a million boxes elsewhere without a serious accident.",
    "Supermarkets have bananas for six days and coffee for rather longer, a trade association calculated.",
    "Lorries queued along the motorway as far as the airport, and bakers brought the drivers bread.",
    "A mediator who settled the dispute of the pilots will hear both sides behind closed doors this week.",
    "Shipowners sent four vessels to another port, where tugs were already waiting for the tide.",
    "Nobody has been dismissed, the operator insisted, and nobody who learns the new controls will be.",
];

fn capture(name: &str, body: &str, date: Option<&str>) -> Capture {
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    let published = date.and_then(|date| Dated::parse(date, Basis::Record));
    let meta = Meta { published, ..Meta::default() };
    Capture::new(ArticleId::from_file("news", &format!("{name}.txt")), source, meta, body.as_bytes().to_vec(), body)
}

fn article(name: &str, sentences: &[String]) -> Capture {
    capture(name, &sentences.join("\n\n"), None)
}

/// The same, printed at this hour.
fn printed(hour: u8, name: &str, sentences: &[String]) -> Capture {
    capture(name, &sentences.join("\n\n"), Some(&format!("2024-11-01T{hour:02}:00Z")))
}

fn whole(sentences: &[&str]) -> Vec<String> {
    sentences.iter().map(|sentence| (*sentence).to_owned()).collect()
}

/// The sentences with some words in the place of others.
fn changed(sentences: &[String], words: &[(&str, &str)]) -> Vec<String> {
    let all = sentences.join("\n");
    let changed = words.iter().fold(all, |text, (old, new)| {
        assert!(text.contains(old), "{old}");
        text.replacen(old, new, 1)
    });
    changed.lines().map(str::to_owned).collect()
}

/// Three houses' changes.
const EAST: &[(&str, &str)] = &[
    ("shortly after", "soon past"),
    ("nine villages", "the hamlets"),
    ("several harvests", "a fortune"),
    ("a ravine", "a gorge"),
];
const WEST: &[(&str, &str)] = &[
    ("old harbour", "ancient port"),
    ("all night", "until dawn"),
    ("furniture", "chairs and tables"),
    ("forty cellars", "many basements"),
];
const NORTH: &[(&str, &str)] = &[
    ("ordered", "told"),
    ("carries timber", "brings logs"),
    ("faster", "sooner"),
    ("Power returned", "Lights came back"),
];

fn rendered(captures: &[Capture], form: &str) -> String {
    rendered_as(captures, form, &Wanted::default())
}

fn rendered_as(captures: &[Capture], form: &str, wanted: &Wanted) -> String {
    report::renderer(form).unwrap().text(&Report::Trace(traced(captures, wanted)), &View::default()).unwrap()
}

/// The inferred links: from which, to which, and the verdict; sorted.
fn inferred(captures: &[Capture]) -> Vec<(String, String, String)> {
    let json = rendered(captures, "json");
    let lines = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let links = lines.filter(|line| line["kind"] == "inferred");
    let end = |node: &Value| node["article"].as_str().or(node["label"].as_str()).unwrap().to_owned();
    let mut links: Vec<(String, String, String)> = links
        .map(|link| {
            let from: Vec<String> = link["from"].as_array().unwrap().iter().map(end).collect();
            (from.join("|"), end(&link["to"]), link["verdict"].as_str().unwrap().to_owned())
        })
        .collect();
    links.sort();
    links
}

fn likely(links: &[(&str, &str)]) -> Vec<(String, String, String)> {
    links.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned(), "likely".to_owned())).collect()
}

/// A wire's report and three that changed it, each in its own way.
fn star() -> Vec<Capture> {
    let wire = whole(&FLOOD);
    vec![
        printed(10, "east", &changed(&wire, EAST)),
        printed(11, "north", &changed(&wire, NORTH)),
        printed(12, "west", &changed(&wire, WEST)),
        printed(8, "wire", &wire),
    ]
}

#[test]
fn who_has_no_reading_alone_is_followed_by_the_others() {
    // Three copies with few changes each: "wire" may itself be a copy without a change.
    let wire = "wire|a text both follow";
    assert_eq!(inferred(&star()), likely(&[(wire, "east"), (wire, "north"), (wire, "west")]));
    let json = rendered(&star(), "json");
    let link = json.lines().find(|line| line.contains("wirecopy/link/1")).unwrap();
    let link: Value = serde_json::from_str(link).unwrap();
    // Wording alone never says more.
    assert!((800..=950).contains(&link["confidence"].as_u64().unwrap()), "{link}");
    let readings = link["signs"].as_array().unwrap().iter().find(|sign| sign["sign"] == "readings").unwrap();
    assert_eq!(readings["upstream"], "wire");
    assert_eq!(readings["own"]["wire"], 0);
    assert!(readings["own"]["east"].as_u64().unwrap() >= 4, "{readings}");
}

#[test]
fn those_that_each_have_readings_alone_follow_a_source_nobody_has_shown() {
    let siblings = &star()[..3];
    let unseen = "a text not seen here";
    assert_eq!(inferred(siblings), likely(&[(unseen, "east"), (unseen, "north"), (unseen, "west")]));
    let text = rendered(siblings, "text");
    assert!(text.contains("Likely source of eas: a text not seen here, which nor, wes follow too"), "{text}");
    // One source, not one for each.
    let json = rendered(siblings, "json");
    let mut ids: Vec<Value> = json
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["kind"] == "inferred")
        .map(|line| line["from"][0]["unseen"].clone())
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 1);
}

#[test]
fn the_likeliest_tree_has_the_sources_that_it_takes() {
    let wanted = Wanted { tree: true, ..Wanted::default() };
    let siblings = &star()[..3];
    let json = rendered_as(siblings, "json", &wanted);
    let lines = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let trees: Vec<Value> = lines.filter(|line| line["schema"] == "wirecopy/tree/1").collect();
    let [tree] = &trees[..] else { panic!("{json}") };
    let nodes = tree["nodes"].as_array().unwrap();
    assert_eq!((&tree["sentences"], nodes.len()), (&Value::from(8), 4));
    let [articles @ .., source] = &nodes[..] else { panic!("{tree}") };
    assert!(source["article"].is_null() && source["follows"].is_null(), "{tree}");
    for (node, name) in articles.iter().zip(["east", "north", "west"]) {
        assert_eq!((&node["article"], &node["follows"]), (&Value::from(name), &Value::from(3)), "{tree}");
        assert!(node["belief"].as_u64().unwrap() > 800, "{tree}");
    }
    let text = rendered_as(siblings, "text", &wanted);
    let tree = text.split("no link of it is claimed\n").nth(1).unwrap();
    let told: Vec<&str> = tree.lines().take(4).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(told, ["a text not seen here", "├─ eas", "├─ nor", "└─ wes"]);
    // Of two the dates say something, and that is not believed far.
    let text = rendered_as(&siblings[..2], "text", &wanted);
    let tree = text.split("no link of it is claimed\n").nth(1).unwrap();
    let told: Vec<&str> = tree.lines().take(2).map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(told, ["eas", "└─ nor"]);
    assert!(tree.lines().nth(1).is_some_and(|line| line.contains("believed 5")), "{tree}");
    // One has no tree, and that is said.
    let text = rendered_as(&siblings[..1], "text", &wanted);
    assert!(text.contains("No tree: no two articles here have a sentence in common\n"), "{text}");
    // Of whom nothing is asked, nothing is told.
    assert!(!rendered(siblings, "json").contains("wirecopy/tree/1"));
}

#[test]
fn a_copy_of_a_copy_has_the_changes_of_both() {
    let mut captures = star();
    let again = changed(
        &changed(&whole(&FLOOD), EAST),
        &[("so that", "in order that"), ("bridge", "crossing"), ("closed", "shut")],
    );
    captures.push(printed(13, "zeta", &again));
    let links = inferred(&captures);
    // Three changes of its own tell whose copy it is, and hardly that no text stands between.
    let of_east = |from: &str| from.split('|').next() == Some("east");
    assert!(links.iter().any(|(from, to, _)| of_east(from) && to == "zeta"), "{links:?}");
    assert!(!links.iter().any(|(from, to, _)| from.contains("wire") && to == "zeta"), "{links:?}");
    let text = rendered(&captures, "text");
    assert!(text.contains("wording in common, and no link between the two is claimed"), "{text}");
}

#[test]
fn a_part_of_every_belief_is_kept_back() {
    let mut captures = star();
    // East's changes and three of its own: whom it follows is plain.
    let own = [("so that", "in order that"), ("bridge", "crossing"), ("closed", "shut")];
    captures.push(printed(13, "zeta", &changed(&changed(&whole(&FLOOD), EAST), &own)));
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let pairs = overlap::candidate_pairs(&corpus);
    let pairs = overlap::find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits);
    let stemma = trace::stemma(&captures, &pairs, trace::Descents::of(&captures, &pairs));
    let surest = stemma.believed().iter().flat_map(|believed| &believed.parents).map(|(_, belief)| *belief).max();
    let most = (1000.0 * (1.0 - trace::weights::ELSEWISE)) as u16;
    // Next to no doubt is left by the trees, and still not all is believed.
    assert!(surest.is_some_and(|surest| (most - 50..=most).contains(&surest)), "{surest:?}");
}

#[test]
fn a_trace_asks_for_all_that_it_tells() {
    // A family of six, one of two, and two articles that share a quotation.
    let mut captures = star();
    captures.push(printed(13, "zeta", &changed(&changed(&whole(&FLOOD), EAST), &[("bridge", "crossing")])));
    captures.push(printed(9, "strike", &whole(&STRIKE)));
    captures
        .push(article("strike-a", &changed(&whole(&STRIKE), &[("airport", "airfield"), ("six days", "five days")])));
    let said = "“We shall rebuild every wall of the old harbour, stone by stone,” the mayor said.";
    captures.push(article("x", &whole(&["The council met behind closed doors.", said])));
    captures.push(article("y", &whole(&["Nobody knows what the walls will cost.", said])));
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let pairs = overlap::candidate_pairs(&corpus);
    let all = Judged::from(overlap::find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits));
    let descents = trace::Descents::of(&captures, &all.pairs);
    let asked = all.pairs.iter().filter(|pair| descents.asks(pair)).count();
    assert!((6..all.pairs.len()).contains(&asked), "{asked} of {}", all.pairs.len());
    let wanted = Wanted::default();
    let told = Trace::new("trace", BTreeMap::new(), &captures, &all, descents, &wanted);
    assert_eq!(told, traced(&captures, &wanted));
}

#[test]
fn a_report_made_of_two_wires_follows_both() {
    let (flood, strike) = (whole(&FLOOD), whole(&STRIKE));
    let both: Vec<String> =
        [&changed(&flood, EAST)[..6], &changed(&strike, &[("bananas", "fruit"), ("this week", "soon")])[..6]].concat();
    let captures = [
        printed(15, "both", &both),
        printed(8, "flood", &flood),
        printed(10, "flood-north", &changed(&flood, NORTH)),
        printed(10, "flood-west", &changed(&flood, WEST)),
        printed(8, "strike", &strike),
        article(
            "strike-a",
            &changed(&strike, &[("remote control", "wireless"), ("airport", "airfield"), ("tugs", "boats")]),
        ),
        article(
            "strike-b",
            &changed(&strike, &[("stopped work", "walked out"), ("half a million", "countless"), ("tide", "flood")]),
        ),
    ];
    let links = inferred(&captures);
    for wire in ["flood", "strike"] {
        let follows = |(from, to, verdict): &(String, String, String)| {
            from.split('|').next() == Some(wire) && to == "both" && verdict == "likely"
        };
        assert!(links.iter().any(follows), "{links:?}");
    }
    let crosses = |(from, to, _): &(String, String, String)| from.starts_with("flood") && to.starts_with("strike");
    assert!(!links.iter().any(crosses), "{links:?}");
}

#[test]
fn a_report_follows_each_wire_whose_part_no_third_article_has() {
    let of = |outlet: &str, mut capture: Capture| {
        capture.meta.outlet = Some(outlet.to_owned());
        capture
    };
    let mut made = whole(&FLOOD[..4]);
    made.extend(whole(&STRIKE[..4]));
    made.push("With inputs from Reuters and AFP.".to_owned());
    let captures = [
        of("Reuters", article("flood", &whole(&FLOOD))),
        of("The Made Times", article("made", &made)),
        of("AFP", article("strike", &whole(&STRIKE))),
    ];
    let [flood, strike] = ["flood|a text both follow", "strike|a text both follow"];
    assert_eq!(inferred(&captures), likely(&[(flood, "made"), (strike, "made")]));
}

#[test]
fn nobody_likely_follows_what_is_dated_later() {
    let mut captures = star();
    captures[3].meta.published = Dated::parse("2024-11-09", Basis::Record);
    assert!(inferred(&captures).iter().all(|(from, ..)| !from.contains("wire") || from.contains("unseen")));
    let json = rendered(&captures, "json");
    let links = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let open: Vec<Value> = links.filter(|line| line["kind"] == "inferred").map(|link| link["open"].clone()).collect();
    assert!(open.iter().any(|why| why.as_array().unwrap().contains(&"against-dates".into())), "{open:?}");
}

#[test]
fn dates_alone_decide_nothing_however_many_articles_there_are() {
    let body = FLOOD.join("\n\n");
    let dates = ["2024-11-01T08:00Z", "2024-11-03T08:00Z", "2024-11-05T08:00Z", "2024-11-08T08:00Z"];
    let captures: Vec<Capture> =
        ["d", "c", "b", "a"].iter().zip(dates).map(|(name, date)| capture(name, &body, Some(date))).collect();
    let links = inferred(&captures);
    assert!(!links.is_empty() && links.iter().all(|(_, _, verdict)| verdict == "open"), "{links:?}");
}

#[test]
fn two_sentences_are_too_few_in_a_family_too() {
    let wire = whole(&FLOOD);
    let captures =
        [article("a", &wire[..2]), article("b", &changed(&wire, EAST)[..2]), article("c", &changed(&wire, WEST)[..2])];
    let links = inferred(&captures);
    assert!(!links.is_empty() && links.iter().all(|(_, _, verdict)| verdict == "open"), "{links:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn the_order_of_reading_changes_nothing(order in Just(vec![0, 1, 2, 3, 4, 5]).prop_shuffle()) {
        let mut captures = star();
        captures.push(article("zeta", &changed(&changed(&whole(&FLOOD), EAST), &[("so that", "in order that"), ("closed", "shut")])[2..]));
        captures.push(article("eta", &changed(&whole(&FLOOD), WEST)[..5]));
        let shuffled: Vec<Capture> = order.iter().map(|&index: &usize| captures[index].clone()).collect();
        let lines = |captures: &[Capture]| {
            let mut lines: Vec<String> = rendered(captures, "json").lines().filter(|line| line.contains("wirecopy/link/1")).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(lines(&shuffled).len(), lines(&captures).len());
        let links = inferred(&captures);
        prop_assert_eq!(inferred(&shuffled), links.clone());
        // No two follow each other.
        for (from, to, _) in links.iter().filter(|(_, _, verdict)| verdict != "open") {
            let back = |(other, back, verdict): &(String, String, String)| other.split('|').any(|end| end == to) && back == from && verdict != "open";
            prop_assert!(!links.iter().any(back), "{links:?}");
        }
    }
}

/// Outlets that leave a dateline out have not agreed on that against the others.
#[test]
fn a_dateline_that_is_left_out_shows_no_source() {
    let of = |outlet: &str, mut capture: Capture| {
        capture.meta.outlet = Some(outlet.to_owned());
        capture
    };
    let mut wire = whole(&FLOOD[..6]);
    wire[0] = format!("LOWPORT (Reuters) - {}", wire[0]);
    let credited = whole(&[&FLOOD[..5], &["(Reuters)"]].concat());
    let plain = whole(&[&FLOOD[..5], &[STRIKE[3]]].concat());
    let captures = [
        of("Reuters", printed(8, "wire", &wire)),
        of("Valley Post", printed(12, "credited", &credited)),
        of("Coast News", printed(13, "plain", &plain)),
    ];
    let of_plain =
        |(from, to, verdict): &(String, String, String)| (from.contains("plain") || to == "plain") && verdict != "open";
    let found = inferred(&captures);
    assert!(!found.is_empty() && !found.iter().any(of_plain), "{found:?}");
}

/// A source that the follower credits at its end is not lost where its dateline is gone.
#[test]
fn a_source_that_is_credited_elsewhere_is_not_lost() {
    let mut wire = whole(&FLOOD);
    wire[0] = format!("LOWPORT (Reuters) - {}", wire[0]);
    let mut copy = changed(&whole(&FLOOD), EAST);
    copy.push("With inputs from Reuters.".to_owned());
    let mut captures = [printed(8, "wire", &wire), printed(12, "copy", &copy)];
    captures[0].meta.outlet = Some("Reuters".to_owned());
    captures[1].meta.outlet = Some("Valley Post".to_owned());
    let told = traced(&captures, &Wanted::default());
    let link =
        told.links.iter().find(|link| link.directed && link.to.article().is_some() && !link.overlaps().is_empty());
    let carried: Vec<String> = told.carried(link.unwrap()).iter().map(|one| format!("{:?}", one.fact)).collect();
    assert!(!carried.iter().any(|fact| fact.contains("Reuters")), "{carried:?}");
}
