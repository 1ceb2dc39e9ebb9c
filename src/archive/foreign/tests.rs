//! Repositories as git leaves them, whole and damaged. Whatever is changed in a file, reading ends: with what was there
//! before, or with an error that names the file.

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::hash::sha1_of;

/// Every text of every file, in the order of the commits.
type Told = Vec<(String, Option<Vec<u8>>)>;

fn told(dir: &Path) -> Result<Told> {
    let foreign = Foreign::open(dir)?;
    let mut told = Vec::new();
    for step in foreign.steps() {
        for touched in step?.touched {
            let bytes = touched.after.map(|blob| foreign.file(blob, 1 << 20)).transpose()?.flatten();
            told.push((touched.path, bytes));
        }
    }
    Ok(told)
}

fn why(dir: &Path) -> String {
    told(dir).unwrap_err().to_string()
}

/// A bare repository of three commits.
fn repository(dir: &Path) -> git2::Repository {
    let repository = git2::Repository::init_bare(dir).unwrap();
    let who = git2::Signature::new("A", "a@example.org", &git2::Time::new(1_700_000_000, 0)).unwrap();
    for n in 0..3 {
        // Long enough, and alike enough, that packing tells them by their differences.
        let text = |file: usize| -> String {
            let line = |i| format!("Line {i} of file {file}, {}.\n", if i == 7 { n } else { 0 } + i * 7919);
            (0..60).map(line).collect()
        };
        let mut inner = repository.treebuilder(None).unwrap();
        inner.insert("b.txt", repository.blob(text(1).as_bytes()).unwrap(), 0o100644).unwrap();
        let mut outer = repository.treebuilder(None).unwrap();
        outer.insert("a.txt", repository.blob(text(2).as_bytes()).unwrap(), 0o100644).unwrap();
        outer.insert("news", inner.write().unwrap(), 0o040000).unwrap();
        let tree = repository.find_tree(outer.write().unwrap()).unwrap();
        let parent = repository.head().ok().map(|head| head.peel_to_commit().unwrap());
        repository.commit(Some("HEAD"), &who, &who, "x", &tree, &parent.iter().collect::<Vec<_>>()).unwrap();
    }
    repository
}

/// Puts all objects into one pack, and says where it is, without extension.
fn packed(repository: &git2::Repository) -> PathBuf {
    let objects = repository.path().join("objects");
    let mut builder = repository.packbuilder().unwrap();
    let mut walk = repository.revwalk().unwrap();
    walk.push_head().unwrap();
    builder.insert_walk(&mut walk).unwrap();
    let mut bytes = git2::Buf::new();
    builder.write_buf(&mut bytes).unwrap();
    let mut indexer = git2::Indexer::new(None, &objects.join("pack"), 0o644, false).unwrap();
    std::io::Write::write_all(&mut indexer, &bytes).unwrap();
    let name = indexer.commit().unwrap();
    for entry in fs::read_dir(&objects).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.file_name().unwrap().len() == 2 {
            fs::remove_dir_all(entry).unwrap();
        }
    }
    objects.join("pack").join(format!("pack-{name}"))
}

/// Writes a file that is read-only.
fn put(path: &Path, bytes: &[u8]) {
    let _ = fs::remove_file(path);
    fs::write(path, bytes).unwrap();
}

#[test]
fn loose_and_packed_objects_tell_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let repository = repository(dir.path());
    let loose = told(dir.path()).unwrap();
    assert_eq!(loose.iter().map(|(path, _)| &**path).collect::<Vec<_>>(), ["a.txt", "news/b.txt"].repeat(3));
    let pack = packed(&repository).with_extension("pack");
    let len: usize = loose.iter().map(|(_, bytes)| bytes.as_ref().unwrap().len()).sum();
    assert!(fs::metadata(pack).unwrap().len() * 4 < len as u64, "no deltas to be read");
    assert_eq!(told(dir.path()).unwrap(), loose);
    // An index over several packs is not asked.
    fs::write(dir.path().join("objects/pack/multi-pack-index"), "nothing").unwrap();
    assert_eq!(told(dir.path()).unwrap(), loose);
    let foreign = Foreign::open(dir.path()).unwrap();
    for touched in foreign.steps().flat_map(|step| step.unwrap().touched) {
        let len = foreign.file(touched.after.unwrap(), u64::MAX).unwrap().unwrap().len() as u64;
        let short = Foreign::open(dir.path()).unwrap().file(touched.after.unwrap(), len - 1).unwrap();
        assert_eq!((short, foreign.file(touched.after.unwrap(), len - 1).unwrap()), (None, None));
    }
}

#[test]
fn a_changed_byte_of_an_index_or_a_pack_ends_in_an_error_that_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let stem = packed(&repository(dir.path()));
    let whole = told(dir.path()).unwrap();
    for extension in ["idx", "pack"] {
        let path = stem.with_extension(extension);
        let bytes = fs::read(&path).unwrap();
        let mut refused = 0;
        for at in (0..bytes.len()).filter(|at| *at < 16 || at % 3 == 0 || bytes.len() - at < 120) {
            let mut changed = bytes.clone();
            changed[at] ^= if at % 2 == 0 { 0xff } else { 0x80 };
            put(&path, &changed);
            match told(dir.path()) {
                Ok(told) => assert_eq!(told, whole, "byte {at} of the {extension}"),
                Err(ArchiveError::Foreign { path, why }) => {
                    refused += 1;
                    assert!(path.starts_with(dir.path()) && !why.is_empty());
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert!(refused > 20, "{refused} of the {extension}");
        for len in [0, 7, 8, 1031, 1032, bytes.len() / 2, bytes.len() - 1] {
            put(&path, &bytes[..len]);
            assert!(why(dir.path()).contains(&*path.to_string_lossy()), "{extension} of {len} bytes");
        }
        put(&path, &bytes);
    }
}

/// Whoever makes an index can give it the right checksum. libgit2 1.9 reads where such offsets lead.
#[test]
fn offsets_that_lead_out_of_the_pack_are_refused_and_large_ones_followed() {
    let dir = tempfile::tempdir().unwrap();
    let path = packed(&repository(dir.path())).with_extension("idx");
    let whole = told(dir.path()).unwrap();
    let bytes = fs::read(&path).unwrap();
    let count = u32::from_be_bytes(bytes[1028..1032].try_into().unwrap()) as usize;
    let (offsets, end) = (1032 + count * 24, 1032 + count * 28);
    let forged = |word: u32, table: &[u64]| {
        let mut forged = bytes[..end].to_vec();
        forged[offsets..].chunks_mut(4).for_each(|offset| offset.copy_from_slice(&word.to_be_bytes()));
        table.iter().for_each(|offset| forged.extend(offset.to_be_bytes()));
        forged.extend_from_slice(&bytes[end..end + 20]);
        let own = sha1_of(&[&forged]);
        [&forged[..], &own].concat()
    };
    for (word, table) in [
        (0, &[][..]),
        (11, &[]),
        (0x7fff_ffff, &[]),
        (0x8000_0000, &[]),
        (0xffff_ffff, &[]),
        (0x8000_0001, &[12]),
        (0x8000_0000, &[u64::MAX]),
        (0x8000_0000, &[1 << 40]),
    ] {
        put(&path, &forged(word, table));
        let why = why(dir.path());
        assert!(why.contains("pack-"), "{word:x}: {why}");
    }
    // Every offset through the table for large ones.
    let mut large = bytes[..offsets].to_vec();
    (0..count as u32).for_each(|n| large.extend((n | 0x8000_0000).to_be_bytes()));
    for offset in bytes[offsets..end].chunks(4) {
        large.extend([&[0; 4], offset].concat());
    }
    large.extend_from_slice(&bytes[end..]);
    put(&path, &large);
    assert_eq!(told(dir.path()).unwrap(), whole);
    // Version 1 has no head: fan-out, then offset and name of each.
    let mut first = bytes[8..1032].to_vec();
    for n in 0..count {
        first.extend_from_slice(&bytes[offsets + 4 * n..][..4]);
        first.extend_from_slice(&bytes[1032 + 20 * n..][..20]);
    }
    first.extend_from_slice(&bytes[end..]);
    put(&path, &first);
    assert!(why(dir.path()).contains("git index-pack"), "{}", why(dir.path()));
}

#[test]
fn a_damaged_loose_object_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let repository = repository(dir.path());
    let blob = told(dir.path()).unwrap()[0].1.clone().unwrap();
    let hex = repository.blob(&blob).unwrap().to_string();
    let path = dir.path().join("objects").join(&hex[..2]).join(&hex[2..]);
    let bytes = fs::read(&path).unwrap();
    let zlib = |bytes: &[u8]| {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut zlib, bytes).unwrap();
        zlib.finish().unwrap()
    };
    let with = |head: &str| zlib(&[head.as_bytes(), &blob].concat());
    for bad in [
        Vec::new(),
        b"no zlib".to_vec(),
        bytes[..bytes.len() / 2].to_vec(),
        with(&format!("blob {}\0", blob.len() - 1)),
        with(&format!("blob {}\0", blob.len() + 1)),
        with(&format!("tree {}\0", blob.len())),
        with(&format!("tag {}\0", blob.len())),
        with("blob 99999999999999999999\0"),
        zlib(&[format!("blob {}\0", blob.len()).as_bytes(), &vec![b'x'; blob.len()]].concat()),
    ] {
        put(&path, &bad);
        let why = why(dir.path());
        assert!(why.contains(&hex[2..]), "{why}");
    }
    // A length that is a lie asks for no memory.
    put(&path, &with("blob 18446744073709551615\0"));
    assert_eq!(Foreign::open(dir.path()).unwrap().file(Oid::parse(&hex).unwrap(), 1 << 30).unwrap(), None);
    fs::remove_file(&path).unwrap();
    assert!(why(dir.path()).contains(&format!("object {hex} is not there")), "{}", why(dir.path()));
    fs::create_dir(&path).unwrap();
    assert!(why(dir.path()).contains("is no file"));
}

#[test]
fn references_are_found_wherever_git_keeps_them() {
    let dir = tempfile::tempdir().unwrap();
    let bare = dir.path().join("bare");
    let repository = repository(&bare);
    let whole = told(&bare).unwrap();
    let hex = repository.head().unwrap().target().unwrap().to_string();
    let branch = repository.head().unwrap().name().unwrap().to_owned();
    let write = |name: &str, text: &str| fs::write(bare.join(name), text).unwrap();

    fs::remove_file(bare.join(&branch)).unwrap();
    write(
        "packed-refs",
        &format!("# pack-refs with: peeled\n{} refs/heads/a/{branch}\n{hex} {branch}\n^{hex}\n", "0".repeat(40)),
    );
    assert_eq!(told(&bare).unwrap(), whole);
    write("HEAD", "ref: refs/heads/x\n");
    write("refs/heads/x", &format!("ref: {branch}\n"));
    assert_eq!(told(&bare).unwrap(), whole);
    write("refs/heads/x", "ref: refs/heads/x\n");
    assert!(why(&bare).contains("more than 5 times"));
    write("HEAD", &format!("{hex}\n"));
    assert_eq!(told(&bare).unwrap(), whole);

    // A work tree of its own, and one whose repository is elsewhere.
    let (tree, own) = (dir.path().join("tree"), bare.join("worktrees/tree"));
    [&tree, &own].iter().for_each(|dir| fs::create_dir_all(dir).unwrap());
    fs::write(tree.join(".git"), format!("gitdir: {}\n", own.display())).unwrap();
    write("worktrees/tree/commondir", "../..\n");
    write("worktrees/tree/HEAD", &format!("ref: {branch}\n"));
    assert_eq!(told(&tree).unwrap(), whole);
    fs::write(tree.join(".git"), "gitdir: ../bare\n").unwrap();
    assert_eq!(told(&tree).unwrap(), whole);
    fs::write(tree.join(".git"), "gitdir: nowhere\n").unwrap();
    assert!(!Foreign::is_repository(&tree));

    for (head, about) in [
        ("ref: ../../etc/passwd", "no reference"),
        ("ref: refs/heads/none", "is not there"),
        ("", "names no commit"),
        ("0123", "names no commit"),
        (&*"0123456789abcdef".repeat(4), "SHA-256"),
    ] {
        write("HEAD", head);
        assert!(why(&bare).contains(about), "{head}: {}", why(&bare));
    }
    write("HEAD", "ref: refs/heads/.invalid\n");
    fs::create_dir(bare.join("reftable")).unwrap();
    assert!(why(&bare).contains("git refs migrate"));
}

#[test]
fn borrowed_objects_are_not_followed_and_a_shallow_clone_ends_where_it_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let repository = repository(dir.path());
    let parent = repository.head().unwrap().peel_to_commit().unwrap().parent_id(0).unwrap();
    fs::write(dir.path().join("shallow"), format!("{parent}\n")).unwrap();
    assert_eq!(Foreign::open(dir.path()).unwrap().len(), 2);
    fs::write(dir.path().join("objects/info/alternates"), "/elsewhere\n").unwrap();
    assert!(why(dir.path()).contains("alternates: borrows objects"), "{}", why(dir.path()));
}

#[test]
fn a_commit_is_read_whoever_wrote_it() {
    let hex = "0123456789012345678901234567890123456789";
    let commit = |rest: &str| format!("tree {hex}\n{rest}\n\nsubject\n\nparent {hex}\n").into_bytes();
    let own = Header::parse(&commit("author A <> 1 +0000\ncommitter B C <b@c> 1700000000 -0330")).unwrap();
    assert_eq!((own.time, own.parent), (1_700_000_000, None));
    let merge = format!("parent {hex}\nparent {}\nauthor A <> 1 +0000\ncommitter B <> -5 +0000", "a".repeat(40));
    let merge = Header::parse(&commit(&merge)).unwrap();
    assert_eq!((merge.time, merge.parent.map(|oid| oid.to_string()).as_deref()), (-5, Some(hex)));
    assert!(Header::parse(&commit("author A <> 1 +0000")).is_none());
    assert!(Header::parse(b"tree 01\ncommitter B <> 1 +0000\n\n").is_none());
}

#[test]
fn trees_tell_files_from_what_is_none() {
    let entry = |mode: &str, name: &[u8]| [mode.as_bytes(), b" ", name, b"\0", &[7; 20]].concat();
    let modes = ["100644", "100664", "100755", "120000", "160000", "40000"];
    let tree: Vec<u8> = modes.iter().flat_map(|mode| entry(mode, mode.as_bytes())).collect();
    let mut entries = Entries::new(Some(&tree));
    let kinds: Vec<_> = modes.iter().map(|_| entries.next().unwrap().unwrap().kind).collect();
    let file = Some(FileKind::File);
    assert_eq!(kinds, [file, file, file, Some(FileKind::Link), Some(FileKind::Submodule), None]);
    assert_eq!(entries.next(), Ok(None));
    assert!(split_entry(&tree[..10]).is_none() && split_entry(b"100644 a").is_none());
    assert_eq!(written(b"a\xff/\xc3\xa9"), "a%FF/é");

    // A folder `a` comes after a file `a.b`; what comes twice or out of order is no tree.
    let read = |names: &[(&str, &str)]| {
        let tree: Vec<u8> = names.iter().flat_map(|(mode, name)| entry(mode, name.as_bytes())).collect();
        let mut entries = Entries::new(Some(&tree));
        names.iter().all(|_| entries.next().is_ok())
    };
    assert!(read(&[("100644", "a"), ("100644", "a.b"), ("40000", "a"), ("100644", "b")]));
    assert!(!read(&[("40000", "a"), ("100644", "a.b")]));
    assert!(!read(&[("100644", "a"), ("100644", "a")]));
}
