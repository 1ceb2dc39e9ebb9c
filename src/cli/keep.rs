//! What is kept outside the store: secret keys, and the newest checkpoint seen of each store. Where, the environment says
//! (the XDG base directories).
//!
//! A pin belongs to a folder, not to a log's name: a store that was replaced by another at the same place is noticed.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::exit::Failure;
use super::session::Session;
use crate::archive::{Archive, Pin, Sealed};
use crate::hash::Digest;
use crate::proof::{Kind, ProofError, Signed, Signer, Verifier};

const PIN: &str = "wirecopy-pin/1";

/// The folder of ours below the one that `variable` names, or below `home` in the user's own; `None` if neither is set.
fn folder(variable: &str, home: &str, name: &str) -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = set(variable).filter(|path| path.is_absolute()).or_else(|| Some(set("HOME")?.join(home)))?;
    Some(base.join("wirecopy").join(name))
}

/// What a log has to do with the key that is kept for its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Log {
    /// It was signed before, by that key.
    Signed,
    /// It was not, and has a name that no other log has.
    New,
    /// It was not, and is given a name that another log may have: a key of that name is not taken for its own.
    Named,
}

/// The key that signs the log called `origin`: the one in `given`, or the one kept for it, which is made for a log that was
/// not signed before. The second is where it was made.
pub(super) fn signer(origin: &str, given: Option<&Path>, log: Log) -> Result<(Signer, Option<PathBuf>), Failure> {
    let may_make = log != Log::Signed;
    let file = match given {
        Some(given) => given.to_owned(),
        None => {
            let no_home = || {
                Failure::new("there is no place for keys: neither XDG_CONFIG_HOME nor HOME is set")
                    .hint("name a key with --key FILE")
            };
            folder("XDG_CONFIG_HOME", ".config", "keys").ok_or_else(no_home)?.join(format!("{}.key", plain(origin)))
        }
    };
    match fs::read_to_string(&file) {
        Ok(_) if log == Log::Named && given.is_none() => {
            let what = format!("{} is there already, the key of a log called {origin}", file.display());
            Err(Failure::new(what).hint(
                "two logs of one name and key contradict each other: take another name, or say with --key FILE that it is of this log",
            ))
        }
        Ok(text) => {
            private(&file)?;
            let signer: Signer = text.trim_end_matches('\n').parse().map_err(|error| of(&file, error))?;
            if signer.verifier().name() == origin && signer.verifier().kind() == Kind::Log {
                return Ok((signer, None));
            }
            let what = format!("{}: is the key of {}, not of {origin}", file.display(), signer.verifier().name());
            Err(Failure::new(what)
                .hint("name another with --key FILE; --origin names a log before its first checkpoint"))
        }
        Err(error) if error.kind() == ErrorKind::NotFound && may_make && given.is_none() => {
            let signer = Signer::generate(origin, Kind::Log).map_err(Failure::new)?;
            make(&file, &signer).map_err(|error| of(&file, error))?;
            Ok((signer, Some(file)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound && given.is_none() => {
            let what = format!("the key of {origin} is not in {}", file.display());
            Err(Failure::new(what).hint("put it there, or name it with --key FILE: this log was signed with it before"))
        }
        Err(error) => Err(of(&file, error)),
    }
}

/// A new file that only the user can read, in a folder that only the user can enter.
fn make(file: &Path, signer: &Signer) -> std::io::Result<()> {
    let mut folders = DirBuilder::new();
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        folders.mode(0o700);
        options.mode(0o600);
    }
    if let Some(folder) = file.parent() {
        folders.recursive(true).create(folder)?;
    }
    let mut file = options.write(true).create_new(true).open(file)?;
    file.write_all(format!("{}\n", signer.secret_text()).as_bytes())?;
    file.sync_all()
}

/// A secret that others can read is none.
fn private(file: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(file).map_err(|error| of(file, error))?.permissions().mode();
        if mode & 0o077 != 0 {
            let what = format!("{}: others can read this secret key (mode {:03o})", file.display(), mode & 0o777);
            return Err(Failure::new(what).hint("chmod 600 it, if nobody has read it; else make a new log"));
        }
    }
    Ok(())
}

/// The keys in an option: a verifier key itself, or a file that holds some, one a line.
pub(super) fn verifiers(given: &[String]) -> Result<Vec<Verifier>, Failure> {
    let mut keys = Vec::new();
    for given in given {
        if let Ok(key) = given.parse() {
            keys.push(key);
            continue;
        }
        let text = fs::read_to_string(given).map_err(|error| of(Path::new(given), error))?;
        for line in text.lines().filter(|line| !line.is_empty()) {
            keys.push(line.parse().map_err(|error| of(Path::new(given), error))?);
        }
    }
    Ok(keys)
}

/// The bytes of a file that an option names.
pub(super) fn bytes(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| of(file, error))
}

/// What a file that an option names holds.
pub(super) fn read<T>(file: &Path, parse: impl FnOnce(&[u8]) -> Result<T, ProofError>) -> Result<T, Failure> {
    parse(&bytes(file)?).map_err(|error| of(file, error))
}

/// The checkpoint that is remembered of the store.
pub(super) fn pin(session: &Session) -> Result<Option<Pin>, Failure> {
    let Some(file) = pin_file(session.store()) else { return Ok(None) };
    let text = match fs::read_to_string(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|error| of(&file, error))?,
    };
    let read = || {
        let (head, note) = text.split_once("\n\n")?;
        let [PIN, _, key] = head.split('\n').collect::<Vec<_>>()[..] else { return None };
        Some((key.strip_prefix("key ")?.parse().ok()?, Signed::parse(note.as_bytes()).ok()?))
    };
    let (key, checkpoint) = read().ok_or_else(|| {
        Failure::new(format!("{}: is no checkpoint that wirecopy remembered", file.display()))
            .hint("find out who changed it; without the file nothing is remembered")
    })?;
    Ok(Some(Pin { place: file.display().to_string(), checkpoint, key: Some(key) }))
}

/// What speaks against the log being the one of which the checkpoint is remembered, grown or as it was; `None` if nothing
/// does.
pub(super) fn against(archive: &Archive, pin: &Pin) -> Result<Option<String>, Failure> {
    let checkpoint = pin.checkpoint.checkpoint();
    let now = archive.head().log_size;
    Ok(match archive.root_at(checkpoint.size)? {
        None => Some(format!("the log here has {now}: the store was put back to an older state")),
        Some(root) if root != checkpoint.root => {
            Some("the log here begins otherwise: it is another one, or was rewritten".to_owned())
        }
        Some(_) => None,
    })
}

/// The remembered checkpoint as it is told where something speaks against the log.
pub(super) fn told(pin: &Pin, against: &str) -> String {
    let checkpoint = pin.checkpoint.checkpoint();
    let root = &checkpoint.root.to_string()[..8];
    format!("a checkpoint of {} entries, root {root}, is remembered in {}, and {against}", checkpoint.size, pin.place)
}

/// Remembers the newest checkpoint of the store, and says where; `None` if it is not remembered. One of more entries, and
/// one that the log contradicts, is never lost for it. What was signed or verified stands without it, so trouble is said
/// and no more.
pub(super) fn remember(session: &Session, archive: &Archive, sealed: &Sealed) -> Option<PathBuf> {
    let file = pin_file(session.store())?;
    let said = |what: String| session.warn([("checkpoints", what)].into_iter());
    let known = || -> Result<Option<(Pin, Option<String>)>, Failure> {
        let Some(pin) = pin(session)? else { return Ok(None) };
        let against = against(archive, &pin)?;
        Ok(Some((pin, against)))
    };
    match known() {
        Ok(None) => {}
        Ok(Some((pin, None))) if pin.checkpoint.checkpoint().size <= sealed.checkpoint.checkpoint().size => {}
        Ok(Some((_, None))) => return None,
        Ok(Some((pin, Some(against)))) => {
            said(told(&pin, &against));
            return None;
        }
        Err(failure) => {
            said(format!("the checkpoint is not remembered: {}", failure.what()));
            return None;
        }
    }
    let write = || {
        let store = fs::canonicalize(session.store())?;
        let text = format!("{PIN}\nstore {}\nkey {}\n\n{}", store.display(), sealed.key, sealed.checkpoint);
        // Another process may be remembering one of this store just now.
        let beside = file.with_extension(format!("{}.tmp", std::process::id()));
        fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        let put = fs::write(&beside, text).and_then(|()| fs::rename(&beside, &file));
        put.inspect_err(|_| drop(fs::remove_file(&beside)))
    };
    match write() {
        Ok(()) => Some(file),
        Err(error) => {
            said(format!("the checkpoint cannot be remembered in {}: {error}", file.display()));
            None
        }
    }
}

fn pin_file(store: &Path) -> Option<PathBuf> {
    let store = fs::canonicalize(store).ok()?;
    let name = Digest::of(store.as_os_str().as_encoded_bytes()).to_string();
    Some(folder("XDG_STATE_HOME", ".local/state", "pins")?.join(&name[..16]))
}

/// A name of a file that `name` can be read from.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-') { c } else { '_' }).collect()
}

fn of(file: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::new(format!("{}: {error}", OsStr::display(file.as_os_str())))
}
