//! Where a foreign repository keeps its parts, and which commit its `HEAD` leads to. Read are `HEAD`, references, `shallow`,
//! and the two files by which a work tree finds its repository. Nothing else has a say.
//!
//! Format: git's Documentation/gitrepository-layout.txt.

use std::fs;
use std::path::{Path, PathBuf};

use crate::archive::objects::Oid;

/// A reference that leads to another may do so this often, as in git.
const MAX_LINKS: usize = 5;

type Why = String;

/// The folders of a repository.
pub(super) struct Layout {
    /// Has `HEAD`.
    own: PathBuf,
    /// Has references and objects; another one if this is one of several work trees.
    common: PathBuf,
}

impl Layout {
    /// The repository in `dir`: bare, or beside its files, or named by a file `.git` as in work trees and submodules.
    pub(super) fn find(dir: &Path) -> Option<Layout> {
        let link = dir.join(".git");
        let named = || {
            let text = fs::read_to_string(&link).ok()?;
            Some(dir.join(text.strip_prefix("gitdir: ")?.trim_end_matches(['\r', '\n'])))
        };
        let own = if link.is_file() { named()? } else { [link, dir.to_owned()].into_iter().find(|dir| is_own(dir))? };
        let common = match fs::read_to_string(own.join("commondir")) {
            Ok(text) => own.join(text.trim_end_matches(['\r', '\n'])),
            Err(_) => own.clone(),
        };
        (is_own(&own) && common.join("objects").is_dir()).then_some(Layout { own, common })
    }

    pub(super) fn objects(&self) -> PathBuf {
        self.common.join("objects")
    }

    /// The commits whose parents a shallow clone does not have.
    pub(super) fn shallow(&self) -> Vec<Oid> {
        let text = fs::read_to_string(self.common.join("shallow")).unwrap_or_default();
        text.lines().filter_map(Oid::parse).collect()
    }

    /// The commit `HEAD` leads to; the error says why there is none.
    pub(super) fn head(&self) -> Result<Oid, Why> {
        let mut name = "HEAD".to_owned();
        for _ in 0..=MAX_LINKS {
            let text = self.reference(&name)?;
            let Some(next) = text.strip_prefix("ref:").map(str::trim) else {
                return Oid::parse(&text).ok_or_else(|| match text.len() {
                    64 => "names its objects by SHA-256; only repositories with SHA-1 are read".to_owned(),
                    _ => format!("its {name} names no commit"),
                });
            };
            if !next.starts_with("refs/") || next.split('/').any(|part| matches!(part, "" | "." | "..")) {
                return Err(format!("its {name} leads to {next:?}, which is no reference"));
            }
            name = next.to_owned();
        }
        Err(format!("its HEAD leads from reference to reference more than {MAX_LINKS} times"))
    }

    /// What a reference says.
    fn reference(&self, name: &str) -> Result<String, Why> {
        let loose = [&self.own, &self.common].into_iter().find_map(|dir| fs::read(dir.join(name)).ok());
        if let Some(bytes) = loose {
            return Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned());
        }
        let packed = fs::read(self.common.join("packed-refs")).unwrap_or_default();
        let packed = String::from_utf8_lossy(&packed);
        let found = packed.lines().find_map(|line| line.strip_suffix(name)?.strip_suffix(' '));
        if let Some(hex) = found {
            return Ok(hex.to_owned());
        }
        Err(match self.common.join("reftable").is_dir() {
            true => "keeps its references in a reftable, which is not read; `git refs migrate --ref-format=files` \
                     puts them into files"
                .to_owned(),
            false => format!("its {name} is not there: it has no commit yet, or is no whole repository"),
        })
    }
}

fn is_own(dir: &Path) -> bool {
    dir.join("HEAD").is_file() && (dir.join("objects").is_dir() || dir.join("commondir").is_file())
}
