//! The views of `wirecopy diff`, its sources and its manners: whole sessions through the built program, and through git.

#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test may fail loudly and start other programs; clippy spares only the test functions themselves"
)]

mod common;

use std::process::{Command, Output};

use common::World;

const BEFORE: &str = "Bridge reopens after repairs

The old harbour bridge reopened on Monday after 40 cables had been replaced. Mayor Ada Lind and Tom Berg cut the ribbon \
near the old mill. The colour of the railing is green.

\"We are relieved and grateful,\" said Lind. Drivers did not wait for long. Engineers had replaced forty steel cables since \
March, and the mayor thanked them in the town hall.

The ferry will sail until 19 June 2024. It stays in the harbour after that. Nobody complained about the fog.

Read more: ferries
";

const AFTER: &str = "Bridge reopens after repairs

The ferry will sail until June 19, 2024. It stays in the harbour after that.

The old harbour bridge reopened on Tuesday after 14 cables had been replaced. Mayor Ada Lind cut the ribbon near the old \
mill. The color of the railing is green.

“We are relieved and grateful,” said Lind. Drivers did wait for long. Engineers had replaced forty steel cables since March. \
The mayor thanked them in the town hall. Nobody complained about the fog.

Rain fell all night.

Read more: ferries
";

/// A world with both texts, and two folders of articles of which one was renamed.
fn world() -> World {
    let world = World::new();
    let put = |name: &str, text: &str| {
        let file = world.path(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    };
    put("a.txt", BEFORE);
    put("b.txt", AFTER);
    put("monday/bridge.txt", BEFORE);
    put("tuesday/crossing.txt", AFTER);
    put("monday/rain.txt", "It rained on the hills for three days.\n");
    put("tuesday/rain.txt", "It rained on the hills for two days.\n");
    put("monday/vote.md", "Parliament voted.\n");
    put("tuesday/vote.txt", "Parliament voted.\n");
    put("monday/gone.txt", "Shares fell.\n");
    put("tuesday/new/come.txt", "The river stood higher than the old mill.\n");
    world
}

fn output(world: &World, line: &str) -> Output {
    world.command(line).output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn views() {
    let mut world = world();
    for line in [
        "diff --width 80 a.txt b.txt",
        "diff --width 80 --color always a.txt b.txt",
        "diff --width 80 --color always --theme dark a.txt b.txt --only edited",
        "diff --width 80 --color always --theme light a.txt b.txt --only moved",
        "diff --width 80 --color always --theme mono a.txt b.txt --only conflict",
        "diff -y --width 40 a.txt b.txt",
        "diff -y --width 80 --all a.txt b.txt",
        "diff -y --width 120 --color always a.txt b.txt",
        "diff --words --width 80 a.txt b.txt",
        "diff --words --ascii --width 40 a.txt b.txt",
        "diff --summary a.txt b.txt",
        "diff --only moved,left,right a.txt b.txt",
        "diff --only conflict -y --width 80 a.txt b.txt",
        "diff --ignore quotes,spelling,dates --only edited,quote a.txt b.txt",
        "diff -u a.txt b.txt",
        "diff -u -U0 --label old --label new a.txt b.txt",
    ] {
        world.run(line);
    }
    world.golden("diff_views");
}

#[test]
fn folders() {
    let mut world = world();
    for line in [
        "diff monday tuesday",
        "diff --summary monday tuesday",
        "diff --brief monday/ tuesday/",
        "diff --stat monday tuesday",
        "diff monday monday",
        "diff -q monday tuesday",
        "diff -u monday tuesday",
        "diff monday a.txt",
    ] {
        world.run(line);
    }
    world.golden("diff_folders");
}

#[test]
fn a_patch_is_applied_by_patch_and_by_git() {
    let world = world();
    // No line end at the end, carriage returns, a name with a space.
    std::fs::write(world.path("c d.txt"), AFTER.trim_end().replace("Rain", "Rain\r\nSnow")).unwrap();
    for (old, new) in [("a.txt", "b.txt"), ("b.txt", "c d.txt"), ("c d.txt", "a.txt")] {
        let made = world.command("diff -u").args([old, new]).output().unwrap();
        assert_eq!(made.status.code(), Some(1));
        std::fs::write(world.path("made.patch"), &made.stdout).unwrap();
        let wanted = std::fs::read(world.path(new)).unwrap();
        let applied = Command::new("patch")
            .args(["--binary", "-s", "-i", "made.patch", "-o", "applied.txt"])
            .arg(old)
            .current_dir(world.path(""))
            .output();
        // Where patch is not installed, git is: the tests of the project need it.
        if applied.is_ok() {
            assert_eq!(std::fs::read(world.path("applied.txt")).unwrap(), wanted, "{old} {new}");
        }
        std::fs::write(world.path("tree.txt"), std::fs::read(world.path(old)).unwrap()).unwrap();
        let relabelled =
            world.command("diff -u --label a/tree.txt --label b/tree.txt").args([old, new]).output().unwrap();
        std::fs::write(world.path("made.patch"), &relabelled.stdout).unwrap();
        let applied = git(&world, &["apply", "--unsafe-paths", "--whitespace=nowarn", "made.patch"]);
        assert!(applied.status.success(), "{applied:?}");
        assert_eq!(std::fs::read(world.path("tree.txt")).unwrap(), wanted, "{old} {new}");
    }
}

/// Runs git where nobody's configuration counts.
fn git(world: &World, words: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.args(words).current_dir(world.path("")).env("GIT_CONFIG_GLOBAL", "/dev/null");
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CEILING_DIRECTORIES", world.path("..")).env_remove("GIT_DIR");
    for (name, value) in [("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@example.org")] {
        command.env(name, value).env(name.replace("AUTHOR", "COMMITTER"), value);
    }
    command.output().unwrap()
}

#[test]
fn git_shows_sentences_by_the_driver_and_the_difftool() {
    let world = world();
    let done = |words: &[&str]| {
        let ran = git(&world, words);
        assert!(ran.status.success(), "{words:?}: {ran:?}");
        text(&ran)
    };
    done(&["init", "-q"]);
    std::fs::write(world.path(".gitattributes"), "*.txt diff=wirecopy\n").unwrap();
    // git takes a file for renamed if most of its lines stayed.
    let rain = "It rained on the hills.\n\nThe river stood high.\n\nNobody was hurt.\n\nIt lasted three days.\n";
    std::fs::write(world.path("monday/rain.txt"), rain).unwrap();
    let driver = format!("{} diff --git", env!("CARGO_BIN_EXE_wirecopy"));
    done(&["config", "diff.wirecopy.command", &driver]);
    std::fs::write(world.path("blob.txt"), b"\0\x01\x02binary\0").unwrap();
    done(&["add", "a.txt", "blob.txt", ".gitattributes", "monday"]);
    done(&["commit", "-q", "-m", "one"]);
    std::fs::write(world.path("a.txt"), AFTER).unwrap();
    std::fs::write(world.path("blob.txt"), b"\0\x03\x04binary\0").unwrap();
    let shown = done(&["diff"]);
    assert!(shown.contains("left  a/a.txt") && shown.contains("right b/a.txt"), "{shown}");
    assert!(shown.contains("reopened on [-Monday-]{+Tuesday+} after [-40-]{+14+} cables"), "{shown}");
    let said = String::from_utf8(git(&world, &["diff"]).stderr).unwrap();
    assert!(said.contains("blob.txt"), "what could not be compared is named: {said}");
    // A file that is new, one that went, one that was renamed: what git calls /dev/null has no sentence.
    done(&["mv", "monday/rain.txt", "monday/weather.txt"]);
    std::fs::write(world.path("monday/weather.txt"), rain.replace("three", "four")).unwrap();
    std::fs::write(world.path("monday/new.txt"), "Schools stayed shut.\n").unwrap();
    done(&["add", "monday"]);
    done(&["rm", "-q", "--cached", "monday/gone.txt"]);
    let shown = done(&["diff", "--cached", "-M"]);
    assert!(shown.contains("left  a/monday/rain.txt") && shown.contains("right b/monday/weather.txt"), "{shown}");
    assert!(shown.contains("[-three-]{+four+}"), "{shown}");
    assert!(shown.contains("> 1 only right\n    Schools stayed shut.\n"), "{shown}");
    assert!(shown.contains("< 1 only left\n    Shares fell.\n"), "{shown}");

    let tool = format!("{} diff", env!("CARGO_BIN_EXE_wirecopy"));
    let shown = done(&["difftool", "--no-prompt", "-x", &tool, "--", "a.txt"]);
    assert!(shown.contains("[-Monday-]{+Tuesday+}"), "{shown}");
}

/// What git hands a driver for a file of the tree.
fn driven(world: &World, options: &str, old: &str, new: &str) -> Output {
    let line = format!("diff --git {options} news.txt {old} 0a 100644 {new} 0b 100644");
    world.command(&line).env("GIT_PAGER_IN_USE", "true").env("TERM", "xterm").output().unwrap()
}

#[test]
fn the_pager_of_git_shows_colour() {
    let ran = driven(&world(), "", "a.txt", "b.txt");
    assert_eq!(ran.status.code(), Some(0));
    assert!(text(&ran).contains("\u{1b}[30;43;9mMonday\u{1b}[0m"), "{ran:?}");
    assert!(!text(&driven(&world(), "--color never", "a.txt", "b.txt")).contains('\u{1b}'));
}

#[test]
fn what_a_driver_cannot_compare_is_said_and_git_goes_on() {
    let world = world();
    let line = format!("{}\n", serde_json::json!({"id": "x", "text": BEFORE}));
    std::fs::write(world.path("two.jsonl"), line.clone() + &line.replace("\"x\"", "\"y\"")).unwrap();
    std::fs::write(world.path("latin.txt"), b"caf\xe9 one\n").unwrap();
    for (options, old, said) in [
        ("", "two.jsonl", "two.jsonl holds 2 articles; diff compares two"),
        ("-u", "latin.txt", "a/news.txt is not in UTF-8, so its lines cannot be patched"),
    ] {
        let ran = driven(&world, options, old, "b.txt");
        let err = String::from_utf8(ran.stderr.clone()).unwrap();
        assert!(ran.status.code() == Some(0) && err.contains(said), "{ran:?}");
    }
}

#[test]
fn a_driver_is_told_when_git_is_not_there() {
    let ran = output(&world(), "diff --git a.txt b.txt");
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(2));
    assert!(said.starts_with("wirecopy: git gives an external diff driver 7 or 9 arguments, not 2\n"), "{said}");
}

#[test]
fn pipes_and_empty_files_are_sources() {
    let world = world();
    let shell = |line: &str| {
        let ran = Command::new("bash").args(["-c", line]).current_dir(world.path("")).output();
        ran.unwrap()
    };
    let program = env!("CARGO_BIN_EXE_wirecopy");
    let ran = shell(&format!("{program} diff --stat <(cat a.txt) <(cat b.txt)"));
    assert!(text(&ran).contains("\nedited 6\n") && ran.stderr.is_empty(), "{ran:?}");
    std::fs::write(world.path("empty.txt"), "").unwrap();
    let ran = output(&world, "diff empty.txt a.txt");
    assert!(text(&ran).contains("> 2 only right"), "{ran:?}");
    assert_eq!(output(&world, "diff empty.txt /dev/null").status.code(), Some(0));
    // However much white space, of whatever kind.
    std::fs::write(world.path("blank.txt"), "\u{3000}".repeat(5000)).unwrap();
    let ran = output(&world, "diff blank.txt a.txt");
    assert!(ran.status.code() == Some(1) && text(&ran).contains("> 2 only right"), "{ran:?}");
}

#[test]
fn a_driver_tells_renames_and_modes_and_parts_files() {
    let world = world();
    let run = |arguments: &str| output(&world, &format!("diff --git {arguments}"));
    let ran = run("old.txt a.txt 1 100644 a.txt 1 100644 new.txt meta");
    assert_eq!(text(&ran), "renamed: a/old.txt to b/new.txt\n");
    let ran = run("news.txt a.txt 1 100644 a.txt 1 100755");
    assert_eq!(text(&ran), "mode: 100644 to 100755\n");
    let ran = run("news.txt a.txt 1 100644 b.txt 2 100644");
    assert!(text(&ran).starts_with("left ") && text(&ran).ends_with(".\n\n"), "{ran:?}");
    let ran = run("--words news.txt a.txt 1 100644 b.txt 2 100644");
    assert!(text(&ran).starts_with("a/news.txt\n"), "{ran:?}");
    let ran = run("--html page.html news.txt a.txt 1 100644 b.txt 2 100644");
    assert!(ran.status.code() == Some(2) && !world.path("page.html").exists(), "{ran:?}");
}

#[test]
fn lines_from_the_driver_are_what_git_applies() {
    let world = world();
    for (arguments, had, has) in [
        ("old.txt a.txt 1 100644 b.txt 2 100644 new.txt meta", Some("old.txt"), Some("new.txt")),
        ("new.txt /dev/null . . b.txt 2 100644", None, Some("new.txt")),
        ("old.txt a.txt 1 100644 /dev/null . .", Some("old.txt"), None),
    ] {
        std::fs::remove_file(world.path("new.txt")).ok();
        if had.is_some() {
            std::fs::copy(world.path("a.txt"), world.path("old.txt")).unwrap();
        }
        std::fs::write(world.path("made.patch"), output(&world, &format!("diff --git -u {arguments}")).stdout).unwrap();
        let applied = git(&world, &["apply", "--whitespace=nowarn", "made.patch"]);
        assert!(applied.status.success(), "{arguments}: {applied:?}");
        let made = ["old.txt", "new.txt"].map(|name| world.path(name).exists());
        assert_eq!(made, [false, has.is_some()], "{arguments}");
        if let Some(name) = has {
            assert_eq!(std::fs::read(world.path(name)).unwrap(), std::fs::read(world.path("b.txt")).unwrap());
        }
    }
}

#[test]
fn a_title_that_both_state_beside_their_text_is_a_difference() {
    let world = world();
    for (name, title) in [("one.md", "Hello"), ("two.md", "Bye"), ("three.md", "Hello")] {
        let text = format!("---\ntitle: {title}\n---\n# Notes\n\nThe text of the note is here.\n");
        std::fs::write(world.path(name), text).unwrap();
    }
    let ran = output(&world, "diff one.md two.md");
    assert!(ran.status.code() == Some(1) && text(&ran).contains("title: Hello → Bye"), "{ran:?}");
    assert!(text(&ran).contains("The same text, another title."), "{ran:?}");
    assert_eq!(output(&world, "diff -q one.md two.md").status.code(), Some(1));
    let ran = output(&world, "diff one.md three.md");
    assert!(ran.status.code() == Some(0) && ran.stdout.is_empty(), "{ran:?}");
}

#[test]
fn what_is_passed_over_counts_for_the_exit_code() {
    let world = world();
    std::fs::write(world.path("c.txt"), BEFORE.replace("colour", "color").replace("\"", "'").replace("\n\n", "\n"))
        .unwrap();
    let code = |line: &str| output(&world, line).status.code();
    assert_eq!(code("diff -q a.txt c.txt"), Some(1));
    assert_eq!(code("diff -q --ignore quotes,spelling a.txt c.txt"), Some(1));
    assert_eq!(code("diff --ignore quotes,space,spelling a.txt c.txt"), Some(0));
    assert_eq!(text(&output(&world, "diff --ignore quotes,space,spelling a.txt c.txt")), "");
}

#[test]
fn the_page_is_inert_and_whole() {
    let world = world();
    let hostile = AFTER.replace("fog", "fog</script><img src=x onerror=alert(1)> \u{202e}reversed\u{1b}[31m");
    std::fs::write(world.path("c.txt"), hostile).unwrap();
    for (line, name) in [
        ("diff -q --html page.html a.txt c.txt", "page.html"),
        ("diff --format html -o f.html monday tuesday", "f.html"),
    ] {
        assert_eq!(output(&world, line).status.code(), Some(1), "{line}");
        let page = std::fs::read_to_string(world.path(name)).unwrap();
        assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"));
        for (open, close) in
            [("<li", "</li>"), ("<ol", "</ol>"), ("<div", "</div>"), ("<del>", "</del>"), ("<ins>", "</ins>")]
        {
            assert_eq!(page.matches(open).count(), page.matches(close).count(), "{open} in {name}");
        }
        for bad in ["<script", "<img", "http://", "https://", "url(", "\u{202e}", "\u{1b}"] {
            assert!(!page.contains(bad), "{bad:?} in {name}");
        }
        assert!(page.contains("default-src 'none'; style-src 'sha256-") && !page.contains("unsafe"));
    }
    output(&world, "diff -q --html moved.html --only moved a.txt b.txt");
    let page = std::fs::read_to_string(world.path("moved.html")).unwrap();
    assert!(page.contains("The ferry will sail") && !page.contains("cut the ribbon"), "{page}");
    let links = page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    links.for_each(|link| assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere"));
}

#[test]
fn options_that_cannot_go_together_say_so() {
    let world = world();
    for (line, said) in [
        ("diff a.txt", "1 source is named; diff compares two"),
        ("diff a.txt b.txt c.txt", "3 sources are named; diff compares two"),
        ("diff -u --html x.html a.txt b.txt", "-u has no page"),
        ("diff --label x --label y --label z a.txt b.txt", "more than two labels"),
        ("diff -u --json a.txt b.txt", "the form json cannot say the result of this command"),
        ("diff -y --json a.txt b.txt", "--side-by-side shapes the text for people"),
        ("diff -u --ignore case a.txt b.txt", "the argument '--unified' cannot be used with '--ignore"),
        ("diff -o b.txt a.txt b.txt", "b.txt is read, and would be written over"),
        ("diff --html a.txt a.txt b.txt", "a.txt is read, and would be written over"),
        ("diff -o monday/bridge.txt monday tuesday", "bridge.txt is read, and would be written over"),
        ("diff -o x.html --html x.html a.txt b.txt", "x.html cannot hold both the result and the page"),
        ("diff -y --words a.txt b.txt", "the argument '--side-by-side' cannot be used with '--words'"),
    ] {
        let ran = output(&world, line);
        let err = String::from_utf8(ran.stderr).unwrap();
        assert!(ran.status.code() == Some(2) && err.contains(said), "{line}: {err}");
        assert!(ran.stdout.is_empty());
    }
}
