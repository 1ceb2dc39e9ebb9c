//! Ways to check less, again, or meanwhile: what they cover, and that they say what they do not.

use super::*;
use crate::archive::tests::seal::key;

/// Forty articles in four packs, and a checkpoint.
fn store(dir: &Path) {
    let mut archive = create(dir);
    for n in 0..4 {
        let some: Vec<Capture> =
            (0..40).filter(|m| m % 4 >= n).map(|m| capture(&format!("n{m}"), &format!("Text {m}, {n}.\n"))).collect();
        add(&mut archive, &some);
    }
    archive.seal(&key(1), &Seal::default(), Duration::ZERO).unwrap();
}

fn report(dir: &Path, options: Options) -> Report {
    verify_with(dir, &options, &mut |_, _| {}).unwrap()
}

fn part(number: u32, of: u32) -> Options {
    Options { part: Part::new(number, of), ..Options::default() }
}

fn quick() -> Options {
    Options { quick: true, ..Options::default() }
}

fn flip(dir: &Path, name: &str, at: usize) {
    let mut bytes = std::fs::read(dir.join(name)).unwrap();
    bytes[at] ^= 1;
    overwrite(&dir.join(name), &bytes);
}

fn packs(dir: &Path) -> Vec<String> {
    every_file(dir).into_iter().filter(|name| name.ends_with(".pack")).collect()
}

#[test]
fn all_parts_together_are_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    for compacted in [false, true] {
        if compacted {
            Archive::open(dir.path()).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap();
        }
        let whole = assert_whole(dir.path());
        for of in [1, 2, 7, 40] {
            let (mut objects, mut records) = (0, 0);
            for number in 1..=of {
                let part = report(dir.path(), part(number, of));
                assert_eq!(part.findings, [], "part {number}/{of}");
                assert!(part.unchecked[0].contains(&format!("part {number}/{of}")));
                (objects, records) = (objects + part.objects, records + part.records);
            }
            assert_eq!((objects, records), (whole.objects, whole.records), "in {of} parts, compacted: {compacted}");
        }
    }
}

#[test]
fn what_is_damaged_is_found_by_some_part() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    for name in packs(dir.path()) {
        let len = std::fs::metadata(dir.path().join(&name)).unwrap().len() as usize;
        for at in (0..len).step_by(len / 5) {
            flip(dir.path(), &name, at);
            let found = (1..=3).filter(|number| !report(dir.path(), part(*number, 3)).findings.is_empty());
            assert!(found.count() >= 1, "{name}, byte {at}");
            flip(dir.path(), &name, at);
        }
    }
    assert_whole(dir.path());
}

#[test]
fn a_part_is_written_in_one_way() {
    assert_eq!("2/7".parse::<Part>().unwrap().to_string(), "2/7");
    for bad in ["0/7", "8/7", "2", "2/", "/7", "-1/7", "1/70000", "a/b", ""] {
        assert!(bad.parse::<Part>().is_err(), "{bad}");
    }
}

#[test]
fn a_quick_check_reads_the_log_and_says_that_it_read_no_more() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    let whole = report(dir.path(), quick());
    assert_eq!((whole.findings, whole.objects, whole.log_size), (vec![], 0, 100));
    assert!(whole.unchecked[0].contains("quick"));
    // It tells of everything but what is inside packs, and of the index, which nobody need believe.
    let judged = |name: &&String| *name != files::LOCK && !name.starts_with(index::FOLDER);
    for name in every_file(dir.path()).iter().filter(judged) {
        let inside = name.starts_with(files::PACK_DIR);
        if !inside {
            flip(dir.path(), name, 0);
            let found = report(dir.path(), quick()).findings;
            assert!(found.iter().any(|finding| finding.place == *name), "{name}: {found:?}");
            flip(dir.path(), name, 0);
        }
        let bytes = std::fs::read(dir.path().join(name)).unwrap();
        overwrite(&dir.path().join(name), &bytes[..bytes.len() - 1]);
        let found = report(dir.path(), quick()).findings;
        assert!(found.iter().any(|finding| finding.place == *name), "{name} cut: {found:?}");
        overwrite(&dir.path().join(name), &bytes);
    }
    assert_eq!(report(dir.path(), quick()).findings, []);
}

#[test]
fn what_is_right_when_read_again_is_no_damage_of_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    let again = || Options { reread: true, ..Options::default() };
    let name = "log/tile/entries/000";
    let class = |options| {
        disk::misread_once(dir.path().join(name));
        let findings = report(dir.path(), options).findings;
        let [finding] = &findings[..] else { panic!("{findings:?}") };
        assert_eq!(finding.place, name);
        finding.class
    };
    assert_eq!(class(again()), Class::Unsteady);
    assert_eq!(class(Options::default()), Class::Changed);
    assert_whole(dir.path());
    flip(dir.path(), name, 0);
    assert!(report(dir.path(), again()).findings.iter().all(|finding| finding.class == Class::Changed));
}

#[test]
fn a_check_waits_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    let folder = Folder::new(dir.path());
    let (begun, begins) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let write = |_: lock::Lock| {
                begun.send(()).unwrap();
                std::thread::sleep(Duration::from_millis(150));
                Ok(())
            };
            lock::exclusive(&folder, Duration::ZERO, write).unwrap();
        });
        begins.recv().unwrap();
        let options = Options { wait: Duration::from_secs(60), ..Options::default() };
        assert_eq!(report(dir.path(), options).findings, []);
    });
}

/// Two articles of one text, of which the versions that share it are erased: whether its bytes must go is known in every
/// part, wherever the articles are.
#[test]
fn what_is_declared_is_told_by_its_part_as_by_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    store(dir.path());
    let mut archive = Archive::open(dir.path()).unwrap();
    add(&mut archive, &[capture("n0", "Shared.\n"), capture("n1", "Shared.\n"), capture("n2", "Shared.\n")]);
    for name in ["n0", "n1"] {
        archive.erase(&capture(name, "").article, None, "court order", NOW, Duration::ZERO).unwrap();
    }
    archive.remove(&capture("n3", "").article, "withdrawn", NOW, Duration::ZERO).unwrap();
    for compacted in [false, true] {
        if compacted {
            archive.compact(Duration::ZERO, &mut |_, _| ()).unwrap();
        }
        let mut whole = assert_whole(dir.path()).declared;
        let mut parts: Vec<Declaration> = Vec::new();
        for number in 1..=5 {
            let part = report(dir.path(), part(number, 5));
            assert_eq!(part.findings, [], "part {number}/5");
            parts.extend(part.declared);
        }
        whole.sort();
        parts.sort();
        assert_eq!(parts, whole, "compacted: {compacted}");
        let pending = whole.iter().any(|declared| declared.gone == Gone::Erased { pending: true });
        assert_eq!((pending, whole.iter().any(|declared| declared.gone == Gone::Removed)), (!compacted, true));
    }
}
