//! Packages at the command line: sessions as a person would type them.

mod common;

use common::{World, files};

const EDITED: &str = "sources/004_4cd8ae22b0588f7c.txt";

#[test]
fn out_and_in() {
    let mut world = World::new();
    world.run("export --format bagit -o bag");
    world.run("add --quiet --output summary.txt");
    world.run("export --format bagit -o bag");
    world.run("export --format bagit -o bag");
    world.run("verify --bag bag");
    world.run("export --format bundle -o store.bundle");
    world.run("export --format bundle -o one.bundle 004");
    world.run("export --format ocfl -o ocfl --json");
    world.run("export --format prov-json -o 004.json 004");
    world.run("export --format prov-json -o 999.json 999");
    world.run("export --format zip -o x");
    world.run("-C back import bag");
    world.run("-C back import store.bundle");
    world.run("-C other import store.bundle --follow");
    world.wait(3600);
    world.edit(EDITED, "agreements made in 1996 and 2000", "agreements made in 1961 and 2000");
    world.run("add --quiet --output summary.txt");
    world.run("export --format bundle -o newer.bundle --quiet");
    world.run("-C back import newer.bundle");
    world.run("-C back import store.bundle");
    world.run("compact");
    world.run("-C back compact");
    world.edit(EDITED, "agreements made in 1961 and 2000", "agreements made in 1961, 1996 and 2000");
    world.run("add --quiet --output summary.txt");
    world.run("export --format bundle -o newest.bundle --quiet");
    world.run("-C back import newest.bundle");
    world.run("-C back status");
    world.run("-C third add sources/000_716b014e97384773.txt --quiet --output summary.txt");
    world.run("-C third import newer.bundle");
    world.flip("newer.bundle");
    world.run("-C fourth import newer.bundle");
    world.flip("bag/data/store/packs.sha256");
    world.run("verify --bag bag");
    world.run("verify --bag bag --json");
    world.run("-C fourth import bag");
    world.run("import summary.txt");
    world.run("import nothing");
    assert!(!world.path("fourth").exists());
    world.golden("packages");
}

#[test]
fn a_repository_of_snapshots() {
    let mut world = World::new();
    let text = |words: &str| Some(format!("The river {words}.\n"));
    common::repository(
        &world.path("snaps"),
        &[
            vec![("news/a.md", text("burst its banks")), ("logo.png", text("is no text"))],
            vec![("news/a.md", text("burst its banks again")), ("news/b.txt", text("is wide"))],
            vec![("news/a.md", None), ("news/z.md", text("burst its banks again"))],
        ],
    );
    world.run("import snaps");
    world.run("import snaps");
    world.run("-C followed import snaps --follow --path news/** --json");
    world.run("-C followed log a");
    world.run("-C recent import snaps --since 2023-11-15 --collection c");
    world.run("-C recent import snaps --since yesterday");
    world.run("verify --quiet");
    world.golden("repository");
}

/// What a stopped or refused export or import may leave is nothing.
#[test]
fn nothing_is_left_behind() {
    let mut world = World::new();
    world.run("add");
    world.run("export --format bundle -o store.bundle");
    world.flip("store.bundle");
    let before = files(&world.path(""));
    world.run("-C back import store.bundle");
    world.run("export --format bundle -o store.bundle");
    world.flip("snapshots/packs.sha256");
    for format in ["bagit", "bundle", "ocfl", "prov-json"] {
        assert_eq!(world.run(&format!("export --format {format} -o out")).status.code(), Some(2), "{format}");
    }
    assert_eq!(files(&world.path("")), before);
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Bytes that were ordered to be destroyed do not leave unnoticed, and no clone is suggested that must fail without them.
#[test]
fn an_export_tells_of_erased_bytes() {
    let mut world = World::new();
    world.run("add");
    let suggests = |world: &mut World, name: &str, clone: bool, warning: &str| {
        let output = world.run(&format!("export --format bundle -o {name}"));
        let (out, err) = (said(&output.stdout), said(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{err}");
        assert!(out.contains("git clone") == clone && out.contains(&format!("import {name}")), "{out}");
        assert_eq!(err, warning);
    };
    suggests(&mut world, "all.bundle", true, "");
    for (article, warning) in [
        ("000_716b014e97384773", "1 erased version still has its bytes"),
        ("001_ae027953efdecbb4", "2 erased versions still have their bytes"),
    ] {
        world.run(&format!("remove {article} --erase --why order"));
        let then = "here and in this package; `wirecopy compact` destroys them here, then export again";
        suggests(&mut world, &format!("{article}.bundle"), true, &format!("wirecopy: {warning} {then}"));
    }
    // This form has no bytes that are erased.
    assert_eq!(said(&world.run("export --format ocfl -o root").stderr), "");
    world.run("compact");
    suggests(&mut world, "compacted.bundle", false, "");
    assert_eq!(world.run("-C back import compacted.bundle").status.code(), Some(0));
}

/// A result in the store would be damage there, and `-` is no name for one.
#[test]
fn results_are_written_outside_the_store() {
    let mut world = World::new();
    world.run("add");
    let before = files(&world.path(""));
    for line in [
        "export --format bagit -o snapshots/bag",
        "export --format bundle -o -",
        "log -o snapshots/policy",
        "prove 004 -o snapshots/anchors/1/checkpoint",
        "report -o snapshots/report.html",
        "diff 003 004 --html snapshots/log/diff.html",
        "-C sources/../snapshots status -o sources/../snapshots/status.txt",
    ] {
        let output = world.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        let complaint = said(&output.stderr);
        assert!(complaint.contains("is in the store") || line.ends_with(" -"), "{line}: {complaint}");
    }
    let log = world.run("log");
    assert_eq!(world.run("log -o -").stdout, log.stdout);
    assert_eq!(files(&world.path("")), before);
    // Beside it is not in it.
    assert_eq!(world.run("log -o snapshots.txt").status.code(), Some(0));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(world.path("snapshots"), world.path("link")).unwrap();
        assert_eq!(world.run("log -o link/log.txt").status.code(), Some(2));
    }
}
