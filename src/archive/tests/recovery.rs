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
