//! Every way an input can be wrong, and what is known of those that are right.

mod soak;

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::article::{Basis, Dated};

/// A folder `news` with these files; names may hold `/`.
fn folder(files: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path().join("news");
    for (name, bytes) in files {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    (temp, root)
}

fn read_paths(paths: &[&Path], options: &Options) -> Batch {
    let inputs: Vec<Input> = paths.iter().map(|path| Input::Path(path.to_path_buf())).collect();
    read(&inputs, options, &mut std::io::empty())
}

fn read_path(path: &Path) -> Batch {
    read_paths(&[path], &Options::default())
}

fn read_stdin(mut bytes: &[u8], options: &Options) -> Batch {
    read(&[Input::Stdin], options, &mut bytes)
}

fn jsonl(lines: &str) -> Batch {
    let options = Options { format: Some("jsonl"), ..Options::default() };
    read_stdin(lines.as_bytes(), &options)
}

fn names(batch: &Batch) -> Vec<&str> {
    batch.captures.iter().map(|capture| capture.article.name()).collect()
}

fn keys(batch: &Batch) -> Vec<&str> {
    batch.captures.iter().map(|capture| capture.article.key()).collect()
}

/// The problems' messages, without the temporary folder's name.
fn messages(batch: &Batch, root: &Path) -> Vec<String> {
    let above = format!("{}/", root.parent().unwrap().display());
    batch.problems.iter().map(|problem| problem.to_string().replace(&above, "")).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zst(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn the_five_articles_are_read_as_they_are_and_say_what_they_state() {
    let batch = read_path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sources"));
    assert!(batch.problems.is_empty() && batch.notes.is_empty(), "{:?} {:?}", batch.problems, batch.notes);
    let digests: Vec<String> = batch.captures.iter().map(|c| c.version.raw.to_string()[..8].to_owned()).collect();
    assert_eq!(digests, ["adfd60b6", "57920acb", "c7e6345b", "1393db16", "705d95e6"]);
    assert_eq!(keys(&batch)[1], "file:sources/001_ae027953efdecbb4.txt");
    assert_eq!(names(&batch)[1], "001_ae027953efdecbb4");
    let titled: Vec<bool> = batch.captures.iter().map(|c| c.meta.title.is_some()).collect();
    assert_eq!(titled, [true, false, true, true, true]);
    for capture in &batch.captures {
        // Nothing is said that the text itself does not say.
        let text = capture.text.input();
        assert_eq!(capture.meta.outlet, None);
        assert!(capture.meta.title.iter().all(|title| text.lines().next().unwrap().contains(title.as_str())));
        let words = capture.meta.published.as_ref().map(|date| date.words.clone().unwrap());
        assert!(words.iter().all(|words| text.contains(words)));
    }
    let dates: Vec<_> = batch.captures.iter().filter_map(|c| c.meta.published.as_ref()).collect();
    assert_eq!(dates.iter().map(|date| date.value.as_str()).collect::<Vec<_>>(), ["2024-10-15", "2024-11-10T12:48"]);
    assert!(dates.iter().all(|date| date.basis == Basis::Stated && date.zone.is_none()));
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths() {
    let (_temp, root) = folder(&[
        ("b.txt", b"b"),
        ("a/x.md", b"# x"),
        ("a.txt", b"a"),
        ("a-b/y.txt", b"y"),
        ("z.jsonl", b"{\"id\":\"r\",\"text\":\"r\"}\n"),
        ("p.txt.gz", &gz(b"p")),
        (".hidden.txt", b"h"),
        (".git/x.txt", b"h"),
        ("b.txt.toml", b"title = \"B\""),
        ("scan.tif", b"II*\0"),
        ("scan2.tif", b"II*\0"),
        ("LICENSE", b"free"),
    ]);
    let batch = read_path(&root);
    assert_eq!(
        keys(&batch),
        [
            "file:news/a-b/y.txt",
            "file:news/a.txt",
            "file:news/a/x.md",
            "file:news/b.txt",
            "file:news/p.txt.gz",
            "id:z/r"
        ]
    );
    assert_eq!(batch.captures[5].source.line, Some(1));
    assert!(batch.problems.is_empty());
    let notes: Vec<String> = batch.notes.iter().map(Note::to_string).collect();
    assert_eq!(notes, [format!("{}: 3 files skipped (.tif 2, no ending 1)", root.display())]);
}

#[test]
fn a_key_does_not_depend_on_how_the_path_was_typed() {
    let (_temp, root) = folder(&[("deep/a.txt", b"a")]);
    let slash = PathBuf::from(format!("{}/", root.display()));
    for typed in [root.clone(), slash, root.join("."), root.join("deep/..")] {
        assert_eq!(keys(&read_path(&typed)), ["file:news/deep/a.txt"], "{}", typed.display());
    }
    // A file by itself is named below its own folder, and below the sheet's once there is one.
    for typed in [root.join("deep/a.txt"), root.join("deep/../deep/./a.txt")] {
        assert_eq!(keys(&read_path(&typed)), ["file:deep/a.txt"], "{}", typed.display());
    }
    fs::write(root.join("sources.toml"), "").unwrap();
    for typed in [root.join("deep/a.txt"), root.join("deep"), root.clone()] {
        assert_eq!(keys(&read_path(&typed)), ["file:news/deep/a.txt"], "{}", typed.display());
    }
    let options = Options { collection: Some("mine".to_owned()), ..Options::default() };
    assert_eq!(keys(&read_paths(&[&root], &options)), ["file:mine/deep/a.txt"]);
    assert_eq!(read_path(&root).captures[0].source.path, format!("{}/deep/a.txt", root.display()));
}

#[test]
fn a_file_given_twice_is_read_once() {
    let (_temp, root) = folder(&[("a.txt", b"a"), ("b.txt", b"b")]);
    fs::write(root.join("sources.toml"), "").unwrap();
    let batch = read_paths(&[&root.join("b.txt"), &root], &Options::default());
    assert_eq!(names(&batch), ["b", "a"]);
    assert!(batch.problems.is_empty());
    assert_eq!(batch.notes, [Note::Twice { path: format!("{}/b.txt", root.display()) }]);
}

#[test]
fn two_articles_of_one_key_are_a_problem_and_the_first_is_kept() {
    let (_temp, root) = folder(&[("x/in/a.txt", b"first"), ("y/in/a.txt", b"second")]);
    let batch = read_paths(&[&root.join("x/in"), &root.join("y/in")], &Options::default());
    assert_eq!(batch.captures.len(), 1);
    assert_eq!(batch.captures[0].text.input(), "first");
    assert!(messages(&batch, &root)[0].starts_with(
        "news/y/in/a.txt: the same article as news/x/in/a.txt, which is kept (file:in/a.txt); rename one"
    ));
}

#[cfg(unix)]
#[test]
fn links_are_followed_once_and_loops_are_harmless() {
    use std::os::unix::fs::symlink;
    let (temp, root) = folder(&[("real/a.txt", b"a"), ("b.txt", b"b")]);
    fs::create_dir(temp.path().join("other")).unwrap();
    fs::write(temp.path().join("other/c.txt"), "c").unwrap();
    symlink(&root, root.join("real/loop")).unwrap();
    symlink("real", root.join("also")).unwrap();
    symlink("../b.txt", root.join("real/again.txt")).unwrap();
    symlink(temp.path().join("other"), root.join("linked")).unwrap();
    symlink("nowhere", root.join("broken.txt")).unwrap();
    let batch = read_path(&root);
    assert_eq!(keys(&batch), ["file:news/b.txt", "file:news/linked/c.txt", "file:news/real/a.txt"]);
    assert_eq!(
        messages(&batch, &root),
        ["news/broken.txt: cannot be read: there is no such file or folder; check the name"]
    );
}

#[test]
fn files_come_in_the_order_of_the_bytes_of_their_paths() {
    let (_temp, root) = folder(&[("a/x.txt", b"1"), ("a.txt", b"2"), ("a-b.txt", b"3"), ("a/b/x.txt", b"4")]);
    let batch = read_path(&root);
    assert_eq!(keys(&batch), ["file:news/a-b.txt", "file:news/a.txt", "file:news/a/b/x.txt", "file:news/a/x.txt"]);
}

#[cfg(unix)]
#[test]
fn what_several_links_lead_to_is_read_where_the_first_of_them_stands() {
    use std::os::unix::fs::symlink;
    let (temp, root) = folder(&[("b.txt", b"b"), (".hidden/d.txt", b"d")]);
    let other = temp.path().join("other");
    fs::create_dir_all(other.join("deep")).unwrap();
    fs::write(other.join("c.txt"), "c").unwrap();
    fs::write(other.join("deep/e.txt"), "e").unwrap();
    symlink(other.join("c.txt"), root.join("a.txt")).unwrap();
    symlink(&other, root.join("linked")).unwrap();
    symlink(other.join("deep"), root.join("more")).unwrap();
    symlink(".hidden/d.txt", root.join("shown.txt")).unwrap();
    // The folder above leads back to the root, which is met without a link.
    symlink(temp.path(), root.join("up")).unwrap();
    let found = ["a.txt", "b.txt", "linked/deep/e.txt", "shown.txt"];
    assert_eq!(keys(&read_path(&root)), found.map(|name| format!("file:news/{name}")));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_utf8_or_would_steer_the_terminal_is_written_safely() {
    use std::os::unix::ffi::OsStrExt;
    let (_temp, root) = folder(&[("a.txt", b"a")]);
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"n\xffo.txt")), "n").unwrap();
    fs::write(root.join("x\u{1b}[2J.txt"), " ").unwrap();
    let batch = read_path(&root);
    assert_eq!(keys(&batch), ["file:news/a.txt", "file:news/n%FFo.txt"]);
    assert_eq!(messages(&batch, &root), ["news/x\\u{1b}[2J.txt: nothing but white space; leave it out"]);
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let (_temp, root) = folder(&[
        ("binary.txt", b"\x7fELF\x02\x00"),
        ("cut.txt.gz", &gz(b"some words that are packed")[..20]),
        ("empty.txt", b""),
        ("good.txt", b"good"),
        ("large.txt", &b"12345678 ".repeat(12)),
        ("large.txt.gz", &gz(&b"12345678 ".repeat(1000))),
        ("limit.txt", &[b'x'; 100]),
        ("mark.txt", b"\xef\xbb\xbf\r\n"),
        ("records.jsonl", b"\n\n"),
        ("utf8.txt", b"\xef\xbb\xbf\xc3\xa9\xff\n"),
    ]);
    let options = Options { max_article: 100, ..Options::default() };
    let batch = read_paths(&[&root, &root.join("nowhere")], &options);
    assert_eq!(names(&batch), ["good", "limit", "utf8"]);
    assert_eq!(
        messages(&batch, &root),
        [
            "news/binary.txt: not text: a NUL byte at byte 5; give text in UTF-8, or in UTF-16 with its byte order mark",
            "news/cut.txt.gz: cannot be read: it is packed and cut short; get it again",
            "news/empty.txt: nothing but white space; leave it out",
            "news/large.txt: more than 100 bytes for one article; split it or raise --max-article",
            "news/large.txt.gz: more than 100 bytes for one article; split it or raise --max-article",
            "news/mark.txt: nothing but white space; leave it out",
            "news/records.jsonl: nothing but white space; leave it out",
            "news/nowhere: cannot be read: there is no such file or folder; check the name",
        ]
    );
    assert!(matches!(&batch.notes[..], [Note::BadBytes { count: 1, .. }]));
}

#[test]
fn a_folder_with_nothing_to_read_says_so() {
    let (_temp, root) = folder(&[("a.tif", b"II*\0"), ("none/.x", b"")]);
    assert_eq!(
        messages(&read_path(&root), &root),
        [
            "news: no article in this folder, 1 file skipped (.tif 1); name files that end in .html, .htm, .xhtml, .xml, .rss, .atom, .rdf, .nitf, .newsml, .json, .jsonl, .ndjson, .csv, .tsv, .tab, .parquet, .pq, .arrow, .arrows, .feather, .sqlite, .sqlite3, .warc, .wacz, .cdx, .cdxj, .docx, .pdf, .eml, .md, .markdown, .txt"
        ]
    );
    assert!(
        messages(&read_path(&root.join("none")), &root)[0]
            .starts_with("news/none: no article in this folder, 0 files skipped;")
    );
}

#[test]
fn a_document_of_another_kind_is_counted_in_a_folder_and_named_when_given() {
    let files: &[(&str, &[u8])] = &[
        ("a.txt", b"a"),
        ("package.json", b"{\"name\":\"x\"}"),
        ("conf.xml", b"<conf/>"),
        ("r.json", b"[{\"id\":1,\"text\":\"r\"}]"),
    ];
    let (_temp, root) = folder(files);
    let batch = read_path(&root);
    assert_eq!((keys(&batch), batch.problems.len()), (vec!["file:news/a.txt", "id:r/1"], 0));
    let passed = |format: &str| batch.summary.formats[format].passed_over.values().sum::<u64>();
    assert_eq!((passed("json"), passed("xml")), (1, 1));
    let batch = read_paths(&[&root.join("package.json"), &root.join("conf.xml")], &Options::default());
    assert_eq!(batch.problems.len(), 2);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let (_temp, root) = folder(&[("a.txt", b"a"), ("b.txt", b"b")]);
    fs::set_permissions(root.join("a.txt"), fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser reads it all the same.
    if fs::read(root.join("a.txt")).is_err() {
        let batch = read_path(&root);
        assert_eq!(names(&batch), ["b"]);
        assert_eq!(messages(&batch, &root), ["news/a.txt: cannot be read: permission denied; check who may read it"]);
    }
}

#[test]
fn a_named_file_of_unknown_ending_is_read_by_its_looks() {
    let (_temp, root) = folder(&[("letter", b"Dear reader"), ("dump", b" {\"id\":1,\"text\":\"one\"}\n")]);
    let batch = read_paths(&[&root.join("letter"), &root.join("dump")], &Options::default());
    assert_eq!(keys(&batch), ["file:news/letter", "id:dump/1"]);
    assert!(matches!(
        &batch.notes[..],
        [Note::UnknownEnding { format: "text", .. }, Note::UnknownEnding { format: "jsonl", .. }]
    ));
}

#[test]
fn standard_input_is_text_or_records() {
    let text = read_stdin(b"Some words.", &Options::default());
    assert_eq!((keys(&text), text.captures[0].source.to_string().as_str()), (vec!["file:stdin/stdin"], "-"));
    let records = read_stdin(&gz(b"{\"id\":\"a\",\"text\":\"one\"}"), &Options::default());
    assert_eq!((keys(&records), records.captures[0].source.to_string().as_str()), (vec!["id:stdin/a"], "-:1"));
    let asked = Options { format: Some("text"), ..Options::default() };
    assert_eq!(keys(&read_stdin(b"{\"id\":\"a\",\"text\":\"one\"}", &asked)), ["file:stdin/stdin"]);
    assert_eq!(read_stdin(b"", &Options::default()).problems.len(), 1);
}

#[test]
fn records_are_the_same_however_they_are_packed() {
    let lines: String = (0..500).map(|i| format!("{{\"id\":{i},\"text\":\"Number {i} é\"}}\r\n")).collect();
    let (half, rest) = lines.split_at(lines.match_indices('\n').nth(250).unwrap().0 + 1);
    let plain = [b"\xef\xbb\xbf", lines.as_bytes()].concat();
    let (_temp, root) = folder(&[
        ("plain/d.jsonl", &plain),
        ("gz/d.jsonl.gz", &gz(lines.as_bytes())),
        ("members/d.ndjson.GZ", &[gz(half.as_bytes()), gz(rest.as_bytes())].concat()),
        ("zst/d.jsonl.zst", &zst(lines.as_bytes())),
        ("frames/d.jsonl.zst", &[zst(half.as_bytes()), zst(rest.as_bytes())].concat()),
        ("misnamed/d.jsonl", &gz(lines.as_bytes())),
    ]);
    let dump = |batch: &Batch| -> Vec<_> {
        assert!(batch.problems.is_empty(), "{:?}", batch.problems);
        batch.captures.iter().map(|c| (c.article.clone(), c.version, c.source.line)).collect()
    };
    let expected = dump(&read_path(&root.join("plain")));
    assert_eq!(expected.len(), 500);
    assert_eq!((expected[7].0.key(), expected[7].2), ("id:d/7", Some(8)));
    for packed in ["gz", "members", "zst", "frames", "misnamed"] {
        assert_eq!(dump(&read_path(&root.join(packed))), expected, "{packed}");
    }
}

#[test]
fn a_record_tells_what_it_knows_and_the_rest_is_carried_through() {
    let batch = jsonl(
        r#"{"id":"a","text":"é","title":"T","source":"The Paper","date":"2024-11-10T12:48+01:00","url":"u","captured_at":"2024-11-10T12:48:00+01:00","author":"A","n":{"b":1.50,"a":[1, 2]}}
{"id":"b","text":"x","outlet":"O","source":"S","author":["A","B"],"title":" ","date":"10/11/2024","captured_at":"2024-11-10"}"#,
    );
    let [a, b] = &batch.captures[..] else { panic!("{:?}", batch.problems) };
    assert_eq!(a.raw(), "é".as_bytes());
    assert_eq!(
        a.meta,
        Meta {
            title: Some("T".to_owned()),
            outlet: Some("The Paper".to_owned()),
            author: Some("A".to_owned()),
            url: Some("u".to_owned()),
            published: Dated::parse("2024-11-10T12:48+01:00", Basis::Record),
            captured_at: Some(1_731_239_280),
            extra: [("n".to_owned(), r#"{"a":[1,2],"b":1.5}"#.to_owned())].into(),
        }
    );
    assert_eq!((b.meta.outlet.as_deref(), &b.meta.title, &b.meta.published), (Some("O"), &None, &None));
    let extra: Vec<_> = b.meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        extra,
        [r#"author=["A","B"]"#, r#"captured_at="2024-11-10""#, r#"date="10/11/2024""#, r#"source="S""#, r#"title=" ""#]
    );
    let notes: Vec<String> = batch.notes.iter().map(Note::to_string).collect();
    assert_eq!(notes, [r#"-:2: date left unknown, not ISO 8601: "10/11/2024""#]);
}

#[test]
fn a_broken_line_is_named_and_the_others_are_read() {
    let lines = concat!(
        "{\"id\":\"a\",\"text\":\"one\"}\n",
        "{\"id\":\"b\",\"text\":\"cut\n",
        "\n",
        "[1]\n",
        "{\"text\":\"no id\"}\n",
        "{\"id\":\"c\"}\n",
        "{\"id\":1.5,\"text\":\"x\"}\n",
        "{\"id\":\"d\",\"text\":null}\n",
        "{\"id\":\"\",\"text\":\"x\"}\n",
        "{\"id\":\"e\",\"text\":\" \\n\"}\n",
        "{\"id\":\"f\",\"text\":\"\\ud800\"}\n",
        "{\"id\":\"a\",\"text\":\"again\"}\n",
        "{\"id\":\"z\",\"text\":\"last, without a line end\"}",
    );
    let batch = jsonl(lines);
    assert_eq!(names(&batch), ["a", "z"]);
    assert_eq!(batch.captures[0].text.input(), "one");
    let got: Vec<String> = batch.problems.iter().map(|p| p.to_string().split(';').next().unwrap().to_owned()).collect();
    assert_eq!(
        got,
        [
            "-:2: not JSON: EOF while parsing a string at column 21",
            "-:4: an array, not an object",
            "-:5: no `id`",
            "-:6: no `text`",
            "-:7: `id` is a number, not a string or a whole number",
            "-:8: `text` is null, not a string",
            "-:9: `id` is empty or holds a control character",
            "-:10: nothing but white space",
            "-:11: not JSON: unexpected end of hex escape at column 25",
            "-:12: the same article as -:1, which is kept (id:stdin/a)",
        ]
    );
}

#[test]
fn captures_at_different_stated_times_are_versions() {
    let line = |text: &str, time: &str| format!("{{\"id\":1,\"text\":\"{text}\",\"captured_at\":\"{time}\"}}\n");
    let (first, later) = ("2024-11-10T12:48:00Z", "2024-11-11T12:48:00Z");
    let lines = [line("one", first), line("two", later), line("one", first), line("three", later)].concat();
    let batch = jsonl(&lines);
    let texts: Vec<&str> = batch.captures.iter().map(|c| c.text.input()).collect();
    assert_eq!(texts, ["one", "two"]);
    // The same once more is passed over; something else at the same time is not both.
    assert_eq!(batch.summary.formats["jsonl"].passed_over["captures read twice"], 1);
    assert!(
        matches!(&batch.problems[..], [Problem::Duplicate { at, first, .. }] if (at.line, first.line) == (Some(4), Some(2)))
    );
}

#[test]
fn records_may_call_their_fields_something_else() {
    let lines = concat!(
        r#"{"uid":7,"doc":{"body":"Words","lang":"en"},"text":"teaser","when":"2024-11-10","source":"S"}"#,
        "\n",
        r#"{"uid":8,"text":"teaser"}"#,
    );
    let map = "id=uid,text=doc.body,date=when,outlet=doc.outlet".parse().unwrap();
    let options = Options { format: Some("jsonl"), map, ..Options::default() };
    let batch = read_stdin(lines.as_bytes(), &options);
    let [capture] = &batch.captures[..] else { panic!("{:?}", batch.problems) };
    assert_eq!((capture.article.key(), capture.text.input()), ("id:stdin/7", "Words"));
    assert_eq!((capture.meta.outlet.as_deref(), capture.meta.published.is_some()), (None, true));
    let extra: Vec<_> = capture.meta.extra.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(extra, [r#"doc={"lang":"en"}"#, r#"source="S""#, r#"text="teaser""#]);
    assert_eq!(batch.problems[0].to_string(), "-:2: no `doc.body`; mend or delete the line");
}

#[test]
fn a_line_over_the_limit_is_passed_over_without_being_held() {
    let long = format!("{{\"id\":\"long\",\"text\":\"{}\"}}\n", "x".repeat(5_000_000));
    let packed = gz(format!("{{\"id\":\"a\",\"text\":\"1\"}}\n{long}{{\"id\":\"b\",\"text\":\"2\"}}\n").as_bytes());
    let options = Options { max_article: 1000, ..Options::default() };
    let batch = read_stdin(&packed, &options);
    assert_eq!(names(&batch), ["a", "b"]);
    assert!(matches!(&batch.problems[..], [Problem::TooLarge { at, limit: 1000 }] if at.line == Some(2)));
}

#[test]
fn records_are_utf8_with_at_most_a_few_bad_bytes() {
    let mut lines = "{\"id\":1,\"text\":\"“é” ".to_owned().into_bytes();
    lines.extend(b"\x92\"}\n{\"id\":2,\"text\":\"d\xe9j\xe0 vu\"}\n");
    let batch = read_stdin(&lines, &Options::default());
    assert_eq!(batch.captures[0].text.input(), "“é” \u{fffd}");
    assert_eq!(names(&batch), ["1"]);
    assert!(matches!(&batch.notes[..], [Note::BadBytes { at, count: 1 }] if at.line == Some(1)));
    assert!(matches!(&batch.problems[..], [Problem::BadRecord { at, fault: Fault::NotUtf8 }] if at.line == Some(2)));
}

#[test]
fn what_came_before_damage_is_kept() {
    let lines: String = (0..2000).map(|i| format!("{{\"id\":{i},\"text\":\"{}\"}}\n", i * 7919 % 104_729)).collect();
    let mut packed = gz(lines.as_bytes());
    packed.truncate(packed.len() / 2);
    let batch = read_stdin(&packed, &Options::default());
    assert!((500..1500).contains(&batch.captures.len()), "{}", batch.captures.len());
    let next = batch.captures.len() as u64 + 1;
    assert!(matches!(&batch.problems[..], [Problem::Unreadable { at, .. }] if at.line == Some(next)));
}

#[test]
fn damage_in_a_packed_file_is_told_as_such() {
    let (_temp, root) = folder(&[("a.txt.zst", &zst(b"some words that are packed")[..20])]);
    let message = &messages(&read_path(&root), &root)[0];
    assert!(message.starts_with("news/a.txt.zst: cannot be read: it is packed and damaged ("), "{message}");
}

#[test]
fn the_input_is_the_file_without_its_mark_and_otherwise_unchanged() {
    let text = "Cafe\u{301}\r\n\r\n“Oui”";
    let (_temp, root) = folder(&[("a.txt", format!("\u{feff}{text}").as_bytes())]);
    let batch = read_path(&root);
    let capture = &batch.captures[0];
    assert_eq!(capture.text.input(), text);
    assert_eq!(capture.raw(), format!("\u{feff}{text}").as_bytes());
    let last = capture.text.sentences().last().unwrap().span;
    assert_eq!(capture.text.exact(last), "“Oui”");
    let start = text.find('“').unwrap();
    assert_eq!(capture.text.place(last).bytes, [start, text.len()]);
    assert_eq!(capture.text.place(last).chars, [9, 14]);
}

#[test]
fn nearer_words_win_over_farther_ones_and_the_users_over_all() {
    let (_temp, root) = folder(&[
        ("sources.toml", b"[all]\noutlet = \"All\"\nauthor = \"All\"\n[articles.\"in/a.txt\"]\ntitle = \"far\"\nurl = \"far\"\ndate = 2024-11-10\ncaptured_at = 2024-11-10T12:48:00+01:00"),
        ("in/a.txt", b"a"),
        ("in/a.txt.toml", b"title = \"near\"\nkey = \"wire:7\""),
        ("in/b.txt", b"b"),
        ("in/b.toml", b"outlet = \"B\""),
        ("r.jsonl", b"{\"id\":1,\"text\":\"t\",\"outlet\":\"R\"}"),
        ("r.jsonl.toml", b"outlet = \"side\"\nurl = \"side\""),
    ]);
    let batch = read_path(&root);
    let told: Vec<_> = batch
        .captures
        .iter()
        .map(|c| {
            [&c.meta.title, &c.meta.outlet, &c.meta.author, &c.meta.url].map(|field| field.as_deref().unwrap_or("-"))
        })
        .collect();
    assert_eq!(
        told,
        [["near", "All", "All", "far"], ["-", "B", "All", "-"], ["-", "R", "All", "side"]],
        "{:?}",
        batch.problems
    );
    assert_eq!(keys(&batch), ["wire:7", "file:news/in/b.txt", "id:r/1"]);
    let date = batch.captures[0].meta.published.clone().unwrap();
    assert_eq!((date.value.as_str(), date.basis), ("2024-11-10", Basis::Given));
    assert_eq!(batch.captures[0].meta.captured_at, Some(1_731_239_280));
    let given = Meta { outlet: Some("Given".to_owned()), ..Meta::default() };
    let batch = read_paths(&[&root], &Options { given, ..Options::default() });
    assert!(batch.captures.iter().all(|c| c.meta.outlet.as_deref() == Some("Given")));
}

#[test]
fn a_slip_in_a_sheet_is_an_error_with_its_line_and_nothing_under_it_is_read() {
    for (toml, message) in [
        ("[articles.\"a.txt\"]\ntilte = \"T\"", "2: unknown field `tilte`"),
        ("\n[al]\noutlet = \"T\"", "2: unknown field `al`"),
        ("[articles.\"a.txt\"]\n\ndate = \"10 Nov 2024\"", "3: `date` is no ISO 8601 date"),
        (
            "[articles.\"a.txt\"]\ncaptured_at = \"2024-11-10\"",
            "2: `captured_at` is no moment with its offset from UTC, such as 2024-11-10T12:48:00Z",
        ),
        ("[articles.\"a.txt\"]\ndate_words = \"today\"", "2: `date_words` and `date_zone` need a `date`"),
        ("[articles.\"a.txt\"]\nkey = \"\"", "2: `key` is empty"),
        ("[articles.\"a.txt\"]\ntitle = 7", "2: invalid type: integer `7`, expected a string"),
        ("format = 2", "1: format 2 is not known, only 1"),
        ("x = ", "1: "),
    ] {
        let (_temp, root) = folder(&[("sources.toml", toml.as_bytes()), ("a.txt", b"a"), ("b.txt", b"b")]);
        let batch = read_path(&root);
        assert!(batch.captures.is_empty());
        let messages = messages(&batch, &root);
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].starts_with(&format!("news/sources.toml:{message}")), "{}", messages[0]);
    }
    let (_temp, root) = folder(&[("a.txt.toml", b"tilte = \"T\""), ("a.txt", b"a"), ("b.txt", b"b")]);
    let batch = read_path(&root);
    assert_eq!(names(&batch), ["b"]);
    assert!(messages(&batch, &root)[0].starts_with("news/a.txt.toml:1: unknown field `tilte`"));
}

#[test]
fn a_sheet_that_speaks_of_no_file_is_noted() {
    let (_temp, root) = folder(&[("sources.toml", b"[articles.\"a.txt\"]\n\n[articles.\"c.txt\"]\n"), ("a.txt", b"a")]);
    let notes: Vec<String> = read_path(&root).notes.iter().map(Note::to_string).collect();
    assert_eq!(notes, [format!("{}/sources.toml:3: speaks of c.txt, which is not there", root.display())]);
}

#[cfg(feature = "html")]
mod pages {
    use super::*;
    use crate::ingest::html::{Told, take};

    /// What is taken of a page of which `told` is said.
    fn page(html: &[u8], told: Told) -> Batch {
        let (options, mut batch) = (Options::default(), Batch::default());
        let mut intake = Intake::new(&options, &mut batch);
        let place = Place::of_stdin(&options);
        take(html.to_vec(), told, place.source(None), &place, &mut intake);
        intake.end();
        batch
    }

    #[test]
    fn a_page_is_named_by_the_address_it_was_got_from() {
        let told = |url: &str| Told { url: Some(url.to_owned()), captured_at: Some(7), ..Told::default() };
        let html = b"<html><body><p>The bridge reopened on Monday.</p></body></html>";
        let batch = page(html, told("http://m.example.com/news/bridge/amp?utm_source=x"));
        assert_eq!(keys(&batch), ["url:https://example.com/news/bridge"]);
        assert_eq!(names(&batch), ["example.com/bridge"]);
        assert_eq!(batch.captures[0].meta.captured_at, Some(7));
        assert_eq!(batch.captures[0].raw(), html);
        assert_eq!(names(&page(html, Told::default())), ["stdin"]);
    }
}
