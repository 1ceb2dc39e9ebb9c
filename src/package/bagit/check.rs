//! Judging a bag: any bag of BagIt 0.93 to 1.0, whoever made it. Each file is read once, in pieces, for all its checksums;
//! what is held in memory is the manifests. Nothing outside the bag is looked at: a path that leads out is a fault, and a
//! link is none of the bag's files. Nothing is fetched.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::Progress;
use super::super::error::{PackageError, Result};
use super::paths::inside;
use super::tags::{self, Declaration, Sum};
use crate::hash::{Algorithm, Checksum};
use crate::text::nfc;

/// How many bytes are read at a time.
const PIECE: usize = 64 << 10;

/// Something that is not as it must be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fault {
    /// A file of the bag.
    pub place: String,
    pub what: String,
    /// The bag is valid all the same.
    pub warning: bool,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// The version of BagIt, where `bagit.txt` says it.
    pub version: Option<String>,
    /// The checksums its manifests have.
    pub algorithms: Vec<&'static str>,
    /// Of the payload.
    pub files: u64,
    pub bytes: u64,
    pub faults: Vec<Fault>,
}

impl Checked {
    pub fn is_valid(&self) -> bool {
        self.faults.iter().all(|fault| fault.warning)
    }
}

/// Checks the bag in `dir`. Whatever it holds leads to faults; an error means that the check itself could not be made.
/// `progress` hears of the bytes read and their number.
pub fn check(dir: &Path, progress: Progress) -> Result<Checked> {
    if !fs::metadata(dir).map_err(PackageError::io("look at", dir))?.is_dir() {
        return Err(PackageError::unreadable(dir, "is no folder, and a bag is one; unpack it first"));
    }
    let mut check = Check { dir, files: BTreeMap::new(), other_forms: BTreeMap::new(), checked: Checked::default() };
    check.list()?;
    check.run(progress)?;
    let mut checked = check.checked;
    checked.faults.sort();
    checked.faults.dedup();
    Ok(checked)
}

struct Check<'a> {
    dir: &'a Path,
    files: BTreeMap<String, Item>,
    /// Names in NFC that files have in another form of Unicode.
    other_forms: BTreeMap<String, String>,
    checked: Checked,
}

/// A file of the bag.
struct Item {
    path: PathBuf,
    len: u64,
    /// What manifests say of it.
    sums: BTreeMap<Algorithm, String>,
}

/// The manifests of one kind, by their method: the files they list.
type Manifests = BTreeMap<Algorithm, (String, BTreeSet<String>)>;

impl Check<'_> {
    fn fault(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.checked.faults.push(Fault { place: place.into(), what: what.into(), warning: false });
    }

    fn warn(&mut self, place: impl Into<String>, what: impl Into<String>) {
        self.checked.faults.push(Fault { place: place.into(), what: what.into(), warning: true });
    }

    /// Finds the files of the bag. Links are not followed.
    fn list(&mut self) -> Result<()> {
        let mut folders = vec![String::new()];
        while let Some(prefix) = folders.pop() {
            let folder = self.dir.join(&prefix);
            for entry in fs::read_dir(&folder).map_err(PackageError::io("list", &folder))? {
                let entry = entry.map_err(PackageError::io("list", &folder))?;
                let about = entry.metadata().map_err(PackageError::io("look at", &entry.path()))?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if about.is_dir() {
                    folders.push(format!("{name}/"));
                } else if about.is_file() {
                    let form = nfc(&name);
                    if form != name {
                        self.other_forms.insert(form, name.clone());
                    }
                    self.files.insert(name, Item { path: entry.path(), len: about.len(), sums: BTreeMap::new() });
                } else {
                    self.fault(name, "is a link or a device: a bag holds files");
                }
            }
        }
        Ok(())
    }

    fn run(&mut self, progress: Progress) -> Result<()> {
        let Some(declared) = self.declaration()? else { return Ok(()) };
        let (major, minor) = declared.version;
        self.checked.version = Some(format!("{major}.{minor}"));
        if !self.dir.join("data").is_dir() {
            self.fault("data", "is not there");
        }
        let payload = self.manifests("manifest-", &declared)?;
        let tags = self.manifests("tagmanifest-", &declared)?;
        if payload.is_empty() {
            self.fault("manifest-sha512.txt", "is not there, nor a manifest by another method that is known");
        }
        self.checked.algorithms = payload.keys().map(|algorithm| algorithm.name()).collect();
        self.complete(&payload, &declared);
        for (manifest, listed) in tags.values() {
            if listed.iter().any(|path| path.starts_with("data/")) {
                self.warn(manifest, "lists files of the payload");
            }
        }
        self.fetched(&payload, &declared)?;
        self.info(&declared)?;
        self.sums(progress)
    }

    fn text(&mut self, name: &str, declared: &Declaration) -> Result<Option<String>> {
        let Some(item) = self.files.get(name) else { return Ok(None) };
        let bytes = fs::read(&item.path).map_err(PackageError::io("read", &item.path))?;
        match declared.decode(&bytes) {
            Ok(text) => Ok(Some(text)),
            Err(why) => {
                self.fault(name, why);
                Ok(None)
            }
        }
    }

    fn declaration(&mut self) -> Result<Option<Declaration>> {
        const NAME: &str = "bagit.txt";
        let Some(item) = self.files.get(NAME) else {
            self.fault(NAME, "is not there, so this is no bag");
            return Ok(None);
        };
        let bytes = fs::read(&item.path).map_err(PackageError::io("read", &item.path))?;
        match Declaration::parse(&bytes) {
            Ok(declared) => Ok(Some(declared)),
            Err(why) => {
                self.fault(NAME, why);
                Ok(None)
            }
        }
    }

    /// Reads the manifests whose names begin so, and notes for each file what its checksums must be.
    fn manifests(&mut self, prefix: &str, declared: &Declaration) -> Result<Manifests> {
        let of_kind = |name: &String| {
            let method = name.to_ascii_lowercase().strip_prefix(prefix)?.strip_suffix(".txt")?.to_owned();
            Some((name.clone(), method))
        };
        let named: Vec<(String, String)> = self.files.keys().filter_map(of_kind).collect();
        let mut manifests = Manifests::new();
        for (name, method) in named {
            let Some(algorithm) = Algorithm::named(&method) else {
                self.warn(&name, "has checksums by a method that is not known here; they were not checked");
                continue;
            };
            let Some(text) = self.text(&name, declared)? else { continue };
            let mut listed = BTreeSet::new();
            for (number, line) in tags::lines(&text).enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                match Sum::parse(line, algorithm, declared) {
                    Some(sum) => self.expect(&name, algorithm, sum, &mut listed, declared),
                    None => self.fault(&name, format!("line {} is no checksum and path", number + 1)),
                }
            }
            manifests.insert(algorithm, (name, listed));
        }
        Ok(manifests)
    }

    /// Takes note of a manifest's line.
    fn expect(
        &mut self,
        manifest: &str,
        algorithm: Algorithm,
        sum: Sum,
        listed: &mut BTreeSet<String>,
        declared: &Declaration,
    ) {
        if sum.starred {
            self.warn(manifest, "has an asterisk before paths, as md5sum writes it");
        }
        if sum.path.starts_with("./") {
            self.warn(manifest, format!("has a path that begins with a dot: {}", sum.path));
        }
        let path = match inside(&sum.path) {
            Ok(path) => path,
            Err(why) => return self.fault(manifest, format!("{:?} {why}", sum.path)),
        };
        let of_payload = path.starts_with("data/");
        if !of_payload && !manifest.to_ascii_lowercase().starts_with("tag") {
            return self.fault(manifest, format!("{path:?} is not in data/"));
        }
        let Some(file) = self.find(manifest, &path, &sum.written) else {
            let listed_elsewhere = listed.insert(path.clone());
            if listed_elsewhere {
                self.fault(path, format!("is not there, but {manifest} lists it"));
            }
            return;
        };
        if let Some(item) = self.files.get_mut(&file)
            && let Some(other) = item.sums.insert(algorithm, sum.sum.clone())
            && other != sum.sum
        {
            return self.fault(manifest, format!("has two checksums for {file}"));
        }
        if !listed.insert(file.clone()) {
            let what = format!("lists {file} twice");
            if declared.is_final() { self.fault(manifest, what) } else { self.warn(manifest, what) }
        }
    }

    /// The file a path means.
    fn find(&mut self, manifest: &str, path: &str, written: &str) -> Option<String> {
        if self.files.contains_key(path) {
            return Some(path.to_owned());
        }
        if self.files.contains_key(written) {
            self.warn(manifest, format!("has {written:?} where a percent sign had to be encoded"));
            return Some(written.to_owned());
        }
        let form = nfc(path);
        let other = if self.files.contains_key(&form) { Some(form) } else { self.other_forms.get(&form).cloned() };
        if let Some(other) = &other {
            self.warn(
                manifest,
                format!("has {path:?}, and the file is {other:?}: the same in another form of Unicode"),
            );
        }
        other
    }

    /// Every file of the payload must be listed: from 1.0 on in every manifest, before in one.
    fn complete(&mut self, payload: &Manifests, declared: &Declaration) {
        let files: Vec<String> = self.files.keys().filter(|name| name.starts_with("data/")).cloned().collect();
        for file in files {
            let lacking: Vec<&str> =
                payload.values().filter(|(_, listed)| !listed.contains(&file)).map(|(name, _)| name.as_str()).collect();
            if lacking.len() == payload.len() {
                self.fault(file, "is in no manifest");
            } else if !lacking.is_empty() && declared.is_final() {
                self.fault(file, format!("is not in {}", lacking.join(", ")));
            }
        }
    }

    fn fetched(&mut self, payload: &Manifests, declared: &Declaration) -> Result<()> {
        const NAME: &str = "fetch.txt";
        let Some(text) = self.text(NAME, declared)? else { return Ok(()) };
        for (number, line) in tags::lines(&text).enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let Some((len, path)) = tags::fetch(line, declared) else {
                self.fault(NAME, format!("line {} is no address, length and path", number + 1));
                continue;
            };
            let path = match inside(&path) {
                Ok(path) => path,
                Err(why) => {
                    self.fault(NAME, format!("{path:?} {why}"));
                    continue;
                }
            };
            let manifests = payload.values().filter(|(_, listed)| listed.contains(&path)).count();
            match self.files.get(&path).map(|item| item.len) {
                Some(found) if len.is_some_and(|len| len != found) => {
                    self.fault(path, format!("has {found} bytes, not those {NAME} states"));
                }
                Some(_) => {}
                None => self.fault(&path, format!("is still to be fetched ({NAME})")),
            }
            if manifests == 0 || declared.is_final() && manifests < payload.len() {
                self.fault(NAME, format!("line {} is of a file that not every manifest lists", number + 1));
            }
        }
        Ok(())
    }

    fn info(&mut self, declared: &Declaration) -> Result<()> {
        const OXUM: &str = "Payload-Oxum";
        // Its name until 0.95.
        let name = if self.files.contains_key("bag-info.txt") { "bag-info.txt" } else { "package-info.txt" };
        let payload = self.files.iter().filter(|(name, _)| name.starts_with("data/"));
        (self.checked.bytes, self.checked.files) =
            payload.fold((0, 0), |(bytes, files), (_, item)| (bytes + item.len, files + 1));
        let Some(text) = self.text(name, declared)? else { return Ok(()) };
        let stated = tags::values(&text, OXUM);
        if stated.len() > 1 && declared.is_final() {
            self.fault(name, format!("states {OXUM} {} times", stated.len()));
        }
        let found = format!("{}.{}", self.checked.bytes, self.checked.files);
        for other in stated.into_iter().filter(|oxum| *oxum != found) {
            self.fault(name, format!("states {OXUM} {other:?}, but the payload's is {found}"));
        }
        Ok(())
    }

    /// Reads every listed file and compares its checksums.
    fn sums(&mut self, progress: Progress) -> Result<()> {
        let total = self.files.values().filter(|item| !item.sums.is_empty()).map(|item| item.len).sum();
        let mut done = 0;
        let mut faults = Vec::new();
        for (name, item) in self.files.iter().filter(|(_, item)| !item.sums.is_empty()) {
            progress(done, total);
            let found = sums_of(item).map_err(PackageError::io("read", &item.path))?;
            let wrong = item.sums.iter().filter(|(algorithm, sum)| found.get(algorithm) != Some(sum));
            for (algorithm, _) in wrong {
                faults.push((name.clone(), format!("does not have its {} checksum", algorithm.name())));
            }
            done += item.len;
        }
        for (place, what) in faults {
            self.fault(place, what);
        }
        Ok(())
    }
}

/// The checksums of a file, by the methods that are asked for.
fn sums_of(item: &Item) -> io::Result<BTreeMap<Algorithm, String>> {
    let mut sums: Vec<_> = item.sums.keys().map(|&algorithm| (algorithm, Checksum::new(algorithm))).collect();
    let mut file = File::open(&item.path)?;
    let mut piece = vec![0; PIECE];
    loop {
        match file.read(&mut piece) {
            Ok(0) => break,
            Ok(read) => sums.iter_mut().for_each(|(_, sum)| sum.update(&piece[..read])),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(sums.into_iter().map(|(algorithm, sum)| (algorithm, sum.finish())).collect())
}
