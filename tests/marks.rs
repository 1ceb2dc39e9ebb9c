//! What people say of matches, at the command line: what counts then, what stays, and what survives.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use common::World;
use serde_json::Value;

/// The lines of a schema that a command prints.
fn lines(world: &World, command: &str, schema: &str) -> Vec<Value> {
    let output = world.command(&format!("{command} --json")).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let values = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values.filter(|value| value["schema"] == schema).collect()
}

fn overlaps(world: &World, command: &str) -> Vec<Value> {
    lines(world, command, "wirecopy/overlap/1")
}

/// The names of what counts.
fn names(world: &World, command: &str) -> Vec<String> {
    let counted = overlaps(world, command).into_iter().filter(|overlap| overlap["mark"]["judgement"] != "rejected");
    counted.map(|overlap| overlap["id"].as_str().unwrap().to_owned()).collect()
}

fn done(world: &World, command: &str) {
    let output = world.command(command).output().unwrap();
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
}

const EDITED: &str = "m-72a1eca188eef53e";
const QUOTED: &str = "m-1d5d1a552ae8b9d5";

#[test]
fn a_person_has_the_last_word() {
    let mut world = World::new();
    world.run("overlaps sources/000_716b014e97384773.txt sources/003_f046b8d73144446e.txt --ids");
    world.run(&format!("mark {EDITED} reject --why a-form"));
    world.run("mark --list");
    world.run("add --quiet --output added.txt");
    world.run("mark --list");
    world.run(&format!("mark {EDITED} reject --why a-form -n"));
    world.run(&format!("mark {EDITED} reject --why a-form --by Reader"));
    world.run(&format!("mark {EDITED} reject --why a-form --by Reader"));
    world.run("mark m-0000000000000000 reject --why a-form");
    world.run("mark 000 reject --why a-form");
    world.run(&format!("mark {QUOTED} withdraw --why a-form"));
    world.run(&format!("mark {QUOTED} reject --why="));
    world.wait(3600);
    world.run(&format!("mark {QUOTED} confirm --why the-same-speech"));
    world.run("overlaps");
    world.run("overlaps --by article --ignore-marks");
    world.run("explain 000 003");
    world.run("explain m-72a1eca188eef53e --json");
    world.run("trace 003 --evidence");
    world.run("trace 004 --ids --width 90");
    world.run("mark l-041ffd72a22c67cf confirm --why the-editor-says-so");
    world.run("mark l-e44ae9c36abaf31c reject --why it-names-no-decree --by Editor");
    world.run("trace 004");
    world.wait(3600);
    world.run("mark l-041ffd72a22c67cf reject --why another-editor-does-not");
    world.run("trace 004");
    world.run("trace 001 --down");
    world.run("trace 001 --format csv");
    world.run(&format!("mark {EDITED} withdraw --why read-again"));
    world.run("mark --list");
    world.run("mark --list --all");
    world.run(&format!("mark --list {QUOTED} --json"));
    world.run("run --top 1");
    world.run("verify");
    world.golden("marks");
}

#[test]
fn what_is_rejected_stays_so_whatever_else_is_read() {
    let world = World::new();
    done(&world, "add");
    let all = names(&world, "overlaps");
    done(&world, &format!("mark {EDITED} reject --why form"));
    let rest: Vec<String> = all.iter().filter(|name| *name != EDITED).cloned().collect();
    assert_eq!(rest.len() + 1, all.len());
    assert_eq!(names(&world, "overlaps"), rest);
    // Another article, the articles by name in another order, a compaction, a copy of the store.
    let text = "Bakers raised the price of bread, for flour has become dearer since the harvest failed.\n";
    std::fs::write(world.path("sources/other.txt"), text).unwrap();
    assert_eq!(names(&world, "overlaps"), rest);
    assert_eq!(names(&world, "overlaps --ignore-marks"), all);
    let two = "overlaps sources/003_f046b8d73144446e.txt sources/000_716b014e97384773.txt";
    assert_eq!(names(&world, two), [QUOTED]);
    done(&world, "compact");
    assert_eq!(names(&world, "overlaps"), rest);
    for format in ["bagit", "bundle"] {
        done(&world, &format!("export --format {format} -o {format}.out"));
        done(&world, &format!("-C {format}.back import {format}.out"));
        assert_eq!(names(&world, &format!("-C {format}.back overlaps")), rest);
    }
    done(&world, "export --format ocfl -o ocfl.out");
    assert_eq!(names(&world, "-C none overlaps"), all, "no store, nothing said");
    // Nothing is lost: it is listed with the reason.
    let rejected: Vec<Value> = overlaps(&world, "overlaps").into_iter().filter(|o| !o["mark"].is_null()).collect();
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0]["mark"]["why"], "form");
    assert_eq!(rejected[0]["mark"]["by"], Value::Null);
    assert_eq!(rejected[0]["mark"]["at"], "2026-11-21T20:12:05Z");
}

#[test]
fn figures_are_those_of_what_counts() {
    let world = World::new();
    done(&world, "add");
    let two = "sources/000_716b014e97384773.txt sources/003_f046b8d73144446e.txt";
    let figures = |options: &str| {
        let pair = lines(&world, &format!("overlaps {two} --by article {options}"), "wirecopy/pair/1").remove(0);
        (pair["share_a"].as_u64().unwrap(), pair["counts"].clone())
    };
    let before = figures("");
    assert!(before.0 > 0);
    done(&world, &format!("mark {EDITED} reject --why form"));
    assert_eq!(figures(""), (0, serde_json::json!({"quotation": 1})));
    assert_eq!(figures("--ignore-marks"), before);
    let families = |options: &str| lines(&world, &format!("overlaps {two} --by family {options}"), "wirecopy/family/1");
    assert_eq!((families("").len(), families("--ignore-marks").len()), (0, 1));
    assert_eq!(lines(&world, "trace 003", "wirecopy/link/1").iter().filter(|l| l["kind"] == "inferred").count(), 0);
    // The header says what shaped the result, and that it was left out.
    let params =
        |options: &str| lines(&world, &format!("overlaps {two} {options}"), "wirecopy/header/1")[0]["params"].clone();
    assert!(params("")["marks"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(params("--ignore-marks")["marks"], "ignored");
    // Nothing is left to find.
    done(&world, &format!("mark {QUOTED} reject --why form"));
    let output = world.command(&format!("overlaps {two}")).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&output.stdout).contains("all 2 overlaps that were found are rejected by a person")
    );
    assert_eq!(world.command("explain 000 003").output().unwrap().status.code(), Some(1));
}

#[test]
fn outlets_share_what_counts() {
    let world = World::new();
    std::fs::write(world.path("outlets.jsonl"), common::outlets()).unwrap();
    done(&world, "add outlets.jsonl");
    let command = "overlaps outlets.jsonl";
    let rows = || lines(&world, &format!("{command} --by outlet"), "wirecopy/outlets/1");
    let of = |rows: &[Value], a: &str, b: &str| {
        rows.iter().filter(|row| row["a"]["outlet"] == a && row["b"]["outlet"] == b).count()
    };
    assert_eq!(of(&rows(), "Reuters", "The Mail"), 1);
    let between = |overlap: &Value| [&overlap["a"]["article"], &overlap["b"]["article"]] == ["a2", "m1"];
    for overlap in overlaps(&world, command).iter().filter(|overlap| between(overlap)) {
        done(&world, &format!("mark {} reject --why form outlets.jsonl", overlap["id"].as_str().unwrap()));
    }
    assert_eq!(of(&rows(), "Reuters", "The Mail"), 0);
}

#[test]
fn a_link_that_is_rejected_is_open_and_keeps_its_figures() {
    let world = World::new();
    done(&world, "add");
    let link = |options: &str| {
        let links = lines(&world, &format!("trace 004 {options}"), "wirecopy/link/1");
        links.into_iter().find(|link| link["kind"] == "inferred").unwrap()
    };
    let likely = link("");
    assert_eq!((&likely["verdict"], &likely["directed"]), (&"likely".into(), &true.into()));
    let id = likely["id"].as_str().unwrap().to_owned();
    done(&world, &format!("mark {id} confirm --why read"));
    let mut confirmed = link("");
    assert_eq!(confirmed["mark"]["judgement"], "confirmed");
    confirmed.as_object_mut().unwrap().remove("mark");
    assert_eq!(confirmed, likely, "a person's word changes no figure");
    done(&world, &format!("mark {id} reject --why no"));
    let rejected = link("");
    assert_eq!((&rejected["verdict"], &rejected["directed"]), (&"open".into(), &false.into()));
    assert_eq!(rejected["open"], serde_json::json!(["rejected"]));
    for same in ["id", "from", "to", "confidence", "signs", "against", "evidence"] {
        assert_eq!(rejected[same], likely[same], "{same}");
    }
    assert_eq!(link("--ignore-marks"), likely);
    // A graph holds what counts.
    let dot = |options: &str| {
        let output = world.command(&format!("trace 004 --format dot {options}")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(dot("--ignore-marks").contains("likely") && !dot("").contains("likely"));
    assert!(!dot("").contains("a text both follow"));
}

#[test]
fn hostile_words_are_refused_and_never_reach_a_terminal() {
    let world = World::new();
    done(&world, "add");
    let size = |world: &World| lines(world, "status", "wirecopy/store/1")[0]["log_size"].clone();
    let before = size(&world);
    for hostile in ["\u{1b}[31mred", "a\nb", "\u{202e}x", "\u{9b}31m"] {
        for option in ["--why", "--by"] {
            let mut command = world.command(&format!("mark {EDITED} reject"));
            if option == "--by" {
                command.args(["--why", "form"]);
            }
            let output = command.args([option, hostile]).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{hostile:?}");
            let said = String::from_utf8(output.stderr).unwrap();
            assert!(said.contains("no character that controls a terminal"), "{said}");
            assert!(!said.chars().any(|c| c.is_control() && c != '\n' || c == '\u{202e}'), "{said:?}");
        }
    }
    // A name of a match as well.
    let output = world.command("mark").args(["m-\u{1b}[31m", "reject", "--why", "form"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(!String::from_utf8(output.stderr).unwrap().contains('\u{1b}'));
    assert_eq!(size(&world), before);
}

#[test]
fn a_store_that_cannot_be_read_is_not_passed_over() {
    let world = World::new();
    done(&world, "add");
    done(&world, &format!("mark {EDITED} reject --why form"));
    std::fs::write(world.path("snapshots/log/tile/entries/000"), "gone").unwrap();
    for command in ["overlaps", "trace", "explain 000 003"] {
        let output = world.command(command).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}");
        assert!(String::from_utf8(output.stderr).unwrap().contains("--ignore-marks"));
        done(&world, &format!("{command} --ignore-marks"));
    }
}

#[test]
fn what_follows_from_a_rejected_source_goes_with_it() {
    let world = World::new();
    std::fs::create_dir(world.path("two")).unwrap();
    let rest = "Rescue teams with dogs searched the brown water for at least four drivers whose cars fell. Engineers had warned \
        the county twice that two of the supports were badly corroded. A ferry will carry children across from Thursday morning.";
    let bridge = "The old iron bridge over the Calder river collapsed early on Tuesday after three days of heavy rain";
    let article = |id: &str, outlet: &str, lead: &str| serde_json::json!({"id": id, "outlet": outlet, "text": format!("{lead} {rest}")});
    let records = [
        article("wire", "Reuters", &format!("{bridge}.")),
        article("post", "Valley Post", &format!("{bridge}, Reuters reported.")),
    ];
    std::fs::write(world.path("two/all.jsonl"), records.map(|record| record.to_string() + "\n").concat()).unwrap();
    done(&world, "add two");
    let links = || lines(&world, "trace two", "wirecopy/link/1");
    let inferred = || links().into_iter().find(|link| link["kind"] == "inferred").unwrap();
    assert_eq!(inferred()["verdict"], "likely");
    let stated = links().into_iter().find(|link| link["kind"] == "stated").unwrap();
    done(&world, &format!("mark {} reject two --why its-own-report", stated["id"].as_str().unwrap()));
    assert_eq!((&inferred()["verdict"], &inferred()["open"][0]), (&"open".into(), &"no-sign".into()));
}
