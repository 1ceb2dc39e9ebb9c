//! A git bundle (version 2, git's Documentation/gitformat-bundle.txt) of the store: `git clone` makes a repository of it,
//! and [`restore`] the store itself, byte for byte. docs/format.md (Packages) has its layout:
//!
//! - `refs/heads/archive` and `HEAD` are the newest commit;
//! - `refs/wirecopy/log` is a commit whose tree holds the store's files that are none of git's: `log/`, `packs.sha256` and
//!   what else there is. `git clone` leaves it out; `git fetch FILE refs/wirecopy/log` brings it;
//! - the pack begins with that commit and its tree, each folder before what is in it, and goes on with the objects of the
//!   store's packs, as they stand there and in the order of `packs.sha256`. Since that file states each pack's length,
//!   the packs can be cut out of it again, whoever compressed them.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::error::{PackageError, Result};
use super::git::{self, Kind, Name};
use super::{Format, Job, Progress, Written};
use crate::archive::ArchiveError;
use crate::archive::transfer::{PackFile, Staging};
use crate::hash::{Algorithm, Checksum, Hasher};

pub(super) const FORMAT: Format = Format {
    name: "bundle",
    about: "a git bundle: `git clone` reads it, import restores the store",
    whole: true,
    write,
};

const SIGNATURE: &str = "# v2 git bundle\n";
const LOG: &str = "refs/wirecopy/log";
const ARCHIVE: &str = "refs/heads/archive";
const MANIFEST: &str = "packs.sha256";

/// Of a pack: its header, and the SHA-1 at its end (bytes).
const HEADER: u64 = 12;
const TRAILER: u64 = 20;

/// No file of the log is larger (bytes); `packs.sha256` grows by some 250 bytes a commit.
const LARGEST: u64 = 1 << 30;

/// Bundles have few references, and no long ones.
const MAX_LINE: u64 = 4096;
const MAX_LINES: usize = 1000;

fn write(job: &Job, part: &Path, progress: Progress) -> Result<Written> {
    let head = job.archive.head();
    let (Some(commit), Some(time)) = (head.commit, head.recorded_at) else {
        return Err(PackageError::unreadable(part, "not written: the store is empty"));
    };
    let mut log = Folder::default();
    for name in job.archive.files()?.iter().filter(|name| !name.starts_with("store.git/")) {
        log.insert(name, Name::of(Kind::Blob, &bytes_of(job, name)?));
    }
    let mut trees = BTreeMap::new();
    let tree = log.name(&mut trees);
    let who = format!("wirecopy <wirecopy@localhost> {time} +0000");
    let message = format!("The log of {} entries\n\nLog-Root: {}\n", head.log_size, head.log_root);
    let log_commit = format!("tree {tree}\nauthor {who}\ncommitter {who}\n\n{message}").into_bytes();
    let log_name = Name::of(Kind::Commit, &log_commit);
    let mut files = Vec::new();
    log.walk("", &mut BTreeSet::new(), &mut files);

    let packs = job.archive.packs()?;
    let mut count = 1 + files.len() as u64;
    for pack in &packs {
        count += u64::from(objects_of(job, pack)?);
    }
    let count = u32::try_from(count).map_err(|_| PackageError::unreadable(part, "more objects than a bundle holds"))?;

    let io = |error| PackageError::io("write", part)(error);
    let mut out = BufWriter::new(File::create_new(part).map_err(io)?);
    let refs = format!("{SIGNATURE}{commit} {ARCHIVE}\n{log_name} {LOG}\n{commit} HEAD\n\n");
    out.write_all(refs.as_bytes()).map_err(io)?;
    let mut out = Both(out, Checksum::new(Algorithm::Sha1));
    out.write_all(b"PACK\0\0\0\x02").and_then(|()| out.write_all(&count.to_be_bytes())).map_err(io)?;
    let mut put = |kind, bytes: &[u8]| git::entry(kind, bytes).and_then(|entry| out.write_all(&entry)).map_err(io);
    put(Kind::Commit, &log_commit)?;
    for (path, name) in files {
        match trees.get(&name) {
            Some(tree) => put(Kind::Tree, tree)?,
            None => put(Kind::Blob, &bytes_of(job, &path)?)?,
        }
    }
    for (done, pack) in packs.iter().enumerate() {
        progress(done as u64, packs.len() as u64);
        copy_pack(job, pack, &mut out, part)?;
    }
    let Both(mut out, sum) = out;
    let sum = Name::parse(&sum.finish()).unwrap_or(Name([0; 20]));
    out.write_all(&sum.0).map_err(io)?;
    let bytes = out.stream_position().map_err(io)?;
    out.flush().map_err(io)?;
    Ok(Written { articles: head.articles as u64, versions: head.versions as u64, files: 1, bytes, leftover: false })
}

fn bytes_of(job: &Job, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    job.archive.open_file(name)?.read_to_end(&mut bytes).map_err(PackageError::io("read", name.as_ref()))?;
    Ok(bytes)
}

/// How many objects a pack says it has.
fn objects_of(job: &Job, pack: &PackFile) -> Result<u32> {
    let mut header = [0; HEADER as usize];
    let read = job.archive.open_file(&pack.file)?.read_exact(&mut header);
    read.map_err(PackageError::io("read", pack.file.as_ref()))?;
    let [.., a, b, c, d] = header;
    Ok(u32::from_be_bytes([a, b, c, d]))
}

/// Copies the objects of a pack, and looks that it is the pack `packs.sha256` lists.
fn copy_pack(job: &Job, pack: &PackFile, out: &mut impl Write, part: &Path) -> Result<()> {
    let damaged =
        || ArchiveError::Damaged { file: pack.file.clone().into(), why: format!("is not the file {MANIFEST} lists") };
    let file = job.archive.open_file(&pack.file)?;
    let read = PackageError::io("read", pack.file.as_ref());
    let mut from = Through(BufReader::new(file), Hasher::new());
    let objects = pack.len.checked_sub(HEADER + TRAILER).ok_or_else(damaged)?;
    let mut ends = Vec::new();
    let copied = (&mut from)
        .take(HEADER)
        .read_to_end(&mut ends)
        .and_then(|_| io::copy(&mut (&mut from).take(objects), out))
        .map_err(PackageError::io("write", part))?;
    from.read_to_end(&mut ends).map_err(read)?;
    if copied != objects || ends.len() as u64 != HEADER + TRAILER || from.1.finish() != pack.digest {
        return Err(damaged().into());
    }
    Ok(())
}

/// Whether a file begins as a bundle does.
pub(super) fn is_bundle(path: &Path) -> bool {
    let mut head = [0; SIGNATURE.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == SIGNATURE.as_bytes()
}

/// Puts the store that a bundle of ours carries into `staging`, whose folder is `dir`.
pub(super) fn restore(path: &Path, staging: &Staging, dir: &Path, progress: Progress) -> Result<()> {
    let file = File::open(path).map_err(PackageError::io("open", path))?;
    let mut bundle = Bundle { path, from: BufReader::new(file), sum: Checksum::new(Algorithm::Sha1), left: 0 };
    let refs = bundle.references()?;
    let named = |name: &str| refs.get(name).map(String::as_str);
    let (Some(head), Some(log)) = (named(ARCHIVE), named(LOG)) else {
        let why =
            format!("is a git bundle without {LOG}, so it carries no store; clone it with git, and import the clone");
        return Err(PackageError::unreadable(path, why));
    };
    if refs.len() != 3 || named("HEAD") != Some(head) {
        return Err(bundle.unfit("its references are not those of a store"));
    }
    bundle.begin()?;
    let manifest = bundle.log(log, staging, dir)?;
    let packs =
        PackFile::listed(&manifest).map_err(|line| bundle.unfit(&format!("line {line} of {MANIFEST} is none")))?;
    let incoming = dir.join("incoming.tmp");
    for (done, pack) in packs.iter().enumerate() {
        progress(done as u64, packs.len() as u64);
        bundle.pack(pack, &incoming)?;
        let mut file = File::open(&incoming).map_err(PackageError::io("open", &incoming))?;
        staging.put_pack(&mut file)?;
    }
    if !packs.is_empty() {
        fs::remove_file(&incoming).map_err(PackageError::io("remove", &incoming))?;
    }
    bundle.end()?;
    staging.put_head(head)?;
    Ok(())
}

/// A bundle being read.
struct Bundle<'a> {
    path: &'a Path,
    from: BufReader<File>,
    /// Of its pack so far.
    sum: Checksum,
    /// Objects still to come.
    left: u32,
}

impl Bundle<'_> {
    fn unfit(&self, why: &str) -> PackageError {
        PackageError::unreadable(self.path, format!("{why}: the bundle is damaged; nothing was taken in"))
    }

    fn references(&mut self) -> Result<BTreeMap<String, String>> {
        let mut refs = BTreeMap::new();
        for number in 0..MAX_LINES {
            let mut line = Vec::new();
            let read = (&mut self.from).take(MAX_LINE).read_until(b'\n', &mut line);
            read.map_err(PackageError::io("read", self.path))?;
            let line = String::from_utf8(line).map_err(|_| self.unfit("its head is no text"))?;
            match line.strip_suffix('\n') {
                Some("") => return Ok(refs),
                Some(_) if number == 0 => {}
                Some(line) if line.starts_with('-') => {
                    let why = "continues an earlier bundle; import the whole store's";
                    return Err(PackageError::unreadable(self.path, why));
                }
                Some(line) => {
                    let (commit, name) = line.split_once(' ').ok_or_else(|| self.unfit("its head names no commit"))?;
                    refs.insert(name.to_owned(), commit.to_owned());
                }
                None => break,
            }
        }
        Err(self.unfit("its head has no end"))
    }

    /// Reads the pack's header.
    fn begin(&mut self) -> Result<()> {
        let mut header = [0; HEADER as usize];
        self.from.read_exact(&mut header).map_err(PackageError::io("read", self.path))?;
        let Some(count) = header.strip_prefix(b"PACK\0\0\0\x02").and_then(|count| count.try_into().ok()) else {
            return Err(self.unfit("its pack is not of version 2"));
        };
        self.left = u32::from_be_bytes(count);
        self.sum.update(&header);
        Ok(())
    }

    /// The next object: its bytes as they stand in the pack go to `raw`.
    fn next(&mut self, raw: &mut dyn Write, object: &mut dyn Write, most: u64) -> Result<u8> {
        self.left = self.left.checked_sub(1).ok_or_else(|| self.unfit("its pack ends too early"))?;
        let read = git::read_entry(&mut self.from, &mut Both(raw, &mut self.sum), object, most);
        read.map_err(|error| self.unfit(&error.to_string()))
    }

    /// The next object, which must be this one.
    fn named(&mut self, name: Name, kind: Kind) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.next(&mut io::sink(), &mut bytes, LARGEST)?;
        if Name::of(kind, &bytes) != name {
            return Err(self.unfit(&format!("object {name} does not come where it should")));
        }
        Ok(bytes)
    }

    /// Reads the commit of the log and all its files into `staging`. The answer is `packs.sha256`.
    fn log(&mut self, commit: &str, staging: &Staging, dir: &Path) -> Result<Vec<u8>> {
        let broken = |bundle: &Bundle| bundle.unfit("its log is no tree of files");
        let name = Name::parse(commit).ok_or_else(|| broken(self))?;
        let commit = self.named(name, Kind::Commit)?;
        let tree =
            commit.strip_prefix(b"tree ").and_then(|rest| Name::parse(std::str::from_utf8(rest.get(..40)?).ok()?));
        let mut next = vec![(String::new(), tree.ok_or_else(|| broken(self))?, true)];
        // What came once does not come again.
        let mut trees: BTreeMap<Name, Vec<u8>> = BTreeMap::new();
        let mut files: BTreeMap<Name, String> = BTreeMap::new();
        let mut manifest = None;
        while let Some((path, name, folder)) = next.pop() {
            if folder {
                let bytes = match trees.entry(name) {
                    Slot::Vacant(slot) => slot.insert(self.named(name, Kind::Tree)?),
                    Slot::Occupied(slot) => slot.into_mut(),
                };
                let entries = entries(bytes).ok_or_else(|| broken(self))?;
                if path.len() as u64 > MAX_LINE {
                    return Err(broken(self));
                }
                let prefix = if path.is_empty() { path } else { format!("{path}/") };
                next.extend(
                    entries.into_iter().rev().map(|(part, name, folder)| (format!("{prefix}{part}"), name, folder)),
                );
            } else if let Some(first) = files.get(&name) {
                let place = dir.join(first);
                staging.put(&path, &mut File::open(&place).map_err(PackageError::io("open", &place))?)?;
            } else {
                let bytes = self.named(name, Kind::Blob)?;
                staging.put(&path, &mut &*bytes)?;
                if path == MANIFEST {
                    manifest = Some(bytes);
                }
                files.insert(name, path);
            }
        }
        manifest.ok_or_else(|| self.unfit(&format!("its log has no {MANIFEST}")))
    }

    /// Cuts out one of the store's packs: as many objects as fill its length, between a header that counts them and the
    /// checksum that is in its name.
    fn pack(&mut self, pack: &PackFile, incoming: &Path) -> Result<()> {
        let hex = pack.file.rsplit_once("pack-").and_then(|(_, rest)| rest.strip_suffix(".pack"));
        let trailer = hex.and_then(Name::parse).ok_or_else(|| self.unfit("it names a pack that can be none"))?;
        let io = |error| PackageError::io("write", incoming)(error);
        let mut out = Counted(BufWriter::new(File::create(incoming).map_err(io)?), 0);
        out.write_all(b"PACK\0\0\0\x02\0\0\0\0").map_err(io)?;
        let mut count: u32 = 0;
        while out.1 + TRAILER < pack.len {
            self.next(&mut out, &mut io::sink(), u64::MAX)?;
            count += 1;
        }
        if out.1 + TRAILER != pack.len {
            return Err(self.unfit(&format!("its objects do not fill {}", pack.file)));
        }
        out.write_all(&trailer.0).map_err(io)?;
        let mut file = out.0.into_inner().map_err(|error| io(error.into_error()))?;
        file.seek(SeekFrom::Start(HEADER - 4)).and_then(|_| file.write_all(&count.to_be_bytes())).map_err(io)
    }

    fn end(mut self) -> Result<()> {
        let mut trailer = Vec::new();
        (&mut self.from).take(TRAILER + 1).read_to_end(&mut trailer).map_err(PackageError::io("read", self.path))?;
        let sum = Name::parse(&self.sum.clone().finish());
        if self.left != 0 || sum.is_none_or(|sum| sum.0[..] != trailer[..]) {
            return Err(self.unfit("its pack does not have the checksum it ends with"));
        }
        Ok(())
    }
}

/// The entries of a tree: name, object, whether it is a folder. `None` if it is no tree, or has a name that is no file's.
fn entries(bytes: &[u8]) -> Option<Vec<(String, Name, bool)>> {
    let mut found = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|&byte| byte == 0)?;
        let (mode, name) = std::str::from_utf8(&rest[..end]).ok()?.split_once(' ')?;
        let (oid, after) = rest[end + 1..].split_first_chunk::<20>()?;
        let folder = match mode {
            "40000" => true,
            "100644" => false,
            _ => return None,
        };
        if name.is_empty() || name.contains(['/', '\\']) || name == "." || name == ".." {
            return None;
        }
        found.push((name.to_owned(), Name(*oid), folder));
        rest = after;
    }
    Some(found)
}

/// Files by name, as git's trees have them.
#[derive(Default)]
struct Folder {
    files: BTreeMap<String, Name>,
    folders: BTreeMap<String, Folder>,
    name: Option<Name>,
}

impl Folder {
    fn insert(&mut self, path: &str, name: Name) {
        match path.split_once('/') {
            Some((folder, rest)) => self.folders.entry(folder.to_owned()).or_default().insert(rest, name),
            None => {
                self.files.insert(path.to_owned(), name);
            }
        }
    }

    /// Names this tree and those below, and puts their bytes in `trees`.
    fn name(&mut self, trees: &mut BTreeMap<Name, Vec<u8>>) -> Name {
        let folders = self.folders.iter_mut().map(|(part, folder)| (format!("{part}/"), "40000", folder.name(trees)));
        let mut entries: Vec<(String, &str, Name)> = folders.collect();
        entries.extend(self.files.iter().map(|(part, name)| (part.clone(), "100644", *name)));
        // git sorts a folder as if its name ended in a slash.
        entries.sort_unstable();
        let mut bytes = Vec::new();
        for (part, mode, name) in entries {
            bytes.extend_from_slice(format!("{mode} {}\0", part.trim_end_matches('/')).as_bytes());
            bytes.extend_from_slice(&name.0);
        }
        let name = Name::of(Kind::Tree, &bytes);
        trees.insert(name, bytes);
        self.name = Some(name);
        name
    }

    /// Every object once, a folder before what is in it, in the order of its tree.
    fn walk(&self, path: &str, seen: &mut BTreeSet<Name>, out: &mut Vec<(String, Name)>) {
        if let Some(name) = self.name.filter(|name| seen.insert(*name)) {
            out.push((path.to_owned(), name));
        }
        let prefix = if path.is_empty() { String::new() } else { format!("{path}/") };
        let folders = self.folders.iter().map(|(part, folder)| (format!("{part}/"), Some(folder)));
        let mut parts: Vec<(String, Option<&Folder>)> = folders.collect();
        parts.extend(self.files.keys().map(|part| (part.clone(), None)));
        parts.sort_by(|a, b| a.0.cmp(&b.0));
        for (part, folder) in parts {
            let path = format!("{prefix}{}", part.trim_end_matches('/'));
            match folder {
                Some(folder) => folder.walk(&path, seen, out),
                None => out.extend(self.files.get(&part).filter(|name| seen.insert(**name)).map(|name| (path, *name))),
            }
        }
    }
}

/// What is written goes to both.
struct Both<A, B>(A, B);

impl<A: Write, B: Write> Write for Both<A, B> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes)?;
        self.1.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What is read is hashed.
struct Through<R>(R, Hasher);

impl<R: Read> Read for Through<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.update(&buffer[..read]);
        Ok(read)
    }
}

/// How many bytes were written.
struct Counted<W>(W, u64);

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes)?;
        self.1 += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
