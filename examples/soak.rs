//! Long trials of the archive: damage, kills and crowds, as many as asked for, the same each time for one seed.
//!
//! `cargo run --release --example soak -- [--seed N] TRIAL COUNT`, with the trials
//!
//! - `flips`: one bit of one file is flipped; `verify` must find it and name the file
//! - `cuts`: one file is cut short; likewise
//! - `honest`: an archive of any honest use; `verify` must have nothing to say, and every fourth goes out and in again
//! - `kills`: a process that writes is killed (`kill -9`); nothing it acknowledged may be lost, and all must verify
//! - `crowd`: two writers and fifty readers at once, COUNT versions each; nothing lost, no error but "busy"
//!
//! Exits with 1 if a trial failed.

#![allow(clippy::disallowed_methods, reason = "the writer that is killed is a process of its own")]
#![allow(clippy::disallowed_types, reason = "how long the trials took is said, and decides nothing")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for developers: a closed pipe may end it")]

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wirecopy::archive::{Archive, ArchiveError, Attached, Finding, Report, Seal, verify};
use wirecopy::article::{ArticleId, Capture, Meta, Source};
use wirecopy::package::{self, Format};
use wirecopy::proof::{Kind, Signer, cosignature};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const NOW: i64 = 1_795_000_000;
const WAIT: Duration = Duration::from_secs(60);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["writer", dir, seed] => writer(Path::new(dir), seed),
        [trial, count] => trial_of(trial, count, "1"),
        ["--seed", seed, trial, count] => trial_of(trial, count, seed),
        _ => Err("usage: soak [--seed N] flips|cuts|honest|kills|crowd COUNT".into()),
    };
    match done {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// Runs a trial; the answer is the number of failures.
fn trial_of(trial: &str, count: &str, seed: &str) -> Result<u64> {
    let (count, mut chance) = (count.parse()?, Chance(seed.parse::<u64>()? | 1));
    let began = Instant::now();
    let failed = match trial {
        "flips" => damage(count, &mut chance, "flipped", |bytes, chance| {
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(8);
        })?,
        "cuts" => damage(count, &mut chance, "cut", |bytes, chance| bytes.truncate(chance.below(bytes.len())))?,
        "honest" => honest(count, &mut chance)?,
        "kills" => kills(count, &mut chance)?,
        "crowd" => crowd(count)?,
        other => return Err(format!("no trial {other:?}").into()),
    };
    println!("{trial}: {count} trials, {failed} failed, {} s", began.elapsed().as_secs());
    Ok(failed)
}

/// Numbers that look random and are the same each time (Marsaglia, "Xorshift RNGs", 2003).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

fn capture(name: &str, text: &str, title: Option<String>) -> Capture {
    let source = Source { path: format!("{name}.txt"), line: None, offset: None };
    let meta = Meta { title, ..Meta::default() };
    Capture::new(ArticleId::from_file("soak", &source.path), source, meta, text.as_bytes().to_vec(), text)
}

fn wording(chance: &mut Chance) -> String {
    let sentence =
        |chance: &mut Chance| format!("The report says {} and {} of it.\n", chance.below(1000), chance.below(9));
    (0..chance.below(12)).map(|_| sentence(chance)).collect()
}

/// One step of honest use. What the archive refuses for a reason of its own is part of that.
fn step(archive: &mut Archive, chance: &mut Chance, now: i64) -> Result<()> {
    let name = format!("n{}", chance.below(9));
    let id = capture(&name, "", None).article;
    let version = 1 + chance.below(3) as u32;
    let done = match chance.below(16) {
        0 => archive.compact(WAIT, &mut |_, _| ()).map(drop).map_err(Into::into),
        1 => archive.remove(&id, "withdrawn", now, WAIT).map(drop).map_err(Into::into),
        2 => archive.erase(&id, Some(version), "court order", now, WAIT).map(drop).map_err(Into::into),
        3 => archive.restore(&id, version, now, WAIT).map(drop).map_err(Into::into),
        4 => seal(archive, chance),
        5 => seen_again(archive, &name, now),
        _ => add_some(archive, chance, now),
    };
    match done {
        Err(error) if error.downcast_ref().is_some_and(is_refusal) => Ok(()),
        done => done,
    }
}

fn is_refusal(error: &ArchiveError) -> bool {
    use ArchiveError::{Current, Empty, Erased, NoVersion, NotFound, Removed};
    matches!(error, NotFound { .. } | NoVersion { .. } | Removed { .. } | Erased { .. } | Current { .. } | Empty)
}

fn add_some(archive: &mut Archive, chance: &mut Chance, now: i64) -> Result<()> {
    let mut captures = Vec::new();
    for _ in 0..1 + chance.below(4) {
        let name = format!("n{}", chance.below(9));
        let title = (chance.below(3) == 0).then(|| format!("Title {}", chance.below(3)));
        captures.push(capture(&name, &wording(chance), title));
    }
    archive.add(&captures, now, WAIT)?;
    Ok(())
}

/// The article's last bytes, captured once more.
fn seen_again(archive: &mut Archive, name: &str, now: i64) -> Result<()> {
    let (article, _) = archive.find(name)?;
    let content = archive.content(&article.id, None)?;
    let mut again = capture(name, &content.text, None);
    again.meta.captured_at = Some(now);
    archive.add(&[again], now, WAIT)?;
    Ok(())
}

/// A checkpoint, and what a witness says of it. Its key is always the same.
fn seal(archive: &mut Archive, chance: &mut Chance) -> Result<()> {
    let log = Signer::from_seed("soak.example/log", Kind::Log, [1; 32])?;
    let witness = Signer::from_seed("witness.example", Kind::Witness, [2; 32])?;
    let policy = format!("log {}\nwitness w {}\nquorum none\n", log.verifier(), witness.verifier());
    let (ssh, request) = (chance.below(2) == 0, chance.below(2) == 0);
    let sealed = archive.seal(&log, &Seal { ssh, request, policy: Some(policy.as_bytes()) }, WAIT)?;
    let signed = cosignature::sign(&witness, sealed.checkpoint.note().text(), NOW as u32);
    archive.attach(Attached::Cosignatures, format!("{signed}\n").as_bytes(), WAIT)?;
    Ok(())
}

fn any_archive(dir: &Path, chance: &mut Chance, steps: usize) -> Result<()> {
    let mut archive = Archive::open_or_create(dir, WAIT)?;
    for n in 0..steps {
        step(&mut archive, chance, NOW + n as i64)?;
    }
    Ok(())
}

fn checked(dir: &Path) -> Result<Report> {
    Ok(verify(dir, &mut |_, _| ())?)
}

fn files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

/// What kind of file it is: the name without what differs from archive to archive.
fn kind(name: &str) -> String {
    let steady = |part: &&str| part.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-'));
    match name.rsplit_once('.') {
        Some((_, end)) if name.contains("/pack-") => format!("*.{end}"),
        _ => name.split('/').map(|part| if steady(&part) { part } else { "*" }).collect::<Vec<_>>().join("/"),
    }
}

/// A file that may have less than it could.
const BEHIND: &str = "index/commits";

fn damage(count: u64, chance: &mut Chance, what: &str, change: impl Fn(&mut Vec<u8>, &mut Chance)) -> Result<u64> {
    let (mut failed, mut behind, mut tried) = (0, 0, BTreeMap::<String, u64>::new());
    let mut done = 0;
    while done < count {
        let dir = tempfile::tempdir()?;
        let steps = 3 + chance.below(12);
        any_archive(dir.path(), chance, steps)?;
        let files = files(dir.path())?;
        // Each file as often as any other: the smallest matter as much as the packs.
        for _ in 0..(count - done).min(200) {
            let path = &files[chance.below(files.len())];
            let whole = fs::read(path)?;
            let name = path.strip_prefix(dir.path())?.to_string_lossy().into_owned();
            if whole.is_empty() {
                continue;
            }
            done += 1;
            let mut bytes = whole.clone();
            change(&mut bytes, chance);
            fs::write(path, &bytes)?;
            let found = checked(dir.path())?.findings;
            fs::write(path, &whole)?;
            *tried.entry(kind(&name)).or_default() += 1;
            // The list of commits may be behind, and a cut is no more than that.
            if what == "cut" && name == BEHIND {
                behind += 1;
                continue;
            }
            let names = |finding: &Finding| finding.place == name || finding.detail.contains(&name);
            if !found.iter().any(names) {
                failed += 1;
                println!("{name} {what}: not named in {found:?}");
            }
        }
        let left = checked(dir.path())?.findings;
        if !left.is_empty() {
            failed += 1;
            println!("put right again, and still: {left:?}");
        }
    }
    tried.iter().for_each(|(kind, count)| println!("{count:7} {kind}"));
    if behind > 0 {
        println!("{behind:7} cuts of {BEHIND} are no damage (docs/format.md, section 13)");
    }
    Ok(failed)
}

fn honest(count: u64, chance: &mut Chance) -> Result<u64> {
    let mut failed = 0;
    for n in 0..count {
        let dir = tempfile::tempdir()?;
        let steps = chance.below(10);
        any_archive(dir.path(), chance, steps)?;
        let found = checked(dir.path())?.findings;
        if !found.is_empty() {
            failed += 1;
            println!("archive {n}: {found:?}");
        }
        if n % 4 == 0
            && let Err(why) = round_trip(dir.path(), if n % 8 == 0 { "bundle" } else { "bagit" })
        {
            failed += 1;
            println!("archive {n}, out and in again: {why}");
        }
    }
    Ok(failed)
}

/// Exports an archive and imports it elsewhere: it must be the same, and verify.
fn round_trip(dir: &Path, form: &str) -> Result<()> {
    let head = Archive::open(dir)?.head();
    if head.commit.is_none() {
        return Ok(());
    }
    let beside = tempfile::tempdir()?;
    let (target, into) = (beside.path().join("package"), beside.path().join("store"));
    let format = Format::named(form).ok_or("no such form")?;
    package::export(format, dir, None, &target, NOW, Duration::ZERO, &mut |_, _| ())?;
    package::import::store(&target, package::import::kind_of(&target)?, &into, WAIT, &mut |_, _| ())?;
    let found = checked(&into)?.findings;
    match Archive::open(&into)?.head() == head && found.is_empty() {
        true => Ok(()),
        false => Err(format!("{form}: {found:?}").into()),
    }
}

/// Writes until it is killed, and says what it has written when it is written.
fn writer(dir: &Path, seed: &str) -> Result<u64> {
    let mut chance = Chance(seed.parse::<u64>()? | 1);
    let mut archive = Archive::open_or_create(dir, WAIT)?;
    let mut out = std::io::stdout().lock();
    loop {
        match chance.below(12) {
            0 | 1 => {
                archive.compact(WAIT, &mut |_, _| ())?;
                continue;
            }
            2 if archive.head().commit.is_some() => {
                seal(&mut archive, &mut chance)?;
                let sealed = archive.sealed()?.ok_or("a seal that is not there")?;
                writeln!(out, "{SEALED} {}", sealed.checkpoint.checkpoint().size)?;
                out.flush()?;
                continue;
            }
            3 => match archive.remove(
                &capture(&format!("n{}", chance.below(5)), "", None).article,
                "withdrawn",
                NOW,
                WAIT,
            ) {
                Err(error) if !is_refusal(&error) => return Err(error.into()),
                _ => continue,
            },
            _ => {}
        }
        let name = format!("n{}", chance.below(5));
        let text = format!("{}{}", wording(&mut chance), chance.next());
        archive.add(&[capture(&name, &text, None)], NOW, WAIT)?;
        writeln!(out, "{name} {}", archive.find(&name)?.0.versions)?;
        out.flush()?;
    }
}

/// In the writer's words, the newest checkpoint.
const SEALED: &str = "sealed";

fn kills(count: u64, chance: &mut Chance) -> Result<u64> {
    let mut failed = 0;
    let (mut dir, mut known) = (tempfile::tempdir()?, BTreeMap::<String, u32>::new());
    for n in 0..count {
        if n % 25 == 24 {
            (dir, known) = (tempfile::tempdir()?, BTreeMap::new());
        }
        let mut child = Command::new(std::env::current_exe()?)
            .args(["writer".as_ref(), dir.path().as_os_str(), chance.next().to_string().as_ref()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = child.stdout.take().ok_or("the writer has no output")?;
        thread::sleep(Duration::from_micros(chance.below(80_000) as u64));
        child.kill()?;
        child.wait()?;
        for line in BufReader::new(said).lines() {
            let line = line?;
            let (name, version) = line.split_once(' ').ok_or("a line of the writer without a version")?;
            known.insert(name.to_owned(), version.parse()?);
        }
        if let Err(why) = kept(dir.path(), &known) {
            failed += 1;
            println!("kill {n}: {why}");
        }
    }
    Ok(failed)
}

/// Whether an archive opens, verifies and has these versions.
fn kept(dir: &Path, known: &BTreeMap<String, u32>) -> Result<()> {
    match Archive::open(dir) {
        Err(ArchiveError::NoArchive { .. }) if known.is_empty() => return Ok(()),
        Err(error) => return Err(error.into()),
        Ok(archive) => {
            for (name, versions) in known {
                if name == SEALED {
                    let size = archive.sealed()?.map_or(0, |sealed| sealed.checkpoint.checkpoint().size);
                    if size < u64::from(*versions) {
                        return Err(
                            format!("the checkpoint of {versions} was acknowledged, the newest is of {size}").into()
                        );
                    }
                    continue;
                }
                let article = archive.find(name)?.0;
                if article.versions < *versions {
                    return Err(
                        format!("{name} has {} versions, {versions} were acknowledged", article.versions).into()
                    );
                }
                archive.content(&article.id, Some(*versions))?;
            }
        }
    }
    let report = checked(dir)?;
    let left =
        dir.join("compact").exists() || files(dir)?.iter().any(|file| file.extension().is_some_and(|end| end == "tmp"));
    match report.findings.is_empty() && !left {
        true => Ok(()),
        false => Err(format!("left over: {left}; {:?}", report.findings).into()),
    }
}

fn crowd(versions: u64) -> Result<u64> {
    let dir = tempfile::tempdir()?;
    Archive::open_or_create(dir.path(), WAIT)?.add(&[capture("n", "The first.\n", None)], NOW, WAIT)?;
    let (failed, read, busy, over) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    let fail = |who: &str, error: &dyn std::fmt::Display| {
        failed.fetch_add(1, Ordering::Relaxed);
        println!("{who}: {error}");
    };
    let path = dir.path();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    match look(path) {
                        Ok(()) => read.fetch_add(1, Ordering::Relaxed),
                        Err(ArchiveError::Locked { .. }) => busy.fetch_add(1, Ordering::Relaxed),
                        Err(error) => return fail("reader", &error),
                    };
                }
            });
        }
        let writers = ["w0", "w1"].map(|name| {
            scope.spawn(move || -> std::result::Result<(), ArchiveError> {
                let mut archive = Archive::open(path)?;
                for n in 0..versions {
                    archive.add(&[capture(name, &format!("Version {n}.\n"), None)], NOW, WAIT)?;
                    if n % 16 == 15 {
                        archive.compact(WAIT, &mut |_, _| ())?;
                    }
                }
                Ok(())
            })
        });
        for writer in writers {
            match writer.join() {
                Ok(Ok(())) => {}
                Ok(Err(error)) => fail("writer", &error),
                Err(_) => fail("writer", &"panicked"),
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    let wanted = ["w0", "w1"].map(|name| (name.to_owned(), versions as u32)).into();
    if let Err(why) = kept(dir.path(), &wanted) {
        fail("afterwards", &why);
    }
    println!("{} readings, {} times busy", read.into_inner(), busy.into_inner());
    Ok(failed.into_inner())
}

fn look(dir: &Path) -> std::result::Result<(), ArchiveError> {
    let archive = Archive::open(dir)?;
    for article in archive.articles()? {
        archive.content(&article.id, None)?;
    }
    Ok(())
}
