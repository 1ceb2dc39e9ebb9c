//! Damage to single files: whatever happens to a file, `verify` names it, and nothing that is read is wrong.

use super::*;

/// Puts `bytes` in the file's place and expects a finding that names it. No other file is accused of being one too
/// many, unless the list of packs itself was changed.
fn assert_named(dir: &Path, name: &str, bytes: &[u8], what: &str) {
    let path = dir.join(name);
    let before = std::fs::read(&path).unwrap();
    overwrite(&path, bytes);
    let report = verify(dir, &mut |_, _| {}).unwrap();
    assert!(report.findings.iter().any(|finding| finding.place == name), "{name}, {what}: {:#?}", report.findings);
    let accused = report.findings.iter().any(|finding| finding.class == Class::Unknown);
    assert!(!accused || name == files::MANIFEST, "{name}, {what}: {:#?}", report.findings);
    overwrite(&path, &before);
}

#[test]
fn a_flipped_bit_in_any_file_is_found_and_the_file_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let report = assert_whole(dir.path());
    assert_eq!((report.commits, report.log_size), (3, 4));
    let mut tried = 0;
    for name in every_file(dir.path()).iter().filter(|name| *name != files::LOCK) {
        let bytes = std::fs::read(dir.path().join(name)).unwrap();
        // Every byte of small files, every few of large ones; first and last always.
        let step = if bytes.len() <= 600 { 1 } else { 7 };
        for at in (0..bytes.len()).step_by(step).chain([bytes.len() - 1]) {
            for mask in [0xff, 1 << (at % 8)] {
                let mut flipped = bytes.clone();
                flipped[at] ^= mask;
                assert_named(dir.path(), name, &flipped, &format!("byte {at} ^ {mask:02x}"));
                tried += 1;
            }
        }
    }
    assert!(tried > 3000, "{tried}");
    assert_whole(dir.path());
}

#[test]
fn cut_emptied_lengthened_and_lost_files_are_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    for name in every_file(dir.path()) {
        let path = dir.path().join(&name);
        let bytes = std::fs::read(&path).unwrap();
        // The index says less then, and nothing wrong.
        let may_lack = name == index::COMMITS;
        if name != files::LOCK && !may_lack {
            assert_named(dir.path(), &name, b"", "emptied");
            assert_named(dir.path(), &name, &bytes[..bytes.len() / 2], "cut in half");
            assert_named(dir.path(), &name, &bytes[..bytes.len() - 1], "last byte cut");
        }
        assert_named(dir.path(), &name, &[&bytes[..], b"\n"].concat(), "a byte more");
        std::fs::remove_file(&path).unwrap();
        let report = verify(dir.path(), &mut |_, _| {}).unwrap();
        let named = report.findings.iter().any(|f| f.place == name && f.class == Class::Missing);
        assert!(named || may_lack && report.findings.is_empty(), "{name} lost: {:#?}", report.findings);
        overwrite(&path, &bytes);
    }
    assert_whole(dir.path());
}

#[test]
fn a_file_that_does_not_belong_is_named() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let pack = format!("store.git/objects/pack/pack-{}.pack", "0".repeat(40));
    for name in [
        "x",
        "log/tile/0/000",
        "index/ids/0/0",
        "index/x",
        "log/x",
        "store.git/hooks/post-update",
        "store.git/refs/heads/b",
        "store.git/info/grafts",
        "store.git/objects/info/alternates",
        "store.git/packed-refs",
        &pack,
    ] {
        let path = dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"x").unwrap();
        let report = verify(dir.path(), &mut |_, _| {}).unwrap();
        let named = report.findings.iter().any(|f| f.place == name && f.class == Class::Unknown);
        assert!(named, "{name}: {:#?}", report.findings);
        std::fs::remove_file(&path).unwrap();
    }
    std::fs::write(dir.path().join("README.md"), b"for people").unwrap();
    assert_whole(dir.path());
}

#[test]
fn a_log_beyond_one_tile_stays_whole_and_readable() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    let many: Vec<Capture> = (0..300).map(|n| capture(&format!("n{n}"), &format!("Text {n}.\n"))).collect();
    add(&mut archive, &many[..200]);
    add(&mut archive, &many[..255]);
    add(&mut archive, &many);
    let report = assert_whole(dir.path());
    assert_eq!((report.commits, report.log_size), (3, 300));
    let log: Vec<String> = every_file(dir.path()).into_iter().filter(|name| name.starts_with("log/")).collect();
    let expected = ["0/000", "1/000", "entries/000", "entries/001"];
    assert_eq!(log, expected.map(|name| format!("log/tile/{name}")));
    let index = every_file(dir.path()).into_iter().filter(|name| name.starts_with("index/")).collect::<Vec<_>>();
    assert_eq!(index, ["index/commits", "index/ids/0/0", "index/names/0/0"]);
    for name in log.into_iter().chain(index) {
        let mut bytes = std::fs::read(dir.path().join(&name)).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        assert_named(dir.path(), &name, &bytes, "last byte");
    }
    assert_eq!(Archive::open(dir.path()).unwrap().articles().unwrap().len(), 300);
}

/// Numbers that look random and are the same every time (Marsaglia, "Xorshift RNGs", 2003).
pub(super) fn noise(seed: u64) -> impl Iterator<Item = u64> {
    std::iter::successors(Some(seed | 1), |&x| {
        let x = x ^ x << 13;
        let x = x ^ x >> 7;
        Some(x ^ x << 17)
    })
    .skip(8)
}

/// Reads all that can be read. What comes back must be right; faults must be errors.
fn read_everything(dir: &Path) {
    let Ok(archive) = Archive::open(dir) else { return };
    archive.head();
    let _ = archive.articles();
    let _ = archive.find("a");
    for (id, versions) in [(capture("a", "").article, 2), (ArticleId::from_record("c", "latin"), 1)] {
        let _ = archive.history(&id);
        for version in 1..=versions {
            let Ok(content) = archive.content(&id, Some(version)) else { continue };
            let expected = match (id.name(), version) {
                ("a", 1) => "One.\nTwo.\n",
                ("a", _) => "One.\nTwo, edited.\n",
                _ => "Café.\n",
            };
            assert_eq!(content.text, expected);
        }
    }
}

#[test]
fn garbage_in_any_file_is_an_error_or_a_finding_never_a_panic_or_a_wrong_text() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    for (n, name) in every_file(dir.path()).iter().enumerate() {
        let path = dir.path().join(name);
        let bytes = std::fs::read(&path).unwrap();
        for round in 0..40 {
            let mut numbers = noise(1 + n as u64 * 1000 + round);
            let mut next = || numbers.next().unwrap_or(0);
            let mut garbage = bytes.clone();
            match round % 4 {
                // All of it, a run in the middle, single bytes, or a piece repeated.
                0 => garbage = (0..next() % 2000).map(|_| next() as u8).collect(),
                1 | 2 if !bytes.is_empty() => {
                    let at = next() as usize % bytes.len();
                    let end = (at + 1 + next() as usize % if round % 4 == 1 { 30 } else { 1 }).min(bytes.len());
                    garbage[at..end].iter_mut().for_each(|byte| *byte = next() as u8);
                }
                _ => garbage.extend_from_within(bytes.len() / 3..),
            }
            if garbage == bytes || (bytes.is_empty() && garbage.is_empty()) {
                continue;
            }
            assert_named(dir.path(), name, &garbage, "garbage");
            overwrite(&path, &garbage);
            read_everything(dir.path());
            overwrite(&path, &bytes);
        }
    }
    assert_whole(dir.path());
}
