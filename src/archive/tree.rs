//! git's trees in their one canonical form: read, written, changed by path, and compared.

use std::collections::BTreeMap;

use super::error::{ArchiveError, Result};
use super::objects::{Kind, Objects, Oid};
use super::pack::PackBuilder;

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

    fn encode(&self) -> Vec<u8> {
        // git sorts a folder as if its name ended in a slash.
        let mut entries: Vec<_> = self.0.iter().collect();
        entries.sort_by_key(|(name, entry)| format!("{name}{}", if entry.folder { "/" } else { "" }));
        let mut out = Vec::new();
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
        let mut rest = bytes;
        while !rest.is_empty() {
            let end = rest.iter().position(|&byte| byte == 0)?;
            let (mode, name) = std::str::from_utf8(&rest[..end]).ok()?.split_once(' ')?;
            let (oid, after) = rest[end + 1..].split_first_chunk::<20>()?;
            let entry = Entry { folder: mode == "40000", oid: Oid::from_bytes(*oid) };
            tree.0.insert(name.to_owned(), entry);
            rest = after;
        }
        // Another mode, order or spelling is not written the same.
        (tree.encode() == bytes).then_some(tree)
    }
}

/// Applies `changes` to the tree `old` and adds the trees that are new to `pack`. The answer is the new root.
pub(super) fn apply(objects: &Objects, old: Option<Oid>, changes: &Changes, pack: &mut PackBuilder) -> Result<Oid> {
    let changes: Vec<(&str, Option<Oid>)> = changes.iter().map(|(path, oid)| (path.as_str(), *oid)).collect();
    let root = apply_below(objects, old, &changes, pack)?;
    Ok(match root {
        Some(root) => root,
        None => pack.add(objects, Kind::Tree, &[])?,
    })
}

fn apply_below(
    objects: &Objects,
    old: Option<Oid>,
    changes: &[(&str, Option<Oid>)],
    pack: &mut PackBuilder,
) -> Result<Option<Oid>> {
    let mut tree = Tree::read(objects, old)?;
    let mut rest = changes;
    while let Some(&(path, oid)) = rest.first() {
        let (name, folder) = match path.split_once('/') {
            Some((name, _)) => (name, true),
            None => (path, false),
        };
        let (oid, used) = if folder {
            // Changes come sorted, so those below one folder stand together.
            let below = |path: &str| path.split_once('/').is_some_and(|(first, _)| first == name);
            let used = rest.iter().take_while(|(path, _)| below(path)).count();
            let inner: Vec<_> = rest[..used].iter().map(|(path, oid)| (&path[name.len() + 1..], *oid)).collect();
            let old = tree.0.get(name).filter(|entry| entry.folder).map(|entry| entry.oid);
            (apply_below(objects, old, &inner, pack)?, used)
        } else {
            (oid, 1)
        };
        match oid {
            Some(oid) => tree.0.insert(name.to_owned(), Entry { folder, oid }),
            None => tree.0.remove(name),
        };
        rest = &rest[used..];
    }
    if tree.0.is_empty() {
        return Ok(None);
    }
    pack.add(objects, Kind::Tree, &tree.encode()).map(Some)
}

/// The folders at the top of a tree.
pub(super) fn folders(objects: &Objects, tree: Oid) -> Result<Vec<(String, Oid)>> {
    let entries = Tree::read(objects, Some(tree))?.0.into_iter();
    Ok(entries.filter(|(_, entry)| entry.folder).map(|(name, entry)| (name, entry.oid)).collect())
}

/// What stands otherwise in `new` than in `old`. `seen` is told of each tree of `new` that was read, and of its path
/// (ending in `/`, empty for the root); equal subtrees are not read again.
pub(super) fn compare(
    objects: &Objects,
    old: Option<Oid>,
    new: Oid,
    seen: &mut dyn FnMut(&str, Oid),
) -> Result<Changes> {
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
    seen: &mut dyn FnMut(&str, Oid),
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
        seen(prefix, new);
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
        let mut pack = PackBuilder::default();
        let old = apply(&Objects::open(&folder).unwrap(), None, &first, &mut pack).unwrap();
        pack.finish().write(&folder).unwrap();
        let mut pack = PackBuilder::default();
        let new = apply(&Objects::open(&folder).unwrap(), Some(old), &second, &mut pack).unwrap();
        pack.finish().write(&folder).unwrap();

        let objects = Objects::open(&folder).unwrap();
        let mut seen = 0;
        assert_eq!(compare(&objects, None, old, &mut |_, _| seen += 1).unwrap(), first);
        assert_eq!(seen, 4);
        let mut wanted = second;
        wanted.remove("e/f");
        assert_eq!(compare(&objects, Some(old), new, &mut |_, _| ()).unwrap(), wanted);
    }
}
