//! How fast `wirecopy serve` answers over a large store.
//!
//! ```sh
//! cargo run --release --features serve --example bench_serve -- make 100000 made-up.jsonl
//! wirecopy -C big add made-up.jsonl && wirecopy -C big serve --port 8017
//! cargo run --release --features serve --example bench_serve -- ask 127.0.0.1:8017 5000
//! ```
//!
//! `make` writes so many made-up articles as JSON Lines, with an outlet and a day each, as `eval --only scaling` compares them. `ask` sends so
//! many requests over connections that stay open, two at a time, drawn with a fixed seed from what the lists of the server name: pages
//! of articles, pairs and families, searches, lists with filters and far down, and the same for programs. It says the quantiles of the
//! time from the request to the last byte, by kind.

#![allow(clippy::disallowed_types, reason = "how long it took is said, and decides nothing")]

#[path = "../eval/made_up.rs"]
mod made_up;
#[path = "../eval/random.rs"]
mod random;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use random::Random;

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// So many connections ask at a time.
const AT_A_TIME: u64 = 2;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", count, file] => make(count.parse()?, file),
        ["ask", address, count] => ask(address, count.parse()?),
        _ => Err("usage: make COUNT FILE.jsonl, or ask HOST:PORT COUNT".into()),
    }
}

fn make(count: usize, file: &str) -> Outcome<()> {
    let mut random = Random::new(11);
    let mut out = BufWriter::new(File::create(file)?);
    for (number, text) in made_up::articles(count).into_iter().enumerate() {
        let (outlet, day) = (random.below(60), random.below(365));
        let date = format!("2024-{:02}-{:02}", 1 + day / 31, 1 + day % 28);
        let record = serde_json::json!({
            "id": format!("report-{number:06}"), "outlet": format!("Outlet {outlet}"), "date": date, "text": text,
        });
        writeln!(out, "{record}")?;
    }
    Ok(out.flush()?)
}

/// A connection that stays open.
struct Asker<'a> {
    stream: BufReader<TcpStream>,
    address: &'a str,
}

impl<'a> Asker<'a> {
    fn new(address: &'a str) -> Outcome<Asker<'a>> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Asker { stream: BufReader::new(stream), address })
    }

    fn get(&mut self, target: &str) -> Outcome<(Duration, String)> {
        let began = Instant::now();
        let request = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut length, mut status) = (0, String::new());
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line)? == 0 {
                return Err(format!("{target}: the connection ended").into());
            }
            if status.is_empty() {
                status.clone_from(&line);
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse()?;
            }
            if line.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        if !status.contains(" 200 ") && !status.contains(" 302 ") {
            return Err(format!("{target}: {status}").into());
        }
        Ok((began.elapsed(), String::from_utf8(body)?))
    }

    fn json(&mut self, target: &str) -> Outcome<serde_json::Value> {
        Ok(serde_json::from_str(&self.get(target)?.1)?)
    }
}

/// Names that a list tells, from all over it, and how many there are.
fn names(asker: &mut Asker, list: &str) -> Outcome<(Vec<String>, usize)> {
    let total = asker.json(&format!("/api/v1/{list}?count=1"))?["total"].as_u64().unwrap_or_default() as usize;
    let mut names = Vec::new();
    for part in 0..20 {
        let from = total * part / 20;
        let listed = asker.json(&format!("/api/v1/{list}?count=50&from={from}"))?;
        let told = listed["names"].as_array().into_iter().flatten();
        names.extend(told.filter_map(|name| name.as_str().map(str::to_owned)));
    }
    Ok((names, total))
}

fn ask(address: &str, count: u64) -> Outcome<()> {
    let mut first = Asker::new(address)?;
    let lists = ["articles", "families", "pairs", "overlaps"];
    let mut known = BTreeMap::new();
    for list in lists {
        known.insert(list, names(&mut first, list)?);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{}", first.json("/api/v1/")?)?;
    let words = first.json("/api/v1/overlaps?count=200")?;
    let words: Vec<String> = words["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item["a"]["exact"].as_str())
        .flat_map(|exact| exact.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    drop(first);
    let times: Vec<BTreeMap<&str, Vec<Duration>>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_A_TIME)
            .map(|worker| {
                let (known, words) = (&known, &words);
                scope.spawn(move || work(address, count / AT_A_TIME, 100 + worker, known, words))
            })
            .collect();
        let joined = workers.into_iter().map(|worker| worker.join().map_err(|_| "a worker failed")?);
        joined.collect::<Outcome<Vec<_>>>()
    })?;
    let mut by_kind: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (kind, times) in times.into_iter().flatten() {
        by_kind.entry(kind).or_default().extend(&times);
        by_kind.entry("all").or_default().extend(times);
    }
    for (kind, mut times) in by_kind {
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 1000).copied().unwrap_or_default().as_secs_f64() * 1e3;
        let most = times.last().copied().unwrap_or_default().as_secs_f64() * 1e3;
        writeln!(
            out,
            "{kind:22} {:6} requests: p50 {:6.1} ms, p95 {:6.1}, p99 {:6.1}, most {most:6.1}",
            times.len(),
            at(500),
            at(950),
            at(990)
        )?;
    }
    Ok(())
}

/// Sends its part of the requests.
fn work(
    address: &str,
    count: u64,
    seed: u64,
    known: &BTreeMap<&str, (Vec<String>, usize)>,
    words: &[String],
) -> Outcome<BTreeMap<&'static str, Vec<Duration>>> {
    let mut random = Random::new(seed);
    let mut times: BTreeMap<&'static str, Vec<Duration>> = BTreeMap::new();
    let mut asker = Asker::new(address)?;
    for nth in 0..count {
        // The server ends a connection after a while.
        if nth % 200 == 199 {
            asker = Asker::new(address)?;
        }
        let (kind, target) = target(&mut random, known, words);
        times.entry(kind).or_default().push(asker.get(&target)?.0);
    }
    Ok(times)
}

fn target(
    random: &mut Random,
    known: &BTreeMap<&str, (Vec<String>, usize)>,
    words: &[String],
) -> (&'static str, String) {
    let mut name = |list: &str| {
        let names = &known[list].0;
        names.get(random.below(names.len().max(1))).cloned().unwrap_or_default()
    };
    let [article, family, pair, overlap] = ["articles", "families", "pairs", "overlaps"].map(&mut name);
    let mut word = || words.get(random.below(words.len().max(1))).cloned().unwrap_or_default();
    let (one, two) = (word(), word());
    let outlet = format!("Outlet+{}", random.below(60));
    let far = random.below(known["overlaps"].1.max(1));
    match random.below(12) {
        0 | 1 => ("page of an article", format!("/{article}")),
        2 | 3 => ("page of a pair", format!("/{pair}")),
        4 => ("page of a family", format!("/{family}")),
        5 => ("the first page", "/".to_owned()),
        6 => ("search by words", format!("/articles?q={one}+{two}")),
        7 => ("matches by relation", format!("/overlaps?relation=edited&size=8&from={}", far / 4)),
        8 => ("matches by outlet", format!("/overlaps?outlet={outlet}&since=2024-03&sort=score")),
        9 => ("matches by word", format!("/overlaps?q={one}&relation=verbatim")),
        10 => ("pairs by outlet", format!("/pairs?outlet={outlet}&sort=matches&from=50")),
        _ => ("an overlap as JSON", format!("/api/v1/overlaps/{overlap}")),
    }
}
