//! What people type leads to an article by the index alone, and an index that was made up leads nowhere else.

use super::*;
use crate::archive::index::{Kind, Row, Span};

/// Made-up addresses: all begin alike.
fn address(n: u32) -> String {
    format!("https://news.example.org/2024/11/report-{n:04}")
}

fn addressed(range: std::ops::Range<u32>) -> Vec<Capture> {
    let source = || Source { path: "dump.jsonl".to_owned(), line: None, offset: None };
    let capture = |n: u32| {
        let text = format!("Text {n}.\n");
        let id = ArticleId::from_record("dump", &address(n));
        Capture::new(id, source(), Meta::default(), text.clone().into_bytes(), &text)
    };
    range.map(capture).collect()
}

/// What `find` says, in short: the article's name, or the names it may mean.
fn found(archive: &Archive, name: &str) -> std::result::Result<String, Vec<String>> {
    match archive.find(name) {
        Ok((article, _)) => Ok(article.id.name().to_owned()),
        Err(ArchiveError::NotFound { .. }) => Err(Vec::new()),
        Err(ArchiveError::Ambiguous { candidates, .. }) => Err(candidates),
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn a_beginning_is_enough_where_only_one_name_begins_so() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &addressed(0..600));
    // The last leaves have no run yet.
    assert_eq!(index::spans(archive.head().log_size).len(), 2);
    for n in [0, 255, 300, 511, 512, 599] {
        let whole = address(n);
        assert_eq!(found(&archive, &whole), Ok(whole.clone()));
        assert_eq!(archive.find(&format!("{whole}@v1")).unwrap().1, Some(1));
        assert!(found(&archive, &format!("{whole}0")).is_err());
    }
    let ten = found(&archive, &address(30)[..address(30).len() - 1]).unwrap_err();
    assert_eq!(ten.len(), 10);
    assert!(ten[3].starts_with("id:dump/https://news.example.org/2024/11/report-0033 ("), "{}", ten[3]);
    for cut in 1..address(0).len() - 2 {
        let all = found(&archive, &address(0)[..cut]).unwrap_err();
        assert_eq!((all.len(), all[20].as_str()), (21, "and more"), "{cut}");
    }
    assert_eq!(found(&archive, "https://news.example.com"), Err(Vec::new()));
    assert_eq!(found(&archive, ""), Err(Vec::new()));

    add(&mut archive, &[capture("new", "New.\n")]);
    assert_eq!(found(&archive, "ne"), Ok("new".to_owned()));
    assert_eq!(archive.find("n@v1").unwrap().1, Some(1));
    assert_whole(dir.path());
}

/// In an archive of a million articles that would take minutes.
#[test]
fn what_nothing_is_called_is_answered_without_reading_a_record() {
    let dir = tempfile::tempdir().unwrap();
    add(&mut create(dir.path()), &addressed(0..256));
    let packs = every_file(dir.path()).into_iter().filter(|name| name.ends_with(".pack")).collect::<Vec<_>>();
    add(&mut create(dir.path()), &[capture("new", "New.\n")]);
    for pack in packs {
        let len = std::fs::metadata(dir.path().join(&pack)).unwrap().len();
        overwrite(&dir.path().join(&pack), &vec![0; len as usize]);
    }
    let archive = Archive::open(dir.path()).unwrap();
    assert!(archive.find(&address(7)).is_err_and(|error| !matches!(error, ArchiveError::NotFound { .. })));
    for unknown in ["zz", "https://news.example.org/2024/12/", "0123456789ab", "report-0007", "a.txt"] {
        assert_eq!(found(&archive, unknown), Err(Vec::new()), "{unknown}");
    }
}

/// Who takes something out or brings it back names it whole: after x1 is erased, its name must not mean x10.
#[test]
fn what_is_taken_out_is_named_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &[capture("x1", "One.\n"), capture("x10", "Ten.\n"), capture("y", "Last.\n")]);
    let [x1, x10] = ["x1", "x10"].map(|name| capture(name, "").article);
    for name in ["x1", "file:test/x1.txt", "x1.txt", x1.store_id()] {
        assert_eq!(archive.find_whole(name).unwrap().0.id, x1, "{name}");
        assert_eq!(archive.find_whole(&format!("{name}@v1")).unwrap(), (archive.find("x1").unwrap().0, Some(1)));
    }
    archive.erase(&x1, None, "court order", NOW, Duration::ZERO).unwrap();
    assert_eq!(archive.find("x1").unwrap().0.id, x10, "a beginning is enough to look");
    for name in ["x1", "x1@v1", &x10.store_id()[..8], &x10.store_id()[..31]] {
        let Err(ArchiveError::Beginning { candidates, .. }) = archive.find_whole(name) else { panic!("{name}") };
        assert_eq!(candidates, [format!("file:test/x10.txt ({})", x10.store_id())], "{name}");
    }
    assert!(matches!(archive.find_whole("z"), Err(ArchiveError::NotFound { .. })));
    // Its key and its id still lead to what was erased.
    for name in [x1.key(), x1.store_id()] {
        let (article, _) = archive.find_whole(name).unwrap();
        assert!(matches!(archive.preview_erasure(&article.id, None), Err(ArchiveError::Erased { .. })), "{name}");
    }
}

/// Spoils the record of an article's last version in its pack.
fn spoil(dir: &Path, name: &str) {
    let archive = Archive::open(dir).unwrap();
    let story = archive.state.story(StoreId::of(&capture(name, "").article)).unwrap();
    let leaf = story.record(story.life.versions).unwrap();
    let packs = archive.state.objects.packs();
    let (n, offset) = packs.place_of(archive.state.body(leaf).unwrap().json_blob).unwrap().unwrap();
    let pack = dir.join(packs.file(n, "pack"));
    let mut bytes = std::fs::read(&pack).unwrap();
    bytes[offset as usize + 8] ^= 1;
    overwrite(&pack, &bytes);
}

/// One record that cannot be read keeps nobody from the others, be its names those of the last leaves or of a run.
#[test]
fn a_damaged_record_hinders_its_article_alone() {
    for others in [0..2, 0..300] {
        let dir = tempfile::tempdir().unwrap();
        let mut archive = create(dir.path());
        add(&mut archive, &[capture("bad", "Bad.\n")]);
        add(&mut archive, &numbered(others.clone()));
        spoil(dir.path(), "bad");
        std::fs::remove_dir_all(dir.path().join("index")).unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        let [bad, one] = ["bad", "n1"].map(|name| capture(name, "").article);
        for name in [one.key(), one.store_id(), "n1", "n1.txt", &one.store_id()[..8]] {
            assert_eq!(archive.find(name).unwrap().0.id, one, "{name}");
        }
        // A key and a whole id need no names, so nothing was missed for them alone.
        assert_eq!(Archive::open(dir.path()).unwrap().find(one.key()).unwrap().0.id, one);
        assert!(matches!(archive.find("bad"), Err(ArchiveError::NotFound { .. })));
        assert!(matches!(archive.find(bad.key()), Err(ArchiveError::Object { .. })));
        let unread = archive.unread().unwrap();
        assert_eq!(unread.keys().collect::<Vec<_>>(), [bad.store_id()]);
        assert!(unread[bad.store_id()].contains("wirecopy verify"), "{unread:?}");
        assert!(archive.articles().is_err());
        assert_eq!(archive.readable_articles().unwrap().len(), others.len());
        // What is not known of the names is not written down as if it were.
        let mut archive = create(dir.path());
        assert!(archive.find("bad").is_err());
        add(&mut archive, &[capture("new", "New.\n")]);
        assert!(!dir.path().join("index/names/0/0").exists());
        assert_eq!(Archive::open(dir.path()).unwrap().find("new").unwrap().0.id.name(), "new");
        let erased = archive.erase(&bad, None, "court order", NOW, Duration::ZERO);
        assert!(erased.is_ok() && archive.find("bad").is_err());
        assert_eq!(archive.find("n1").unwrap().0.id, one);
        assert_eq!(create(dir.path()).unread().unwrap(), BTreeMap::new());
    }
}

type Forgery<'a> = &'a dyn Fn(&mut Vec<Row>);

/// Puts other rows in the place of the first run's, with all its checksums right.
fn forge(dir: &Path, change: Forgery) -> Archive {
    let archive = Archive::open(dir).unwrap();
    let span: Span = index::spans(256)[0];
    let ids = span.leaves().zip(0..).map(|(n, place)| (archive.state.log.leaf(n).unwrap().article.number(), place));
    let mut rows: Vec<Row> = ids.collect();
    change(&mut rows);
    rows.sort_unstable();
    let root = archive.state.log.hash(1, 0).unwrap();
    overwrite(&dir.join(span.file(Kind::Ids)), &index::encode(Kind::Ids, span, root, &rows));
    Archive::open(dir).unwrap()
}

#[test]
fn an_index_that_was_made_up_is_an_error_not_an_answer() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = create(dir.path());
    add(&mut archive, &numbered(0..253));
    for text in ["Second.\n", "Third.\n", "Fourth.\n"] {
        add(&mut archive, &[capture("n7", text)]);
    }
    let id = capture("n7", "").article;
    let key = StoreId::of(&id).number();
    let wrong: [(&str, Forgery); 5] = [
        ("hides an entry", &|rows| rows.retain(|row| *row != (key, 253))),
        ("hides the first", &|rows| rows.retain(|row| *row != (key, 7))),
        ("leads to another article's", &|rows| rows.push((key, 8))),
        ("leads to one twice", &|rows| rows.push((key, 254))),
        ("leads out of the run", &|rows| rows.push((key, u32::MAX))),
    ];
    for (what, change) in wrong {
        let archive = forge(dir.path(), change);
        assert!(matches!(archive.history(&id), Err(ArchiveError::Damaged { .. })), "{what}");
        assert!(matches!(archive.content(&id, Some(2)), Err(ArchiveError::Damaged { .. })), "{what}");
    }
    assert_eq!(forge(dir.path(), &|_| ()).history(&id).unwrap().len(), 4);
}
