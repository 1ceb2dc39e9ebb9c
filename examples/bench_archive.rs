//! What the archive costs: CPU time of taking in many articles at once, and of one article into a store of that size.
//!
//! `cargo run --release --example bench_archive -- STORE FROM TO [WORDS.txt ...]`
//!
//! Takes articles FROM to TO (numbers) into STORE, 10,000 a commit, and then 200 single ones, half of them new and half
//! second versions. Articles are made of the words of the texts named (those in sources/ if none is), drawn by Zipf's law
//! with a fixed seed; with their metadata they have 3.4 KB in the mean. CPU time is that of all threads (Linux).

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use wirecopy::archive::Archive;
use wirecopy::article::{ArticleId, Capture, Meta, Source};

const NOW: i64 = 1_700_000_000;
const SINGLE: u64 = 200;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [store, from, to, texts @ ..] = &arguments[..] else {
        return Err("usage: STORE FROM TO [WORDS.txt ...]".into());
    };
    let (from, to): (u64, u64) = (from.parse()?, to.parse()?);
    let words = Words::read(texts)?;
    let mut out = io::stdout().lock();

    let mut archive = Archive::open_or_create(Path::new(store), Duration::ZERO)?;
    let (mut making, mut adding, mut raw) = (0.0, 0.0, 0);
    for start in (from..to).step_by(10_000) {
        let before = cpu()?;
        let captures: Vec<Capture> = (start..to.min(start + 10_000)).map(|n| words.article(n, 1)).collect();
        raw += captures.iter().map(|capture| capture.raw().len()).sum::<usize>();
        let made = cpu()?;
        archive.add(&captures, NOW, Duration::ZERO)?;
        making += made - before;
        adding += cpu()? - made;
    }
    if to > from {
        let count = (to - from) as f64;
        writeln!(
            out,
            "{} articles of {} bytes of text: {adding:.1} s CPU, {:.0} a second",
            to - from,
            raw as f64 / count,
            count / adding
        )?;
        writeln!(out, "making their texts: {making:.1} s CPU")?;
    }
    drop(archive);

    let mut costs: Vec<f64> = Vec::new();
    for n in 0..SINGLE {
        let capture = if n % 2 == 0 { words.article(to + n, 1) } else { words.article(to / SINGLE * n, 2) };
        let before = cpu()?;
        Archive::open(Path::new(store))?.add(&[capture], NOW, Duration::ZERO)?;
        costs.push(1000.0 * (cpu()? - before));
    }
    costs.sort_by(f64::total_cmp);
    let at = |share: f64| costs[(share * (costs.len() - 1) as f64) as usize];
    writeln!(
        out,
        "opened and one article added, {SINGLE} times: p50 {:.2} ms, p95 {:.2} ms, most {:.2} ms CPU",
        at(0.5),
        at(0.95),
        at(1.0)
    )?;
    Ok(())
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

    /// The same article for the same number; its second version has another sentence at its end.
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
        for sentence in 0..sentences + version as usize - 1 {
            for word in 0..14 + (next() * 16.0) as usize {
                let rank = (self.0.len() as f64).powf(next()) as usize - 1;
                text.push_str(if word == 0 { "The " } else { " " });
                text.push_str(&self.0[rank.min(self.0.len() - 1)].to_lowercase().replace('.', ""));
            }
            text.push_str(if sentence % 3 == 2 { ".\n\n" } else { ". " });
        }
        let id = ArticleId::from_record("bench", &format!("{number:08}"));
        let source = Source { path: "bench.jsonl".to_owned(), line: Some(number + 1) };
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
