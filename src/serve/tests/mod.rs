//! Answers without a network: every way on every page leads somewhere, lists hold what they say, programs get what is described,
//! and nobody is answered who must not be.

mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::archive::{Head, Mark, Word};
use crate::article::{ArticleId, Basis as DateBasis, Dated, Meta, Source};
use crate::overlap::{Chance, Corpus, Depth, candidate_pairs, find};
use crate::report::{Basis, History, Holding, ListedMark, Store};

const FLOOD: &str = "The river burst its banks near the old mill before dawn and swept away two wooden bridges, the mayor told Reuters.";
const SCHOOL: &str =
    "Volunteers filled sandbags until the evening while the schools of the valley stayed shut all week for 961 pupils.";
const CLAIMS: &str =
    "Insurers expect claims of forty million from growers whose orchards stood under water until Sunday.";
const HOSTILE: &str =
    "</script><script>alert(1)</script><img src=x onerror=alert(1)> \u{202e}\u{1b}[31m \"' onmouseover='x' -->";

pub(super) const TOKEN: &str = "0123456789abcdef";
pub(super) const HOST: &str = "127.0.0.1:8017";

fn capture(name: &str, outlet: &str, date: &str, text: &str) -> Capture {
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    let article = ArticleId::from_file("c", &format!("{name}.txt"));
    let meta = Meta {
        outlet: Some(outlet.to_owned()).filter(|outlet| !outlet.is_empty()),
        title: Some(format!("On {name} {HOSTILE}")),
        published: Dated::parse(date, DateBasis::Given),
        ..Meta::default()
    };
    Capture::new(article, source, meta, text.as_bytes().to_vec(), text)
}

/// Reports of a flood, of which some follow others, and one of something else.
fn captures() -> Vec<Capture> {
    vec![
        capture("agency", "Reuters", "2024-03-01", &format!("{FLOOD}\n{SCHOOL}\n{CLAIMS}\n")),
        capture(
            "post",
            "The Post",
            "2024-03-02",
            &format!("Nobody was hurt. {HOSTILE}\n{FLOOD}\n{}\n", SCHOOL.replace("961", "916")),
        ),
        capture("mail", "The Mail", "2024-04-01", &format!("{CLAIMS}\n{SCHOOL}\nThe fog lifted before noon.\n")),
        capture(
            "budget",
            "",
            "",
            "Parliament passed the budget by two votes. Nobody cheered when the speaker read it out.\n",
        ),
    ]
}

/// A store in memory.
#[derive(Default)]
struct Notes(Arc<Mutex<Vec<Mark>>>);

impl Keeper for Notes {
    fn path(&self) -> &str {
        "notes"
    }

    fn kept(&self, _: &Capture) -> Result<Kept, String> {
        let head = Head {
            commit: None,
            log_size: 0,
            log_root: Digest::of(b""),
            articles: 0,
            versions: 0,
            removed: 0,
            recorded_at: None,
        };
        Ok(Kept { store: Store::new("notes".to_owned(), &head), sealed: None, holding: None::<Holding> })
    }

    fn marks(&self) -> Result<(MarkList, Marks), String> {
        let marks = self.0.lock().unwrap().clone();
        let rows = marks.iter().map(|mark| ListedMark::new(mark, vec![None; mark.opinion.versions.len()])).collect();
        Ok((MarkList { path: "notes".to_owned(), all: true, rows }, Marks::new(marks)))
    }

    fn mark(&self, opinion: &Opinion) -> Result<(), String> {
        let mut marks = self.0.lock().unwrap();
        if opinion.why == "the disk is full" {
            return Err("the disk is full".to_owned());
        }
        marks.iter_mut().filter(|mark| mark.opinion.of == opinion.of).for_each(|mark| mark.stands = false);
        let (leaf, stands) = (marks.len() as u64, opinion.word != Word::Withdrawn);
        let hash = Digest::of(opinion.of.as_bytes());
        marks.push(Mark { opinion: opinion.clone(), recorded_at: 1_795_291_925, leaf, hash, stands });
        Ok(())
    }
}

pub(super) fn catalogue(captures: Vec<Capture>) -> Catalogue {
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let pairs = candidate_pairs(&corpus);
    let found = find(&corpus, &pairs, Chance::searched(texts.len()), Depth::Edits);
    let basis = Basis {
        params: BTreeMap::new(),
        method: crate::overlap::method(),
        trace_method: crate::trace::method(),
        possible: pairs.len(),
        again: "wirecopy serve".to_owned(),
    };
    let traced = found.len();
    Catalogue::new(basis, captures, found.into(), traced)
}

/// What is served, and what was recorded.
fn site() -> (Site, Arc<Mutex<Vec<Mark>>>) {
    let notes = Notes::default();
    let said = notes.0.clone();
    let site =
        Site::new(catalogue(captures()), Hosts::local(8017, None), Some(Box::new(notes)), Some(TOKEN.to_owned()));
    (site, said)
}

fn get(site: &Site, target: &str) -> Answer {
    answer(&Request { method: "GET", target, host: Some(HOST), ..Request::default() }, site)
}

fn json(site: &Site, target: &str) -> Value {
    let answer = get(site, target);
    assert_eq!(
        (answer.status, header(&answer, "content-type")),
        (200, Some("application/json")),
        "{target}: {}",
        answer.body
    );
    serde_json::from_str(&answer.body).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
}

fn form(site: &Site, fields: &[(&str, &str)], change: impl FnOnce(&mut Request)) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let mut request = Request {
        method: "POST",
        target: "/marks",
        host: Some(HOST),
        origin: Some("http://127.0.0.1:8017"),
        site: Some("same-origin"),
        kind: Some("application/x-www-form-urlencoded"),
        known: None,
        body: body.as_bytes(),
    };
    change(&mut request);
    answer(&request, site)
}

/// The targets of all ways on a page.
fn ways(page: &str) -> Vec<String> {
    page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&")).collect()
}

fn named(site: &Site, list: &str) -> Vec<String> {
    let listed = json(site, &format!("/api/v1/{list}"));
    listed["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_way_leads_somewhere_and_all_can_be_reached() {
    let (site, _) = site();
    let (mut met, mut open) = (BTreeSet::new(), vec!["/".to_owned()]);
    while let Some(target) = open.pop() {
        let path = target.split('#').next().unwrap().to_owned();
        if !met.insert(target.clone()) {
            continue;
        }
        let answer = get(&site, &path);
        match answer.status {
            200 => {
                if let Some((_, anchor)) = target.split_once('#') {
                    assert!(answer.body.contains(&format!("id=\"{anchor}\"")), "{target}");
                }
                for way in ways(&answer.body) {
                    assert!(way.starts_with(['/', '#']), "{target} leads out: {way}");
                    open.push(if way.starts_with('#') { format!("{path}{way}") } else { way });
                }
            }
            302 => open.push(header(&answer, "location").unwrap().to_owned()),
            status => panic!("{target}: {status}"),
        }
    }
    let names = ["articles", "pairs", "overlaps", "families"].map(|list| named(&site, list));
    assert!(names.iter().all(|names| !names.is_empty()));
    for name in names.iter().flatten() {
        assert!(met.contains(&format!("/{name}")), "no page leads to {name}");
    }
}

#[test]
fn names_of_a_report_are_addresses_here() {
    let (site, _) = site();
    for overlap in named(&site, "overlaps") {
        let there = get(&site, &format!("/{overlap}"));
        assert_eq!(there.status, 302);
        let address = header(&there, "location").unwrap();
        assert!(address.starts_with("/p-") && address.ends_with(&format!("#{overlap}")), "{address}");
    }
    let family = named(&site, "families").remove(0);
    let moved = get(&site, &format!("/{family}.html"));
    assert_eq!((moved.status, header(&moved, "location")), (301, Some(&*format!("/{family}"))));
    let links: BTreeSet<&str> = site.catalogue.links().links.iter().map(|link| link.id.as_str()).collect();
    assert!(links.len() > 1);
    for link in links {
        let there = get(&site, &format!("/{link}"));
        let (page, anchor) = header(&there, "location").unwrap().split_once('#').unwrap();
        assert_eq!(anchor, link);
        assert!(get(&site, page).body.contains(&format!("id=\"{link}\"")), "{link} on {page}");
    }
}

/// What commands print as JSON Lines, by the names of the things.
fn lines(report: crate::report::Report) -> BTreeMap<String, Value> {
    let json = crate::report::renderer("json").unwrap();
    let text = json.text(&report, &crate::report::View::default()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter_map(|line| Some((line["id"].as_str()?.to_owned(), line))).collect()
}

#[test]
fn a_part_says_what_the_whole_says() {
    let (site, _) = site();
    let captures = captures();
    let texts: Vec<_> = captures.iter().map(|capture| &capture.text).collect();
    let corpus = Corpus::new(&texts);
    let found: crate::marks::Judged =
        find(&corpus, &candidate_pairs(&corpus), Chance::searched(texts.len()), Depth::Edits).into();
    let analysis = crate::report::Analysis::new("overlaps", BTreeMap::new(), &captures, &found, &[]);
    let descents = crate::trace::Descents::of(&captures, &found.pairs);
    let wanted = crate::report::Wanted::default();
    let trace = crate::report::Trace::new("trace", BTreeMap::new(), &captures, &found, descents, &wanted);
    let families = trace.families.len();
    let mut whole = lines(crate::report::Report::Analysis(analysis));
    whole.extend(lines(crate::report::Report::Trace(trace)));
    assert_eq!(named(&site, "families").len(), families);
    let mut met = BTreeSet::new();
    for target in ["overlaps", "families", "pairs", "articles"]
        .iter()
        .flat_map(|list| named(&site, list).into_iter().map(move |name| format!("/api/v1/{list}/{name}")))
    {
        for item in json(&site, &target)["items"].as_array().unwrap() {
            if let Some(id) = item["id"].as_str() {
                assert_eq!(Some(item), whole.get(id), "{target}");
                met.insert(id.to_owned());
            }
        }
    }
    assert_eq!(met, whole.into_keys().collect(), "all of it is told somewhere");
}

#[test]
fn words_of_articles_are_shown_and_never_act() {
    let (site, _) = site();
    let mut targets =
        vec!["/".to_owned(), "/articles".to_owned(), "/overlaps?q=%3Cscript%3E".to_owned(), "/x%22%3E%3Cb".to_owned()];
    targets.extend(
        ["articles", "pairs", "families"].iter().flat_map(|list| named(&site, list)).map(|name| format!("/{name}")),
    );
    let mut shown = 0;
    for target in targets {
        let page = get(&site, &target).body;
        assert_eq!(page.matches("<script").count(), 1, "{target}: our own script alone");
        for word in ["<img", "\u{1b}", "\u{202e}", "<b>onclick", "onerror=alert(1)>"] {
            assert!(!page.contains(word), "{target} has {word:?}");
        }
        shown += page.matches("&lt;img src=x onerror=alert(1)&gt;").count();
    }
    assert!(shown > 3, "it is there to be read");
}

#[test]
fn lists_hold_what_they_say() {
    let (site, _) = site();
    let all = json(&site, "/api/v1/overlaps");
    let items = all["items"].as_array().unwrap();
    assert_eq!(all["total"], items.len());
    let mut summed = 0;
    for relation in crate::report::relations() {
        let some = json(&site, &format!("/api/v1/overlaps?relation={relation}"));
        let wanted = items.iter().filter(|item| item["relation"] == relation).count();
        assert_eq!(some["total"], wanted, "{relation}");
        summed += wanted;
    }
    assert_eq!(summed, items.len());
    // A page after the other gives all of them, each once.
    let (mut next, mut names) = (Some("/api/v1/overlaps?count=2&sort=score".to_owned()), Vec::new());
    while let Some(target) = next {
        let page = json(&site, &target);
        names.extend(page["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), items.len());
    assert_eq!(names.len(), items.len());
    let total = |target: &str| json(&site, target)["total"].as_u64().unwrap();
    assert_eq!(total("/api/v1/articles"), 4);
    assert_eq!(total("/api/v1/articles?outlet=The+Post"), 1);
    assert_eq!(total("/api/v1/articles?since=2024-03-02"), 2, "an article without a date is of no time");
    assert_eq!(total("/api/v1/articles?since=2024-03&until=2024-03"), 2);
    assert_eq!(total("/api/v1/articles?q=sandbags"), 3);
    assert_eq!(total("/api/v1/articles?q=%22swept+away%22+volunteers"), 2);
    assert_eq!(total("/api/v1/articles?q=unheard"), 0);
    assert!(get(&site, "/articles?outlet=&q=+&since=").body.contains("of 4"), "an empty field of a form says nothing");
    assert_eq!(total("/api/v1/families?size=4"), 0);
    assert_eq!(total("/api/v1/families?size=3&outlet=The+Mail"), 1);
    assert_eq!(total("/api/v1/pairs?outlet=The+Mail"), total("/api/v1/pairs?until=2024-05&since=2024-04"));
    assert_eq!(total("/api/v1/pairs?conflicts=true"), 2, "961 pupils are not 916");
    assert_eq!(total("/api/v1/overlaps?from=1000"), items.len() as u64);
    let family = named(&site, "families").remove(0);
    assert_eq!(total(&format!("/api/v1/articles?family={family}")), 3);
    let article = named(&site, "articles").remove(0);
    let with = json(&site, &format!("/api/v1/pairs?article={article}"));
    let name = json(&site, "/api/v1/articles")["items"][0]["article"].clone();
    assert!(with["items"].as_array().unwrap().iter().all(|pair| pair["a"] == name || pair["b"] == name));
    let sorted = json(&site, "/api/v1/articles?sort=date");
    let dates: Vec<_> = sorted["items"].as_array().unwrap().iter().map(|item| item["date"]["value"].as_str()).collect();
    assert_eq!(dates, [Some("2024-03-01"), Some("2024-03-02"), Some("2024-04-01"), None]);
}

#[test]
fn what_cannot_be_asked_is_named() {
    let (site, _) = site();
    for (query, parameter) in [
        ("size=many", "size"),
        ("size=-1", "size"),
        ("size=%2B1", "size"),
        ("count=0", "count"),
        ("count=201", "count"),
        ("from=99999999999999999999999", "from"),
        ("relation=copied", "relation"),
        ("since=yesterday", "since"),
        ("until=2024-13-01", "until"),
        ("conflicts=maybe", "conflicts"),
        ("article=a-0000000000000000", "article"),
        ("article=f-0000000000000000", "article"),
        ("family=x", "family"),
        ("sort=date", "sort"),
        ("q=%00", "q"),
        ("page=2", "page"),
        ("outlet=a&outlet=b", "outlet"),
        ("until=", "until"),
        ("q=+", "q"),
        ("%3Cb%3E=1", "<b>"),
    ] {
        let asked = get(&site, &format!("/api/v1/pairs?{query}"));
        let said: Value = serde_json::from_str(&asked.body).unwrap();
        assert_eq!((asked.status, said["parameter"].as_str()), (400, Some(parameter)), "{query}: {said}");
        let page = get(&site, &format!("/pairs?{query}"));
        let is_empty = said["error"].as_str().is_some_and(|why| why.ends_with("is empty"));
        assert_eq!(page.status, if is_empty { 200 } else { 400 }, "{query}");
        assert!(!page.body.contains("<b>="), "{query}");
    }
    let long = format!("/articles?q={}", "x".repeat(501));
    assert_eq!(get(&site, &long).status, 400);
    assert_eq!(get(&site, &format!("/{}", "x".repeat(5000))).status, 414);
    for target in ["/marks?x=1", "/?x=1", "/api/v1/?x=1", "/api/v1/openapi.json?x"] {
        assert_eq!(get(&site, target).status, 400, "{target}");
    }
    for target in [
        "/..",
        "/../etc/passwd",
        "/%2e%2e/etc/passwd",
        "//",
        "/a-%00",
        "/m-0000000000000000",
        "/api",
        "/api/v1",
        "/api/v1/pairs/",
        "/api/v1/pairs/a-0000000000000000",
        "/api/v1/articles//versions",
        "/favicon.ico",
        "*",
        "",
    ] {
        assert_eq!(get(&site, target).status, 404, "{target}");
    }
    let article = named(&site, "articles").remove(0);
    assert_eq!(get(&site, &format!("/api/v1/pairs/{article}")).status, 404, "an article is no pair");
}

#[test]
fn only_ours_are_answered_and_with_our_policies() {
    let (site, _) = site();
    for host in [None, Some("example.org"), Some("example.org:8017"), Some("127.0.0.1"), Some("127.0.0.1:8018")] {
        let refused = answer(&Request { method: "GET", target: "/", host, ..Request::default() }, &site);
        assert_eq!(refused.status, 421, "{host:?}");
        assert!(!refused.body.contains("article"), "it learns nothing");
    }
    let page = get(&site, "/");
    assert!(header(&page, "access-control-allow-origin").is_none());
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-security-policy", "frame-ancestors 'none'"),
    ] {
        assert_eq!(header(&page, name), Some(value));
    }
    for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "POST", "get"] {
        let refused = answer(&Request { method, target: "/", host: Some(HOST), ..Request::default() }, &site);
        assert_eq!((refused.status, header(&refused, "allow")), (405, Some("GET, HEAD")), "{method}");
    }
    let tag = header(&page, "etag").unwrap().to_owned();
    let again = |known: &str| {
        answer(
            &Request { method: "GET", target: "/", host: Some(HOST), known: Some(known), ..Request::default() },
            &site,
        )
    };
    assert_eq!((again(&tag).status, again(&tag).body.as_str()), (304, ""));
    assert_eq!(again(&format!("\"x\", W/{tag}")).status, 304);
    assert_eq!(again("\"x\"").status, 200);
}

#[test]
fn a_judgement_is_recorded_shown_and_taken_back() {
    let (site, said) = site();
    let overlap = named(&site, "overlaps").remove(0);
    let pair = json(&site, &format!("/api/v1/overlaps/{overlap}"));
    assert_eq!(json(&site, "/api/v1/")["judged_since"], false);
    let before = json(&site, "/api/v1/overlaps")["total"].as_u64().unwrap();
    let say = |judgement: &str, why: &str| {
        form(
            &site,
            &[("token", TOKEN), ("match", &overlap), ("judgement", judgement), ("why", why), ("by", "A. Reader")],
            |_| {},
        )
    };
    let done = say("reject", " a form <b> ");
    assert_eq!((done.status, header(&done, "location")), (303, Some(&*format!("/{overlap}"))));
    {
        let said = said.lock().unwrap();
        let opinion = &said[0].opinion;
        assert_eq!(
            (opinion.of.as_str(), opinion.word, opinion.why.as_str()),
            (&*overlap, Word::Rejected, "a form <b>")
        );
        let versions: BTreeSet<String> = opinion.versions.iter().map(|(_, raw)| raw.prefixed()).collect();
        let sides = ["a", "b"].map(|side| pair["items"][2][side]["version"].as_str().unwrap().to_owned());
        assert_eq!(versions, sides.into_iter().collect());
    }
    assert_eq!(json(&site, "/api/v1/")["judged_since"], true);
    assert_eq!(json(&site, "/api/v1/overlaps")["total"], before - 1, "what is rejected is in no list of what counts");
    let there = header(&get(&site, &format!("/{overlap}")), "location").unwrap().split('#').next().unwrap().to_owned();
    let page = get(&site, &there).body;
    assert!(
        page.contains("Rejected by a person")
            && page.contains("a form &lt;b&gt;")
            && page.contains("since it was compared")
    );
    assert_eq!(json(&site, &format!("/api/v1/overlaps/{overlap}"))["items"][2]["mark"]["judgement"], "rejected");
    assert!(get(&site, "/marks").body.contains("a form &lt;b&gt;"));
    assert_eq!(say("withdraw", "read it again").status, 303);
    assert_eq!(json(&site, "/api/v1/overlaps")["total"], before);
    assert_eq!(json(&site, "/api/v1/")["judged_since"], false);
    assert_eq!(json(&site, "/api/v1/marks")["items"].as_array().unwrap().len(), 2);
    assert_eq!(say("confirm", "the disk is full").status, 503);
}

/// A store that is slow to say for the first time what it holds.
struct Slow {
    notes: Notes,
    asked: Arc<AtomicBool>,
}

impl Keeper for Slow {
    fn path(&self) -> &str {
        self.notes.path()
    }

    fn kept(&self, article: &Capture) -> Result<Kept, String> {
        self.notes.kept(article)
    }

    fn marks(&self) -> Result<(MarkList, Marks), String> {
        let marks = self.notes.marks();
        if !self.asked.swap(true, Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(300));
        }
        marks
    }

    fn mark(&self, opinion: &Opinion) -> Result<(), String> {
        self.notes.mark(opinion)
    }
}

#[test]
fn of_two_judgements_at_a_time_both_are_said() {
    let asked = Arc::new(AtomicBool::new(false));
    let keeper = Slow { notes: Notes::default(), asked: asked.clone() };
    let site =
        Site::new(catalogue(captures()), Hosts::local(8017, None), Some(Box::new(keeper)), Some(TOKEN.to_owned()));
    let overlaps = named(&site, "overlaps");
    let reject = |overlap: &str| {
        form(&site, &[("token", TOKEN), ("match", overlap), ("judgement", "reject"), ("why", "x")], |_| {}).status
    };
    std::thread::scope(|scope| {
        let first = scope.spawn(|| reject(&overlaps[0]));
        while !asked.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        assert_eq!([reject(&overlaps[1]), first.join().unwrap()], [303, 303]);
    });
    assert_eq!(json(&site, "/api/v1/overlaps")["total"].as_u64(), Some(overlaps.len() as u64 - 2));
}

#[test]
fn a_form_that_is_not_ours_changes_nothing() {
    let (site, said) = site();
    let overlap = named(&site, "overlaps").remove(0);
    let good = [("token", TOKEN), ("match", &*overlap), ("judgement", "reject"), ("why", "x")];
    let with = |name: &str, value: &'static str| {
        let fields = good.map(|(known, own)| if known == name { (known, value) } else { (known, own) });
        form(&site, &fields, |_| {}).status
    };
    assert_eq!(with("token", ""), 403);
    assert_eq!(with("token", "0123456789abcdeX"), 403);
    assert_eq!(with("judgement", "erase"), 400);
    assert_eq!(with("match", "m-0000000000000000"), 400);
    assert_eq!(with("match", "../x"), 400);
    assert_eq!(with("why", ""), 400);
    assert_eq!(with("why", "a\u{1b}b"), 400);
    assert_eq!(form(&site, &good[1..], |_| {}).status, 403, "no token");
    assert_eq!(form(&site, &[&good[..], &[("more", "x")]].concat(), |_| {}).status, 400);
    assert_eq!(form(&site, &[&good[..], &[("why", "y")]].concat(), |_| {}).status, 400);
    let changed = |change: fn(&mut Request)| form(&site, &good, change).status;
    assert_eq!(changed(|request| request.origin = Some("http://example.org")), 403);
    assert_eq!(changed(|request| request.origin = Some("null")), 403);
    assert_eq!(changed(|request| request.site = Some("cross-site")), 403);
    assert_eq!(changed(|request| request.kind = Some("text/plain")), 415);
    assert_eq!(changed(|request| request.kind = None), 415);
    assert_eq!(changed(|request| request.host = Some("example.org")), 421);
    assert_eq!(changed(|request| request.body = b"\xff\xfe=%ff&token"), 400);
    assert!(said.lock().unwrap().is_empty(), "nothing was recorded");
    assert_eq!(
        changed(|request| (request.origin, request.site) = (None, None)),
        303,
        "a program that has read the page"
    );
    // Where nobody may judge there is no form, and none is taken.
    let closed = Site::new(catalogue(captures()), Hosts::local(8017, None), Some(Box::new(Notes::default())), None);
    assert_eq!(form(&closed, &good, |_| {}).status, 403);
    let without = Site::new(catalogue(captures()), Hosts::local(8017, None), None, Some(TOKEN.to_owned()));
    assert_eq!(form(&without, &good, |_| {}).status, 403);
    for site in [&closed, &without] {
        let pair = named(site, "pairs").remove(0);
        assert!(!get(site, &format!("/{pair}")).body.contains("method=\"post\""));
    }
    assert!(get(&site, &format!("/{}", named(&site, "pairs").remove(0))).body.contains("method=\"post\""));
}

#[test]
fn nothing_at_all_is_served_too() {
    for captures in [Vec::new(), captures().split_off(3)] {
        let count = captures.len();
        let site = Site::new(catalogue(captures), Hosts::local(8017, None), None, None);
        for target in
            ["/", "/articles", "/families", "/pairs", "/overlaps", "/overlaps?q=x", "/api/v1/", "/api/v1/overlaps"]
        {
            assert_eq!(get(&site, target).status, 200, "{target} of {count}");
        }
        assert!(get(&site, "/").body.contains("No shared wording"));
        assert_eq!(get(&site, "/marks").status, 404);
    }
}

#[test]
fn programs_get_what_is_described() {
    let (site, _) = site();
    let overlap = named(&site, "overlaps").remove(0);
    form(&site, &[("token", TOKEN), ("match", &overlap), ("judgement", "confirm"), ("why", "read both")], |_| {});
    let document = json(&site, "/api/v1/openapi.json");
    assert_eq!(document["openapi"], "3.1.0");
    let links: Vec<String> = site.catalogue.links().links.iter().map(|link| link.id.clone()).collect();
    let mut met = BTreeSet::new();
    for (path, call) in document["paths"].as_object().unwrap() {
        let schema = &call["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        let names = match path.split('/').nth(3).unwrap() {
            _ if !path.contains("{name}") => vec![String::new()],
            "links" => links.clone(),
            list => named(&site, list),
        };
        assert!(!names.is_empty(), "{path}");
        for name in names {
            let target = path.replace("{name}", &name);
            let answer = json(&site, &target);
            schema::check(&document, schema, &answer, &target);
            for item in answer["items"].as_array().into_iter().flatten() {
                met.insert(item["schema"].as_str().unwrap().to_owned());
            }
        }
        let wrong: Value =
            serde_json::from_str(&get(&site, &format!("{}?bogus=1", path.replace("{name}", "x"))).body).unwrap();
        schema::check(&document, &serde_json::json!({"$ref": "#/components/schemas/error"}), &wrong, path);
    }
    for kind in ["article", "overlap", "pair", "family", "link", "passage", "mark"] {
        assert!(met.contains(&format!("wirecopy/{kind}/1")), "{kind} was met");
    }
    // The check can fail.
    let bad = serde_json::json!({"schema": "wirecopy/error/1", "status": "400", "error": "x"});
    let schema = serde_json::json!({"$ref": "#/components/schemas/error"});
    assert!(std::panic::catch_unwind(|| schema::check(&document, &schema, &bad, "bad")).is_err());
}

#[test]
fn a_history_is_described_too() {
    let history: Option<&History> = None;
    let catalogue = catalogue(captures());
    let said = catalogue.said();
    let versions = crate::report::Api { catalogue: &catalogue, said: &said }.versions(0, history);
    let versions: Value = serde_json::from_str(&versions).unwrap();
    assert_eq!(versions["items"], serde_json::json!([]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_address_is_answered(targets in prop::collection::vec("(/(api/v1/)?(articles|pairs|overlaps|families|marks)?[?&=%a-z0-9\"<-]{0,24}|\\PC{0,40})", 16)) {
        static SITE: std::sync::LazyLock<Site> = std::sync::LazyLock::new(|| site().0);
        for target in targets {
            let answer = get(&SITE, &target);
            prop_assert!([200, 301, 302, 400, 404].contains(&answer.status), "{}: {}", target, answer.status);
            // In JSON words stand as they are: nobody takes it for a page.
            let is_page = header(&answer, "content-type") == Some(HTML);
            prop_assert!(!is_page || answer.body.matches("<script").count() <= 1, "{}", target);
            let lines = answer.headers.iter().all(|(_, value)| !value.contains(['\r', '\n']));
            prop_assert!(lines, "{}", target);
        }
    }
}
