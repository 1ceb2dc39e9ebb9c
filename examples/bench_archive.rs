//! What the archive costs: CPU time of taking in many articles at once, and of one article into a store of that size.
//!
//! `cargo run --release --example bench_archive -- STORE FROM TO VERSIONS [WORDS.txt ...]`
//!
//! Takes articles FROM to TO (numbers) into STORE, 10,000 a commit, each in so many VERSIONS (none if that is 0), and then
//! 200 single ones, half of them new and half of another version, each beside as many bare `fsync`s as it needs. Articles
//! are made of the words of the texts named (those in sources/ if none is), drawn by Zipf's law with a fixed seed; with
//! their metadata they have 3.4 KB in the mean. CPU time is that of all threads (Linux).

#![allow(clippy::disallowed_types, reason = "how long it took is said, and decides nothing")]

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use wirecopy::archive::Archive;
use wirecopy::article::{ArticleId, Capture, Meta, Source};

const NOW: i64 = 1_700_000_000;
const SINGLE: u64 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [store, from, to, versions, texts @ ..] = &arguments[..] else {
        return Err("usage: STORE FROM TO VERSIONS [WORDS.txt ...]".into());
    };
    let (from, to, versions): (u64, u64, u32) = (from.parse()?, to.parse()?, versions.parse()?);
    let words = Words::read(texts)?;
    let mut out = io::stdout().lock();

    let mut archive = Archive::open_or_create(Path::new(store), Duration::ZERO)?;
    for version in 1..=versions {
        let (mut making, mut adding, mut raw) = (0.0, 0.0, 0);
        for start in (from..to).step_by(10_000) {
            let before = cpu()?;
            let captures: Vec<Capture> = (start..to.min(start + 10_000)).map(|n| words.article(n, version)).collect();
            raw += captures.iter().map(|capture| capture.raw().len()).sum::<usize>();
            let made = cpu()?;
            archive.add(&captures, NOW, Duration::ZERO)?;
            making += made - before;
            adding += cpu()? - made;
            if start % 100_000 == 0 {
                writeln!(out, "{start}: {:.1} s CPU for 10,000", cpu()? - made)?;
            }
        }
        let count = (to - from) as f64;
        writeln!(
            out,
            "version {version} of {count} articles of {:.0} bytes: {adding:.1} s CPU, {:.0} a second; making their \
             texts: {making:.1} s CPU",
            raw as f64 / count,
            count / adding
        )?;
    }
    drop(archive);

    let (mut costs, mut walls, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..SINGLE {
        let capture = if n % 2 == 0 { words.article(to + n, 1) } else { words.article(to / SINGLE * n, versions + 1) };
        let (before, start) = (cpu()?, Instant::now());
        Archive::open(Path::new(store))?.add(&[capture], NOW, Duration::ZERO)?;
        costs.push(1000.0 * (cpu()? - before));
        walls.push(1000.0 * start.elapsed().as_secs_f64());
        let start = Instant::now();
        sync(Path::new(store))?;
        bare.push(1000.0 * start.elapsed().as_secs_f64());
    }
    writeln!(out, "opened and one article added, {SINGLE} times (ms):")?;
    for (what, costs) in [("CPU", &mut costs), ("wall", &mut walls), ("wall of eight fsyncs", &mut bare)] {
        costs.sort_by(f64::total_cmp);
        let at = |share: f64| costs[(share * (costs.len() - 1) as f64) as usize];
        writeln!(out, "  {what}: p50 {:.2}, p95 {:.2}, most {:.2}", at(0.5), at(0.95), at(1.0))?;
    }
    let status = fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    writeln!(out, "most memory: {}", peak.trim())?;
    Ok(())
}

/// What an add leaves to the disk, without the add: eight times some bytes at the end of a file beside the store.
fn sync(store: &Path) -> Result<(), Box<dyn Error>> {
    let path = store.with_extension("sync");
    let mut file = fs::OpenOptions::new().create(true).append(true).open(&path)?;
    for _ in 0..8 {
        file.write_all(&[0; 600])?;
        file.sync_all()?;
    }
    Ok(fs::remove_file(&path)?)
}

struct Words(Vec<String>);

impl Words {
    fn read(texts: &[String]) -> Result<Words, Box<dyn Error>> {
        let mut paths: Vec<PathBuf> = texts.iter().map(PathBuf::from).collect();
        if paths.is_empty() {
            paths = fs::read_dir("sources")?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
            paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
        }
        let mut words = Vec::new();
        for path in paths {
            words.extend(fs::read_to_string(path)?.split_whitespace().map(str::to_owned));
        }
        words.sort();
        words.dedup();
        Ok(Words(words))
    }

    /// The same article for the same number; each version has one sentence more of it edited.
    fn article(&self, number: u64, version: u32) -> Capture {
        let mut random = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        // xorshift (Marsaglia, 2003); the first numbers of neighbouring seeds are alike.
        let mut next = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            (random >> 11) as f64 / (1u64 << 53) as f64
        };
        for _ in 0..8 {
            next();
        }
        let sentences = 8 + (next() * 15.0) as usize;
        let mut text = String::new();
        for sentence in 0..sentences {
            for word in 0..14 + (next() * 16.0) as usize {
                let rank = (self.0.len() as f64).powf(next()) as usize - 1;
                text.push_str(if word == 0 { "The " } else { " " });
                text.push_str(&self.0[rank.min(self.0.len() - 1)].to_lowercase().replace('.', ""));
            }
            if sentence + 1 < version as usize {
                text.push_str(" as corrected");
            }
            text.push_str(if sentence % 3 == 2 { ".\n\n" } else { ". " });
        }
        let id = ArticleId::from_record("bench", &format!("{number:08}"));
        let source = Source { path: "bench.jsonl".to_owned(), line: Some(number + 1), offset: None };
        let meta = Meta {
            title: Some(format!("Report {number}")),
            outlet: Some(format!("Outlet {}", number % 97)),
            url: Some(format!("https://example.org/{number}")),
            ..Meta::default()
        };
        Capture::new(id, source, meta, text.clone().into_bytes(), &text)
    }
}

/// Of all threads of this process (seconds).
fn cpu() -> Result<f64, Box<dyn Error>> {
    let mut nanoseconds = 0;
    for task in fs::read_dir("/proc/self/task")? {
        let times = fs::read_to_string(task?.path().join("schedstat"))?;
        nanoseconds += times.split(' ').next().unwrap_or_default().parse::<u64>()?;
    }
    Ok(nanoseconds as f64 / 1e9)
}
