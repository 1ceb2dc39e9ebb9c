//! Reading sets, and comparing their articles with what each stage costs.

use std::collections::HashMap;
use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use wirecopy::article::{Capture, line_phrases};
use wirecopy::ingest::{self, Input, Options};
use wirecopy::overlap::{Chance, Corpus, Depth, Pair, candidate_pairs, find};
use wirecopy::semantic::Model;
use wirecopy::text::{Span, Text};

use crate::costs::{peak, timed};
use crate::sets::Set;
use crate::table::{AtMost, Bound, Megabytes, Seconds, Table};

/// Where the sets are, and where details go.
pub struct Folder {
    pub root: PathBuf,
    pub details: Option<PathBuf>,
    /// A model of what sentences mean, and its folder.
    pub model: Option<(PathBuf, Model)>,
}

impl Folder {
    pub fn model(&self) -> Option<&Model> {
        self.model.as_ref().map(|(_, model)| model)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The first file of the set that is not there.
    pub fn missing(&self, set: &Set) -> Option<String> {
        set.needs.iter().map(|name| self.path(name)).find(|path| !path.is_file()).map(|path| path.display().to_string())
    }

    /// Folders that no set knows.
    pub fn unknown(&self, sets: &[Set]) -> io::Result<Vec<String>> {
        let mut unknown = Vec::new();
        for entry in fs::read_dir(&self.root)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type()?.is_dir()
                && !sets
                    .iter()
                    .any(|set| set.name == name || set.needs.iter().any(|path| path.starts_with(&format!("{name}/"))))
            {
                unknown.push(name);
            }
        }
        unknown.sort();
        Ok(unknown)
    }

    /// Hands `write` a file of this name among the details, if they are wanted.
    pub fn detail(
        &self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Box<dyn Error>>,
    ) -> Result<(), Box<dyn Error>> {
        let Some(details) = &self.details else { return Ok(()) };
        fs::create_dir_all(details)?;
        let mut out = BufWriter::new(File::create(details.join(name))?);
        write(&mut out)?;
        Ok(out.flush()?)
    }
}

/// The named columns of a TSV whose first line names them. Nothing is quoted in it.
pub fn columns<const N: usize>(path: &Path, names: [&str; N]) -> Result<Vec<[String; N]>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let at = header.iter().position(|column| *column == name);
        *place = at.ok_or_else(|| format!("{}: no column {name}", path.display()))?;
    }
    let row = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        places.map(|place| fields.get(place).copied().unwrap_or_default().to_owned())
    };
    Ok(lines.filter(|line| !line.is_empty()).map(row).collect())
}

/// The records of a packed JSON Lines file.
pub fn records<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Box<dyn Error>> {
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines();
    lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// Articles read, and the CPU seconds it took.
pub struct Articles {
    pub captures: Vec<Capture>,
    index: HashMap<String, usize>,
    /// Unpacking, parsing, hashing.
    reading: f64,
    /// Canonical form, sentences, quotations, kinds.
    segmenting: f64,
}

impl Articles {
    /// Reads articles as the program does. What that takes holds the segmenting, so the texts are made once more to tell
    /// the two apart.
    pub fn read(path: PathBuf) -> Result<Articles, Box<dyn Error>> {
        let shown = path.display().to_string();
        let inputs = [Input::Path(path)];
        let (batch, all) = timed(|| ingest::read(&inputs, &Options::default(), &mut io::empty()))?;
        if let Some(problem) = batch.problems.first() {
            writeln!(io::stderr(), "eval: {} not read from {shown}, first: {problem}", batch.problems.len())?;
        }
        let (_, segmenting) = timed(|| {
            batch.captures.par_iter().for_each(|capture| {
                black_box(Text::new(capture.text.input(), line_phrases()));
            });
        })?;
        Ok(Articles::of(batch.captures, (all - segmenting).max(0.0), segmenting))
    }

    pub fn of(captures: Vec<Capture>, reading: f64, segmenting: f64) -> Articles {
        let index = captures.iter().enumerate().map(|(at, capture)| (capture.article.name().to_owned(), at)).collect();
        Articles { captures, index, reading, segmenting }
    }

    pub fn len(&self) -> usize {
        self.captures.len()
    }

    pub fn index(&self, name: &str) -> Result<usize, Box<dyn Error>> {
        self.index.get(name).copied().ok_or_else(|| format!("no article is called {name}").into())
    }

    /// The indexes of pairs of names.
    pub fn indexes<'n>(
        &self,
        pairs: impl Iterator<Item = (&'n String, &'n String)>,
    ) -> Result<Vec<(usize, usize)>, Box<dyn Error>> {
        pairs.map(|(a, b)| Ok((self.index(a)?, self.index(b)?))).collect()
    }

    pub fn name(&self, index: usize) -> &str {
        self.captures[index].article.name()
    }

    /// Where a span of a text stands in its input, in characters.
    pub fn chars(&self, index: usize, span: Span) -> [usize; 2] {
        self.captures[index].text.place(span).chars
    }

    /// Compares the pairs given, or all that are worth it.
    pub fn compare(&self, given: Option<&[(usize, usize)]>) -> Result<Compared, Box<dyn Error>> {
        self.compare_with(given, None)
    }

    /// The same with a model of what sentences mean.
    pub fn compare_with(
        &self,
        given: Option<&[(usize, usize)]>,
        model: Option<&Model>,
    ) -> Result<Compared, Box<dyn Error>> {
        compare(&self.captures.iter().map(|capture| &capture.text).collect::<Vec<_>>(), given, model)
    }
}

/// Compares the pairs of texts given, or all that are worth it.
pub fn compare(
    texts: &[&Text],
    given: Option<&[(usize, usize)]>,
    model: Option<&Model>,
) -> Result<Compared, Box<dyn Error>> {
    let (corpus, preparing) = timed(|| Corpus::new(texts).with_model(model))?;
    let (likely, searching) = timed(|| given.is_none().then(|| candidate_pairs(&corpus)))?;
    let (pairs, chance) = match (&likely, given) {
        (Some(likely), _) => (likely.as_slice(), Chance::searched(texts.len())),
        (None, given) => (given.unwrap_or_default(), Chance::NAMED),
    };
    let (pairs, comparing) = timed(|| find(&corpus, pairs, chance, Depth::Spans))?;
    Ok(Compared { pairs, stages: [preparing, searching, comparing], peak: peak()? })
}

/// Pairs compared, and what it took.
pub struct Compared {
    /// In the order in which they were given; those without anything in common too.
    pub pairs: Vec<Pair>,
    /// CPU seconds of the engine's stages, from segmented texts to passages.
    stages: [f64; 3],
    /// Megabytes, the articles included.
    pub peak: f64,
}

/// Reading the words of all texts, finding the pairs worth comparing, comparing them.
const STAGES: [&str; 3] = ["preparing", "searching", "comparing"];

impl Compared {
    /// CPU seconds from segmented texts to passages.
    pub fn engine(&self) -> f64 {
        self.stages.iter().sum()
    }
}

/// What is asked of the costs: CPU seconds of the engine and in all, megabytes.
#[derive(Default)]
pub struct Asked {
    pub engine: Option<f64>,
    pub all: Option<f64>,
    pub peak: Option<f64>,
}

/// The lines of the table that say what it took; `part` stands before each.
pub fn costs(
    table: &mut Table,
    part: &str,
    articles: &Articles,
    compared: &Compared,
    asked: &Asked,
) -> Result<(), Box<dyn Error>> {
    let Articles { reading, segmenting, .. } = articles;
    let (engine, peak) = (compared.engine(), compared.peak);
    let at_most = |bound: Option<f64>| bound.map_or(Bound::None, AtMost);
    table.line(&format!("{part}CPU reading"), Seconds(*reading), Bound::None)?;
    table.line(&format!("{part}CPU segmenting"), Seconds(*segmenting), Bound::None)?;
    for (stage, seconds) in STAGES.iter().zip(compared.stages) {
        table.line(&format!("{part}CPU engine, {stage}"), Seconds(seconds), Bound::None)?;
    }
    table.line(&format!("{part}CPU engine"), Seconds(engine), at_most(asked.engine))?;
    table.line(&format!("{part}CPU in all"), Seconds(reading + segmenting + engine), at_most(asked.all))?;
    table.line(&format!("{part}peak memory"), Megabytes(peak), at_most(asked.peak))?;
    Ok(())
}

/// The passages of a pair, for a reader: what each is called and its wording on both sides.
pub fn show(out: &mut dyn Write, articles: &Articles, pair: &Pair) -> Result<(), Box<dyn Error>> {
    for passage in &pair.passages {
        let wording = |index: usize, span| articles.captures[index].text.slice(span).replace('\n', " ");
        writeln!(out, "{:?}", passage.relation)?;
        writeln!(out, "  < {}\n  > {}", wording(pair.a, passage.a), wording(pair.b, passage.b))?;
    }
    Ok(())
}
