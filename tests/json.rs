//! The JSON lines against their promise: docs/json.md names every field of every schema, and no line has another.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::World;
use serde_json::Value;

/// A schema as the page states it: its fields in dotted form, and whether each is in every line.
type Schemas = BTreeMap<String, BTreeMap<String, bool>>;

fn schemas() -> Schemas {
    let page = include_str!("../docs/json.md");
    let mut schemas = Schemas::new();
    let mut open: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.starts_with('#') {
            open = quoted(line).into_iter().filter(|name| name.starts_with("wirecopy/")).collect();
            open.iter().for_each(|name| {
                schemas.entry(name.clone()).or_default();
            });
        } else if line.starts_with("| `") {
            let cell = line.split('|').nth(1).unwrap_or_default();
            let always = !line.contains("*may be absent*");
            for (name, field) in open.iter().flat_map(|name| quoted(cell).into_iter().map(move |field| (name, field))) {
                schemas.entry(name.clone()).or_default().insert(field, always);
            }
        }
    }
    schemas
}

/// What stands between backticks.
fn quoted(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The dotted names of all fields of a value.
fn fields(value: &Value, prefix: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let dotted = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                found.insert(dotted.clone());
                fields(value, &dotted, found);
            }
        }
        Value::Array(items) => items.iter().filter(|item| item.is_object()).for_each(|item| {
            fields(item, &format!("{prefix}[]"), found);
        }),
        _ => {}
    }
}

/// The page speaks of side `a`; side `b` has the same fields.
fn as_documented(field: &str, known: &BTreeMap<String, bool>) -> bool {
    let parts: Vec<&str> = field.split('.').collect();
    let one_side: Vec<&str> = parts
        .iter()
        .map(|part| match *part {
            "b" => "a",
            "b[]" => "a[]",
            other => other,
        })
        .collect();
    let open =
        |parts: &[&str]| (1..parts.len()).any(|end| known.contains_key(&format!("{}.*", parts[..end].join("."))));
    [parts, one_side].iter().any(|parts| {
        // An object is documented by its parts.
        let dotted = parts.join(".");
        known.contains_key(&dotted)
            || open(parts)
            || known.keys().any(|k| k.starts_with(&format!("{dotted}.")) || k.starts_with(&format!("{dotted}[]")))
    })
}

#[test]
fn every_line_is_as_the_page_says() {
    let world = World::new();
    let schemas = schemas();
    let run = |line: &str| String::from_utf8(world.command(line).output().unwrap().stdout).unwrap();
    let edited = world.path("sources/004_4cd8ae22b0588f7c.txt");
    let mut lines: Vec<String> = Vec::new();
    std::fs::write(world.path("outlets.jsonl"), common::outlets()).unwrap();
    let mut collect = |line: &str| lines.extend(run(&format!("{line} --json")).lines().map(str::to_owned));
    collect("run");
    collect("overlaps");
    collect("report");
    collect("overlaps --by passage");
    collect("overlaps --by article");
    collect("overlaps --by family");
    collect("overlaps outlets.jsonl --by outlet");
    collect("explain 001 004");
    collect("explain 000 003");
    collect("trace --evidence --order");
    collect("trace outlets.jsonl --tree");
    collect("mark m-72a1eca188eef53e reject --why form --by Reader");
    collect("mark m-72a1eca188eef53e confirm --why form");
    collect("mark m-72a1eca188eef53e reject --why form");
    collect("mark l-041ffd72a22c67cf confirm --why form");
    collect("mark --list --all");
    collect("trace --evidence");
    collect("overlaps");
    collect("diff sources/001_ae027953efdecbb4.txt sources/004_4cd8ae22b0588f7c.txt");
    let (kept, moved) = (
        "Engineers had replaced forty steel cables since March. The mayor thanked them in the town hall.",
        "The colour of the railing was chosen by the drivers. Nobody complained about the fog in the harbour.",
    );
    let respelled = moved.replace("colour", "color");
    let longer = format!("{kept} Ferries will sail until Friday, for the drivers asked for it.");
    for (name, text) in [
        ("old/a.txt", format!("{moved}\n\n{longer}\n")),
        ("new/a.txt", format!("{longer}\n\n{respelled}\n")),
        ("old/b.txt", "Shares fell.\n".to_owned()),
    ] {
        std::fs::create_dir_all(world.path(name).parent().unwrap()).unwrap();
        std::fs::write(world.path(name), text).unwrap();
    }
    collect("diff --ignore spelling old new");
    collect("show 003 --sentences");
    collect("show sources/002_d75d6387eb59bab1.txt");
    let page = "<title>Bridge</title><h1>Bridge reopens</h1><time datetime=2024-11-11>x</time><p>The bridge reopened on Monday.</p>\
                <table><caption>Cost</caption></table>";
    std::fs::write(world.path("page.html"), page).unwrap();
    collect("show page.html --meta");
    collect("show page.html --sentences");
    let text = std::fs::read_to_string(&edited).unwrap();
    std::fs::write(&edited, text.replace("1996", "1961")).unwrap();
    collect("verify sources/004_4cd8ae22b0588f7c.txt");
    collect("add");
    collect("add --outlet Example");
    // Not on the open internet, so nobody is asked.
    collect("add http://127.0.0.1:9/a --feed http://127.0.0.1:9/f");
    collect("log");
    collect("log 004");
    collect("compact");
    collect("status");
    collect("verify 004");
    collect("add sources/004_4cd8ae22b0588f7c.txt --outlet Example --captured-at 2026-11-21T20:12:05Z");
    collect("remove 004_4cd8ae22b0588f7c@v1 --erase --why order");
    collect("remove 004_4cd8ae22b0588f7c --why withdrawn");
    collect("verify");
    collect("log");
    collect("log 004");
    collect("show 004#2");
    collect("restore 004_4cd8ae22b0588f7c@v2");
    let secret = wirecopy::proof::Signer::from_seed("log", wirecopy::proof::Kind::Log, [1; 32]).unwrap();
    std::fs::write(world.path("log.key"), secret.secret_text()).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(world.path("log.key"), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    collect("seal --origin log --key log.key");
    std::fs::copy(world.path("snapshots/log/checkpoint"), world.path("kept.txt")).unwrap();
    assert!(world.command("prove 001#2 -o claim.proof").status().unwrap().success());
    collect("verify --checkpoint kept.txt");
    collect("verify --proof claim.proof sources/001_ae027953efdecbb4.txt");
    collect("checkpoint compare kept.txt snapshots/log/checkpoint");
    collect("export --format bagit -o bag");
    collect("verify --bag bag");
    collect("-C back import bag");
    collect("-C back import bag");
    std::fs::write(world.path("bag/data/stray"), "").unwrap();
    collect("verify --bag bag");
    common::repository(
        &world.path("repository"),
        &[vec![("a.md", Some("One.\n".to_owned())), ("b", Some(String::new()))]],
    );
    collect("-C taken import repository");
    std::fs::write(world.path("snapshots/log/tile/entries/000"), "gone").unwrap();
    std::fs::write(world.path("snapshots/stray"), "").unwrap();
    collect("verify");

    let mut met = BTreeSet::new();
    for line in &lines {
        let value: Value = serde_json::from_str(line).unwrap();
        let schema = value["schema"].as_str().unwrap().to_owned();
        let known = schemas.get(&schema).unwrap_or_else(|| panic!("{schema} is not in docs/json.md"));
        let mut found = BTreeSet::new();
        fields(&value, "", &mut found);
        found.remove("schema");
        for field in &found {
            assert!(as_documented(field, known), "{schema}: `{field}` is not in docs/json.md: {line}");
        }
        for (field, always) in known {
            let top = field.split('.').next().unwrap_or(field);
            let required = *always && !field.contains(['*', '[', '.']);
            assert!(!required || found.contains(top), "{schema}: `{field}` is missing: {line}");
        }
        met.insert(schema);
    }
    let promised: BTreeSet<String> = schemas.into_keys().collect();
    assert_eq!(met, promised, "every schema of the page was met, and no other");
}

#[test]
fn spans_are_half_open_and_slice_the_input() {
    let world = World::new();
    let body =
        "\u{feff}Élan — « Oui »\r\nThe river burst its banks near the old mill before dawn and swept away bridges.\r\n";
    for name in ["x", "y"] {
        std::fs::write(world.path(&format!("{name}.txt")), format!("{body}{name}")).unwrap();
    }
    let output = world.command("overlaps x.txt y.txt --json").output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let overlaps: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|value: &Value| value["schema"] == "wirecopy/overlap/1")
        .collect();
    assert_eq!(overlaps.len(), 2);
    let input = format!("{}x", body.trim_start_matches('\u{feff}'));
    let number = |value: &Value| value.as_u64().unwrap() as usize;
    let side = &overlaps[1]["a"];
    let (start, end) = (number(&side["bytes"][0]), number(&side["bytes"][1]));
    assert_eq!(&input[start..end], side["exact"].as_str().unwrap());
    let chars: String = input.chars().skip(number(&side["chars"][0])).collect();
    assert!(chars.starts_with(side["exact"].as_str().unwrap()));
    let edits = overlaps[1]["edits"].as_array().unwrap();
    assert_eq!(number(&edits[0]["a"][0]), start);
    assert_eq!(number(&edits[edits.len() - 1]["a"][1]), end);
    assert!(edits.windows(2).all(|pair| pair[0]["a"][1] == pair[1]["a"][0] && pair[0]["b"][1] == pair[1]["b"][0]));
}
