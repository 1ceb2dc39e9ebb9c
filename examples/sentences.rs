//! Writes the sentence boundaries of texts as tab-separated values, to be scored against a gold standard.
//!
//! `cargo run --release --example sentences -- [--no-quotation-pass] TEXTS.jsonl > spans.tsv`
//!
//! TEXTS has one JSON object a line with the strings `id` and `text`. Columns: doc_id, start, end, in Unicode scalar
//! values of the input text, half-open.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

use wirecopy::article::line_phrases;
use wirecopy::text::{Inside, Text};

fn main() -> Result<(), Box<dyn Error>> {
    let mut inside = Inside::Parted;
    let mut path = None;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--no-quotation-pass" => inside = Inside::Whole,
            _ => path = Some(argument),
        }
    }
    let path = path.ok_or("usage: sentences [--no-quotation-pass] TEXTS.jsonl")?;
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "doc_id\tstart\tend")?;
    for line in BufReader::new(File::open(path)?).lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let (Some(id), Some(input)) = (record["id"].as_str(), record["text"].as_str()) else {
            return Err("a record without the strings `id` and `text`".into());
        };
        let text = Text::new(input, line_phrases());
        for span in text.sentence_spans(inside) {
            let [start, end] = text.place(span).chars;
            writeln!(out, "{id}\t{start}\t{end}")?;
        }
    }
    Ok(out.flush()?)
}
