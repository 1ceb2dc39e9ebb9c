//! `wirecopy diff` as a person or a script meets it: whole sessions through the built program, in an empty environment.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use wirecopy::archive::Archive;
use wirecopy::ingest::{self, Input, Options};

const PUTIN: &str = "sources/000_716b014e97384773.txt";
const GRANDIOSE: &str = "sources/003_f046b8d73144446e.txt";
const RATIFIES: &str = "sources/002_d75d6387eb59bab1.txt";

const STORY: &str = "Bridge reopens\n\nThe old harbour bridge reopened on Monday. He left. Engineers had replaced forty \
    steel cables since March.\n\nDrivers queued for an hour before noon.\n";

/// What a run of the program left.
#[derive(PartialEq, Eq, Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

/// Runs `wirecopy diff` in the project's folder.
fn diff(arguments: &[&str]) -> Ran {
    diff_reading(arguments, "")
}

fn diff_reading(arguments: &[&str], stdin: &str) -> Ran {
    #[expect(clippy::disallowed_methods, reason = "the program itself is what is tested")]
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .arg("diff")
        .args(arguments)
        .env_clear()
        .env("HOME", "/nonexistent")
        .env("WIRECOPY_STORE", "/nonexistent/store")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that ends without reading closes the pipe.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A folder with `a.txt` and `b.txt`.
struct Two(tempfile::TempDir);

impl Two {
    fn new(a: &str, b: &str) -> Two {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), a).unwrap();
        std::fs::write(folder.path().join("b.txt"), b).unwrap();
        Two(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Runs `diff` on both; the folder's name is left out of what it said.
    fn diff(&self, options: &[&str]) -> Ran {
        let (a, b) = (self.path("a.txt"), self.path("b.txt"));
        let ran = diff(&[options, &[a.as_str(), b.as_str()]].concat());
        let folder = format!("{}/", self.0.path().to_str().unwrap());
        Ran { out: ran.out.replace(&folder, ""), err: ran.err.replace(&folder, ""), ..ran }
    }
}

fn differ(out: &str) -> Ran {
    Ran { code: Some(1), out: out.to_owned(), err: String::new() }
}

#[test]
fn two_reports_that_share_a_sentence_and_a_quotation() {
    assert_eq!(
        diff(&["--width", "76", PUTIN, GRANDIOSE]),
        differ(
            "\
left  sources/000_716b014e97384773.txt
      no outlet, no date, 15 sentences, 370 words
right sources/003_f046b8d73144446e.txt
      no outlet, 2024-10-15, 13 sentences, 303 words

± 3 ↔ 3 edited (all 23 words of the right, in order, are in the left)
    Russian President Vladimir Putin submitted a bill to the State Duma[-,
    the lower house of parliament, on Monday-] to ratify the Comprehensive
    Strategic Partnership Treaty between Russia and the DPRK[-, as indicated
    by the State Duma's electronic database-].

❝ 4 ↔ 5 quotation (not counted as copying)
    \"To ratify the [-Treaty on -]Comprehensive Strategic Partnership
    {+Treaty +}between the Russian Federation and the Democratic People's
    Republic of Korea, signed in the city of Pyongyang on [-19 -]June {+19,
    +}2024,\" the [-document said-]{+text of the draft federal law says+}.

  13 sentences only left, 11 only right (--all shows them; -y puts them side
  by side)
1 edited, 1 quotation; what counts as shared wording is 11 % of left, 8 % of
right.
"
        )
    );
}

#[test]
fn two_versions_of_one_report() {
    let before = std::fs::read_to_string(RATIFIES).unwrap();
    let after = before.replacen("state media reported on Tuesday", "state media reported on Wednesday", 1);
    let ran = Two::new(&before, &after).diff(&["-U1"]);
    assert_eq!(
        ran,
        differ(
            "\
left  a.txt   no outlet, no date   15 sentences   306 words
right b.txt   no outlet, no date   15 sentences   306 words

= 2 ↔ 2 the same
    The DPRK ratifies a landmark mutual defense treaty with Russia after the latter approved the
    treaty last week.

± 3 ↔ 3 edited
    The Democratic People's Republic of Korea (DPRK) ratified a landmark defense pact with Russia,
    deepening security cooperation, state media reported on [-Tuesday-]{+Wednesday+}.

= 4 ↔ 4 the same
    The agreement formalizes months of tightening military bonds between the two nations.

14 the same, 1 edited; what counts as shared wording is 78 % of left, 78 % of right.
"
        )
    );
}

#[test]
fn side_by_side_in_forty_columns() {
    let after = STORY
        .replace("He left. ", "")
        .replace("since March.", "since March. Rain fell.")
        .replace("Monday", "Tuesday")
        .replace("Bridge reopens\n\n", "")
        .replace("noon.", "noon.\n\nBridge reopens");
    let ran = Two::new(STORY, &after).diff(&["-y", "--width", "40"]);
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
    let ran = Two::new(
        "议员们将在周五投票决定是否批准这项条约。总统已经同意，没有人反对。",
        "议员们将在周一投票决定是否批准这项条约。总统已经同意，没有人反对。",
    )
    .diff(&["-y", "--all", "--width", "40"]);
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

1 议员们将在周     ±  1 议员们将在周
  [-五-]投票决定是      {+一+}投票决定是
  否批准这项条约。      否批准这项条约。
2 总统已经同意，没 =  2 总统已经同意，没
  有人反对。            有人反对。

1 the same, 1 edited; what counts as
shared wording is 100 % of left, 100 %
of right.
"
        )
    );
}

#[test]
fn the_marks_in_ascii() {
    let after = STORY.replace("He left. ", "").replace("noon.", "noon. Engineers left.").replace("forty", "fifty");
    let ran = Two::new(STORY, &after).diff(&["--ascii"]);
    assert!(ran.out.is_ascii(), "{}", ran.out);
    assert!(ran.out.contains("+ 4 <-> 3 edited\n"), "{}", ran.out);
    assert!(ran.out.contains("< 3 only left\n    He left.\n"), "{}", ran.out);
    assert!(ran.out.contains("    ! number: left forty, right fifty\n"), "{}", ran.out);
}

#[test]
fn colour_says_the_same_without_brackets() {
    let two = Two::new(STORY, &STORY.replace("Monday", "Tuesday"));
    let ran = two.diff(&["--color", "always"]);
    let (deleted, inserted) = ("\u{1b}[33;9mMonday\u{1b}[0m", "\u{1b}[34;4mTuesday\u{1b}[0m");
    assert!(ran.out.contains(&format!("reopened on {deleted}{inserted}.")), "{:?}", ran.out);
    let plain = two.diff(&["--color", "always", "--plain"]);
    assert!(plain.out.contains("reopened on [-Monday-]{+Tuesday+}.") && !plain.out.contains('\u{1b}'));
}

#[test]
fn the_same_text_is_silence() {
    let silence = Ran { code: Some(0), out: String::new(), err: String::new() };
    assert_eq!(diff(&[PUTIN, PUTIN]), silence);
    assert_eq!(diff(&["-y", PUTIN, PUTIN]), silence);
    assert_eq!(diff(&["--brief", PUTIN, PUTIN]), silence);
    // Line ends of another system are no other text.
    assert_eq!(Two::new(STORY, &STORY.replace('\n', "\r\n")).diff(&[]), silence);
    let shown = diff(&["--all", PUTIN, PUTIN]);
    assert!(shown.code == Some(0) && shown.out.ends_with("\nThe same text.\n"), "{}", shown.out);
}

#[test]
fn white_space_alone_differs_and_is_said_in_a_line() {
    let ran = Two::new(STORY, &STORY.replace(". Engineers", ".  Engineers").replace("an hour", "an  hour")).diff(&[]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.ends_with("\n\nThe same sentences in the same order: only white space differs.\n"), "{}", ran.out);
}

#[test]
fn quiet_and_brief() {
    assert_eq!(diff(&["-q", PUTIN, GRANDIOSE]), differ(""));
    assert_eq!(diff(&["--brief", PUTIN, GRANDIOSE]), differ(&format!("{PUTIN} and {GRANDIOSE} differ\n")));
}

#[test]
fn figures_for_programs() {
    let ran = Two::new(STORY, &STORY.replace("He left. ", "").replace("Monday", "Tuesday")).diff(&["--stat"]);
    let figures = "left a.txt\nright b.txt\nsame_text 0\nsame 3\nedited 1\nparaphrase 0\nquotation 0\ncommon_source 0\n\
        boilerplate 0\nonly_left 1\nonly_right 0\nmoved 0\nconflicts 1\nnames_only 0\nsentences_left 5\n\
        sentences_right 4\nwords_left 26\nwords_right 24\nshare_left 923\nshare_right 1000\n";
    assert_eq!(ran, differ(figures));
}

#[test]
fn no_text_can_steer_the_terminal() {
    let hostile = "\u{1b}[31mRed \u{7}bell\u{1b}]0;title\u{7} rang at the old harbour bridge on Monday \u{202e}evil.";
    for options in [&["--color", "always"][..], &["-y"], &["--all"], &["--stat"], &["--brief"]] {
        let ran = Two::new(hostile, &hostile.replace("Monday", "Tuesday\u{9b}2J")).diff(options);
        let steers = |c: char| c.is_control() && c != '\n' && c != '\u{1b}' || c == '\u{202e}';
        assert!(!ran.out.contains(steers), "{:?}", ran.out);
        let escapes = ran.out.split('\u{1b}').skip(1);
        assert!(escapes.clone().all(|rest| rest.starts_with('[') && rest[1..].find('m').is_some_and(|at| at < 6)));
        assert!(!ran.out.contains("\u{1b}[31m"));
    }
}

#[test]
fn one_side_may_be_standard_input() {
    let story = std::fs::read_to_string(PUTIN).unwrap();
    assert_eq!(diff_reading(&[PUTIN, "-"], &story).code, Some(0));
    let ran = diff_reading(&["--brief", "-", GRANDIOSE], &story);
    assert_eq!(ran, differ(&format!("- and {GRANDIOSE} differ\n")));
}

#[test]
fn an_article_of_a_dump_and_one_with_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let line = |text: &str| format!("{}\n", serde_json::json!({"id": "x", "text": text}));
    std::fs::write(path("one.jsonl"), line(STORY)).unwrap();
    std::fs::write(path("two.jsonl"), line(&STORY.replace("Monday", "Tuesday"))).unwrap();
    std::fs::write(path("both.jsonl"), line(STORY) + &line(STORY).replace("\"x\"", "\"y\"")).unwrap();
    assert!(diff(&[&path("one.jsonl"), &path("two.jsonl")]).out.contains("[-Monday-]{+Tuesday+}"));
    let ran = diff(&[&path("one.jsonl"), &path("both.jsonl")]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("both.jsonl holds 2 articles; diff compares two"), "{}", ran.err);
}

#[test]
fn versions_of_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store");
    let file = folder.path().join("bridge.txt");
    for (now, text) in [(1_700_000_000, STORY.to_owned()), (1_700_000_100, STORY.replace("Monday", "Tuesday"))] {
        std::fs::write(&file, text).unwrap();
        let batch = ingest::read(&[Input::Path(file.clone())], &Options::default(), &mut std::io::empty());
        let mut archive = Archive::open_or_create(&store, Duration::ZERO).unwrap();
        archive.add(&batch.captures, now, Duration::ZERO).unwrap();
    }
    let store = Path::to_str(&store).unwrap();
    let ran = diff(&["-C", store, "bridge@v1", "bridge"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("left  bridge@v1   no outlet, no date   5 sentences   26 words\nright bridge@v2 "));
    assert!(ran.out.contains("reopened on [-Monday-]{+Tuesday+}."), "{}", ran.out);
    assert_eq!(diff(&["-C", store, "bridge@v2", file.to_str().unwrap()]).code, Some(0));
    let ran = diff(&["-C", store, "bridge@v3", "bridge"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(2), "wirecopy: bridge has no version 3: its versions are v1 to v2\n")
    );
}

#[test]
fn trouble_says_what_to_do() {
    for (arguments, said) in [
        (["-", "-"], "wirecopy: both sides are standard input\n  give one of them as a file\n"),
        (
            ["sources", PUTIN],
            "wirecopy: sources is a folder; diff compares two articles\n  name one file of each, or compare many with \
             `wirecopy overlaps`\n",
        ),
        (
            [PUTIN, "no\u{1b}where"],
            "wirecopy: no\\u{1b}where: no such file, and no store in /nonexistent/store to look it up\n  check the name, \
             or name the store with -C DIR\n",
        ),
        (["-", PUTIN], "wirecopy: -: nothing but white space; leave it out\n"),
    ] {
        assert_eq!(diff(&arguments), Ran { code: Some(2), out: String::new(), err: said.to_owned() });
    }
}

#[test]
fn json_holds_every_sentence_once_and_slices_the_input() {
    let texts = [PUTIN, GRANDIOSE].map(|path| std::fs::read_to_string(path).unwrap());
    let ran = diff(&["--json", PUTIN, GRANDIOSE]);
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
