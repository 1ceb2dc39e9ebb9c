//! `wirecopy report`: what the page holds, what it leaves out when asked, and that nothing in an article can act in it.
//! `.ci/validate-report` opens the same pages in a browser.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may fail loudly; clippy spares only the test functions themselves"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use common::World;
use serde_json::{Value, json};

/// Runs a report, and gives the page it wrote.
fn report(world: &World, line: &str) -> String {
    let output = world.command(&format!("report {line} -o page.html")).output().unwrap();
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout.is_empty());
    std::fs::read_to_string(world.path("page.html")).unwrap()
}

fn fails(world: &World, line: &str) -> String {
    let output = world.command(line).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{line}");
    assert!(output.stdout.is_empty(), "{line}");
    String::from_utf8(output.stderr).unwrap()
}

/// A page read strictly: every element is closed in its order, attributes are quoted and none acts, names are unique, and
/// nothing leads out of the file. Gives the names, the targets, and the text.
struct Read {
    names: BTreeSet<String>,
    targets: Vec<String>,
    text: String,
}

/// Elements without an end.
const VOID: [&str; 4] = ["meta", "br", "input", "!doctype"];

fn read(page: &str) -> Read {
    let mut read = Read { names: BTreeSet::new(), targets: Vec::new(), text: String::new() };
    let mut open: Vec<String> = Vec::new();
    let mut rest = page;
    while let Some((text, after)) = rest.split_once('<') {
        let raw = matches!(open.last().map(String::as_str), Some("style" | "script"));
        if raw && !after.starts_with("/style") && !after.starts_with("/script") {
            rest = after;
            continue;
        }
        if !raw {
            assert!(!text.contains('>'), "a bare > in {text:?}");
            read.text.push_str(text);
            read.text.push(' ');
        }
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(
                open.pop().as_deref(),
                Some(name),
                "closed out of order: {}",
                &text[text.len().saturating_sub(80)..]
            );
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if !closed && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
        let mut attributes = attributes.trim();
        if name == "!doctype" {
            continue;
        }
        while !attributes.is_empty() {
            let end = attributes.find([' ', '=']).unwrap_or(attributes.len());
            let key = &attributes[..end];
            attributes = attributes[end..].trim_start();
            let value = match attributes.strip_prefix('=') {
                Some(quoted) => {
                    let (value, after) = quoted.strip_prefix('"').unwrap().split_once('"').unwrap();
                    attributes = after.trim_start();
                    value
                }
                None => "",
            };
            assert!(
                !key.starts_with("on") && !["style", "src", "srcset", "action", "xlink:href"].contains(&key),
                "{key}"
            );
            match key {
                "id" => assert!(read.names.insert(value.to_owned()), "two are called {value}"),
                "href" => read.targets.push(value.to_owned()),
                _ => {}
            }
        }
    }
    read.text.push_str(rest);
    assert!(open.is_empty(), "never closed: {open:?}");
    for target in &read.targets {
        assert!(!target.contains(':') && !target.starts_with('/'), "leads out: {target}");
        if let Some(name) = target.strip_prefix('#') {
            assert!(read.names.contains(name), "{target} leads nowhere");
        }
    }
    read
}

/// The lines of a command for programs.
fn lines(world: &World, line: &str) -> Vec<Value> {
    let output = world.command(line).output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(lines: &[Value], schema: &str) -> Vec<String> {
    let of = lines.iter().filter(|line| line["schema"] == schema);
    of.map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

/// Words of letters alone, lower case, at least `least` letters long.
fn words(text: &str, least: usize) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= least);
    words.map(str::to_lowercase).collect()
}

/// Reports in families whose articles share five sentences and have two of their own each.
fn families(name: &str, count: usize, size: usize) -> String {
    let mut state = name.len() as u64;
    let mut word = || {
        // A linear congruential generator, after Knuth's MMIX: made-up words that nothing else has.
        let syllable = |state: &mut u64| {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = (*state >> 33) as usize;
            format!(
                "{}{}",
                ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t"][at % 12],
                ["a", "e", "i", "o", "u"][at / 12 % 5]
            )
        };
        (0..3).map(|_| syllable(&mut state)).collect::<String>()
    };
    let mut sentence = || {
        let mut words: Vec<String> = (0..14).map(|_| word()).collect();
        words[0][..1].make_ascii_uppercase();
        format!("{}.", words.join(" "))
    };
    let mut records = String::new();
    for family in 0..count {
        let shared = [(); 5].map(|()| sentence()).join(" ");
        for member in 0..size {
            let text = format!("{} {shared} {}", sentence(), sentence());
            let id = format!("{name}-{family}-member-{member}");
            let record = json!({"id": id, "date": format!("2024-03-{:02}", 1 + member % 28), "text": text});
            let _ = writeln!(records, "{record}");
        }
    }
    records
}

fn write(world: &World, file: &str, text: &str) {
    let path = world.path(file);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

#[test]
fn the_page_holds_everything_that_was_found() {
    let mut world = World::new();
    world.run("add -q sources");
    let page = report(&world, "sources");
    let shown = read(&page);
    let found = lines(&world, "run -n --json sources");
    let (overlaps, links) = (ids(&found, "wirecopy/overlap/1"), ids(&found, "wirecopy/link/1"));
    assert!(overlaps.len() > 10 && links.len() > 5);
    for id in overlaps.iter().chain(&links) {
        assert!(shown.names.contains(id), "{id} is not on the page");
    }
    for anchor in ["findings", "matrix", "sources", "pairs", "articles", "versions", "limits"] {
        assert!(shown.names.contains(anchor), "{anchor}");
        assert!(shown.targets.contains(&format!("#{anchor}")), "nothing leads to {anchor}");
    }
    // Every sentence of every article, and what a person looks for first.
    for line in found.iter().filter(|line| line["schema"] == "wirecopy/overlap/1") {
        let exact =
            line["a"]["exact"].as_str().unwrap().split_whitespace().last().unwrap().trim_matches('.').to_owned();
        assert!(shown.text.contains(&exact.replace('\'', "&#39;")), "{exact}");
    }
    for said in [
        "60 %",
        "47 %",
        "≠ number disagrees",
        "reported Reuters",
        "Direction open",
        "no date stated",
        "none is guessed",
        "wirecopy report sources -o page.html",
        "In the log",
        "This does not prove",
    ] {
        assert!(shown.text.contains(said), "{said}");
    }
    // The same again, byte for byte.
    assert_eq!(page, report(&world, "sources"));
}

#[test]
fn only_its_own_style_and_script_may_run() {
    let world = World::new();
    let page = report(&world, "sources");
    for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
        assert_eq!(page.matches(&format!("<{tag}")).count(), 1);
        let (_, content) = page.split_once(&format!("<{tag}>")).unwrap();
        let (content, _) = content.split_once(&format!("</{tag}>")).unwrap();
        let digest = wirecopy::hash::Digest::of(content.as_bytes());
        let allowed = format!("{directive} 'sha256-{}'", wirecopy::proof::base64(digest.as_bytes()));
        assert!(page.contains(&allowed), "{allowed}");
    }
    assert!(page.contains("default-src 'none'") && !page.contains("unsafe"));
    for bad in ["https://", "url(", "@import", "fetch(", "innerHTML", "eval("] {
        assert!(!page.contains(bad), "{bad}");
    }
}

#[test]
fn a_report_without_wording_holds_none() {
    let mut world = World::new();
    world.run("add -q sources");
    world.edit("sources/004_4cd8ae22b0588f7c.txt", "from 1996 and 2000", "from 1961 and 2000");
    world.run("add -q sources");
    let page = report(&world, "sources --redact-text");
    let shown = read(&page);
    // What every such page says: the same command on articles that share none of these words.
    write(&world, "others.jsonl", &families("a", 1, 3));
    write(&world, "outlets.jsonl", &common::outlets());
    let mut said = words(&report(&world, "others.jsonl --redact-text"), 5);
    said.extend(words(&report(&world, "outlets.jsonl --redact-text"), 5));
    // What is said of things that stand in these articles alone, and the names of fields.
    let signs = ["added", "alone", "conflict", "conflicts", "disagrees", "either", "institution", "itself", "number"];
    said.extend(signs.map(str::to_owned));
    let mut wording = BTreeSet::new();
    for entry in std::fs::read_dir(world.path("sources")).unwrap().map(Result::unwrap) {
        if entry.path().extension().is_some_and(|ending| ending == "txt") {
            wording.extend(words(&std::fs::read_to_string(entry.path()).unwrap(), 5));
        }
    }
    let leaked: Vec<String> =
        words(&page, 5).intersection(&wording).filter(|word| !said.contains(*word)).cloned().collect();
    assert!(wording.len() > 300 && leaked.is_empty(), "{leaked:?}");
    // Whoever has an article can check each match: the place, and the digest of the bytes there.
    let found = lines(&world, "overlaps --json sources");
    for line in found.iter().filter(|line| line["schema"] == "wirecopy/overlap/1") {
        assert!(shown.names.contains(line["id"].as_str().unwrap()));
        for side in ["a", "b"] {
            let digest = wirecopy::hash::Digest::of(line[side]["exact"].as_str().unwrap().as_bytes());
            assert!(page.contains(&digest.to_string()), "{}", line["id"]);
            let [start, end] = [0, 1].map(|at| line[side]["bytes"][at].as_u64().unwrap());
            assert!(shown.text.contains(&format!("bytes {start}–{end}")));
        }
    }
}

#[test]
fn a_report_without_names_holds_none() {
    let mut world = World::new();
    let named = [
        ("a1", "harbour-bridge-17"),
        ("p1", "post-on-bridge-3"),
        ("a2", "river-bank-4"),
        ("m1", "mail-river-99"),
        ("m2", "mail-budget-1"),
    ];
    let mut records = common::outlets();
    for (short, long) in named {
        records = records.replace(&format!("\"id\":\"{short}\""), &format!("\"id\":\"{long}\""));
    }
    let records = records.replace("Insurers expect", "As The\\tMail’s men, THE MAIL and Post wrote, insurers expect");
    write(&world, "papers/bridge-papers.jsonl", &records);
    world.run("add -q papers");
    let page = report(&world, "papers --anonymous");
    let shown = read(&page);
    let lower = page.to_lowercase();
    let hidden = ["reuters", "the post", "the mail", "the\tmail", "bridge-papers", "papers"];
    for name in hidden.iter().copied().chain(named.map(|(_, long)| long)) {
        assert!(
            !lower.contains(name),
            "{name}: {:?}",
            lower.split_once(name).map(|(before, _)| before
                .chars()
                .rev()
                .take(60)
                .collect::<String>()
                .chars()
                .rev()
                .collect::<String>())
        );
    }
    // A stand-in is one name, wherever it stands, and the articles are told apart.
    assert!(shown.text.contains("As Outlet C’s men, Outlet C and Outlet B wrote"));
    for stand_in in ["Outlet A", "Outlet B", "Outlet C", "Article 1", "Article 5", "№1"] {
        assert!(shown.text.contains(stand_in), "{stand_in}");
    }
    // Anchors are those of the report with names: a link to a match holds in both.
    let open = read(&report(&world, "papers"));
    let of =
        |read: &Read, kind: &str| read.names.iter().filter(|name| name.starts_with(kind)).cloned().collect::<Vec<_>>();
    for kind in ["m-", "l-", "p-", "a-"] {
        assert!(!of(&open, kind).is_empty() && of(&open, kind) == of(&shown, kind), "{kind}");
    }
    let both = report(&world, "papers --anonymous --redact-text");
    assert!(!words(&both, 5).contains("engineers") && !both.to_lowercase().contains("reuters"));
}

#[test]
fn one_story_in_two_folders_has_two_names_on_the_page() {
    let world = World::new();
    for folder in ["m", "t"] {
        std::fs::create_dir(world.path(folder)).unwrap();
        let copy = world.path(&format!("{folder}/reprint.txt"));
        std::fs::copy(world.path("sources/002_d75d6387eb59bab1.txt"), copy).unwrap();
    }
    let page = read(&report(&world, "m t"));
    assert_eq!(page.names.iter().filter(|name| name.starts_with("a-")).count(), 2);
    assert!(page.text.contains("reprint~2"));
}

#[test]
fn the_command_that_makes_it_again_reads_the_same() {
    let world = World::new();
    write(&world, "wire.txt", "{\"id\":\"a\",\"body\":\"Nobody cheered.\"}\n");
    let options = "--collection Wire --input-format jsonl --map text=body --max-article 1000";
    let page = read(&report(&world, &format!("wire.txt {options}")));
    assert!(page.text.contains(&format!("wirecopy report wire.txt {options} -o page.html")), "{}", page.text);
    // What may name an outlet or an article is left out with the names.
    let page = read(&report(&world, &format!("wire.txt {options} --anonymous")));
    assert!(page.text.contains("wirecopy report PATH --input-format jsonl --max-article 1000 --anonymous -o"));
}

#[test]
fn what_an_article_says_stays_text() {
    let world = World::new();
    let hostile = "</script><script>alert(1)</script> <img src=x onerror=alert(2)> \u{202e}reversed\u{2066} \u{1b}[31m \
        \"' onmouseover='x' & ]]> --><svg onload=alert(3)>";
    let shared = "The harbour master Ada Lind closed the northern gate of the old bridge before dawn on the third day.";
    let long = "x".repeat(300_000);
    for (name, more) in [("a", "Nobody complained about the fog."), ("b", "Volunteers filled forty sandbags.")] {
        let record = json!({
            "id": format!("{name}\"><b onclick=alert(4)>"), "outlet": format!("{hostile} {name}"), "title": hostile,
            "text": format!("{shared} {hostile} {more} {long}"),
        });
        write(&world, &format!("hostile/{name}.jsonl"), &format!("{record}\n"));
    }
    for line in ["hostile", "hostile --anonymous", "hostile --redact-text"] {
        let page = report(&world, line);
        // The strict reader finds no element, no attribute and no way out that an article brought.
        let shown = read(&page);
        assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{1b}']), "{line}");
        assert_eq!(page.matches("<script").count(), 1, "{line}");
        assert!(!page.contains("<img") && !page.contains("<svg onload"), "{line}");
        assert!(shown.names.iter().any(|name| name.starts_with("m-")), "{line}");
    }
}

#[test]
fn each_language_says_so_and_runs_its_own_way() {
    let world = World::new();
    let arabic = "أعلنت وزارة النقل إغلاق الجسر القديم فوق النهر صباح الثلاثاء بعد أن كشف المهندسون شقوقا عميقة في أعمدته. \
        وقال المتحدث إن أعمال الإصلاح ستستمر ستة أشهر على الأقل.";
    let chinese = "交通部星期二宣布关闭河上的旧桥，因为工程师在桥墩中发现了很深的裂缝。发言人表示，维修工程至少需要六个月才能完成。";
    for (name, text) in [("ar1", arabic), ("ar2", arabic), ("zh1", chinese), ("zh2", chinese)] {
        write(&world, &format!("world/{name}.txt"), text);
    }
    let page = report(&world, "world");
    read(&page);
    for (code, words) in [("ar", "أعلنت"), ("zh", "交通部")] {
        assert!(page.contains(&format!("<p class=\"text\" lang=\"{code}\" dir=\"auto\">{words}")), "{code}");
    }
}

/// The place and the size of every element of a class in a drawing.
fn drawn(svg: &str, element: &str, class: &str) -> Vec<[i64; 4]> {
    let begins = format!("<{element} class=\"{class}\" ");
    let number = |tag: &str, key: &str| {
        let (_, value) =
            format!(" {tag}").split_once(&format!(" {key}=\"")).map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        value.split('"').next().unwrap().parse().unwrap()
    };
    svg.split(&begins).skip(1).map(|tag| ["x", "y", "width", "height"].map(|key| number(tag, key))).collect()
}

#[test]
fn nothing_in_a_figure_stands_on_another_or_outside() {
    let world = World::new();
    write(&world, "outlets.jsonl", &common::outlets());
    write(&world, "many.jsonl", &families("family", 6, 9));
    let mut boxes = 0;
    for input in ["sources", "outlets.jsonl", "many.jsonl"] {
        let page = report(&world, input);
        for svg in page.split("<svg id=\"g-time-").skip(1).map(|rest| rest.split("</svg></div>").next().unwrap()) {
            let size = svg.split_once("viewBox=\"0 0 ").unwrap().1.split('"').next().unwrap();
            let (width, height) = size.split_once(' ').unwrap();
            let (width, height): (i64, i64) = (width.parse().unwrap(), height.parse().unwrap());
            let mut all = drawn(svg, "rect", "box");
            boxes += all.len();
            assert!(all.is_sorted_by_key(|[_, y, ..]| *y));
            all.extend(drawn(svg, "rect", "chip"));
            for (at, [x, y, wide, high]) in all.iter().enumerate() {
                assert!(*x > 0 && *y > 0 && x + wide <= width && y + high <= height, "{input}: box {at} is outside");
                for [x2, y2, wide2, high2] in &all[..at] {
                    let apart = x + wide <= *x2 || x2 + wide2 <= *x || y + high <= *y2 || y2 + high2 <= *y;
                    assert!(apart, "{input}: box {at} stands on another");
                }
            }
        }
    }
    assert!(boxes > 50, "{boxes} boxes");
}

#[test]
fn small_collections_make_small_pages() {
    let mut world = World::new();
    world.run("add -q sources");
    let page = report(&world, "sources");
    assert!(page.len() <= 80_000, "five articles take {} bytes", page.len());
    // 200 articles, 44 of them in families.
    let lone =
        json!({"id": "lone", "text": "The council met on Monday, Reuters reported, citing a decree. Nobody cheered."});
    let many = [families("family", 4, 11), families("single", 155, 1), lone.to_string()].concat();
    write(&world, "many.jsonl", &many);
    let page = report(&world, "many.jsonl");
    let overlaps = page.matches("<li class=\"m ").count();
    assert!(overlaps >= 1_000, "{overlaps} overlaps");
    assert!(page.len() <= 3_000_000, "200 articles with {overlaps} overlaps take {} bytes", page.len());
    let shown = read(&page);
    // What an article states that shares wording with none is told of too.
    let links = ids(&lines(&world, "report --json many.jsonl"), "wirecopy/link/1");
    assert!(links.len() > 20 && shown.text.contains("Reuters"));
    links.iter().for_each(|id| assert!(shown.names.contains(id), "{id}"));
}

#[test]
fn a_large_report_is_an_index_with_pages_beside_it() {
    let world = World::new();
    write(&world, "many.jsonl", &families("family", 6, 14));
    let index = report(&world, "many.jsonl");
    let folder = world.path("page");
    let mut pages: BTreeMap<String, Read> = BTreeMap::from([("page.html".to_owned(), read(&index))]);
    for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        let page = std::fs::read_to_string(entry.path()).unwrap();
        assert!(page.len() < 3_000_000);
        pages.insert(format!("page/{}", entry.file_name().to_str().unwrap()), read(&page));
    }
    assert!(pages.len() > 6 && index.len() < 3_000_000);
    // Every match stands on one page, under the name it has on a single one.
    let overlaps = ids(&lines(&world, "overlaps --json many.jsonl"), "wirecopy/overlap/1");
    for id in &overlaps {
        assert_eq!(pages.values().filter(|page| page.names.contains(id)).count(), 1, "{id}");
    }
    // Every way from page to page leads somewhere.
    let mut ways = 0;
    for (name, page) in &pages {
        for target in page.targets.iter().filter(|target| !target.starts_with('#')) {
            let (file, anchor) = target.split_once('#').unwrap();
            let file = match (name.starts_with("page/"), file.strip_prefix("../")) {
                (_, Some(up)) => up.to_owned(),
                (true, None) => format!("page/{file}"),
                (false, None) => file.to_owned(),
            };
            assert!(pages[&file].names.contains(anchor), "{name} leads to {target}");
            ways += 1;
        }
    }
    assert!(ways > 84);
    // Made again it takes the place of the old; a folder with something else in it is left alone.
    assert_eq!(report(&world, "many.jsonl"), index);
    write(&world, "page/notes.txt", "mine");
    let said = fails(&world, "report many.jsonl -o page.html");
    assert!(said.contains("page is there and holds notes.txt"), "{said}");
    assert_eq!(std::fs::read_to_string(folder.join("notes.txt")).unwrap(), "mine");
    let left: Vec<_> = common::files(Path::new(&world.path("")));
    assert!(left.iter().all(|file| !file.to_string_lossy().contains(".part")), "{left:?}");
}

#[test]
fn versions_stand_with_their_proofs() {
    let mut world = World::new();
    let page = report(&world, "sources");
    assert!(read(&page).text.contains("There is no store"));
    world.run("add -q sources");
    world.wait(3600);
    world.edit("sources/004_4cd8ae22b0588f7c.txt", "from 1996 and 2000", "from 1961 and 2000");
    world.run("add -q sources");
    let page = report(&world, "sources");
    let shown = read(&page);
    for said in [
        "2 versions".replace("2 ", ""),
        "silent".to_owned(),
        "1996".to_owned(),
        "1961".to_owned(),
        "entry 6".to_owned(),
    ] {
        assert!(shown.text.contains(&said), "{said}");
    }
    let status = lines(&world, "status --json");
    let root = status.iter().find_map(|line| line["log_root"].as_str()).unwrap();
    assert!(page.contains(root));
    for line in lines(&world, "log 004 --json") {
        if let Some(digest) = line["version"].as_str().and_then(|version| version.strip_prefix("sha256:")) {
            assert!(page.contains(&digest[..8]), "{digest}");
        }
    }
    // The store is read and never written.
    assert!(world.command("report sources -o again.html").output().unwrap().status.success());
    assert_eq!(lines(&world, "status --json"), status);
}

#[test]
fn there_is_a_page_even_where_there_is_nothing_to_say() {
    let world = World::new();
    std::fs::create_dir_all(world.path("empty")).unwrap();
    write(&world, "one/a.txt", "Engineers replaced forty steel cables of the harbour bridge over the winter.");
    write(&world, "two/a.txt", "Engineers replaced forty steel cables of the harbour bridge over the winter.");
    write(&world, "two/b.txt", "Parliament passed the budget by two votes after a night of talks.");
    // A folder without articles is an input that could not be read.
    for (folder, said, code) in [("one", "it takes two to share wording", 0), ("two", "1 pair compared", 0)] {
        let output = world.command(&format!("report {folder} -o page.html")).output().unwrap();
        let shown = read(&std::fs::read_to_string(world.path("page.html")).unwrap());
        assert!(shown.text.contains(said), "{folder}: {}", shown.text);
        assert_eq!(output.status.code(), Some(code), "{folder}");
    }
    // Where nothing could be read, what was written before is worth more.
    let before = std::fs::read(world.path("page.html")).unwrap();
    let output = world.command("report empty -o page.html").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing to compare"), "{output:?}");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(std::fs::read(world.path("page.html")).unwrap(), before);
}

#[test]
fn what_it_cannot_keep_it_refuses() {
    let world = World::new();
    for (line, said) in [
        (
            "report sources --redact-text --json",
            "--redact-text is kept by the page for a browser, not by the form json",
        ),
        (
            "report sources --anonymous --format gexf",
            "--anonymous is kept by the page for a browser, not by the form gexf",
        ),
        ("report sources -o nowhere/page.html", "cannot write nowhere/page.html"),
    ] {
        let told = fails(&world, line);
        assert!(told.contains(said), "{line}: {told}");
    }
    // Other forms say what they say of `run`.
    let lines = lines(&world, "report sources --json");
    assert_eq!(lines[0]["command"], "report");
    assert!(ids(&lines, "wirecopy/overlap/1").len() > 10 && ids(&lines, "wirecopy/link/1").len() > 5);
    let text = world.command("report sources --format text").output().unwrap();
    assert!(String::from_utf8(text.stdout).unwrap().contains("Likely source of 004"));
}

#[cfg(not(feature = "serve"))]
#[test]
fn a_program_without_a_server_says_how_to_get_one() {
    let said = fails(&World::new(), "serve sources");
    assert!(said.contains("built without serve") && said.contains("--features serve"), "{said}");
}
