//! `wirecopy watch`: ask for pages again and again, and keep what changed.
//!
//! The rounds stand at fixed times from the first on, whatever each takes. It may be stopped at any moment: what was fetched is in the
//! store, and a write that stops half-way is no write.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::add::{Adding, Taking};
use super::args::{Global, HELP};
use super::client::{Asking, Client};
use super::clock::Wall;
use super::exit::{Exit, Failure};
use super::progress::Progress;
use super::session::Session;
use crate::article::{Meta, without_password};
use crate::fetch::Clock as _;
use crate::ingest::{Address, Input};
use crate::report::{Added, ReadCounts, Report};

/// What cannot be had is asked for after the interval, then after twice, four times … as long: so many steps, and no longer than a day
/// where the interval is none. In milliseconds.
const BACKOFF: u32 = 10;
const A_DAY: u64 = 86_400_000;

/// A file of addresses may be so long, in bytes.
const LONGEST_LIST: u64 = 16 << 20;

/// Ask for pages and feeds again and again; what changed becomes a version
///
/// Each round says what is new, and nothing where nothing is. What cannot be had is said, and asked for less and less often; the rest
/// goes on. Servers are asked as `add` asks them, and not made to send what the store has already. Stop it with Ctrl-C: what was
/// fetched is kept, and nothing is half written.
#[derive(clap::Args)]
#[command(help_template = HELP, before_help = "Examples:
  wirecopy watch https://example.com/news/bridge
  wirecopy watch --feed https://example.com/feed.xml --every 30m
  wirecopy watch --list addresses.txt --once        one round, for cron
")]
#[command(after_help = "Exit codes: 0 done (--once), 2 trouble; stopped by Ctrl-C, 130.")]
pub(super) struct Args {
    /// Addresses of pages
    #[arg(value_name = "URL")]
    urls: Vec<String>,
    /// A feed or a sitemap, whose pages are asked for each time; may be given more than once
    #[arg(long, value_name = "URL")]
    feed: Vec<String>,
    /// A file with an address in each line, and `feed ` before that of a feed; # begins a remark
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// From one round to the next: 10m, 2h, 1d; a minute at least
    #[arg(long, value_name = "TIME", default_value = "15m", value_parser = interval)]
    every: u64,
    /// One round, and no more
    #[arg(long)]
    once: bool,
    #[command(flatten)]
    asking: Asking,
}

impl Args {
    /// A pager would stop the watch.
    pub fn claim(&self, global: &mut Global) {
        global.no_pager = true;
    }
}

/// Milliseconds.
fn interval(written: &str) -> Result<u64, String> {
    let units = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400)];
    let read = units.iter().find_map(|(unit, seconds)| {
        let number: u64 = written.strip_suffix(*unit)?.parse().ok()?;
        number.checked_mul(*seconds)
    });
    match read {
        Some(seconds @ 60..=31_536_000) => Ok(seconds * 1000),
        Some(_) => Err("not from a minute to a year".to_owned()),
        None => Err("no time, such as 90s, 10m, 2h or 1d".to_owned()),
    }
}

/// Something that is watched.
struct Watched {
    address: Address,
    /// How many times it could not be had, one after the other.
    failures: u32,
    /// When it is asked for next, in milliseconds.
    due: u64,
}

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    if args.urls.is_empty() && args.feed.is_empty() && args.list.is_none() {
        return Err(
            Failure::new("nothing to watch is named").hint("give the address of a page, --feed URL, or --list FILE")
        );
    }
    if session.global.output.is_some() && !args.once {
        return Err(Failure::new("-o takes one result, and a watch has one each round")
            .hint("give --once, or send standard output to the file"));
    }
    let wall = Wall::new()?;
    let mut client = args.asking.client(session, &wall, false, true)?;
    let start = wall.now();
    let mut watched: Vec<Watched> =
        wanted(&args)?.into_iter().map(|address| Watched { address, failures: 0, due: start }).collect();
    loop {
        let now = wall.now();
        let added = round(session, &mut client, &args, &mut watched, now)?;
        if args.once {
            session.print(&Report::Added(added), &session.view())?;
            return Ok(Exit::Done);
        }
        if added.tally.is_news() {
            let told = Report::Added(Added { at: Some((now / 1000) as i64), ..added });
            if !session.tell_reader(&told, &session.view())? {
                return Ok(Exit::Done);
            }
        }
        let next = watched.iter().map(|watched| watched.due).min().unwrap_or(now);
        wall.sleep(next.saturating_sub(wall.now()));
    }
}

/// Asks for all that is due.
fn round(
    session: &Session,
    client: &mut Client,
    args: &Args,
    watched: &mut [Watched],
    now: u64,
) -> Result<Added, Failure> {
    let progress = Progress::start(session, "asking");
    let mut taking = Taking::new(session, false);
    let mut read = ReadCounts::default();
    for watched in watched.iter_mut().filter(|watched| watched.due <= now) {
        client.failed.clear();
        let mut round = Adding { taking: &mut taking, client, one: false, progress: &progress };
        let inputs = [Input::Address(watched.address.clone())];
        let is_had = match session.read_in_parts(&inputs, args.asking.links(), Meta::default(), &mut round) {
            Ok(counts) => {
                read.add(counts);
                !client.failed.contains(&watched.address.url)
            }
            Err(failure) if args.once => return Err(failure),
            Err(failure) => {
                // Whatever hinders the store may be over the next time.
                session.complain([("rounds that failed", failure.what().to_owned())].into_iter());
                false
            }
        };
        watched.failures = if is_had { 0 } else { (watched.failures + 1).min(BACKOFF) };
        let wait = (args.every << watched.failures.saturating_sub(1)).min(args.every.max(A_DAY));
        // The times a round may stand at do not shift with what a round takes.
        watched.due = next_time(watched.due, args.every, client.now().max(watched.due + wait - 1));
    }
    drop(progress);
    Ok(Added { asked: client.told(session), ..taking.done("watch", read) })
}

/// The next of the times that follow `from` in steps of `every`, behind `now`.
fn next_time(from: u64, every: u64, now: u64) -> u64 {
    from + (now.saturating_sub(from) / every + 1) * every
}

/// All that is to be watched, each once.
fn wanted(args: &Args) -> Result<Vec<Address>, Failure> {
    let page = |url: &String| Address { url: url.clone(), is_list: false };
    let feed = |url: &String| Address { url: url.clone(), is_list: true };
    let mut all: Vec<Address> = args.urls.iter().map(page).chain(args.feed.iter().map(feed)).collect();
    if let Some(file) = &args.list {
        all.extend(listed(file)?);
    }
    let mut met = BTreeSet::new();
    all.retain(|address| met.insert((address.url.clone(), address.is_list)));
    match all.iter().find(|address| Address::of_page(&address.url).is_none()) {
        Some(wrong) => Err(Failure::new(format!("{}: no address of a page", without_password(&wrong.url)))
            .hint("give one that begins with http:// or https://")),
        None if all.is_empty() => {
            Err(Failure::new("there is no address to watch").hint("give one in each line of the list"))
        }
        None => Ok(all),
    }
}

/// The addresses in a file.
fn listed(file: &Path) -> Result<Vec<Address>, Failure> {
    let shown = file.display();
    let failed = |error: std::io::Error| Failure::new(format!("cannot read {shown}: {error}"));
    let opened = std::fs::File::open(file).map_err(failed)?;
    let text = std::io::read_to_string(std::io::Read::take(opened, LONGEST_LIST + 1)).map_err(failed)?;
    if text.len() as u64 > LONGEST_LIST {
        return Err(Failure::new(format!("{shown}: longer than {LONGEST_LIST} bytes")).hint("part it in several"));
    }
    let mut all = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (url, is_list) = line.strip_prefix("feed ").map_or((line, false), |url| (url.trim(), true));
        match Address::of_page(url) {
            Some(address) => all.push(Address { is_list, ..address }),
            None => {
                return Err(Failure::new(format!("{shown}:{number}: no address of a page: {}", without_password(url)))
                    .hint("write one that begins with http:// or https://, and `feed ` before it if it is a feed"));
            }
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read() {
        for (written, milliseconds) in [("60s", 60_000), ("10m", 600_000), ("2h", 7_200_000), ("1d", 86_400_000)] {
            assert_eq!(interval(written), Ok(milliseconds));
        }
        for wrong in ["59s", "0m", "10", "m", "-1h", "1.5h", "366d", "99999999999999999999d", "18446744073709551615d"] {
            assert!(interval(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rounds_stand_at_fixed_times() {
        assert_eq!(next_time(1000, 100, 1000), 1100);
        assert_eq!(next_time(1000, 100, 1099), 1100);
        assert_eq!(next_time(1000, 100, 1100), 1200);
        assert_eq!(next_time(1000, 100, 1350), 1400);
        assert_eq!(next_time(1000, 100, 900), 1100);
    }
}
