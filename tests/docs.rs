//! The pages at the top of the project do not lie: the files they name exist, the commands they name are there, and what
//! they promise to a newcomer is what `.ci/run` runs.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the test functions themselves")]
#![allow(clippy::disallowed_methods, reason = "the program under test is started, and nothing else")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Folders of the project that pages speak of.
const FOLDERS: &[&str] =
    &["src/", "tests/", "docs/", "examples/", "benches/", "sources/", "snapshots/README.md", ".ci/"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// Every page for people: those at the top, and those in `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = ["", "docs"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root().join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    pages.sort();
    pages
}

/// What stands between backquotes, without what is shown in blocks.
fn quoted(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    prose.flat_map(|prose| prose.split('`').skip(1).step_by(2)).collect()
}

/// The paths a page names; `<name>` and `*` stand for any, and are no path.
fn paths(page: &str) -> Vec<&str> {
    let is_path =
        |word: &&str| FOLDERS.iter().any(|folder| word.starts_with(folder)) && !word.contains(['<', '*', ' ']);
    quoted(page).into_iter().filter(is_path).collect()
}

/// Targets of links inside the project.
fn links(page: &str) -> Vec<&str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target).filter(|target| !target.contains("://") && !target.starts_with('#')).collect()
}

/// The words after `wirecopy` at the beginning of what is quoted or typed.
fn verbs(page: &str) -> BTreeSet<&str> {
    let lines = page.split("```").skip(1).step_by(2).flat_map(str::lines).map(|line| line.trim_start_matches("$ "));
    let typed = lines.chain(quoted(page)).filter_map(|typed| typed.strip_prefix("wirecopy "));
    typed.filter_map(|rest| rest.split_whitespace().next()).filter(|word| !word.starts_with('-')).collect()
}

/// The first indented word of each line below `Commands:`.
fn subcommands() -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_wirecopy")).args(["--help", "--color=never"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let lines = commands.lines().take_while(|line| !line.is_empty());
    // A description that wraps is indented further than a name.
    let names = lines.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn files_that_pages_name_exist() {
    let mut missing = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let below = page.parent().unwrap();
        let named = paths(&text).into_iter().map(|path| root().join(path));
        for path in named.chain(links(&text).into_iter().map(|link| below.join(link))) {
            if !path.exists() {
                missing.push(format!("{} names {}", page.display(), path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(paths(&read("ARCHITECTURE.md")).len() > 40);
    assert!(paths(&read("CONTRIBUTING.md")).len() > 20);
}

#[test]
fn the_map_shows_every_layer() {
    let map = read("ARCHITECTURE.md");
    for entry in std::fs::read_dir(root().join("src")).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            let name = entry.file_name().into_string().unwrap();
            assert!(map.contains(&format!("**`src/{name}/`**")), "ARCHITECTURE.md has no paragraph on src/{name}/");
        }
    }
}

#[test]
fn commands_that_pages_name_are_there() {
    let there = subcommands();
    for name in ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "snapshots/README.md"] {
        for verb in verbs(&read(name)) {
            assert!(there.contains(verb), "{name}: wirecopy {verb}: not one of {there:?}");
        }
    }
    let shown = read("README.md");
    let shown = verbs(&shown);
    for command in there.iter().filter(|command| !["help", "man", "completions"].contains(&command.as_str())) {
        assert!(shown.contains(command.as_str()), "README.md does not show wirecopy {command}");
    }
}

#[test]
fn the_first_commands_are_the_ones_that_are_checked() {
    let readme = read("README.md");
    let script = read(".ci/run");
    for command in ["cargo run --release -- run", "cargo test"] {
        assert!(readme.contains(&format!("\n{command}\n")) || readme.contains(&format!("\n{command} ")), "{command}");
        assert!(
            script.lines().any(|line| line.trim_end().ends_with(command)),
            ".ci/run does not end a line in {command}"
        );
    }
}

/// A line of `…` stands for lines that are left out.
#[test]
fn what_the_readme_shows_is_what_is_printed() {
    let readme = read("README.md");
    let printed = read("tests/golden/run.txt");
    let mut printed = printed.lines();
    let (_, shown) = readme.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    for line in shown.lines().filter(|line| *line != "…") {
        assert!(printed.any(|other| other == line), "not printed by `wirecopy run`, or not in this order: {line}");
    }
}

#[test]
fn every_check_can_fail() {
    let page = "See `src/a.rs`, `src/<name>.rs`, `x` and [b](docs/b.md), [c](https://c.example).\n```\n$ wirecopy fly now\n\
        `src/shown.rs`\n```\nThen `wirecopy swim`, `wirecopy --json`.";
    assert_eq!(paths(page), ["src/a.rs"]);
    assert_eq!(links(page), ["docs/b.md"]);
    assert_eq!(verbs(page).into_iter().collect::<Vec<_>>(), ["fly", "swim"]);
}
