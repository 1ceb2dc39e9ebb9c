//! Long trials of the archive: damage, kills and crowds, as many as asked for, the same each time for one seed.
//!
//! `cargo run --release --example soak -- [--seed N] TRIAL COUNT`, with the trials
//!
//! - `flips`: one bit of one file is flipped; `verify` must find it and name the file
//! - `cuts`: one file is cut short; likewise
//! - `honest`: an archive of any honest use; `verify` must have nothing to say
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

use wirecopy::archive::{Archive, ArchiveError, Finding, Report, verify};
use wirecopy::article::{ArticleId, Capture, Meta, Source};

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
    let source = Source { path: format!("{name}.txt"), line: None };
    let meta = Meta { title, ..Meta::default() };
    Capture::new(ArticleId::from_file("soak", &source.path), source, meta, text.as_bytes().to_vec(), text)
}

fn wording(chance: &mut Chance) -> String {
    let sentence =
        |chance: &mut Chance| format!("The report says {} and {} of it.\n", chance.below(1000), chance.below(9));
    (0..chance.below(12)).map(|_| sentence(chance)).collect()
}

/// One step of honest use.
fn step(archive: &mut Archive, chance: &mut Chance, now: i64) -> Result<()> {
    if chance.below(12) == 0 {
        archive.compact(WAIT, &mut |_, _| ())?;
        return Ok(());
    }
    let batch = 1 + chance.below(4);
    let mut captures = Vec::new();
    for _ in 0..batch {
        let name = format!("n{}", chance.below(9));
        let title = (chance.below(3) == 0).then(|| format!("Title {}", chance.below(3)));
        captures.push(capture(&name, &wording(chance), title));
    }
    archive.add(&captures, now, WAIT)?;
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

fn damage(count: u64, chance: &mut Chance, what: &str, change: impl Fn(&mut Vec<u8>, &mut Chance)) -> Result<u64> {
    let (mut failed, mut tried) = (0, BTreeMap::<String, u64>::new());
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
    }
    Ok(failed)
}

/// Writes until it is killed, and says what it has written when it is written.
fn writer(dir: &Path, seed: &str) -> Result<u64> {
    let mut chance = Chance(seed.parse::<u64>()? | 1);
    let mut archive = Archive::open_or_create(dir, WAIT)?;
    let mut out = std::io::stdout().lock();
    loop {
        if chance.below(6) == 0 {
            archive.compact(WAIT, &mut |_, _| ())?;
            continue;
        }
        let name = format!("n{}", chance.below(5));
        let text = format!("{}{}", wording(&mut chance), chance.next());
        archive.add(&[capture(&name, &text, None)], NOW, WAIT)?;
        writeln!(out, "{name} {}", archive.find(&name)?.0.versions)?;
        out.flush()?;
    }
}

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
