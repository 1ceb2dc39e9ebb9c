//! Judgements of matches: what was said stays, what is said later counts, and what may not stand there is found.

use super::removal::forge;
use super::*;
use crate::archive::add::Draft;
use crate::archive::leaf::Body;
use crate::archive::mark::MarkBody;

fn name(digit: char) -> String {
    format!("m-{}", digit.to_string().repeat(16))
}

/// What somebody says of the match with that digit, between two versions of articles that no archive here needs to hold.
pub(super) fn opinion(digit: char, word: Word, why: &str) -> Opinion {
    let version = |name: &str| (capture(name, "").article, Digest::of(name.as_bytes()));
    let versions = vec![version("a"), version("elsewhere")];
    Opinion { of: name(digit), versions, word, why: why.to_owned(), by: None }
}

fn say(archive: &mut Archive, digit: char, word: Word, why: &str) -> Result<bool> {
    archive.mark(&opinion(digit, word, why), NOW, Duration::ZERO)
}

/// Each judgement in short; a star where it stands.
fn told(archive: &Archive) -> Vec<String> {
    let told = |mark: &Mark| {
        let Opinion { of, word, why, .. } = &mark.opinion;
        format!("{} {} {why}{}", &of[2..3], word.name(), if mark.stands { " *" } else { "" })
    };
    archive.marks().unwrap().iter().map(told).collect()
}

#[test]
fn what_is_said_later_outranks_what_was_said_and_nothing_is_lost() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let before = create(dir.path()).head();
    let mut archive = create(dir.path());
    assert_eq!(told(&archive), [""; 0], "an archive from before there were any");
    assert!(say(&mut archive, '1', Word::Rejected, "a form").unwrap());
    assert!(say(&mut archive, '2', Word::Confirmed, "read both").unwrap());
    assert!(say(&mut archive, '1', Word::Confirmed, "no form after all").unwrap());
    assert_eq!(told(&archive), ["1 rejected a form", "2 confirmed read both *", "1 confirmed no form after all *"]);
    // Said again, it is nothing new; with another reason it is.
    assert!(!say(&mut archive, '1', Word::Confirmed, "no form after all").unwrap());
    assert!(say(&mut archive, '2', Word::Confirmed, "and again").unwrap());
    let withdrawal = Opinion { versions: Vec::new(), ..opinion('2', Word::Withdrawn, "cannot tell") };
    assert!(archive.mark(&withdrawal, NOW, Duration::ZERO).unwrap());
    assert!(matches!(archive.mark(&withdrawal, NOW, Duration::ZERO), Err(ArchiveError::Unmarked { .. })));
    assert!(matches!(say(&mut archive, '3', Word::Withdrawn, "x"), Err(ArchiveError::Unmarked { .. })));

    let archive = Archive::open(dir.path()).unwrap();
    assert_eq!(
        told(&archive)[2..],
        ["1 confirmed no form after all *", "2 confirmed and again", "2 withdrawn cannot tell"]
    );
    let marks = archive.marks().unwrap();
    assert_eq!(marks[0].opinion.versions, marks[2].opinion.versions);
    let ids: Vec<&str> = marks[4].opinion.versions.iter().map(|(article, _)| article.store_id()).collect();
    let mut wanted = ["a", "elsewhere"].map(|name| capture(name, "").article.store_id().to_owned());
    wanted.sort();
    assert_eq!(ids, wanted, "a withdrawal is of the versions that were judged");
    assert!(marks.iter().all(|mark| mark.recorded_at == NOW));

    // Articles are as they were, and nothing is said of these entries but that they are sound.
    let after = archive.head();
    assert_eq!((after.articles, after.versions, after.removed), (before.articles, before.versions, before.removed));
    assert_eq!(after.log_size, before.log_size + 5);
    assert_eq!(archive.articles().unwrap().len(), 2);
    let report = assert_whole(dir.path());
    assert_eq!((report.declared, report.unchecked), (vec![], vec![]));
    if let Some(changed) = git(dir.path(), &["log", "-5", "--stat", "--format=%s"]) {
        assert_eq!(changed.lines().filter(|line| line.contains('|')).count(), 0, "{changed}");
        assert!(changed.starts_with("Withdraw what was said of m-2222222222222222\n"), "{changed}");
    }
}

#[test]
fn an_archive_without_articles_can_hold_them() {
    let dir = tempfile::tempdir().unwrap();
    say(&mut create(dir.path()), '1', Word::Rejected, "why").unwrap();
    assert_whole(dir.path());
    add(&mut create(dir.path()), &[capture("a", "One.\n")]);
    assert_eq!(told(&create(dir.path())), ["1 rejected why *"]);
    assert_whole(dir.path());
}

#[test]
fn what_cannot_be_recorded_is_refused_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let mut archive = create(dir.path());
    let before = archive.head();
    let of = |why: &str, by: Option<&str>| Opinion { by: by.map(str::to_owned), ..opinion('1', Word::Rejected, why) };
    let mut refused = |opinion: &Opinion| archive.mark(opinion, NOW, Duration::ZERO).unwrap_err().to_string();
    assert!(refused(&of("", None)).contains("1 to 512"));
    assert!(refused(&of(&"x".repeat(513), None)).contains("513"));
    assert!(refused(&of("why", Some(&"x".repeat(129)))).contains("129"));
    for hostile in ["\u{1b}[31m", "two\nlines", "\u{202e}", "\u{9b}"] {
        assert!(refused(&of(hostile, None)).starts_with("a reason may have no"), "{hostile:?}");
        assert!(refused(&of("why", Some(hostile))).starts_with("a name may have no"), "{hostile:?}");
    }
    assert!(refused(&Opinion { of: "m-".to_owned(), ..of("why", None) }).contains("names no match"));
    assert!(refused(&Opinion { versions: Vec::new(), ..of("why", None) }).contains("0 versions"));
    assert_eq!(archive.head(), before);

    say(&mut archive, '1', Word::Rejected, "why").unwrap();
    let mut other = opinion('1', Word::Rejected, "why");
    other.versions[0].1 = Digest::of(b"another");
    assert!(matches!(archive.mark(&other, NOW, Duration::ZERO), Err(ArchiveError::OtherMatch { .. })));
    assert_whole(dir.path());
}

#[test]
fn a_changed_judgement_is_found() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let mut archive = create(dir.path());
    say(&mut archive, '1', Word::Rejected, "a form").unwrap();
    let size = archive.head().log_size;
    let folder = files::Folder::new(dir.path());
    let file = "log/tile/entries/000";
    let whole = folder.read(file).unwrap();
    let lies: [fn(&mut MarkBody); 4] = [
        |mark| mark.reason = "no form".to_owned(),
        |mark| mark.word = Word::Confirmed,
        |mark| mark.by = Some("somebody else".to_owned()),
        |mark| mark.of = name('2'),
    ];
    for lie in lies {
        let mut leaves = log::bundle_leaves(&whole, size as usize).unwrap().0;
        let Some(Leaf { body: Body::Mark(mark), .. }) = leaves.last_mut() else { panic!("a judgement") };
        lie(mark);
        folder.write(file, &log::bundle_bytes(&leaves)).unwrap();
        let report = verify(dir.path(), &mut |_, _| {}).unwrap();
        assert!(report.findings.iter().any(|finding| finding.place == file), "{report:#?}");
        assert!(
            Archive::open(dir.path()).and_then(|archive| archive.marks()).is_err(),
            "a changed entry is never read"
        );
    }
    folder.write(file, &whole).unwrap();
    assert_whole(dir.path());
}

#[test]
fn who_judges_waits_for_another_writer() {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let mut archive = create(dir.path());
    let said = lock::exclusive(&files::Folder::new(dir.path()), Duration::ZERO, |_| {
        Ok(say(&mut archive, '1', Word::Rejected, "why"))
    });
    assert!(matches!(said, Ok(Err(ArchiveError::Locked { .. }))));
    assert!(say(&mut archive, '1', Word::Rejected, "why").unwrap());
}

/// What is found of a commit that says these of the match `1`, under the name it has or another.
fn found(says: impl FnOnce(&State, &mut Draft)) -> Vec<(Class, String)> {
    let dir = tempfile::tempdir().unwrap();
    sample(dir.path());
    let mut archive = create(dir.path());
    say(&mut archive, '1', Word::Rejected, "why").unwrap();
    forge(&mut archive, says);
    let report = verify(dir.path(), &mut |_, _| {}).unwrap();
    report.findings.into_iter().map(|finding| (finding.class, finding.detail)).collect()
}

fn push(state: &State, id: StoreId, body: Body, draft: &mut Draft) {
    draft.push(id, body, &state.story(id).unwrap());
}

fn body(digit: char, word: Word) -> MarkBody {
    let opinion = opinion(digit, word, "why");
    let mut versions: Vec<_> = opinion.versions.iter().map(|(article, raw)| (StoreId::of(article), *raw)).collect();
    versions.sort();
    MarkBody { of: opinion.of, word, versions, by: None, reason: opinion.why }
}

#[test]
fn judgements_that_may_not_stand_where_they_do_are_found() {
    let honest = found(|state, draft| push(state, StoreId::MARKS, Body::Mark(body('1', Word::Confirmed)), draft));
    assert_eq!(honest, []);
    let chain = |why: &str| [(Class::Chain, why.to_owned())];
    let nothing = |state: &State, draft: &mut Draft| {
        push(state, StoreId::MARKS, Body::Mark(body('2', Word::Withdrawn)), draft);
    };
    assert_eq!(found(nothing), chain("takes back a judgement that does not stand"));
    let twice = |state: &State, draft: &mut Draft| {
        for _ in 0..2 {
            push(state, StoreId::MARKS, Body::Mark(body('1', Word::Withdrawn)), draft);
        }
    };
    assert_eq!(found(twice), chain("takes back a judgement that does not stand"));
    let elsewhere = |state: &State, draft: &mut Draft| {
        let mut body = body('1', Word::Confirmed);
        body.versions.pop();
        push(state, StoreId::MARKS, Body::Mark(body), draft);
    };
    assert_eq!(found(elsewhere), chain("judges a match that an entry above it has between other versions"));
    let article = |state: &State, draft: &mut Draft| {
        push(state, StoreId::of(&capture("a", "").article), Body::Mark(body('1', Word::Confirmed)), draft);
    };
    assert_eq!(found(article), chain("judges a match among the entries of an article"));
    let stranger = |state: &State, draft: &mut Draft| {
        push(state, StoreId::MARKS, Body::Tombstone { reason: "why".to_owned() }, draft);
    };
    assert_eq!(found(stranger), chain("is an article's entry among judgements of matches"));
}

#[test]
fn compaction_import_and_a_lost_index_keep_them() {
    let [dir, behind] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let mut archive = create(dir.path());
    add(&mut archive, &numbered(0..300));
    say(&mut archive, '1', Word::Rejected, "first").unwrap();
    copy(dir.path(), behind.path());
    add(&mut archive, &numbered(300..600));
    say(&mut archive, '1', Word::Confirmed, "second").unwrap();
    archive.compact(Duration::ZERO, &mut |_, _| ()).unwrap();
    let wanted = ["1 rejected first", "1 confirmed second *"];
    assert_eq!(told(&archive), wanted);
    assert_whole(dir.path());
    // A store that is behind gets them with the rest.
    assert_eq!(told(&create(behind.path())), ["1 rejected first *"]);
    extend::extend(behind.path(), &mut archive, Duration::ZERO, &mut |_, _| ()).unwrap();
    assert_eq!(told(&create(behind.path())), wanted);
    assert_whole(behind.path());
    std::fs::remove_dir_all(behind.path().join(index::FOLDER)).unwrap();
    assert_eq!(told(&Archive::open(behind.path()).unwrap()), wanted);
}
