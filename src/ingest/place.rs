//! Where an article stands: its collection, its name in it, and what the sheets beside it say. None of it depends on how
//! the path was typed.
//!
//! The collection's root is the folder of the nearest `sources.toml` above the file, else the folder the user gave, else
//! the file's own. A file is named by its path below the root, and the collection by the root's name; a file of records is
//! a collection of its own.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::intake::Intake;
use super::sheet::{Facts, Fault, Sheet};
use super::walk::{Found, below_root, written};
use super::{Note, Options, Problem};
use crate::article::{ArticleId, CanonicalUrl, Response, Source};

/// What is known of an input before it is read.
pub(super) struct Place {
    /// As the user gave it.
    pub shown: String,
    /// The file on the disk, where it is one and no pipe.
    pub file: Option<PathBuf>,
    /// The user gave the file itself, and not a folder it is in: then it is meant to hold articles.
    pub is_given: bool,
    /// What its server said, and when (Unix seconds), if it was fetched.
    pub fetched: Option<(Response, i64)>,
    /// The collection as the user named it.
    collection: Option<String>,
    /// The name of the collection's root.
    root: String,
    /// The path below it.
    below: String,
    pub facts: Facts,
}

impl Place {
    pub fn of_stdin(options: &Options) -> Place {
        Place {
            shown: "-".to_owned(),
            file: None,
            is_given: true,
            fetched: None,
            collection: options.collection.clone(),
            root: "stdin".to_owned(),
            below: "stdin".to_owned(),
            facts: Facts::default(),
        }
    }

    /// A file that does not stand on the disk, with the article it is.
    pub fn of_article(shown: &str, article: &ArticleId, options: &Options) -> Place {
        let key = Some(article.key().to_owned());
        Place {
            shown: shown.to_owned(),
            file: None,
            is_given: true,
            fetched: None,
            collection: options.collection.clone(),
            root: String::new(),
            // Its name stays, whatever its file is called now.
            below: article.key().to_owned(),
            facts: Facts { key, ..Facts::default() },
        }
    }

    /// What an address answered at this time (Unix seconds): it is given, and a collection of its own.
    pub fn of_address(response: &Response, captured_at: i64, options: &Options) -> Place {
        let url = &response.url;
        let below = CanonicalUrl::parse(url).map_or_else(|| url.clone(), |url| url.readable());
        Place {
            shown: url.clone(),
            file: None,
            is_given: true,
            fetched: Some((response.clone(), captured_at)),
            collection: options.collection.clone(),
            root: below.clone(),
            below,
            facts: Facts::default(),
        }
    }

    /// A file inside this one.
    pub fn inside(&self, name: &str) -> Place {
        Place {
            shown: format!("{}/{name}", self.shown),
            file: self.file.clone(),
            is_given: self.is_given,
            fetched: self.fetched.clone(),
            collection: self.collection.clone(),
            root: self.root.clone(),
            below: format!("{}/{name}", self.below),
            facts: self.facts.clone(),
        }
    }

    pub fn source(&self, line: Option<u64>) -> Source {
        Source { path: self.shown.clone(), line, offset: None }
    }

    /// The article the whole file is.
    pub fn article(&self) -> ArticleId {
        let by_path = ArticleId::from_file(self.collection.as_deref().unwrap_or(&self.root), &self.below);
        match &self.facts.key {
            Some(key) => ArticleId::from_key(key, by_path.name()),
            None => by_path,
        }
    }

    /// The article a record of the file is.
    pub fn record(&self, id: &str) -> ArticleId {
        match (&self.collection, &self.fetched) {
            (Some(collection), _) => ArticleId::from_record(collection, id),
            (None, Some((Response { url, .. }, _))) => {
                let whole = CanonicalUrl::parse(url).map_or_else(|| url.clone(), |url| url.to_string());
                ArticleId::from_record(&whole, id)
            }
            (None, None) => ArticleId::from_record(ArticleId::from_file("", &self.below).name(), id),
        }
    }
}

/// Finds places. A `sources.toml` is read once.
pub(super) struct Finder<'a> {
    options: &'a Options,
    /// The nearest sheet above each folder met so far.
    nearest: HashMap<PathBuf, Option<Rc<Above>>>,
}

struct Above {
    folder: PathBuf,
    /// `None`: it is broken, which was said.
    sheet: Option<Sheet>,
}

impl<'a> Finder<'a> {
    pub fn new(options: &'a Options) -> Finder<'a> {
        Finder { options, nearest: HashMap::new() }
    }

    /// The file's place; `None` if a sheet that may speak of it is broken: its very name could be wrong.
    pub fn place(&mut self, found: &Found, intake: &mut Intake) -> Option<Place> {
        let above = found.path.parent().and_then(|folder| self.above(folder, found, intake));
        let root = above.as_ref().map_or(&*found.root, |above| &above.folder);
        let below = below_root(root, &found.path)?;
        let mut facts = match &above {
            Some(above) => above.sheet.as_ref()?.facts(&below),
            None => Facts::default(),
        };
        if let Some((path, sidecar)) = Sheet::sidecar(&found.path) {
            match sidecar {
                Ok(nearer) => facts = nearer.or(facts),
                Err(fault) => {
                    intake.problem(broken(found, &path, fault));
                    return None;
                }
            }
        }
        let root = root.file_name().map_or_else(|| "root".to_owned(), written);
        let collection = self.options.collection.clone();
        let is_given = found.is_given;
        let shown = found.shown.clone();
        Some(Place { shown, file: None, is_given, fetched: None, collection, root, below, facts })
    }

    fn above(&mut self, folder: &Path, found: &Found, intake: &mut Intake) -> Option<Rc<Above>> {
        if let Some(known) = self.nearest.get(folder) {
            return known.clone();
        }
        let path = folder.join(Sheet::NAME);
        let above = if path.is_file() {
            Some(Rc::new(Above { folder: folder.to_owned(), sheet: open(found, &path, intake) }))
        } else {
            folder.parent().and_then(|parent| self.above(parent, found, intake))
        };
        self.nearest.insert(folder.to_owned(), above.clone());
        above
    }
}

fn open(found: &Found, path: &Path, intake: &mut Intake) -> Option<Sheet> {
    match Sheet::open(path) {
        Ok(sheet) => {
            for (line, name) in &sheet.absent {
                let at = Source { path: shown_as(found, path), line: Some(*line), offset: None };
                intake.note(Note::NoSuchFile { at, name: name.clone() });
            }
            Some(sheet)
        }
        Err(fault) => {
            intake.problem(broken(found, path, fault));
            None
        }
    }
}

fn broken(found: &Found, path: &Path, Fault { line, what }: Fault) -> Problem {
    Problem::BadSheet { at: Source { path: shown_as(found, path), line, offset: None }, fault: what }
}

/// A path near a found file, as the user would write it; absolute where the user gave nothing above it.
fn shown_as(found: &Found, path: &Path) -> String {
    match (below_root(&found.root, &found.path), below_root(&found.root, path)) {
        (Some(own), Some(other)) if found.shown.ends_with(&own) => {
            format!("{}{other}", &found.shown[..found.shown.len() - own.len()])
        }
        _ => written(path.as_os_str()),
    }
}
