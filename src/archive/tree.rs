//! git's trees in their one canonical form: read, written, changed by path, and compared.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rayon::prelude::*;

use super::error::{ArchiveError, Result};
use super::objects::{Kind, Objects, Oid};
use super::pack::{Packed, Packer};

/// The archive's trees are five levels deep. A deeper one is not ours, and is not followed.
const MAX_DEPTH: usize = 8;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Entry {
    folder: bool,
    oid: Oid,
}

/// What a commit changes: path → the blob there now, `None` if it is gone.
pub(super) type Changes = BTreeMap<String, Option<Oid>>;

#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Tree(BTreeMap<String, Entry>);

impl Tree {
    fn read(objects: &Objects, oid: Option<Oid>) -> Result<Tree> {
        let Some(oid) = oid else { return Ok(Tree::default()) };
        let bytes = objects.read(oid, Kind::Tree)?;
        let tree = Tree::decode(&bytes);
        tree.ok_or_else(|| ArchiveError::Object { oid, why: "is not a tree as wirecopy writes it".to_owned() })
    }

    /// Gives the name this entry, or takes it out.
    fn put(&mut self, name: &str, entry: Option<Entry>) {
        match entry {
            Some(entry) => self.0.insert(name.to_owned(), entry),
            None => self.0.remove(name),
        };
    }

    fn encode(&self) -> Vec<u8> {
        let mut entries: Vec<_> = self.0.iter().map(|(name, entry)| (name.as_str(), *entry)).collect();
        entries.sort_by(|a, b| in_gits_order(*a, *b));
        let mut out = Vec::with_capacity(64 * entries.len());
        for (name, entry) in entries {
            out.extend_from_slice(if entry.folder { b"40000 " } else { b"100644 " });
            out.extend_from_slice(name.as_bytes());
            out.push(0);
            out.extend_from_slice(entry.oid.as_bytes());
        }
        out
    }

    fn decode(bytes: &[u8]) -> Option<Tree> {
        let mut tree = Tree::default();
        let mut last: Option<(&str, Entry)> = None;
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
            let entry = Entry { folder, oid: Oid::from_bytes(*oid) };
            let follows = last.is_none_or(|last| in_gits_order(last, (name, entry)).is_lt());
            if !follows || tree.0.insert(name.to_owned(), entry).is_some() {
                return None;
            }
            last = Some((name, entry));
            rest = after;
        }
        Some(tree)
    }
}

/// git sorts a folder as if its name ended in a slash.
fn in_gits_order(a: (&str, Entry), b: (&str, Entry)) -> Ordering {
    let slash = |entry: Entry| entry.folder.then_some(b'/');
    a.0.bytes().chain(slash(a.1)).cmp(b.0.bytes().chain(slash(b.1)))
}

/// A tree with changes made to it.
pub(super) struct Applied {
    pub(super) root: Oid,
    /// The trees that are new, in an order that follows from the changes alone.
    pub(super) trees: Vec<Packed>,
    /// What stood at the changed paths before.
    pub(super) replaced: Changes,
}

/// Applies `changes` to the tree `old`. Folders of the first level are worked on side by side.
pub(super) fn apply(objects: &Objects, old: Option<Oid>, changes: &Changes) -> Result<Applied> {
    let mut tree = Tree::read(objects, old)?;
    let changes: Vec<Change> = changes.iter().map(|(path, oid)| (path.as_str(), *oid)).collect();
    let parts: Vec<&[Change]> = changes.chunk_by(|(a, _), (b, _)| first(a) == first(b)).collect();
    let below = |part: &&[Change]| {
        let mut below = Below { objects, packer: Packer::new(), trees: Vec::new(), replaced: Changes::new() };
        let entry = below.entry(&tree, part, "")?;
        Ok((entry, below.trees, below.replaced))
    };
    let done = parts.par_iter().map(below).collect::<Result<Vec<_>>>()?;
    let (mut trees, mut replaced) = (Vec::new(), Changes::new());
    for (part, (entry, new, old)) in parts.into_iter().zip(done) {
        tree.put(first(part[0].0), entry);
        trees.extend(new);
        replaced.extend(old);
    }
    let root = Packer::new().pack(Kind::Tree, &tree.encode())?;
    let oid = root.oid;
    trees.push(root);
    Ok(Applied { root: oid, trees, replaced })
}

type Change<'a> = (&'a str, Option<Oid>);

/// The first name of a path.
fn first(path: &str) -> &str {
    path.split_once('/').map_or(path, |(first, _)| first)
}

/// Work on a folder and what is below it.
struct Below<'a> {
    objects: &'a Objects,
    packer: Packer,
    trees: Vec<Packed>,
    replaced: Changes,
}

impl Below<'_> {
    /// What `tree` then has under the name with which all of `changes` begin. `prefix` is the way to the tree.
    fn entry(&mut self, tree: &Tree, changes: &[Change], prefix: &str) -> Result<Option<Entry>> {
        let Some(&(path, oid)) = changes.first() else { return Ok(None) };
        let name = first(path);
        let old = tree.0.get(name);
        if name == path {
            let before = old.filter(|entry| !entry.folder).map(|entry| entry.oid);
            self.replaced.insert(format!("{prefix}{path}"), before);
            return Ok(oid.map(|oid| Entry { folder: false, oid }));
        }
        let mut inner = Tree::read(self.objects, old.filter(|entry| entry.folder).map(|entry| entry.oid))?;
        let below: Vec<Change> = changes.iter().map(|(path, oid)| (&path[name.len() + 1..], *oid)).collect();
        let prefix = format!("{prefix}{name}/");
        for part in below.chunk_by(|(a, _), (b, _)| first(a) == first(b)) {
            let entry = self.entry(&inner, part, &prefix)?;
            inner.put(first(part[0].0), entry);
        }
        if inner.0.is_empty() {
            return Ok(None);
        }
        let packed = self.packer.pack(Kind::Tree, &inner.encode())?;
        let oid = packed.oid;
        self.trees.push(packed);
        Ok(Some(Entry { folder: true, oid }))
    }
}

/// What stands otherwise in `new` than in `old`. `seen` is told of each tree of `new` that was read; equal subtrees
/// are not read again.
pub(super) fn compare(objects: &Objects, old: Option<Oid>, new: Oid, seen: &mut dyn FnMut(Oid)) -> Result<Changes> {
    let mut changes = Changes::new();
    compare_below(objects, old, Some(new), "", 0, &mut changes, seen)?;
    Ok(changes)
}

fn compare_below(
    objects: &Objects,
    old: Option<Oid>,
    new: Option<Oid>,
    prefix: &str,
    depth: usize,
    changes: &mut Changes,
    seen: &mut dyn FnMut(Oid),
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    if let Some(new) = new {
        if depth == MAX_DEPTH {
            return Err(ArchiveError::Object {
                oid: new,
                why: format!("lies deeper than the archive's trees: {prefix}"),
            });
        }
        seen(new);
    }
    let (old, new) = (Tree::read(objects, old)?.0, Tree::read(objects, new)?.0);
    let mut names: Vec<&String> = old.keys().chain(new.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let (before, after) = (old.get(name), new.get(name));
        if before == after {
            continue;
        }
        let path = format!("{prefix}{name}");
        let folder = |entry: Option<&Entry>| entry.filter(|entry| entry.folder).map(|entry| entry.oid);
        let file = |entry: Option<&Entry>| entry.filter(|entry| !entry.folder).map(|entry| entry.oid);
        if file(before) != file(after) {
            changes.insert(path.clone(), file(after));
        }
        compare_below(objects, folder(before), folder(after), &format!("{path}/"), depth + 1, changes, seen)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::files::Folder;
    use crate::archive::pack::PackBuilder;

    fn blob(n: u8) -> Option<Oid> {
        Some(Oid::from_bytes([n; 20]))
    }

    fn changes(list: &[(&str, Option<Oid>)]) -> Changes {
        list.iter().map(|(path, oid)| ((*path).to_owned(), *oid)).collect()
    }

    #[test]
    fn a_tree_in_another_order_or_mode_is_refused() {
        let entry = |mode: &str, name: &str| [format!("{mode} {name}\0").as_bytes(), &[7; 20]].concat();
        let good = [entry("100644", "a"), entry("40000", "b")].concat();
        assert_eq!(Tree::decode(&good).map(|tree| tree.encode()), Some(good));
        for bad in [
            [entry("40000", "b"), entry("100644", "a")].concat(),
            [entry("100644", "a"), entry("100644", "a")].concat(),
            entry("100755", "a"),
            entry("040000", "a"),
            entry("100644", "a")[..20].to_vec(),
        ] {
            assert_eq!(Tree::decode(&bad), None, "{bad:?}");
        }
    }

    #[test]
    fn git_sorts_a_folder_as_if_it_ended_in_a_slash() {
        let mut tree = Tree::default();
        for (name, folder) in [("a", true), ("a.b", false), ("a0", false)] {
            tree.0.insert(name.to_owned(), Entry { folder, oid: Oid::from_bytes([7; 20]) });
        }
        let text = String::from_utf8_lossy(&tree.encode()).into_owned();
        let place = |name: &str| text.find(&format!(" {name}\0")).unwrap();
        assert!(place("a.b") < place("a") && place("a") < place("a0"));
    }

    #[test]
    fn what_was_applied_is_what_compare_finds() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path());
        let first = changes(&[("a/b/x", blob(1)), ("a/c/y", blob(2)), ("d", blob(3))]);
        let second = changes(&[("a/b/x", None), ("a/c/y", blob(4)), ("a/c/z", blob(5)), ("e/f", None)]);
        let put = |old: Option<Oid>, changes: &Changes| {
            let applied = apply(&Objects::open(&folder).unwrap(), old, changes).unwrap();
            let mut pack = PackBuilder::default();
            for tree in &applied.trees {
                pack.add(tree).unwrap();
            }
            pack.finish().write(&folder).unwrap();
            (applied.root, applied.replaced)
        };
        let (old, before) = put(None, &first);
        assert!(before.len() == 3 && before.values().all(Option::is_none));
        let (new, before) = put(Some(old), &second);
        assert_eq!(before, changes(&[("a/b/x", blob(1)), ("a/c/y", blob(2)), ("a/c/z", None), ("e/f", None)]));

        let objects = Objects::open(&folder).unwrap();
        let mut seen = 0;
        assert_eq!(compare(&objects, None, old, &mut |_| seen += 1).unwrap(), first);
        assert_eq!(seen, 4);
        let mut wanted = second;
        wanted.remove("e/f");
        assert_eq!(compare(&objects, Some(old), new, &mut |_| ()).unwrap(), wanted);
    }
}
