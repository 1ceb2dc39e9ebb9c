//! Made-up news of which it is known who took what from whom.
//!
//! In each event one or two wires report, which are in the collection or not. Houses take a report over in their own style:
//! they cut it, edit it at a rate, add sentences of their own, keep or drop or add a credit. What they take over may be a copy
//! itself. Some reports are made of two; some are a house's own earlier report with sentences of a rival's; some are
//! independent and have only quotations and names in common with the others.

use wirecopy::article::{ArticleId, Basis, Capture, Dated, Meta, Source as Place};
use wirecopy::text::utc_minute;

use super::house::House;
use super::stock::Stock;
use crate::random::Random;

/// How a world is made. Shares are parts of one.
#[derive(Clone, Copy)]
pub struct Setting {
    pub name: &'static str,
    pub seed: u64,
    pub events: usize,
    /// Edits a word in each copy.
    pub rate: f64,
    /// Of the wires: not in the collection.
    pub unseen: f64,
    /// Of the copies: made from another copy.
    pub chained: f64,
    /// Of the reports on events with two wires: made of both.
    pub fused: f64,
    /// Of the reports: a house's own earlier one, with sentences of a rival's.
    pub updates: f64,
    /// Of the dates: not stated, and wrong by up to three days.
    pub missing: f64,
    pub wrong: f64,
}

/// Where an article has something from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Origin {
    /// An article, by index.
    Seen(usize),
    /// A wire that is not in the collection, by number.
    Unseen(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Wire,
    Copy,
    /// Made of two reports.
    Fused,
    /// A house's own earlier report with sentences of a rival's.
    Update,
    Independent,
}

/// What is true of an article.
#[derive(Clone, Debug)]
pub struct Truth {
    pub kind: Kind,
    pub sources: Vec<Origin>,
}

pub struct World {
    pub captures: Vec<Capture>,
    pub truth: Vec<Truth>,
}

const HOUSES: usize = 40;
const AGENCIES: [&str; 4] = ["Reuters", "AP", "AFP", "dpa"];
const CITIES: [&str; 6] = ["LONDON", "BRUSSELS", "GENEVA", "NEW YORK", "TOKYO", "CAIRO"];
const SPEAKERS: [&str; 6] = [
    "a ministry spokesman",
    "the chairman",
    "a senior official",
    "the finance minister",
    "a union leader",
    "the president",
];
const SAYS: [&str; 4] = ["said", "told reporters", "told a news conference", "said in a statement"];

/// Of how many copies a wire has; each as often as the others.
const COPIES: [usize; 10] = [2, 2, 3, 3, 4, 4, 5, 6, 8, 13];

/// 1 November 2024, in minutes since 1970.
const START: i64 = 28_840_320;

/// A sentence, and the wire it goes back to.
#[derive(Clone)]
struct Line {
    text: String,
    wire: Option<usize>,
}

struct Report {
    house: usize,
    minute: i64,
    headline: String,
    lines: Vec<Line>,
    /// The number of the wire whose text it mostly is.
    wire: usize,
    truth: Truth,
    /// Its index in the collection; `None` for an unseen wire.
    index: Option<usize>,
}

impl Report {
    fn origin(&self) -> Origin {
        self.index.map_or(Origin::Unseen(self.wire), Origin::Seen)
    }
}

struct Maker<'s> {
    setting: Setting,
    random: Random,
    stock: &'s mut Stock,
    houses: Vec<House>,
    wires: usize,
    made: usize,
}

/// A world of this setting, as far as the stock lasts.
pub fn world(setting: Setting, stock: &mut Stock) -> World {
    let mut random = Random::new(setting.seed);
    let houses = (0..HOUSES).map(|number| House::new(number, &mut random)).collect();
    let mut maker = Maker { setting, random, stock, houses, wires: 0, made: 0 };
    let mut reports: Vec<Report> = Vec::new();
    for event in 0..setting.events {
        let Some(of_event) = maker.event(START + 600 * event as i64) else { break };
        reports.extend(of_event.into_iter().filter(|report| report.index.is_some()));
    }
    // Who reads the collection must not see from the order who came first.
    let mut place: Vec<usize> = (0..reports.len()).collect();
    maker.random.shuffle(&mut place);
    let mut truth: Vec<Truth> = reports.iter().map(|report| report.truth.clone()).collect();
    for origin in truth.iter_mut().flat_map(|truth| &mut truth.sources) {
        if let Origin::Seen(index) = origin {
            *index = place[*index];
        }
    }
    let mut all: Vec<(usize, Capture, Truth)> = reports
        .iter()
        .zip(truth)
        .map(|(report, truth)| {
            let index = place[report.index.unwrap_or_default()];
            (index, maker.capture(report, index), truth)
        })
        .collect();
    all.sort_by_key(|(index, ..)| *index);
    let (captures, truth) = all.into_iter().map(|(_, capture, truth)| (capture, truth)).unzip();
    World { captures, truth }
}

impl Maker<'_> {
    fn chance(&mut self, share: f64) -> bool {
        self.random.share() < share
    }

    fn event(&mut self, start: i64) -> Option<Vec<Report>> {
        let quotes: Vec<String> = (0..3).filter_map(|_| self.stock.quotes.pop()).collect();
        let names: Vec<String> = (0..2).filter_map(|_| self.stock.names.pop()).collect();
        let mut reports: Vec<Report> = Vec::new();
        let wires = 1 + usize::from(self.chance(0.5));
        let mut left: Vec<usize> = Vec::new();
        for _ in 0..wires {
            let minute = start + self.random.below(240) as i64;
            let report = self.wire(minute, &quotes)?;
            let copies = COPIES[self.random.below(COPIES.len())];
            left.extend(std::iter::repeat_n(report.wire, copies));
            reports.push(report);
        }
        self.random.shuffle(&mut left);
        for wire in left {
            let last = reports.iter().map(|report| report.minute).max().unwrap_or(start);
            let minute = last + 10 + (-300.0 * (1.0 - self.random.share()).ln()) as i64;
            let report = self.copy(wire, minute, &reports);
            reports.push(report);
        }
        for _ in 0..self.random.below(3) {
            let minute = start + self.random.below(2_000) as i64;
            let report = self.independent(minute, &quotes, &names)?;
            reports.push(report);
        }
        Some(reports)
    }

    /// The next article of the collection.
    fn next(&mut self) -> Option<usize> {
        self.made += 1;
        Some(self.made - 1)
    }

    fn quoted(&mut self, quote: &str) -> String {
        let (speaker, says) = (SPEAKERS[self.random.below(SPEAKERS.len())], SAYS[self.random.below(SAYS.len())]);
        let body = quote.trim_end_matches('"').trim_end_matches(['.', ',']);
        match self.random.below(2) {
            0 => format!("{body},\" {speaker} {says}."),
            _ => format!("As {speaker} put it, {body}.\""),
        }
    }

    fn wire(&mut self, minute: i64, quotes: &[String]) -> Option<Report> {
        let doc = self.stock.report()?;
        let wire = self.wires;
        self.wires += 1;
        let mut lines: Vec<Line> = doc.sentences.into_iter().map(|text| Line { text, wire: Some(wire) }).collect();
        for quote in quotes.iter().take(2) {
            let at = 2 + self.random.below(lines.len() - 2);
            lines.insert(at, Line { text: self.quoted(quote), wire: Some(wire) });
        }
        let agency = self.random.below(AGENCIES.len());
        let city = CITIES[self.random.below(CITIES.len())];
        lines[0].text = format!("{city} ({}) - {}", AGENCIES[agency], lines[0].text);
        let unseen = self.chance(self.setting.unseen);
        let index = if unseen { None } else { self.next() };
        let truth = Truth { kind: Kind::Wire, sources: Vec::new() };
        Some(Report { house: HOUSES + agency, minute, headline: doc.title, lines, wire, truth, index })
    }

    /// A report of a house that takes over wording of this wire at this minute.
    fn copy(&mut self, wire: usize, minute: i64, reports: &[Report]) -> Report {
        let house = self.random.below(HOUSES);
        let copies = |wire: usize| -> Vec<&Report> {
            reports.iter().filter(|report| report.wire == wire && report.truth.kind == Kind::Copy).collect()
        };
        let source = self.source(wire, reports);
        let others: Vec<usize> =
            reports.iter().filter(|r| r.truth.kind == Kind::Wire && r.wire != wire).map(|r| r.wire).collect();
        if let Some(&other) = others.first().filter(|_| self.random.share() < self.setting.fused) {
            let second = self.source(other, reports);
            return self.fused(house, minute, [source, second]);
        }
        let own = copies(wire);
        if let Some(&own) = own.first().filter(|_| self.random.share() < self.setting.updates) {
            let rivals: Vec<&Report> = match others.first() {
                Some(&other) => copies(other),
                None => reports.iter().filter(|report| report.wire == wire && !std::ptr::eq(*report, own)).collect(),
            };
            if let Some(&rival) = rivals.last().filter(|rival| rival.house != own.house) {
                return self.update(minute, own, rival);
            }
        }
        let lines = self.taken(&source.lines, 0.5);
        let mut lines = self.rewritten(house, &lines, self.setting.rate);
        if self.chance(0.1) && lines.len() > 4 {
            let at = 1 + self.random.below(lines.len() - 2);
            lines.swap(at, at + 1);
        }
        self.credit(&mut lines);
        self.add_own(house, &mut lines);
        let truth = Truth { kind: Kind::Copy, sources: vec![source.origin()] };
        let headline = self.headline(house, &source.headline);
        Report { house, minute, headline, lines, wire, truth, index: self.next() }
    }

    /// What is copied: the wire, or a copy of it.
    fn source<'r>(&mut self, wire: usize, reports: &'r [Report]) -> &'r Report {
        let of_wire = |report: &&Report| report.wire == wire;
        let copies: Vec<&Report> = reports.iter().filter(of_wire).filter(|r| r.truth.kind == Kind::Copy).collect();
        if !copies.is_empty() && self.chance(self.setting.chained) {
            return copies[self.random.below(copies.len())];
        }
        reports.iter().filter(of_wire).find(|report| report.truth.kind == Kind::Wire).unwrap_or(&reports[0])
    }

    /// The lines that are taken over: from the end some are cut, and here and there one.
    fn taken(&mut self, lines: &[Line], cut: f64) -> Vec<Line> {
        let most = if self.chance(cut) { 0.4 + 0.6 * self.random.share() } else { 1.0 };
        let kept = ((lines.len() as f64 * most).ceil() as usize).max(3);
        let mut lines: Vec<Line> = lines.iter().take(kept).cloned().collect();
        let mut at = 1;
        while at < lines.len() {
            if lines.len() > 3 && self.chance(0.05) {
                lines.remove(at);
            } else {
                at += 1;
            }
        }
        lines
    }

    fn rewritten(&mut self, house: usize, lines: &[Line], rate: f64) -> Vec<Line> {
        let mut new = Vec::with_capacity(lines.len());
        for Line { text, wire } in lines {
            let words = &self.stock.words;
            let edited = self.houses[house].edited(text, rate, words, &mut self.random);
            new.push(Line { text: self.houses[house].styled(&edited), wire: *wire });
        }
        new
    }

    fn headline(&mut self, house: usize, of: &str) -> String {
        let words = &self.stock.words;
        self.houses[house].edited(of, 0.2, words, &mut self.random)
    }

    /// Keeps, drops or rewords the credit of the first line; now and then adds one.
    fn credit(&mut self, lines: &mut [Line]) {
        let first = &lines[0].text;
        let dateline = first.split_once(") - ").filter(|(head, _)| head.len() < 30);
        if let Some((head, rest)) = dateline {
            let agency = head.rsplit('(').next().unwrap_or_default().to_owned();
            let rest = rest.to_owned();
            match self.random.below(100) {
                0..35 => {}
                35..70 => lines[0].text = rest,
                _ => lines[0].text = format!("{}, {agency} reported.", rest.trim_end_matches('.')),
            }
        }
        if self.chance(0.08) {
            let agency = AGENCIES[self.random.below(AGENCIES.len())];
            let last = lines.len() - 1;
            lines[last].text = format!("{} ({agency})", lines[last].text);
        }
    }

    /// Sentences of its own, mostly at the end.
    fn add_own(&mut self, house: usize, lines: &mut Vec<Line>) {
        if !self.chance(0.5) {
            return;
        }
        let count = 1 + self.random.below(3);
        let own: Vec<Line> = self.stock.sentences(count).into_iter().map(|text| Line { text, wire: None }).collect();
        let own = self.rewritten(house, &own, 0.0);
        let at = if self.chance(0.25) { 1 } else { lines.len() };
        lines.splice(at..at, own);
    }

    /// Stretches of two reports in turn.
    fn fused(&mut self, house: usize, minute: i64, sources: [&Report; 2]) -> Report {
        let mut parts: Vec<Vec<Line>> = Vec::new();
        for source in sources {
            let mut lines = self.taken(&source.lines, 1.0);
            lines.retain(|line| line.wire == Some(source.wire));
            parts.push(self.rewritten(house, &lines, self.setting.rate));
        }
        self.credit(&mut parts[0]);
        let half = parts[1].len().div_ceil(2);
        let rest = parts[1].split_off(half);
        let at = (parts[0].len() / 2).max(1);
        let mut lines = std::mem::take(&mut parts[0]);
        let tail = lines.split_off(at);
        lines.append(&mut parts[1]);
        lines.extend(tail);
        lines.extend(rest);
        let mut origins: Vec<Origin> = sources.map(Report::origin).to_vec();
        origins.sort_unstable();
        let truth = Truth { kind: Kind::Fused, sources: origins };
        let headline = self.headline(house, &sources[0].headline);
        Report { house, minute, headline, lines, wire: sources[0].wire, truth, index: self.next() }
    }

    /// The house's own report once more, with sentences of another's that it did not have.
    fn update(&mut self, minute: i64, own: &Report, rival: &Report) -> Report {
        let house = own.house;
        let mut lines = self.rewritten(house, &own.lines, self.setting.rate / 4.0);
        let same = |line: &Line| own.lines.iter().any(|other| other.wire == line.wire && near(&other.text, &line.text));
        let new: Vec<Line> =
            rival.lines.iter().skip(1).filter(|line| line.wire.is_some() && !same(line)).cloned().collect();
        let new: Vec<Line> = new.into_iter().take(2 + self.random.below(3)).collect();
        let mut origins = vec![own.origin()];
        if new.len() > 1 {
            let new = self.rewritten(house, &new, self.setting.rate);
            let at = lines.len() / 2;
            lines.splice(at..at, new);
            origins.push(rival.origin());
            origins.sort_unstable();
        } else {
            self.add_own(house, &mut lines);
        }
        let truth = Truth { kind: Kind::Update, sources: origins };
        let headline = self.headline(house, &own.headline);
        Report { house, minute, headline, lines, wire: own.wire, truth, index: self.next() }
    }

    /// Another report, with quotations and a name of the event.
    fn independent(&mut self, minute: i64, quotes: &[String], names: &[String]) -> Option<Report> {
        let doc = self.stock.report()?;
        let house = self.random.below(HOUSES);
        let mut lines: Vec<Line> = doc.sentences.into_iter().map(|text| Line { text, wire: None }).collect();
        lines = self.rewritten(house, &lines, 0.0);
        for quote in quotes.iter().take(1 + self.random.below(2)) {
            let at = 1 + self.random.below(lines.len() - 1);
            lines.insert(at, Line { text: self.quoted(quote), wire: None });
        }
        for name in names {
            lines[1].text = format!("{} {name} was there.", lines[1].text);
        }
        let truth = Truth { kind: Kind::Independent, sources: Vec::new() };
        let wire = self.wires;
        self.wires += 1;
        Some(Report { house, minute, headline: doc.title, lines, wire, truth, index: self.next() })
    }

    /// The article that readers get. Its name tells nothing.
    fn capture(&mut self, report: &Report, index: usize) -> Capture {
        let outlet = match self.houses.get(report.house) {
            Some(house) => house.name.clone(),
            None => AGENCIES[report.house - HOUSES].to_owned(),
        };
        let wrong = self.chance(self.setting.wrong);
        let off = if wrong { self.random.below(2 * 72 * 60) as i64 - 72 * 60 } else { 0 };
        let published = if self.chance(self.setting.missing) { None } else { utc_minute(60 * (report.minute + off)) };
        let published = published.and_then(|date| Dated::parse(date.trim_end_matches('Z'), Basis::Record));
        let meta = Meta { outlet: Some(outlet), title: Some(report.headline.clone()), published, ..Meta::default() };
        let mut text = String::new();
        for (at, line) in report.lines.iter().enumerate() {
            text.push_str(&line.text);
            text.push_str(if at % 2 == 1 { "\n\n" } else { " " });
        }
        let name = format!("n{index:05}");
        let place = Place { path: format!("{name}.txt"), line: None, offset: None };
        Capture::new(ArticleId::from_record("flow", &name), place, meta, text.as_bytes().to_vec(), &text)
    }
}

/// Whether two lines are one sentence in two forms: a quarter of the words of the shorter in a row, at least.
fn near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    let common = a.iter().filter(|word| b.contains(word)).count();
    common * 2 > a.len().min(b.len())
}
