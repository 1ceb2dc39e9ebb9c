//! The pairs of texts that are compared.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use serde::Deserialize;

use crate::edited::{self, Truth};
use crate::random::Random;

/// Two texts, and what is known of them.
pub struct Pair {
    pub name: String,
    pub texts: [String; 2],
    pub truth: Option<Truth>,
}

#[derive(Deserialize)]
struct Doc {
    id: String,
    text: String,
}

type Outcome = Result<Vec<Pair>, Box<dyn Error>>;

/// Articles with known edits.
pub fn edited(folder: &Path, count: usize, seed: u64) -> Outcome {
    let docs = docs(&folder.join("newsflow/n1000/docs.jsonl.gz"))?;
    let articles: Vec<(&String, Vec<Vec<Vec<String>>>)> =
        docs.iter().map(|(id, text)| (id, paragraphs(text))).collect();
    let all: Vec<Vec<String>> = articles.iter().flat_map(|(_, paragraphs)| paragraphs).flatten().cloned().collect();
    let others: Vec<Vec<String>> = all.into_iter().filter(|words| (8..40).contains(&words.len())).collect();
    let mut order: Vec<usize> = (0..articles.len()).collect();
    let mut random = Random::new(seed);
    random.shuffle(&mut order);
    let mut pairs = Vec::new();
    for at in order {
        if pairs.len() == count {
            break;
        }
        let (id, paragraphs) = &articles[at];
        if let Some(made) = edited::edited(paragraphs, &others, &mut random) {
            pairs.push(Pair { name: (*id).clone(), texts: [made.old, made.new], truth: Some(made.truth) });
        }
    }
    Ok(pairs)
}

/// Neighbouring versions of the same article, the first pairs in the order of their names.
pub fn versions(folder: &Path, count: usize) -> Outcome {
    let texts: BTreeMap<String, String> = docs(&folder.join("wiki_versions/dev/docs.jsonl.gz"))?.into_iter().collect();
    let mut pairs = Vec::new();
    for line in fs::read_to_string(folder.join("wiki_versions/dev/direction.tsv"))?.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [a, b, earlier, "1"] = fields[..] else { continue };
        let (old, new) = if earlier == a { (a, b) } else { (b, a) };
        if let (Some(old_text), Some(new_text)) = (texts.get(old), texts.get(new)) {
            pairs.push(Pair {
                name: format!("{old}-{new}"),
                texts: [old_text.clone() + "\n", new_text.clone() + "\n"],
                truth: None,
            });
        }
    }
    pairs.sort_by(|x, y| x.name.cmp(&y.name));
    // Texts that hold the marks of a tool cannot be read back from what it prints.
    pairs.retain(|pair| !pair.texts.iter().any(|text| ["[-", "-]", "{+", "+}"].iter().any(|mark| text.contains(mark))));
    pairs.truncate(count);
    Ok(pairs)
}

/// The pairs of the five articles that share sentences.
pub fn sources() -> Outcome {
    let pair = |old: &str, new: &str| -> Result<Pair, Box<dyn Error>> {
        let read = |name: &str| fs::read_to_string(format!("sources/{name}.txt"));
        Ok(Pair { name: format!("{old}-{new}"), texts: [read(old)?, read(new)?], truth: None })
    };
    Ok(vec![
        pair("000_716b014e97384773", "003_f046b8d73144446e")?,
        pair("001_ae027953efdecbb4", "004_4cd8ae22b0588f7c")?,
    ])
}

fn docs(path: &Path) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let lines = BufReader::new(MultiGzDecoder::new(file)).lines();
    lines
        .map(|line| {
            let doc: Doc = serde_json::from_str(&line?)?;
            Ok((doc.id, doc.text))
        })
        .collect()
}

/// Paragraphs of sentences of words. A sentence ends here only where nobody could doubt it, so that what is moved or taken out
/// is whole: at a full stop behind a small word, before a capital.
fn paragraphs(text: &str) -> Vec<Vec<Vec<String>>> {
    let sentences = |paragraph: &str| {
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        let mut sentences: Vec<Vec<String>> = vec![Vec::new()];
        for (at, word) in words.iter().enumerate() {
            if let Some(last) = sentences.last_mut() {
                last.push((*word).to_owned());
            }
            let stem = word.trim_end_matches('.');
            let ends = stem.len() + 1 == word.len()
                && stem.chars().count() > 3
                && stem.chars().all(|c| c.is_ascii_lowercase())
                && words.get(at + 1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_uppercase()));
            if ends {
                sentences.push(Vec::new());
            }
        }
        sentences
    };
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(sentences).collect()
}
