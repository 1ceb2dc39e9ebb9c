//! Folding: a store fed one article at a time keeps few packs, and a fold stopped anywhere has been done or has not.

#[cfg(unix)]
use super::faults::{self, Fault};
use super::*;
use crate::archive::fold::MANY;

fn packs(dir: &Path) -> usize {
    every_file(dir).iter().filter(|name| name.ends_with(".pack")).count()
}

fn add_singles(dir: &Path, numbers: std::ops::Range<usize>) {
    for n in numbers {
        add(&mut create(dir), &[capture(&format!("n{n}"), &format!("Report {n}.\n"))]);
    }
}

#[test]
fn many_small_packs_become_one() {
    let dir = tempfile::tempdir().unwrap();
    add_singles(dir.path(), 0..MANY - 1);
    assert_eq!(packs(dir.path()), MANY - 1);
    add_singles(dir.path(), MANY - 1..MANY);
    assert_eq!(packs(dir.path()), 1);
    // The same process goes on with what it has open.
    let mut archive = create(dir.path());
    for n in 0..3 * MANY {
        add(&mut archive, &[capture(&format!("n{n}"), &format!("Report {n}, corrected.\n"))]);
        assert!(packs(dir.path()) < MANY);
    }
    assert_whole(dir.path());
    let article = archive.find("n3").unwrap().0;
    let text = |version| archive.content(&article.id, Some(version)).unwrap().text;
    assert_eq!((text(1).as_str(), text(2).as_str()), ("Report 3.\n", "Report 3, corrected.\n"));
    if let Some(fsck) = git(dir.path(), &["fsck", "--full", "--strict"]) {
        assert_eq!(fsck, "");
    }
}

#[test]
fn a_fold_copies_what_a_compaction_made() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    for n in 0..4 {
        let text: String =
            (0..60).map(|line| format!("Line {line} says {}.\n", if line == n { n } else { 99 })).collect();
        add(&mut archive, &[capture("long", &text)]);
    }
    archive.compact(Duration::ZERO, &mut |_, _| ()).unwrap();
    let deltas = |dir: &Path| Some(git(dir, &["verify-pack", "-s", &pack_of(dir)])?.contains("chain length"));
    assert_ne!(deltas(dir.path()), Some(false));
    add_singles(dir.path(), 0..MANY - 1);
    assert_eq!(packs(dir.path()), 1);
    assert_ne!(deltas(dir.path()), Some(false));
    assert_whole(dir.path());
}

fn pack_of(dir: &Path) -> String {
    let idx = every_file(dir).into_iter().find(|name| name.ends_with(".idx")).unwrap();
    idx.trim_start_matches("store.git/").to_owned()
}

#[cfg(unix)]
#[test]
fn a_fold_stopped_at_any_step_loses_nothing() {
    let old = tempfile::tempdir().unwrap();
    add_singles(old.path(), 0..MANY - 1);
    let last = [capture("last", "The last report.\n")];
    let (mut undone, mut done) = (0, 0);
    for steps in 0.. {
        let dir = tempfile::tempdir().unwrap();
        copy(old.path(), dir.path());
        let mut archive = create(dir.path());
        let (added, _) = faults::with(Fault::Killed, steps, || archive.add(&last, NOW, Duration::ZERO));
        // Emptying it is the last step.
        let finished = packs(dir.path()) == 1 && std::fs::read(dir.path().join(files::LOCK)).unwrap().is_empty();
        // Recovery is stopped too, once or twice, and done again.
        for more in [3, 5] {
            let _ = faults::with(Fault::Killed, more, || Archive::open(dir.path()).is_ok());
        }
        let archive = Archive::open(dir.path()).unwrap();
        let kept = archive.head().articles == MANY;
        assert!(kept || added.is_err(), "after {steps} steps");
        assert_whole(dir.path());
        match (kept, packs(dir.path())) {
            (true, 1) => done += 1,
            (true, MANY) => undone += 1,
            (false, count) => assert_eq!(count, MANY - 1),
            (true, count) => panic!("{count} packs after {steps} steps"),
        }
        // Who goes on catches up.
        add_singles(dir.path(), MANY..MANY + 2);
        assert!(packs(dir.path()) < MANY);
        if finished {
            break;
        }
    }
    assert!(undone > 10 && done > MANY, "{undone} undone, {done} done");
}

#[test]
fn a_damaged_pack_stays_and_hinders_nobody() {
    let dir = tempfile::tempdir().unwrap();
    add_singles(dir.path(), 0..MANY - 1);
    let lines = std::fs::read_to_string(dir.path().join(files::MANIFEST)).unwrap();
    let oldest = lines.lines().next().and_then(|line| line.rsplit(' ').next()).unwrap();
    let path = dir.path().join(files::PACK_DIR).join(oldest);
    let whole = std::fs::read(&path).unwrap();
    let mut bytes = whole.clone();
    bytes[30] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let mut archive = create(dir.path());
    for (n, name) in ["next", "another"].into_iter().enumerate() {
        add(&mut archive, &[capture(name, "A report.\n")]);
        assert_eq!(packs(dir.path()), MANY + n);
    }
    assert!(!verify(dir.path(), &mut |_, _| ()).unwrap().findings.is_empty());
    std::fs::write(&path, whole).unwrap();
    add(&mut archive, &[capture("third", "A report.\n")]);
    assert_eq!(packs(dir.path()), 1);
    assert_whole(dir.path());
}

/// What a copy made while someone folded may hold, and what someone made up.
#[test]
fn a_line_of_a_fold_that_does_not_fit_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    add_singles(dir.path(), 0..3);
    let lock = dir.path().join(files::LOCK);
    let listed = std::fs::read_to_string(dir.path().join(files::MANIFEST)).unwrap();
    let ends: Vec<usize> = listed.match_indices('\n').map(|(at, _)| at + 1).collect();
    let [.., before_last, len] = ends[..] else { panic!("{ends:?}") };
    let name = |line: &str| line.rsplit(' ').next().unwrap().trim_end_matches(".idx").to_owned();
    let (first, last) = (name(listed.lines().nth(1).unwrap()), name(listed.lines().last().unwrap()));
    let none = format!("pack-{}", "0".repeat(40));
    let refused = |line: &str| {
        std::fs::write(&lock, format!("wirecopy-journal/1 fold {line}\n")).unwrap();
        let files = |dir: &Path| {
            let names = every_file(dir).into_iter();
            names.map(|name| (std::fs::read(dir.join(&name)).unwrap(), name)).collect::<Vec<_>>()
        };
        let before = files(dir.path());
        let error = Archive::open(dir.path()).err().unwrap_or_else(|| panic!("{line}")).to_string();
        assert!(error.contains("does not fit"), "{line}: {error}");
        assert_eq!(files(dir.path()), before, "{line}");
    };
    for line in [
        format!("0 99 {none}"),
        format!("0 {len} {none}"),
        format!("{} {len} {last}", ends[ends.len() - 3]),
        format!("{} {} {none}", ends[ends.len() - 3], len + 9),
        format!("{before_last} {} {none}", len + 9),
        format!("{} {} {none}", len - 7, len + 9),
        format!("{len} {} {first}", len + 9),
        format!("{len} {} {none}", len - 1),
        format!("{} {} {none}", len + 1, len + 9),
        format!("{} {} {none}", u64::MAX, u64::MAX),
    ] {
        refused(&line);
    }
    // A pack that would be fallen back on was taken away when the fold was done.
    let pack = dir.path().join(files::PACK_DIR).join(format!("{first}.pack"));
    let kept = std::fs::read(&pack).unwrap();
    for end in ["idx", "pack"] {
        std::fs::rename(pack.with_extension(end), dir.path().with_extension(end)).unwrap();
    }
    refused(&format!("{len} {} {none}", len + 9));
    for end in ["idx", "pack"] {
        std::fs::rename(dir.path().with_extension(end), pack.with_extension(end)).unwrap();
    }
    assert_eq!(std::fs::read(&pack).unwrap(), kept);
    // One that fits is undone.
    std::fs::write(&lock, format!("wirecopy-journal/1 fold {len} {} {none}\n", len + 9)).unwrap();
    assert_whole(dir.path());
}
