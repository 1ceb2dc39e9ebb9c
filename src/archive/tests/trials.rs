//! A few hundred random trials of what `examples/soak.rs` tries for as long as one likes: bits flipped and files cut in
//! archives with checkpoints, before and after a compaction. Each file as often as any other: the smallest matter as much
//! as the packs.

use super::damage::noise;
use super::seal::sealed;
use super::*;

fn damaged(dir: &Path, seed: u64, count: usize) {
    let mut numbers = noise(seed);
    let mut below = |end: usize| numbers.next().unwrap() as usize % end;
    let names: Vec<String> = every_file(dir).into_iter().filter(|name| name != files::LOCK).collect();
    for trial in 0..count {
        let name = &names[below(names.len())];
        let whole = std::fs::read(dir.join(name)).unwrap();
        let mut bytes = whole.clone();
        // Of the list of commits the end may be missing.
        if trial % 4 == 0 && name != index::COMMITS {
            bytes.truncate(below(whole.len()));
        } else {
            bytes[below(whole.len())] ^= 1 << below(8);
        }
        overwrite(&dir.join(name), &bytes);
        let findings = verify(dir, &mut |_, _| {}).unwrap().findings;
        let named = findings.iter().any(|finding| finding.place == *name || finding.detail.contains(name.as_str()));
        assert!(named, "{name}, trial {trial}: {findings:#?}");
        overwrite(&dir.join(name), &whole);
    }
    assert_whole(dir);
}

#[test]
fn flips_and_cuts_in_any_file_are_found_and_the_file_named() {
    let dir = tempfile::tempdir().unwrap();
    sealed(dir.path());
    damaged(dir.path(), 7, 200);
    Archive::open(dir.path()).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap();
    damaged(dir.path(), 8, 100);
}
