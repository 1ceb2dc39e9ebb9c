//! Compaction: everything is as it was, in fewer files and bytes; and stopped anywhere, it is as if it had not begun or
//! as if it were done.

use super::*;

/// Many versions of a few articles, each in a commit of its own.
fn grown(dir: &Path, versions: usize) {
    let mut archive = create(dir);
    for version in 0..versions {
        let text = |name: &str| -> String {
            let sentence = |n: usize| match n {
                n if n == version => format!("{name} was changed for the {n}th time.\n"),
                n => format!("Sentence {n} of the report {name} says {} and stays.\n", n * 7919),
            };
            (0..40).map(sentence).collect()
        };
        add(&mut archive, &[capture("a", &text("a")), capture("b", &text("b"))]);
    }
}

fn texts(dir: &Path) -> Vec<String> {
    let archive = Archive::open(dir).unwrap();
    let mut texts = Vec::new();
    for article in archive.articles().unwrap() {
        for number in 1..=article.versions {
            texts.push(archive.content(&article.id, Some(number)).unwrap().text);
        }
    }
    texts
}

fn compact(dir: &Path) -> Compaction {
    Archive::open(dir).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap()
}

#[test]
fn a_compacted_archive_holds_the_same_in_one_pack() {
    let dir = tempfile::tempdir().unwrap();
    grown(dir.path(), 12);
    let (head, before) = (Archive::open(dir.path()).unwrap().head(), texts(dir.path()));
    let done = compact(dir.path());
    assert_eq!((done.packs_before, done.packs_after), (12, 1));
    assert!(done.bytes_after * 5 < done.bytes_before * 3, "{done:?}");
    assert_eq!(Archive::open(dir.path()).unwrap().head(), head);
    assert_eq!(texts(dir.path()), before);
    assert_whole(dir.path());
    if let Some(fsck) = git(dir.path(), &["fsck", "--full", "--strict"]) {
        assert_eq!(fsck, "");
        let deltas = git(dir.path(), &["verify-pack", "-s", &pack_of(dir.path())]).unwrap();
        assert!(deltas.contains("chain length = 11:"), "{deltas}");
    }
    // Once more changes nothing; and what comes after is added as ever.
    let files = every_file(dir.path());
    assert_eq!(compact(dir.path()).packs_after, 1);
    assert_eq!(every_file(dir.path()), files);
    add(&mut create(dir.path()), &[capture("c", "New.\n")]);
    assert_whole(dir.path());
    assert_eq!(compact(dir.path()).packs_before, 2);
    assert_whole(dir.path());
}

fn pack_of(dir: &Path) -> String {
    let idx = every_file(dir).into_iter().find(|name| name.ends_with(".idx")).unwrap();
    idx.trim_start_matches("store.git/").to_owned()
}

#[test]
fn erased_bytes_go_and_what_others_say_too_stays() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    let secret = "The name of the child is in no other report at all.\n";
    add(&mut archive, &[capture("a", secret), capture("b", "Both have this.\n")]);
    add(&mut archive, &[capture("a", "Both have this.\n")]);
    add(&mut archive, &[capture("a", "A third wording.\n")]);
    let id = archive.find("a").unwrap().0.id;
    for version in [1, 2] {
        archive.erase(&id, Some(version), "court order", NOW, Duration::ZERO).unwrap();
    }
    let blob = Oid::of(objects::Kind::Blob, secret.as_bytes());
    assert!(archive.state.objects.holds(blob).unwrap());
    let (head, done) = (archive.head(), compact(dir.path()));
    // One text and two records; the other text is another article's, too.
    assert_eq!(done.erased, 3);
    let mut archive = Archive::open(dir.path()).unwrap();
    assert_eq!(archive.head(), head);
    assert!(!archive.state.objects.holds(blob).unwrap());
    assert_eq!(archive.content(&id, Some(3)).unwrap().text, "A third wording.\n");
    let other = archive.find("b").unwrap().0.id;
    assert_eq!(archive.content(&other, None).unwrap().text, "Both have this.\n");
    assert!(matches!(archive.content(&id, Some(1)), Err(ArchiveError::Erased { .. })));
    let declared = assert_whole(dir.path()).declared;
    assert!(declared.iter().all(|declared| declared.gone == Gone::Erased { pending: false }), "{declared:?}");
    // And once more, with something new.
    add(&mut archive, &[capture("a", "A fourth wording.\n")]);
    assert_eq!(compact(dir.path()).erased, 0);
    assert_whole(dir.path());
}

#[test]
fn an_empty_archive_stays_empty() {
    let dir = tempfile::tempdir().unwrap();
    create(dir.path());
    let files = every_file(dir.path());
    assert_eq!(compact(dir.path()), Compaction::default());
    assert_eq!(every_file(dir.path()), files);
}

#[test]
fn an_archive_that_does_not_verify_is_not_compacted() {
    let dir = tempfile::tempdir().unwrap();
    grown(dir.path(), 2);
    std::fs::write(dir.path().join("stray"), "").unwrap();
    let files = every_file(dir.path());
    let error = Archive::open(dir.path()).unwrap().compact(Duration::ZERO, &mut |_, _| ()).unwrap_err();
    assert!(matches!(error, ArchiveError::Unsound { when: "before compacting", .. }), "{error}");
    assert_eq!(every_file(dir.path()), files);
}
