//! Short answers copied from a source in three degrees, or not (Clough & Stevenson 2011): told from how much of an answer
//! stands in each class.
//!
//! The rule: an answer is copied if enough of it stands in verbatim, edited or paraphrased sentences. To which degree is
//! told by their faithfulness, the mean over the copied characters of 1 where they are verbatim, ½ where edited and 0
//! where paraphrased. That makes one cut-off of the copied share and two of faithfulness. They are found on the answers of
//! all other participants and applied to those of one, for each participant in turn.

use std::error::Error;

use wirecopy::overlap::{Pair, Relation};

use crate::cuts;
use crate::data::{Articles, Asked, Folder, columns, costs};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Share, Table};

const DOCS: &str = "clough_stevenson/dev/docs.jsonl";
const PAIRS: &str = "clough_stevenson/dev/pairs.tsv";

pub const SET: Set = Set { name: "clough_stevenson", needs: &[DOCS, PAIRS], run };

/// From nothing copied to all.
const LABELS: [&str; 4] = ["non_plagiarised", "heavy_revision", "light_revision", "near_copy"];

/// An answer, what was measured of it, and what it is.
struct Answer {
    name: String,
    participant: String,
    /// Its place in `LABELS`.
    label: usize,
    coverage: Coverage,
}

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(DOCS))?;
    let rows = columns(&folder.path(PAIRS), ["answer_id", "source_id", "label"])?;
    let compared = articles.compare(Some(&articles.indexes(rows.iter().map(|[a, b, _]| (a, b)))?))?;
    let answer = |([name, _, label], pair): (&[String; 3], &Pair)| {
        let label = LABELS.iter().position(|known| known == label).ok_or_else(|| format!("{PAIRS}: label {label}"))?;
        // g0pA_taska: the participant stands before the task.
        let participant = name.split('_').next().unwrap_or_default().to_owned();
        Ok(Answer { name: name.clone(), participant, label, coverage: Coverage::of(&articles, pair) })
    };
    let answers: Vec<Answer> = rows.iter().zip(&compared.pairs).map(answer).collect::<Result<_, Box<dyn Error>>>()?;

    let told: Vec<usize> = answers.iter().map(|answer| label(answer, &answers)).collect();
    let right = |counts: &dyn Fn(usize) -> usize| {
        let right = answers.iter().zip(&told).filter(|(answer, told)| counts(answer.label) == counts(**told)).count();
        Share(right as f64 / answers.len().max(1) as f64)
    };
    table.line("four labels, accuracy", right(&|label| label), AtLeast(0.85))?;
    table.line("copied or not, accuracy", right(&|label| label.min(1)), AtLeast(0.97))?;
    costs(table, "", &articles, &compared, &Asked::default())?;
    folder.detail("clough_stevenson.tsv", |out| {
        writeln!(out, "answer_id\tlabel\ttold\tverbatim\tedited\tparaphrase")?;
        for (Answer { name, label, coverage, .. }, told) in answers.iter().zip(&told) {
            let Coverage { verbatim, edited, paraphrase } = coverage;
            let (label, told) = (LABELS[*label], LABELS[*told]);
            writeln!(out, "{name}\t{label}\t{told}\t{verbatim:.3}\t{edited:.3}\t{paraphrase:.3}")?;
        }
        Ok(())
    })
}

/// What the answer is called by cut-offs found on the answers of the other participants.
fn label(answer: &Answer, answers: &[Answer]) -> usize {
    let others: Vec<&Answer> = answers.iter().filter(|other| other.participant != answer.participant).collect();
    let copied = cuts::best(others.iter().map(|other| (other.coverage.copied(), other.label.min(1))).collect(), 2);
    if cuts::class(&copied, answer.coverage.copied()) == 0 {
        return 0;
    }
    let of_copies = others.iter().filter(|other| other.label > 0 && other.coverage.copied() > 0.0);
    let faithful = cuts::best(of_copies.map(|other| (other.coverage.faithfulness(), other.label - 1)).collect(), 3);
    1 + cuts::class(&faithful, answer.coverage.faithfulness())
}

/// How much of an answer stands in overlaps of each class, by characters.
struct Coverage {
    verbatim: f64,
    edited: f64,
    paraphrase: f64,
}

impl Coverage {
    fn of(articles: &Articles, pair: &Pair) -> Coverage {
        let whole: usize = articles.captures[pair.a].text.sentences().iter().map(|sentence| sentence.span.len()).sum();
        let share = |relation| {
            let of_class = pair.overlaps.iter().filter(|overlap| overlap.relation == relation);
            of_class.map(|overlap| overlap.a.span.len()).sum::<usize>() as f64 / whole.max(1) as f64
        };
        Coverage {
            verbatim: share(Relation::Verbatim),
            edited: share(Relation::Edited),
            paraphrase: share(Relation::Paraphrase),
        }
    }

    fn copied(&self) -> f64 {
        self.verbatim + self.edited + self.paraphrase
    }

    /// Nothing is kept where nothing is copied.
    fn faithfulness(&self) -> f64 {
        if self.copied() > 0.0 { (self.verbatim + self.edited / 2.0) / self.copied() } else { 0.0 }
    }
}
