//! What may be said of where articles came from, and what may not.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use common::{World, traced};
use proptest::prelude::*;
use serde_json::Value;
use wirecopy::article::{ArticleId, Basis, Capture, Dated, Meta, Source};
use wirecopy::report::{self, Report, Trace, View, Wanted};

fn capture(name: &str, body: &str, meta: Meta) -> Capture {
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    Capture::new(ArticleId::from_file("news", &format!("{name}.txt")), source, meta, body.as_bytes().to_vec(), body)
}

fn article(name: &str, body: &str) -> Capture {
    capture(name, body, Meta::default())
}

fn seeds() -> Vec<Capture> {
    [
        "000_716b014e97384773",
        "001_ae027953efdecbb4",
        "002_d75d6387eb59bab1",
        "003_f046b8d73144446e",
        "004_4cd8ae22b0588f7c",
    ]
    .map(|name| article(&name[..3], &std::fs::read_to_string(format!("sources/{name}.txt")).unwrap()))
    .into()
}

fn rendered(trace: Trace, form: &str) -> String {
    report::renderer(form).unwrap().text(&Report::Trace(trace), &View::default()).unwrap()
}

/// The JSON lines of one schema.
fn lines(captures: &[Capture], schema: &str) -> Vec<Value> {
    let json = rendered(traced(captures, &Wanted::default()), "json");
    let lines = json.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["schema"] == format!("wirecopy/{schema}/1")).collect()
}

/// The inferred links.
fn inferred(captures: &[Capture]) -> Vec<Value> {
    lines(captures, "link").into_iter().filter(|link| link["kind"] == "inferred").collect()
}

/// An end of a link in short: the article's name, or the label of what is unseen.
fn end(node: &Value) -> &str {
    node["article"].as_str().or(node["label"].as_str()).unwrap()
}

/// The signs of one kind, for and against.
fn signs<'l>(link: &'l Value, sign: &str) -> Vec<&'l Value> {
    let all = ["signs", "against"].into_iter().flat_map(|list| link[list].as_array().unwrap());
    all.filter(|found| found["sign"] == sign).collect()
}

/// Asserts that two articles are the only ones linked, and not directed; says why.
fn assert_open(captures: &[Capture]) -> Vec<String> {
    let links = inferred(captures);
    assert_eq!(links.len(), 1, "{links:#?}");
    assert_eq!((&links[0]["verdict"], &links[0]["directed"]), (&"open".into(), &false.into()), "{links:#?}");
    assert_eq!(links[0]["from"].as_array().unwrap().len(), 1);
    assert!(links[0]["confidence"].as_u64().unwrap() < 800);
    links[0]["open"].as_array().unwrap().iter().map(|why| why.as_str().unwrap().to_owned()).collect()
}

/// Asserts that `other` likely follows `upstream`, or both an unseen text.
fn assert_likely(captures: &[Capture], upstream: &str, other: &str) {
    let links = inferred(captures);
    assert_eq!(links.len(), 1, "{links:#?}");
    assert_eq!((&links[0]["verdict"], &links[0]["directed"]), (&"likely".into(), &true.into()), "{links:#?}");
    let from: Vec<&str> = links[0]["from"].as_array().unwrap().iter().map(end).collect();
    assert_eq!((from, end(&links[0]["to"])), (vec![upstream, "a text both follow"], other));
    assert!(links[0]["confidence"].as_u64().unwrap() >= 800);
}

#[test]
fn the_five_articles_say_what_their_evidence_allows() {
    let links = inferred(&seeds());
    let ends = |link: &Value| (end(&link["from"][0]).to_owned(), end(&link["to"]).to_owned());
    assert_eq!(
        links.iter().map(ends).collect::<Vec<_>>(),
        [("000".into(), "003".into()), ("001".into(), "004".into())]
    );

    let open = &links[0];
    assert_eq!((&open["verdict"], &open["directed"]), (&"open".into(), &false.into()));
    assert_eq!(open["open"], serde_json::json!(["few-sentences", "few-sources"]));
    assert_eq!(signs(open, "subset")[0]["fuller"], "000");

    let likely = &links[1];
    assert_eq!((&likely["verdict"], &likely["directed"]), (&"likely".into(), &true.into()));
    assert_eq!((end(&likely["from"][1]), &likely["from"][1]["why"]), ("a text both follow", &"inferred".into()));
    let gone: Vec<_> = signs(likely, "credit-gone").iter().map(|sign| (&sign["source"], &sign["blurred"])).collect();
    let blurred = Value::from("According to reports");
    let [reuters, foundation] = ["Reuters", "Observers Research Foundation"].map(Value::from);
    assert_eq!(gone, [(&reuters, &Value::Null), (&foundation, &blurred), (&reuters, &Value::Null)]);
    assert_eq!(signs(likely, "conflict")[0]["said"], serde_json::json!({"001": "961", "004": "1996"}));
    assert!(likely["against"].as_array().unwrap().contains(signs(likely, "conflict")[0]));
}

#[test]
fn the_five_articles_state_their_sources() {
    let links = lines(&seeds(), "link");
    let stated: Vec<(&str, &str, &str)> = links
        .iter()
        .filter(|link| link["kind"] == "stated")
        .map(|link| (end(&link["from"][0]), link["from"][0]["class"].as_str().unwrap(), end(&link["to"])))
        .collect();
    assert_eq!(
        stated,
        [
            ("State Duma's electronic database", "record", "000"),
            ("The Diplomat", "outlet", "000"),
            ("Reuters", "wire", "001"),
            ("decree", "record", "Reuters"),
            ("Observers Research Foundation", "institution", "001"),
            ("Reuters", "wire", "001"),
            ("KCNA", "wire", "002"),
            ("KCNA", "wire", "002"),
        ]
    );
    // Two credits to one agency are two sources, and what an article says is not judged.
    let mut ids: Vec<&Value> =
        links.iter().filter(|l| l["kind"] == "stated").map(|l| &l["from"][0]["unseen"]).collect();
    ids.sort_by_key(|id| id.as_str());
    ids.dedup();
    assert_eq!(ids.len(), 8);
    assert!(links.iter().filter(|link| link["kind"] == "stated").all(|link| link["verdict"].is_null()));
    // A picture's credit is said, and is no source.
    let aside = lines(&seeds(), "credit");
    let roles = |source: &str| aside.iter().filter(|c| c["source"] == source).map(|c| &c["role"]).collect::<Vec<_>>();
    assert_eq!(roles("menafn"), ["image"]);
    assert_eq!(roles("reports"), ["unnamed"]);
    assert_eq!(roles("state media"), ["unnamed"]);
}

/// Four sentences; the credits can be left out.
fn report(first: &str, second: &str, third: &str) -> String {
    format!(
        "The river broke through the eastern embankment shortly after midnight and flooded the old harbour{first}.\n\n\
         Rescue teams from nine villages carried sandbags all night while the ferry company moved its boats upstream{second}.\n\n\
         The mayor ordered the schools to stay shut until engineers have tested every bridge in the valley{third}.\n\n\
         Insurers expect claims worth several harvests because the vineyards below the mill stand under water."
    )
}

#[test]
fn two_named_sources_gone_and_one_more_are_likely() {
    let full = article("b", &report(", Reuters reported", ", according to the Associated Press", ", Reuters reported"));
    let cut = article("a", &report("", "", ""));
    assert_likely(&[full.clone(), cut.clone()], "b", "a");
    // The other order of reading, and of names.
    assert_likely(&[cut, full], "b", "a");
}

#[test]
fn one_source_gone_stays_open_for_the_other_may_be_that_source() {
    let full = article("a", &report(", Reuters reported", ", Reuters reported", ", reported Reuters"));
    assert_eq!(assert_open(&[full, article("b", &report("", "", ""))]), ["few-sources"]);
}

#[test]
fn a_credit_to_the_others_outlet_points_to_the_other() {
    let outlet = |name: &str| Meta { outlet: Some(name.to_owned()), ..Meta::default() };
    let full = article("a", &report(", Reuters reported", ", according to the Associated Press", ", Reuters reported"));
    let wire = capture("b", &report("", "", ""), outlet("Reuters"));
    let links = inferred(&[full.clone(), wire]);
    // It also lacks the other agency's credit: that both signs are there leaves it open.
    assert_eq!(links[0]["open"], serde_json::json!(["both-ways"]));
    let plain = article("a", &report(", Reuters reported", "", ""));
    assert_likely(&[plain, capture("b", &report("", "", ""), outlet("Reuters"))], "b", "a");
}

#[test]
fn a_source_named_elsewhere_is_not_gone() {
    let full = article("a", &report(", Reuters reported", ", according to the Associated Press", ", Reuters reported"));
    let body = format!("{}\n\nReuters and AP contributed.", report("", "", ""));
    let link = &inferred(&[full.clone(), article("b", &body)])[0];
    assert!(signs(link, "credit-gone").is_empty(), "{link:#}");
    let by =
        Meta { author: Some("Reuters".into()), url: Some("https://apnews.example/AP/1".into()), ..Meta::default() };
    let link = &inferred(&[full, capture("b", &report("", "", ""), by)])[0];
    assert!(signs(link, "credit-gone").is_empty(), "{link:#}");
}

#[test]
fn a_pictures_credit_is_neither_here_nor_gone() {
    let body = report("", "", "");
    let pictured = article("a", &format!("{body}\n\nPhoto: Reuters\n"));
    assert_eq!(assert_open(&[pictured.clone(), article("b", &body)]), ["no-sign"]);
    assert!(lines(&[pictured], "link").is_empty());
    // And one does not stand in for the credit that the text has lost.
    let full = article("a", &report(", Reuters reported", ", according to the Associated Press", ", Reuters reported"));
    assert_likely(&[full, article("b", &format!("{body}\n\nPhoto: Reuters\n"))], "a", "b");
}

#[test]
fn one_wording_in_two_outlets_is_two_nodes_and_open() {
    let body = report(", Reuters reported", "", "");
    let dated = |value| Meta { published: Dated::parse(value, Basis::Given), ..Meta::default() };
    let early = capture("b", &body, dated("2024-01-01"));
    let late = capture("a", &body, dated("2024-06-01"));
    // Dates alone decide nothing.
    assert_eq!(assert_open(&[early.clone(), late.clone()]), ["weak"]);
    let link = &inferred(&[early, late])[0];
    assert_eq!((end(&link["from"][0]), end(&link["to"]), &link["confidence"]), ("a", "b", &540.into()));
    assert_eq!(signs(link, "dates")[0]["upstream"], "b");
    assert_eq!(link["evidence"].as_array().unwrap().iter().filter(|e| e["date"].is_object()).count(), 2);
}

#[test]
fn independent_reports_that_share_a_sentence_have_no_direction() {
    let one = "Two ships collided in the strait before dawn, Reuters reported.\n\n\
        The harbour master told nobody why the lighthouse had been dark since the storm, according to the Associated Press.\n\n\
        Divers were waiting for daylight.";
    let other = "A tanker struck a freighter early on Monday.\n\n\
        The harbour master told nobody why the lighthouse had been dark since the storm.\n\n\
        Oil was seen near the beaches, and hotels feared for the season.";
    let why = assert_open(&[article("a", one), article("b", other)]);
    assert!(why.contains(&"few-sentences".to_owned()), "{why:?}");
}

#[test]
fn nothing_is_said_of_what_shares_nothing() {
    let trace = traced(&[article("a", "A dog barked."), article("b", "The harvest was late.")], &Wanted::default());
    assert!(!trace.found());
    assert!(rendered(trace, "text").contains("Nothing to say. 2 articles: no credit names a source"));
}

/// A link without what depends on the order of a list.
fn plain(mut line: Value) -> String {
    for list in ["signs", "against", "evidence", "open"] {
        if let Some(list) = line[list].as_array_mut() {
            list.sort_by_key(Value::to_string);
        }
    }
    line.to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn the_order_of_reading_changes_nothing(order in Just(vec![0, 1, 2, 3, 4]).prop_shuffle()) {
        let seeds = seeds();
        let captures: Vec<Capture> = order.iter().map(|&index: &usize| seeds[index].clone()).collect();
        let sorted = |captures: &[Capture], schema: &str| {
            let mut lines: Vec<String> = lines(captures, schema).into_iter().map(plain).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(sorted(&captures, "link"), sorted(&seeds, "link"));
        prop_assert_eq!(sorted(&captures, "credit"), sorted(&seeds, "credit"));
    }
}

#[test]
fn a_session() {
    let mut world = World::new();
    for line in [
        "trace",
        "trace 004 --ascii --width 80",
        "trace 001 --down",
        "trace 001 --order",
        "trace 003 --evidence",
        "trace --stated-only 002 003",
        "trace --format dot",
        // Nothing to say, and trouble.
        "trace 003 --stated-only",
        "trace 002 --down",
        "trace 00",
        "trace nowhere.txt",
    ] {
        world.run(line);
    }
    world.golden("trace");
}

#[test]
fn graphs_and_tables() {
    let mut world = World::new();
    for form in ["csv", "graphml", "gexf", "prov"] {
        world.run(&format!("trace 004 --format {form}"));
    }
    world.run("overlaps --format csv");
    world.run("overlaps --format prov");
    world.golden("graphs");
}

/// A sentence of its own: words that no two of these have in the same order.
fn sentence(number: usize) -> String {
    const WORDS: [&str; 23] = [
        "anchor", "bridge", "copper", "dancer", "eagle", "forest", "garden", "harbour", "island", "jungle", "kettle",
        "ladder", "market", "needle", "orchard", "pepper", "quarry", "river", "saddle", "temple", "valley", "window",
        "amber",
    ];
    let word = |place: usize| WORDS[(number * (2 * place + 3) + place * place) % WORDS.len()];
    let words: Vec<&str> = (0..7).map(word).collect();
    format!("The {} carried a {number}th load.", words.join(" of "))
}

#[test]
fn every_command_tells_the_same_links_of_many_copies() {
    let world = World::new();
    // Each copy has lost more of one text than the one before, and begins with as much of its own.
    let copy = |copy: usize| {
        let own = (0..copy / 6).map(|place| sentence(1000 + 40 * copy + place));
        let text: Vec<String> = own.chain((copy / 6..12).map(sentence)).collect();
        serde_json::json!({ "id": format!("copy-{copy:02}"), "text": text.join("\n\n") }).to_string() + "\n"
    };
    std::fs::write(world.path("copies.jsonl"), (0..66).map(copy).collect::<String>()).unwrap();
    let links = |line: &str| {
        let output = world.command(line).output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let mut links: Vec<String> =
            lines.lines().filter(|line| line.contains("\"wirecopy/link/1\"")).map(str::to_owned).collect();
        links.sort();
        links
    };
    let (traced, reported) = (links("trace copies.jsonl --json"), links("report copies.jsonl --json"));
    let run = links("run copies.jsonl --json -n");
    assert!(traced.len() > 20 && !run.is_empty());
    assert_eq!(traced, reported);
    assert!(run.iter().all(|link| traced.contains(link)));
}
