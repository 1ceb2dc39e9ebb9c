//! Who puts a stopped write right builds on what it finds, and what it finds may not be on the disk yet.

use super::faults::{self, Fault};
use super::*;

/// A writer is killed at each call, another process puts its work right and answers, and then the power goes: a later
/// opening has to give the same answer. So the names that the killed one left in the folders are forced to the disk
/// before its line in `LOCK` goes, be it that the empty `LOCK` comes to the disk or not.
#[test]
fn what_was_answered_after_a_recovery_survives_a_power_cut() {
    let from = tempfile::tempdir().unwrap();
    sample(from.path());
    let mut states = BTreeMap::new();
    for lock_is_kept in [true, false] {
        for at in 0.. {
            let dir = tempfile::tempdir().unwrap();
            copy(from.path(), dir.path());
            let mut archive = create(dir.path());
            faults::watch_power(dir.path());
            let add = || archive.add(&[capture("new", "New.\n")], NOW + 1, Duration::ZERO).is_ok();
            let (_, struck) = faults::with(Fault::Killed, at, add);
            let answered = Archive::open(dir.path()).unwrap().head();
            let lock = std::fs::read(dir.path().join(files::LOCK)).unwrap();
            faults::cut_power(|| false);
            if lock_is_kept {
                overwrite(&dir.path().join(files::LOCK), &lock);
            }
            let found = Archive::open(dir.path()).unwrap_or_else(|error| panic!("killed at {at}: {error}")).head();
            assert_eq!(found, answered, "killed at {at}");
            assert_whole(dir.path());
            *states.entry(found.log_size).or_insert(0) += 1;
            if !struck {
                break;
            }
        }
    }
    // Both the old state and the new one were among the answers.
    assert!(states.len() == 2 && states.values().all(|times| *times > 4), "{states:?}");
}

/// Whoever may not write here reads what was recorded before, changes nothing, and knows that a write was stopped.
#[test]
fn a_stopped_write_is_read_around_where_nothing_can_be_written() {
    let from = tempfile::tempdir().unwrap();
    sample(from.path());
    let before = create(from.path()).head();
    let mut unsettled = 0;
    for at in 0.. {
        let dir = tempfile::tempdir().unwrap();
        copy(from.path(), dir.path());
        let mut archive = create(dir.path());
        let add = || archive.add(&[capture("new", "New.\n")], NOW + 1, Duration::ZERO).is_ok();
        let (_, struck) = faults::with(Fault::Killed, at, add);
        let files =
            || every_file(dir.path()).into_iter().map(|name| (std::fs::read(dir.path().join(&name)).unwrap(), name));
        let left: Vec<_> = files().collect();
        let (opened, _) = faults::with(Fault::Denied, 0, || Archive::open(dir.path()));
        let opened = opened.unwrap_or_else(|error| panic!("killed at {at}: {error}"));
        let stopped = !std::fs::read(dir.path().join(files::LOCK)).unwrap().is_empty();
        assert_eq!(opened.is_unsettled(), stopped, "killed at {at}");
        assert!(opened.head() == before || opened.head().log_size == before.log_size + 1, "killed at {at}");
        assert!(opened.articles().unwrap().len() >= 2, "killed at {at}");
        assert!(files().eq(left), "killed at {at}");
        let exported =
            || transfer::at_rest(dir.path(), Duration::ZERO, |archive| Ok::<_, ArchiveError>(archive.head()));
        let (exported, _) = faults::with(Fault::Denied, 0, exported);
        assert_eq!(matches!(exported, Err(ArchiveError::Unsettled { .. })), stopped, "killed at {at}");
        unsettled += u32::from(stopped);
        assert!(!Archive::open(dir.path()).unwrap().is_unsettled());
        assert_whole(dir.path());
        if !struck {
            break;
        }
    }
    assert!(unsettled > 10, "{unsettled}");
}
