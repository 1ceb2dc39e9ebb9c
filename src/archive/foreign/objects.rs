//! The objects of a foreign repository, read by ourselves: loose ones, and those in packs through the same reader that
//! reads our own. Nobody vouches for any of it, so every offset and length is held against its file, and every object
//! against its name. What is wrong is an error with the name of the file.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use flate2::read::ZlibDecoder;

use crate::archive::error::{ArchiveError, Result};
use crate::archive::idx::PackIndex;
use crate::archive::objects::{Kind, Oid};
use crate::archive::packed::{Bases, Held, PackFile};
use crate::archive::packs::Open;

/// No object of a pack that is read may be longer, nor one it rests on (bytes). git itself tells no larger file by its
/// difference from another (`core.bigFileThreshold`).
const LARGEST: u64 = 512 << 20;

/// So many bytes of objects are kept for the deltas that rest on them, as git does (`core.deltaBaseCacheLimit`).
const BASES: usize = 96 << 20;

/// So many bytes of trees are kept: a commit's trees are most of the next one's.
const TREES: usize = 16 << 20;

/// Packs and indexes open at a time; a repository that is not repacked has hundreds.
const MAX_OPEN: usize = 64;

/// The longest head of a loose object: kind, a space, twenty digits and a zero.
const HEAD: usize = 32;

pub(super) struct ForeignObjects {
    dir: PathBuf,
    /// The packs' paths without extension, in order.
    packs: Vec<PathBuf>,
    open: RefCell<Opened>,
}

struct Opened {
    indexes: Open<PackIndex>,
    packs: Open<PackFile>,
    /// By the pack's place.
    bases: HashMap<usize, Bases>,
    trees: Trees,
    /// The pack in which something was found last.
    last: usize,
}

impl ForeignObjects {
    /// The objects in the folder `dir`.
    pub(super) fn open(dir: &Path) -> Result<ForeignObjects> {
        for name in ["info/alternates", "info/http-alternates"] {
            let path = dir.join(name);
            if path.exists() {
                let why = "borrows objects from another repository, which is not followed; `git clone --no-local` makes a \
                           whole one";
                return Err(ArchiveError::Foreign { path, why: why.to_owned() });
            }
        }
        let folder = dir.join("pack");
        let mut packs = Vec::new();
        match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            listed => {
                for entry in listed.map_err(ArchiveError::io("list", &folder))? {
                    let path = entry.map_err(ArchiveError::io("list", &folder))?.path();
                    // Of an index over several packs each has one of its own, too.
                    if path.extension().is_some_and(|extension| extension == "idx") {
                        packs.push(path.with_extension(""));
                    }
                }
            }
        }
        packs.sort();
        let opened = Opened {
            indexes: Open::new(packs.len(), MAX_OPEN),
            packs: Open::new(packs.len(), MAX_OPEN),
            bases: HashMap::new(),
            trees: Trees::default(),
            last: 0,
        };
        Ok(ForeignObjects { dir: dir.to_owned(), packs, open: RefCell::new(opened) })
    }

    /// The object of that name and kind; `None` if it has more than `most` bytes.
    pub(super) fn read_up_to(&self, oid: Oid, kind: Kind, most: u64) -> Result<Option<Arc<[u8]>>> {
        let mut open = self.open.borrow_mut();
        let (path, found) = match self.place_of(&mut open, oid)? {
            Some((n, offset)) => {
                let path = self.packs[n].with_extension("pack");
                (path, self.packed(&mut open, n, offset, most).map_err(foreign)?)
            }
            None => {
                let hex = oid.to_string();
                let path = self.dir.join(&hex[..2]).join(&hex[2..]);
                let found = loose(&path, most).map_err(|why| match why {
                    Some(why) => ArchiveError::Foreign { path: path.clone(), why },
                    None => self.missing(oid),
                })?;
                (path, found)
            }
        };
        let Some((found, bytes)) = found else { return Ok(None) };
        let fail = |why: String| ArchiveError::Foreign { path, why };
        if Oid::of(found, &bytes) != oid {
            return Err(fail(format!("object {oid} has other bytes there than its name says")));
        }
        if found != kind {
            return Err(fail(format!("object {oid} is a {}, where a {} should be", found.name(), kind.name())));
        }
        Ok(Some(bytes))
    }

    /// The object of that name and kind.
    pub(super) fn read(&self, oid: Oid, kind: Kind) -> Result<Arc<[u8]>> {
        let too_large = || self.fail(oid, &format!("is a {} of more than {LARGEST} bytes", kind.name()));
        self.read_up_to(oid, kind, LARGEST)?.ok_or_else(too_large)
    }

    /// A tree; those read last are kept.
    pub(super) fn tree(&self, oid: Oid) -> Result<Rc<[u8]>> {
        if let Some(tree) = self.open.borrow().trees.kept.get(&oid) {
            return Ok(Rc::clone(tree));
        }
        let tree: Rc<[u8]> = Rc::from(&*self.read(oid, Kind::Tree)?);
        self.open.borrow_mut().trees.keep(oid, &tree);
        Ok(tree)
    }

    pub(super) fn fail(&self, oid: Oid, why: &str) -> ArchiveError {
        ArchiveError::Foreign { path: self.dir.clone(), why: format!("object {oid} {why}") }
    }

    fn missing(&self, oid: Oid) -> ArchiveError {
        self.fail(oid, "is not there; if the clone is a partial one, `git fetch --refetch --no-filter` completes it")
    }

    /// The pack that has the object, and where.
    fn place_of(&self, open: &mut Opened, oid: Oid) -> Result<Option<(usize, u64)>> {
        let last = open.last;
        let all = (0..self.packs.len()).filter(|&n| n != last);
        for n in (last..self.packs.len()).take(1).chain(all) {
            if let Some(offset) = self.index(open, n)?.find(oid).map_err(foreign)? {
                open.last = n;
                return Ok(Some((n, offset)));
            }
        }
        Ok(None)
    }

    fn index(&self, open: &mut Opened, n: usize) -> Result<Arc<PackIndex>> {
        let path = self.packs[n].with_extension("idx");
        let index = open.indexes.get(n, PackIndex::is_file, || {
            must_be_file(&path)?;
            PackIndex::open_large(&path)
        });
        index.map_err(|error| match error {
            ArchiveError::Damaged { file, why } => ArchiveError::Foreign {
                path: file,
                why: format!("{why}, or of another version than 2; `git index-pack` makes it anew from its pack"),
            },
            other => other,
        })
    }

    fn packed(&self, open: &mut Opened, n: usize, offset: u64, most: u64) -> Result<Option<Held>> {
        let index = self.index(open, n)?;
        let path = self.packs[n].with_extension("pack");
        let pack = open.packs.get(
            n,
            |_| true,
            || {
                must_be_file(&path)?;
                PackFile::open(&path, &index)
            },
        )?;
        // Bases are kept of the pack read last; there is seldom another.
        if !open.bases.contains_key(&n) {
            open.bases.clear();
        }
        let bases = open.bases.entry(n).or_insert_with(|| Bases::new(BASES));
        pack.object_up_to(offset, &index, bases, most, LARGEST)
    }
}

/// A pipe in place of a file would be waited on for ever.
fn must_be_file(path: &Path) -> Result<()> {
    let about = fs::metadata(path).map_err(ArchiveError::io("open", path))?;
    if about.is_file() { Ok(()) } else { Err(ArchiveError::damaged(path, "is no file")) }
}

/// What is wrong with a file of somebody else's is nothing our own verification speaks of.
fn foreign(error: ArchiveError) -> ArchiveError {
    match error {
        ArchiveError::Damaged { file, why } => ArchiveError::Foreign { path: file, why },
        other => other,
    }
}

/// An object in a file of its own; `Ok(None)` if it has more than `most` bytes, and no reason if there is no such file.
fn loose(path: &Path, most: u64) -> std::result::Result<Option<Held>, Option<String>> {
    let wrong = |error: io::Error| Some(format!("is no whole object: {error}"));
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(None),
        Ok(about) if !about.is_file() => return Err(Some("is no file".to_owned())),
        about => about.map_err(wrong)?,
    };
    let mut zlib = ZlibDecoder::new(File::open(path).map_err(wrong)?);
    let mut begin = Vec::new();
    zlib.by_ref().take(HEAD as u64).read_to_end(&mut begin).map_err(wrong)?;
    let head = || {
        let (head, rest) = begin.split_at(begin.iter().position(|&byte| byte == 0)?);
        let (kind, len) = std::str::from_utf8(head).ok()?.split_once(' ')?;
        let kind = [Kind::Commit, Kind::Tree, Kind::Blob].into_iter().find(|known| known.name() == kind)?;
        Some((kind, len.parse::<u64>().ok()?, rest.get(1..)?))
    };
    let (kind, len, first) = head().ok_or_else(|| Some("does not begin as a loose object does".to_owned()))?;
    if len > most {
        return Ok(None);
    }
    let mut bytes = first.to_vec();
    // A byte more than stated, so that an object that goes on beyond its length is noticed.
    zlib.take((len + 1).saturating_sub(first.len() as u64)).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.len() as u64 != len {
        return Err(Some(format!("does not hold the {len} bytes it says")));
    }
    Ok(Some((kind, bytes.into())))
}

/// Trees by name, the first come the first to go.
#[derive(Default)]
struct Trees {
    kept: HashMap<Oid, Rc<[u8]>>,
    order: VecDeque<Oid>,
    bytes: usize,
}

impl Trees {
    fn keep(&mut self, oid: Oid, tree: &Rc<[u8]>) {
        self.bytes += tree.len();
        self.kept.insert(oid, Rc::clone(tree));
        self.order.push_back(oid);
        while self.bytes > TREES
            && let Some(gone) = self.order.pop_front().and_then(|oid| self.kept.remove(&oid))
        {
            self.bytes -= gone.len();
        }
    }
}
