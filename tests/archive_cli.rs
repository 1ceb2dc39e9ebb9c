//! The store at the command line: sessions as a person would type them, and the promises behind them.

mod common;

use std::process::Stdio;

use common::{World, files};

const EDITED: &str = "sources/004_4cd8ae22b0588f7c.txt";

#[test]
fn run_three_times() {
    let mut world = World::new();
    world.run("run -n");
    world.run("run");
    world.wait(3600);
    world.run("run --quiet");
    world.edit(EDITED, "agreements made in 1996 and 2000", "agreements made in 1961 and 2000");
    world.run("run");
    world.golden("run");
}

#[test]
fn a_history() {
    let mut world = World::new();
    world.run("status");
    world.run("log");
    world.run("add -n");
    world.run("add");
    world.wait(86_400);
    world.edit(EDITED, "agreements made in 1996 and 2000", "agreements made in 1961 and 2000");
    world.run("add -n");
    world.run("add sources --outlet Example");
    world.run("add");
    world.run("log");
    world.run("log 004");
    world.run("log 004 -p --ascii");
    world.run("log 00");
    world.run("log 004@v9");
    world.run("status");
    world.run("compact");
    world.run("compact");
    world.run("show 004@v1 --width 72");
    world.run("show 001 --json");
    world.golden("history");
}

#[test]
fn versions_come_and_go() {
    let mut world = World::new();
    world.run("add --quiet --output added.txt");
    world.wait(3600);
    world.run(&format!("add {EDITED} --captured-at 2026-11-21T20:00:00Z"));
    world.run(&format!("add {EDITED} --captured-at 2026-11-21T20:00:00Z"));
    world.run(&format!("add {EDITED} --captured-at 2026-11-21"));
    world.wait(3600);
    world.edit(EDITED, "agreements made in 1996 and 2000", "agreements made in 1961 and 2000");
    world.run(&format!("add {EDITED} --quiet --output added.txt"));
    world.wait(3600);
    world.edit(EDITED, "agreements made in 1961 and 2000", "agreements, made in 1996 and 2000");
    world.edit(
        EDITED,
        "According to reports, the treaty",
        "Correction: a year was wrong. According to reports, the treaty",
    );
    world.run(&format!("add {EDITED} --quiet --output added.txt"));
    world.run("log 004");
    world.run("log 004 --substantive -p --since 2026-11-21 --until 2026-11-21T22:30");
    world.run("log 004 --stat --width 40");
    world.run("log 004 --since yesterday");
    world.run("show 004@v2#14");
    world.run("show 004#99");
    world.run("diff 004@v1 004@v2");
    world.run(&format!("diff 004@v2 {EDITED}"));
    world.run("diff 004@v1 004@v9");
    world.run("remove 004 --why withdrawn");
    world.run("remove 004_4cd8ae22b0588f7c@v1 --why withdrawn");
    world.run("remove 004_4cd8ae22b0588f7c --why withdrawn -n");
    world.run("remove 004_4cd8ae22b0588f7c --why withdrawn");
    world.run("remove 004_4cd8ae22b0588f7c --why withdrawn");
    world.run("log");
    world.run("verify");
    world.run("show 004#1");
    world.run("diff 004@v1 004 --brief");
    world.run("restore 004_4cd8ae22b0588f7c");
    world.run("restore 004_4cd8ae22b0588f7c@v9 -n");
    world.run("restore 004_4cd8ae22b0588f7c@v1");
    world.run("restore 004_4cd8ae22b0588f7c@v4");
    world.run("remove 004_4cd8ae22b0588f7c@v2 --erase --why order -n");
    world.run("remove 004_4cd8ae22b0588f7c@v2 --erase --why order");
    world.run("show 004@v2");
    world.run("diff 004@v1 004@v2");
    world.run("restore 004_4cd8ae22b0588f7c@v2");
    world.run("log 004");
    world.run("log 004 --json");
    world.run("verify 004");
    world.run("remove 003_f046b8d73144446e --erase --why order");
    world.run("log");
    world.run("log f046");
    world.run("remove 003 --erase --why order");
    world.run("compact");
    world.run("verify");
    world.golden("versions");
}

#[test]
fn what_changed_is_told_of_the_first_versions_of_a_run() {
    let mut world = World::new();
    std::fs::create_dir(world.path("many")).unwrap();
    let write = |world: &World, year: u32| {
        for number in 0..25 {
            let text = format!("Report {number} says little. It was written in {year}.\n");
            std::fs::write(world.path(&format!("many/{number:02}.txt")), text).unwrap();
        }
    };
    write(&world, 1996);
    world.run("add many");
    write(&world, 1961);
    let added = String::from_utf8(world.run("add many --json").stdout).unwrap();
    assert_eq!(added.matches("\"outcome\":\"version\"").count(), 25);
    assert_eq!(added.matches("\"silent\":true").count(), 20);
    let log = String::from_utf8(world.run("log 24 --json").stdout).unwrap();
    assert_eq!(log.matches("\"silent\":true").count(), 1, "{log}");
}

#[test]
fn verify_says_what_holds() {
    let mut world = World::new();
    world.run("verify");
    world.run("run --quiet --output summary.txt");
    world.run("verify");
    world.run("verify 002");
    world.run(&format!("verify {EDITED}"));
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    world.run(&format!("verify {EDITED}"));
    world.flip("snapshots/log/tile/entries/000");
    world.run("verify");
    world.run("verify --json");
    world.run("verify --reread --json");
    world.flip("snapshots/log/tile/entries/000");
    world.run("verify --quick");
    world.run("verify --subset 2/3 --json");
    world.run("verify --subset 4/3");
    world.run("verify --quick 002");
    world.golden("verify");
}

/// What was asked for cannot be read: that keeps back nothing of what the check found.
#[test]
fn damage_is_told_whatever_was_asked_for() {
    let mut world = World::new();
    world.run("add");
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    world.run("add");
    let lines = std::fs::read_to_string(world.path("snapshots/packs.sha256")).unwrap();
    let pack =
        world.path("snapshots/store.git/objects/pack").join(lines.lines().next().unwrap().rsplit(' ').next().unwrap());
    let len = std::fs::metadata(&pack).unwrap().len() as usize;
    std::fs::remove_file(&pack).unwrap();
    std::fs::write(&pack, vec![0; len]).unwrap();
    let output = world.run("verify 002 --width 400");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("FAIL  store.git/objects/pack/"), "{said}");
    assert!(said.contains("--    002: "), "{said}");
}

#[test]
fn a_bit_flipped_in_any_file_is_damage_in_that_file() {
    let mut world = World::new();
    world.run("add");
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    world.run("add");
    let store = world.path("snapshots");
    let found = files(&store);
    assert!(found.len() >= 10, "{found:?}");
    for file in found.iter().filter(|file| std::fs::metadata(file).unwrap().len() > 0) {
        let name = file.strip_prefix(&store).unwrap().to_str().unwrap();
        world.flip(&format!("snapshots/{name}"));
        let output = world.run("verify");
        let said = String::from_utf8_lossy(&output.stdout);
        // Words break at the page's width, names do not.
        assert_eq!(output.status.code(), Some(1), "{name}: {said}");
        assert!(said.contains(name), "{name}: {said}");
        world.flip(&format!("snapshots/{name}"));
    }
    assert_eq!(world.run("verify").status.code(), Some(3));
}

#[test]
fn inputs_that_cannot_be_read_leave_the_rest_done() {
    let mut world = World::new();
    std::fs::write(world.path("sources/005_empty.txt"), " \n").unwrap();
    std::fs::write(world.path("sources/006_binary.txt"), b"\0\x01\x02").unwrap();
    world.run("run");
    world.run("add missing.txt");
    world.golden("bad_inputs");
}

#[test]
fn every_sentence_is_sliced_from_the_input() {
    let mut world = World::new();
    let input = "\u{feff}Caf\u{e9} shut.\r\n\r\n“We are tired,” said Ann Lee. E\u{301}nd.\r\n";
    std::fs::write(world.path("a.txt"), input).unwrap();
    let input = input.trim_start_matches('\u{feff}');
    assert!(world.run("add a.txt").status.success());
    for what in ["show a.txt --json --sentences", "show a@v1 --json --sentences"] {
        let output = world.run(what);
        let lines = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let parts: Vec<_> = lines.iter().filter(|line| line.get("exact").is_some()).collect();
        assert_eq!(parts.iter().filter(|part| part["schema"] == "wirecopy/sentence/1").count(), 3, "{what}");
        assert_eq!(parts.last().unwrap()["speaker"]["text"], "Ann Lee", "{what}");
        for part in parts {
            let number = |name: &str, index: usize| part[name][index].as_u64().unwrap() as usize;
            let exact = part["exact"].as_str().unwrap();
            assert_eq!(&input[number("bytes", 0)..number("bytes", 1)], exact, "{what}");
            let (start, end) = (number("chars", 0), number("chars", 1));
            assert_eq!(input.chars().skip(start).take(end - start).collect::<String>(), exact, "{what}");
        }
    }
}

#[test]
fn two_writers_at_once_lose_nothing() {
    let mut world = World::new();
    for name in ["one", "two"] {
        std::fs::create_dir(world.path(name)).unwrap();
        for number in 0..20 {
            let text = format!("Report {number} of collection {name} says little.\n");
            std::fs::write(world.path(&format!("{name}/{number:02}.txt")), text).unwrap();
        }
    }
    let start = |line: &str| world.command(line).stdout(Stdio::null()).spawn().unwrap();
    let writers = [start("add one"), start("add two")];
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    let status = world.run("status --json");
    assert!(String::from_utf8_lossy(&status.stdout).contains("\"articles\":40,\"versions\":40,\"log_size\":40"));
    assert_eq!(world.run("verify").status.code(), Some(3));
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let world = World::new();
    let mut child = world.command("overlaps --json").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn the_store_is_named_by_flag_then_environment() {
    let world = World::new();
    let run = |line: &str| world.command(line).env("WIRECOPY_STORE", "elsewhere").output().unwrap();
    assert!(run("add").status.success());
    assert!(run("-C here add").status.success());
    assert!(world.path("elsewhere/store.git").is_dir() && world.path("here/store.git").is_dir());
    assert!(!world.path("snapshots").exists());
}

#[test]
fn a_sheet_given_by_hand_gives_way_to_options() {
    let mut world = World::new();
    std::fs::write(world.path("b.txt"), "Nothing happened today.\n").unwrap();
    std::fs::write(world.path("sheet.toml"), "outlet = \"Sheet\"\nauthor = \"A. Writer\"\n").unwrap();
    std::fs::write(world.path("bad.toml"), "outlet = \"X\"\nkey = \"k\"\n").unwrap();
    world.run("add b.txt --meta sheet.toml --outlet Option --date 2024-11");
    world.run("show b");
    world.run("add b.txt --meta bad.toml");
    world.run("add b.txt --date 11/10/2024");
    world.run("add sources --url https://news.example/1");
    world.golden("meta");
}

#[test]
fn help_leads_with_examples_and_names_the_exit_codes() {
    let mut world = World::new();
    for command in [
        "run",
        "overlaps",
        "add",
        "log",
        "show",
        "remove",
        "restore",
        "status",
        "verify",
        "seal",
        "prove",
        "checkpoint",
        "compact",
        "completions",
        "man",
    ] {
        let help = world.run(&format!("{command} --help"));
        let help = String::from_utf8(help.stdout).unwrap();
        let (examples, codes) = (help.find("Examples:"), help.find("Exit codes:"));
        assert!(examples.is_some() && examples < help.find("Usage:"), "{command}");
        assert!(codes.is_some(), "{command}");
        let page = world.run(&format!("man {command}"));
        let page = String::from_utf8_lossy(&page.stdout).into_owned();
        assert!(page.contains(".SH EXAMPLES\n.nf\n") && page.contains(".SH EXIT STATUS\n"), "{command}");
    }
    assert!(world.run("man checkpoint compare").status.success());
    assert_eq!(world.run("man checkpoint nothing").status.code(), Some(2));
    let script = world.run("completions bash");
    assert!(script.status.success());
    // What the program asks itself is nobody's command.
    assert!(!String::from_utf8_lossy(&script.stdout).contains("apart"));
}

#[test]
fn damage_is_told_of_the_article_asked_for() {
    let mut world = World::new();
    world.run("add");
    let packs = files(&world.path("snapshots/store.git/objects/pack"));
    let pack = packs.iter().find(|file| file.extension().is_some_and(|end| end == "pack")).unwrap();
    let name = pack.strip_prefix(world.path("")).unwrap().to_str().unwrap().to_owned();
    world.flip(&name);
    let mut damaged = 0;
    for article in ["000", "001", "002", "003", "004"] {
        let output = world.run(&format!("verify {article}"));
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let first = said.lines().nth(1).unwrap();
        let content = world.run(&format!("show {article}")).status.code();
        assert_eq!(first.starts_with("ok"), content == Some(0), "{first}");
        damaged += usize::from(content == Some(2));
    }
    // Blobs follow each other in a pack: the flipped bit is in one of them, or in a tree.
    assert!(damaged <= 1);
}

#[test]
fn what_was_removed_comes_back_and_is_told_as_that() {
    let mut world = World::new();
    let (add, name) = (format!("add {EDITED}"), "004_4cd8ae22b0588f7c");
    let says = |world: &mut World, line: &str, what: &str| {
        let said = String::from_utf8(world.run(line).stdout).unwrap();
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(what), "{line}: {said}");
    };
    let captured = format!("{add} --captured-at 2026-11-21T20:00:00Z");
    world.run(&captured);
    world.run(&format!("remove {name} --why withdrawn"));
    // This capture is recorded already, so it brings nothing back.
    let left_out = "nothing new, 1 removed article left out";
    says(&mut world, &captured, &format!("snapshots: {left_out} {name}"));
    says(&mut world, &format!("{captured} -n"), &format!("{left_out} (dry run"));
    says(
        &mut world,
        &captured,
        &format!("this capture is recorded already; `wirecopy restore {name}@v1` brings it back"),
    );
    says(&mut world, &format!("{captured} --json"), "\"outcome\":\"left-out\",\"number\":1,");
    // Without a time it is another capture.
    says(&mut world, &add, "the same bytes, back after a removal");
    says(&mut world, &format!("log {name}"), "the same bytes, back after a removal");
    world.run(&format!("report {EDITED} -o page.html"));
    let page = std::fs::read_to_string(world.path("page.html")).unwrap();
    assert!(page.contains("the same bytes, back after a removal") && !page.contains("the same text in other bytes"));
    // What is erased cannot be brought back.
    world.run(&format!("remove {name} --erase --why order"));
    says(&mut world, &captured, "this capture is recorded already; its bytes are erased");
}

/// The list goes on without a record that cannot be read, names it and ends as trouble.
#[test]
fn a_record_that_cannot_be_read_is_told_and_the_others_listed() {
    let mut world = World::new();
    world.run("add sources/000_716b014e97384773.txt");
    std::fs::write(world.path("one.txt"), "One.\n").unwrap();
    // Most of its pack is its record then.
    let outlet: String = (0..4000u32).map(|n| char::from(b'a' + (n * n % 7919 % 26) as u8)).collect();
    let packs = |world: &World| files(&world.path("snapshots/store.git/objects/pack"));
    let before = packs(&world);
    assert!(world.run(&format!("add one.txt --outlet {outlet}")).status.success());
    let packs = packs(&world);
    let is_new =
        |file: &&std::path::PathBuf| !before.contains(file) && file.extension().is_some_and(|end| end == "pack");
    let pack = packs.iter().find(is_new).unwrap();
    let name = pack.strip_prefix(world.path("")).unwrap().to_str().unwrap().to_owned();
    world.flip(&name);
    for (line, exit) in
        [("log", 2), ("show 000", 0), ("log 000_716b014e97384773", 0), ("show one", 2), ("verify one", 1)]
    {
        let output = world.run(line);
        let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(exit), "{line}: {complaint}");
        assert_eq!(complaint.contains("wirecopy: article "), exit != 1, "{line}: {complaint}");
    }
    assert!(String::from_utf8_lossy(&world.run("log").stdout).contains("000_716b014e97384773"));
}

#[test]
fn json_is_as_promised() {
    let mut world = World::new();
    std::fs::write(world.path("sources/005.txt"), "“Wait,” said Ann Lee. Nobody did.\n").unwrap();
    world.run("add sources/005.txt --json --outlet Example");
    world.wait(60);
    world.edit("sources/005.txt", "Nobody did.", "Bob did. All cheered.");
    world.run("add sources/005.txt --json");
    for line in ["log --json", "log 005 --json", "show 005 --json --sentences", "status --json", "verify 005 --json"] {
        world.run(line);
    }
    world.edit("sources/005.txt", "All cheered.", "All wept.");
    world.run("verify sources/005.txt --json");
    world.golden("json");
}

#[test]
fn findings_are_the_same_on_any_number_of_threads() {
    let mut world = World::new();
    world.run("add");
    world.edit(EDITED, "agreements made in 1996", "agreements made in 1961");
    world.run("add");
    let store = world.path("snapshots");
    let damaged: Vec<_> = files(&store).into_iter().filter(|file| !file.ends_with("LOCK")).collect();
    for file in damaged.iter().step_by(3) {
        let name = file.strip_prefix(&store).unwrap().to_str().unwrap();
        world.flip(&format!("snapshots/{name}"));
        let said = ["1", "2", "5"].map(|jobs| world.run(&format!("verify --json -j {jobs}")).stdout);
        assert!(said[0] == said[1] && said[0] == said[2], "{name}");
        world.flip(&format!("snapshots/{name}"));
    }
}

/// Two addresses are asked one after the other, and each is taken in by itself: none of them may take what was given for one.
#[test]
fn the_address_of_one_article_is_given_to_one() {
    let world = World::new();
    let url = "--url https://example.com/bridge";
    for inputs in [
        "http://127.0.0.1:1/a http://127.0.0.1:1/b",
        "--feed http://127.0.0.1:1/feed",
        "sources/000_716b014e97384773.txt sources/002_d75d6387eb59bab1.txt",
        "sources",
    ] {
        let output = world.command(&format!("add {url} {inputs}")).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{inputs}");
        assert!(said.contains("--url is the address of one article, and "), "{said}");
        assert!(!world.path("snapshots").exists(), "{inputs}");
    }
    let one = format!("add {url} sources/000_716b014e97384773.txt");
    assert!(world.command(&one).status().unwrap().success());
}
