//! `wirecopy diff` as a person or a script meets it: whole sessions through the built program.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

mod common;

use std::io::Write as _;
use std::process::Stdio;

use common::World;

const PUTIN: &str = "sources/000_716b014e97384773.txt";
const GRANDIOSE: &str = "sources/003_f046b8d73144446e.txt";
const RATIFIES: &str = "sources/002_d75d6387eb59bab1.txt";
const ENTERED: &str = "sources/001_ae027953efdecbb4.txt";
const SIGNED: &str = "sources/004_4cd8ae22b0588f7c.txt";

const STORY: &str = "Bridge reopens\n\nThe old harbour bridge reopened on Monday. He left. Engineers had replaced forty \
    steel cables since March.\n\nDrivers queued for an hour before noon.\n";

/// What a run of the program left.
#[derive(PartialEq, Eq, Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn differ(out: &str) -> Ran {
    Ran { code: Some(1), out: out.to_owned(), err: String::new() }
}

/// Runs `wirecopy diff` with the words of `line` in a world.
fn diff_in(world: &World, line: &str, stdin: &str) -> Ran {
    let mut command = world.command(&format!("diff {line}"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A run that ends without reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn diff(line: &str) -> Ran {
    diff_in(&World::new(), line, "")
}

/// Compares two texts.
fn diff_texts(a: &str, b: &str, options: &str) -> Ran {
    let world = World::new();
    std::fs::write(world.path("a.txt"), a).unwrap();
    std::fs::write(world.path("b.txt"), b).unwrap();
    diff_in(&world, &format!("{options} a.txt b.txt"), "")
}

#[test]
fn the_articles_of_the_project() {
    let mut world = World::new();
    world.run(&format!("diff {PUTIN} {GRANDIOSE}"));
    world.run(&format!("diff -y --width 72 {ENTERED} {SIGNED}"));
    world.run(&format!("diff --stat {ENTERED} {SIGNED}"));
    world.run(&format!("diff --names --ascii {ENTERED} {RATIFIES}"));
    world.run(&format!("diff {PUTIN} {PUTIN}"));
    world.run("add -q");
    world.edit(RATIFIES, "state media reported on Tuesday", "state media reported on Wednesday");
    world.run("add -q");
    world.run("diff -U1 002@v1 002@v2");
    world.run(&format!("diff --brief 002@v1 {RATIFIES}"));
    world.run(&format!("diff 002 {RATIFIES}"));
    world.run("diff 002@v3 002");
    world.golden("diff");
}

#[test]
fn side_by_side_in_forty_columns() {
    let after = STORY
        .replace("He left. ", "")
        .replace("since March.", "since March. Rain fell.")
        .replace("Monday", "Tuesday")
        .replace("Bridge reopens\n\n", "")
        .replace("noon.", "noon.\n\nBridge reopens");
    let ran = diff_texts(STORY, &after, "-y --width 40");
    assert_eq!(
        ran,
        differ(
            "\
left  a.txt
      no outlet, no date, 5 sentences,
      26 words
right b.txt
      no outlet, no date, 5 sentences,
      26 words

1 Bridge reopens   =⇅ 5 Bridge reopens
2 The old harbour  ±≠ 1 The old harbour
  bridge reopened       bridge reopened
  on [-Monday-].        on {+Tuesday+}.
3 He left.         <
                   >  3 Rain fell.

3 the same, 1 edited, 1 only left, 1
only right (1 moved, 1 conflict); what
counts as shared wording is 92 % of
left, 92 % of right.
"
        )
    );
}

#[test]
fn wide_characters_keep_the_columns_straight() {
    let ran = diff_texts(
        "议员们将在周五投票决定是否批准这项条约。总统已经同意，没有人反对。",
        "议员们将在周一投票决定是否批准这项条约。总统已经同意，没有人反对。",
        "-y --all --width 40",
    );
    assert_eq!(
        ran,
        differ(
            "\
left  a.txt
      no outlet, no date, 2 sentences,
      30 words
right b.txt
      no outlet, no date, 2 sentences,
      30 words

1 议员们将在周     ±≠ 1 议员们将在周
  [-五-]投票决定是      {+一+}投票决定是
  否批准这项条约。      否批准这项条约。
2 总统已经同意，没 =  2 总统已经同意，没
  有人反对。            有人反对。

1 the same, 1 edited (1 conflict); what
counts as shared wording is 100 % of
left, 100 % of right.
"
        )
    );
}

#[test]
fn the_marks_in_ascii() {
    let after = STORY.replace("He left. ", "").replace("noon.", "noon. Engineers left.").replace("forty", "fifty");
    let ran = diff_texts(STORY, &after, "--ascii");
    assert!(ran.out.is_ascii(), "{}", ran.out);
    assert!(ran.out.contains("+ 4 <-> 3 edited\n"), "{}", ran.out);
    assert!(ran.out.contains("< 3 only left\n    He left.\n"), "{}", ran.out);
    assert!(ran.out.contains("    ! number: left forty, right fifty\n"), "{}", ran.out);
}

#[test]
fn colour_says_the_same_without_brackets() {
    let after = STORY.replace("Monday", "Tuesday");
    let ran = diff_texts(STORY, &after, "--color always");
    let (deleted, inserted) = ("\u{1b}[30;43;9mMonday\u{1b}[0m", "\u{1b}[97;44;4mTuesday\u{1b}[0m");
    assert!(ran.out.contains(&format!("reopened on {deleted}{inserted}.")), "{:?}", ran.out);
    let plain = diff_texts(STORY, &after, "--color always --plain");
    assert!(plain.out.contains("reopened on [-Monday-]{+Tuesday+}.") && !plain.out.contains('\u{1b}'));
}

#[test]
fn the_same_text_is_silence() {
    let silence = Ran { code: Some(0), out: String::new(), err: String::new() };
    assert_eq!(diff(&format!("{PUTIN} {PUTIN}")), silence);
    assert_eq!(diff(&format!("-y {PUTIN} {PUTIN}")), silence);
    assert_eq!(diff(&format!("--brief {PUTIN} {PUTIN}")), silence);
    // Line ends of another system are no other text.
    assert_eq!(diff_texts(STORY, &STORY.replace('\n', "\r\n"), ""), silence);
    let shown = diff(&format!("--all {PUTIN} {PUTIN}"));
    assert!(shown.code == Some(0) && shown.out.ends_with("\nThe same text.\n"), "{}", shown.out);
}

#[test]
fn white_space_alone_differs_and_is_said_in_a_line() {
    let ran = diff_texts(STORY, &STORY.replace(". Engineers", ".  Engineers").replace("an hour", "an  hour"), "");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.ends_with("\n\nThe same sentences in the same order: only white space differs.\n"), "{}", ran.out);
}

#[test]
fn another_space_inside_an_edited_sentence_is_no_change() {
    let ran = diff_texts(STORY, &STORY.replace("old harbour", "old\u{a0}harbour").replace("Monday", "Tuesday"), "");
    assert!(ran.out.contains("    The old harbour bridge reopened on [-Monday-]{+Tuesday+}.\n"), "{}", ran.out);
}

#[test]
fn quiet_and_brief() {
    assert_eq!(diff(&format!("-q {PUTIN} {GRANDIOSE}")), differ(""));
    assert_eq!(diff(&format!("--brief {PUTIN} {GRANDIOSE}")), differ(&format!("{PUTIN} and {GRANDIOSE} differ\n")));
}

#[test]
fn figures_for_programs() {
    let ran = diff_texts(STORY, &STORY.replace("He left. ", "").replace("Monday", "Tuesday"), "--stat");
    let figures = "left a.txt\nright b.txt\nsame_text 0\nsame 3\nedited 1\nparaphrase 0\nquotation 0\ncommon_source 0\n\
        boilerplate 0\nonly_left 1\nonly_right 0\nmoved 0\nconflicts 1\nnames_only 0\nsentences_left 5\n\
        sentences_right 4\nwords_left 26\nwords_right 24\nshare_left 923\nshare_right 1000\n\
        words_removed 3\nwords_added 1\nfacts_dropped 0\nfacts_added 0\nfacts_rounded 0\nfacts_reformatted 0\n";
    assert_eq!(ran, differ(figures));
}

#[test]
fn no_text_can_steer_the_terminal() {
    let hostile = "\u{1b}[31mRed \u{7}bell\u{1b}]0;title\u{7} rang at the old harbour bridge on Monday \u{202e}evil.";
    for options in ["--color always", "-y", "--all", "--stat", "--brief"] {
        let ran = diff_texts(hostile, &hostile.replace("Monday", "Tuesday\u{9b}2J"), options);
        let steers = |c: char| c.is_control() && c != '\n' && c != '\u{1b}' || c == '\u{202e}';
        assert!(!ran.out.contains(steers), "{:?}", ran.out);
        let escapes = ran.out.split('\u{1b}').skip(1);
        assert!(escapes.clone().all(|rest| rest.starts_with('[') && rest[1..].find('m').is_some_and(|at| at < 10)));
        assert!(!ran.out.contains("\u{1b}[31m"));
    }
}

#[test]
fn one_side_may_be_standard_input() {
    let world = World::new();
    let story = std::fs::read_to_string(world.path(PUTIN)).unwrap();
    assert_eq!(diff_in(&world, &format!("{PUTIN} -"), &story).code, Some(0));
    let ran = diff_in(&world, &format!("--brief - {GRANDIOSE}"), &story);
    assert_eq!(ran, differ(&format!("- and {GRANDIOSE} differ\n")));
}

#[test]
fn an_article_of_a_dump_and_one_with_the_same_name() {
    let world = World::new();
    let line = |text: &str| format!("{}\n", serde_json::json!({"id": "x", "text": text}));
    std::fs::write(world.path("one.jsonl"), line(STORY)).unwrap();
    std::fs::write(world.path("two.jsonl"), line(&STORY.replace("Monday", "Tuesday"))).unwrap();
    std::fs::write(world.path("both.jsonl"), line(STORY) + &line(STORY).replace("\"x\"", "\"y\"")).unwrap();
    assert!(diff_in(&world, "one.jsonl two.jsonl", "").out.contains("[-Monday-]{+Tuesday+}"));
    let said = "wirecopy: both.jsonl holds 2 articles; diff compares two\n  compare many with `wirecopy overlaps`\n";
    let trouble = Ran { code: Some(2), out: String::new(), err: said.to_owned() };
    assert_eq!(diff_in(&world, "one.jsonl both.jsonl", ""), trouble);
}

#[test]
fn trouble_says_what_to_do() {
    for (line, said) in [
        ("- -", "wirecopy: both sides are standard input\n  give one of them as a file\n"),
        ("sources -", "wirecopy: sources is a folder and - is none\n  compare two files, or two folders\n"),
        (
            "no\u{1b}where -",
            "wirecopy: no\\u{1b}where: no such file, and no store in snapshots to look it up\n  check the name, \
             or name the store with -C DIR\n",
        ),
        ("- sources/000_716b014e97384773.txt", "wirecopy: -: nothing but white space; leave it out\n"),
    ] {
        assert_eq!(diff(line), Ran { code: Some(2), out: String::new(), err: said.to_owned() });
    }
}

#[test]
fn json_holds_every_sentence_once_and_slices_the_input() {
    let texts = [PUTIN, GRANDIOSE].map(|path| std::fs::read_to_string(path).unwrap());
    let ran = diff(&format!("--json {PUTIN} {GRANDIOSE}"));
    let lines: Vec<serde_json::Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let schemas: Vec<&str> = lines.iter().take(3).map(|line| line["schema"].as_str().unwrap()).collect();
    assert_eq!(schemas, ["wirecopy/header/1", "wirecopy/article/1", "wirecopy/article/1"]);
    assert_eq!(lines[0]["command"], "diff");
    let mut seen = [Vec::new(), Vec::new()];
    let mut take = |side: usize, place: &serde_json::Value| {
        let at = |key: &str, end: usize| place[key][end].as_u64().unwrap() as usize;
        assert_eq!(place["exact"], texts[side][at("bytes", 0)..at("bytes", 1)]);
        let chars: String = texts[side].chars().take(at("chars", 1)).skip(at("chars", 0)).collect();
        assert_eq!(place["exact"], chars);
        seen[side].extend(place["sentences"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()));
    };
    let mut relations = Vec::new();
    for line in &lines[3..] {
        match line["schema"].as_str().unwrap() {
            "wirecopy/overlap/1" => {
                relations.push(line["relation"].as_str().unwrap());
                take(0, &line["a"]);
                take(1, &line["b"]);
            }
            "wirecopy/sentence/1" => {
                let side = usize::from(line["side"] == "b");
                assert_eq!(line["change"], ["deleted", "inserted"][side]);
                assert_eq!(line["moved"], false);
                take(side, line);
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(relations, ["edited", "quotation"]);
    seen.iter_mut().for_each(|side| side.sort_unstable());
    assert_eq!(seen, [(0..15).collect::<Vec<u64>>(), (0..13).collect()]);
}
