//! Which of two articles was there first, by wording alone.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use common::traced;
use wirecopy::article::{ArticleId, Basis, Capture, Dated, Meta, Source};
use wirecopy::report::{SignRow, Trace, Wanted};

const BEES: [&str; 15] = [
    "A swarm leaves the hive when the old queen has no more room for her eggs and the workers raise a new one.",
    "For a few hours the bees hang from a branch in a cluster while scouts search the neighbourhood for a hollow tree.",
    "Each scout dances on the cluster to tell the others how far the hollow is and in which direction they have to fly.",
    "The dance of a scout that has found a dry hollow with a small entrance lasts longer than that of another scout.",
    "Bees that have watched a dance fly to the hollow themselves, and dance for it when they come back to the cluster.",
    "When enough scouts meet at the same entrance, they return and pipe until the whole swarm warms its wings.",
    "A beekeeper who hears the piping has perhaps ten minutes to hold a basket under the branch and shake it.",
    "In the hive the workers build new combs within days, for a swarm carries honey for three days in its stomachs.",
    "Without a swarm a colony would live on in one place, but there would never be a second colony from the hive.",
    "Scouts that have found a poor hollow dance a few rounds and forget it, so that bad news dies out in the swarm by itself.",
    "A swarm that cannot agree on a hollow hangs from its branch overnight, and the dances begin anew when the sun warms it.",
    "Beekeepers cut the queen's wings or give the colony a larger hive in May so that no swarm leaves before the lime trees bloom.",
    "In a hollow tree the bees close the entrance with resin until it is as small as the scouts liked it to be.",
    "The old queen lays eggs in the new combs as soon as the first cells are deep enough, while the workers still build.",
    "Swarms that leave in July seldom gather enough honey for the winter, and beekeepers feed them with sugar.",
];

const CANAL: [&str; 14] = [
    "The canal was dug by hand between two rivers so that barges with coal could reach the brickworks in the plain.",
    "Locks lift a barge by three metres each, and a lock keeper lived in the small house beside every pair of gates.",
    "Horses pulled the barges along the towpath until steam tugs were allowed, whose waves washed the banks away.",
    "When the railway came, the brickworks sent their bricks by train, and weeds grew between the gates of the locks.",
    "Volunteers dredged the canal in the summers, mended the gates and planted willows where the banks had fallen.",
    "Today rowing boats and a barge with a kitchen use the locks, and the towpath is popular with families on bicycles.",
    "An engineer inspects the gates each winter, when the water is let out of the canal for a week.",
    "The lock keeper's houses are let to painters, who complain about the damp and pay their rent in pictures.",
    "Anglers sit along the towpath in the evening, where pike hunt between the roots of the willows.",
    "A museum in the brickworks shows how clay was dug, pressed and fired, and lets children paddle a model barge through a lock.",
    "Coal dust still colours the mud at the old wharf, where cranes lifted a barge load in an hour.",
    "The gates are made of oak, weigh four tonnes each and last about twenty-five years before the water has softened them.",
    "Boats pay a toll by their length at the first lock, and the money goes into dredging and willows.",
    "Cyclists complain about anglers, anglers about rowing boats, and the volunteers about everybody who leaves a gate open.",
];

fn capture(name: &str, key: Option<&str>, sentences: &[&str], date: &str) -> Capture {
    let body = sentences.join(" ");
    let id = match key {
        Some(key) => ArticleId::from_key(key, name),
        None => ArticleId::from_file("news", &format!("{name}.txt")),
    };
    let meta = Meta { published: Dated::parse(date, Basis::Record), ..Meta::default() };
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    Capture::new(id, source, meta, body.clone().into_bytes(), &body)
}

fn ordered(captures: &[Capture]) -> Trace {
    traced(captures, &Wanted { order: true, ..Wanted::default() })
}

/// The earlier of each two, by name, and how surely.
fn earlier(trace: &Trace) -> Vec<(String, String, u16)> {
    let name = |article: usize| trace.articles[article].article.clone();
    let row = |order: &wirecopy::report::OrderRow| {
        let earlier = order.earlier.unwrap();
        (name(earlier), name(order.a + order.b - earlier), order.confidence)
    };
    trace.orders.iter().map(row).collect()
}

#[test]
fn a_passage_was_written_for_the_text_that_it_fits_whatever_the_dates_say() {
    // Some sentences about bees in a text about a canal.
    let brought = [&CANAL[..7], &BEES[3..7], &CANAL[7..]].concat();
    let bees = |date| capture("bees", None, &BEES, date);
    let canal = |date| capture("canal", None, &brought, date);
    for captures in [
        [bees("2024-05-02"), canal("2024-05-01")],
        [canal("2024-05-01"), bees("2024-05-02")],
        [bees("2024-05-01"), canal("2024-05-02")],
    ] {
        let trace = ordered(&captures);
        let [(first, second, confidence)] = &earlier(&trace)[..] else { panic!("{:?}", trace.orders) };
        assert_eq!((first.as_str(), second.as_str()), ("bees", "canal"));
        assert!(*confidence > 650, "{confidence}");
        // A link says so too.
        let told = trace.links.iter().filter_map(|link| match &link.ground {
            wirecopy::report::GroundRow::Inferred { signs, against, .. } => Some(signs.iter().chain(against)),
            wirecopy::report::GroundRow::Stated { .. } => None,
        });
        let upstream = told.flatten().find_map(|sign| match sign {
            SignRow::Context { upstream, .. } => Some(trace.articles[*upstream].article.as_str()),
            _ => None,
        });
        assert_eq!(upstream, Some("bees"));
    }
}

#[test]
fn versions_grow_one_from_the_other() {
    let versions = [&BEES[..3], &BEES[..6], &BEES[..9], &BEES[..]];
    let name = ["one", "two", "three", "four"];
    for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 3, 1, 0]] {
        let version = |at: usize| capture(name[at], Some("bees"), versions[at], "2024-05-01");
        let found = earlier(&ordered(&order.map(version)));
        assert_eq!(found.len(), 6);
        for (first, second, confidence) in found {
            let place = |wanted: &str| name.iter().position(|name| *name == wanted).unwrap();
            assert!(place(&first) < place(&second), "{first} {second}");
            assert!(confidence > 800, "{confidence}");
        }
    }
}

#[test]
fn reports_are_cut_on_their_way() {
    let reported: Vec<String> =
        BEES.iter().map(|sentence| format!("{} the keeper said.", &sentence.replace('.', ","))).collect();
    let reported: Vec<&str> = reported.iter().map(String::as_str).collect();
    let whole = capture("whole", None, &reported, "2024-05-01");
    let cut = capture("cut", None, &reported[..8], "2024-05-01");
    let found = earlier(&ordered(&[cut, whole]));
    assert_eq!(found[0].0, "whole");
    // And length alone is a weak sign.
    assert!((550..750).contains(&found[0].2), "{found:?}");
}

#[test]
fn where_nothing_tells_nothing_is_told() {
    let trace = ordered(&[capture("a", None, &BEES, "2024-05-01"), capture("b", None, &BEES, "2024-05-03")]);
    assert_eq!((trace.orders.len(), trace.orders[0].earlier, trace.orders[0].confidence), (1, None, 500));
    // Texts without wording in common have no order.
    assert!(
        ordered(&[capture("a", None, &BEES, "2024-05-01"), capture("b", None, &CANAL, "2024-05-03")]).orders.is_empty()
    );
}
