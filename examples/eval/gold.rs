//! Five articles whose shared sentences a reader marked; they stand beside the data, not in it. The counts are those of
//! the check that lies there.

use std::error::Error;

use wirecopy::overlap::{Overlap, Relation};

use crate::data::{Articles, Asked, Folder, columns, costs};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, AtMost, Count, Table};

const ROWS: &str = "../gold/seeds_gold.tsv";
const SEEDS: &str = "../gold/seeds";

pub const SET: Set = Set { name: "gold", needs: &[ROWS], run };

/// What must be found, and as what.
const MUST: [(&str, &[Relation]); 3] = [
    ("G01", &[Relation::Edited]),
    ("G02", &[Relation::Quotation, Relation::CommonSource]),
    ("G20", &[Relation::Quotation]),
];

/// What should be found, as copying.
const SHOULD: [&str; 9] = ["G11", "G12", "G13", "G14", "G15", "G16", "G17", "G18", "G19"];

/// A file and bytes in it, half-open.
type Place = (String, [usize; 2]);

/// Two sentences and what the reader called them.
struct Row {
    id: String,
    relation: String,
    sides: [Place; 2],
}

/// What was found.
struct Found {
    relation: Relation,
    sides: [Place; 2],
}

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    let rows = rows(folder)?;
    let articles = Articles::read(folder.path(SEEDS))?;
    let compared = articles.compare_with(None, folder.model())?;
    let found: Vec<Found> =
        compared.pairs.iter().flat_map(|pair| &pair.overlaps).map(|overlap| Found::of(&articles, overlap)).collect();

    let is_found = |id: &str, counts: &dyn Fn(Relation) -> bool| {
        rows.iter().filter(|row| row.id == id).any(|row| found.iter().any(|f| counts(f.relation) && f.meets(row)))
    };
    let must = MUST.iter().filter(|(id, wanted)| is_found(id, &|relation| wanted.contains(&relation))).count();
    let rewritten = |relation| matches!(relation, Relation::Edited | Relation::Paraphrase);
    let should = SHOULD.iter().filter(|id| is_found(id, &rewritten)).count();
    let wrong: Vec<&Found> = found.iter().filter(|found| found.is_wrong(&rows)).collect();

    table.line("MUST found, of 3", Count(must), AtLeast(3.0))?;
    table.line("SHOULD found, of 9", Count(should), AtLeast(9.0))?;
    table.line("MUST NOT reported", Count(wrong.len()), AtMost(0.0))?;
    costs(table, "", &articles, &compared, &Asked::default())?;
    folder.detail("gold.wrong.tsv", |out| {
        for Found { relation, sides: [(a, [a0, a1]), (b, [b0, b1])] } in &wrong {
            writeln!(out, "{relation:?}\t{a}\t{a0}-{a1}\t{b}\t{b0}-{b1}")?;
        }
        Ok(())
    })
}

fn rows(folder: &Folder) -> Result<Vec<Row>, Box<dyn Error>> {
    let names = ["id", "relation", "file_a", "byte_a", "file_b", "byte_b"];
    let bytes = |range: &str| -> Result<[usize; 2], Box<dyn Error>> {
        let (start, end) = range.split_once('-').ok_or_else(|| format!("{ROWS}: no range of bytes: {range}"))?;
        Ok([start.parse()?, end.parse()?])
    };
    let row = |[id, relation, file_a, byte_a, file_b, byte_b]: [String; 6]| {
        Ok(Row { id, relation, sides: [(file_a, bytes(&byte_a)?), (file_b, bytes(&byte_b)?)] })
    };
    columns(&folder.path(ROWS), names)?.into_iter().map(row).collect()
}

impl Found {
    fn of(articles: &Articles, overlap: &Overlap) -> Found {
        let place = |side: &wirecopy::overlap::Side| {
            let capture = &articles.captures[side.text];
            let file = capture.source.path.rsplit('/').next().unwrap_or_default();
            (file.to_owned(), capture.text.place(side.span).bytes)
        };
        Found { relation: overlap.relation, sides: [place(&overlap.a), place(&overlap.b)] }
    }

    fn meets(&self, row: &Row) -> bool {
        let [a, b] = &self.sides;
        let meets = |x: &Place, y: &Place| covers(&row.sides[0], x) && covers(&row.sides[1], y);
        meets(a, b) || meets(b, a)
    }

    /// Whether it is reported as what the reader did not find there.
    fn is_wrong(&self, rows: &[Row]) -> bool {
        let copied = ["edited", "paraphrase"];
        let quoted = ["quote-variant", "quote-same"];
        let may_be: Vec<&str> = match self.relation {
            Relation::Boilerplate => return false,
            Relation::Quotation => [copied, quoted].concat(),
            Relation::CommonSource => [&quoted[..], &["common-source"]].concat(),
            _ => copied.to_vec(),
        };
        !rows.iter().any(|row| may_be.contains(&row.relation.as_str()) && self.meets(row))
    }
}

/// Whether the place found holds half of the shorter of the two, and is not twice as long as what was marked.
fn covers((file, marked): &Place, (in_file, found): &Place) -> bool {
    let common = marked[1].min(found[1]).saturating_sub(marked[0].max(found[0]));
    let (marked, found) = (marked[1] - marked[0], found[1] - found[0]);
    file == in_file && common > 0 && 2 * common >= marked.min(found) && found <= 2 * marked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(file: &str, bytes: [usize; 2]) -> Place {
        (file.to_owned(), bytes)
    }

    #[test]
    fn what_is_found_meets_a_row_in_either_order() {
        let row =
            Row { id: String::new(), relation: "edited".to_owned(), sides: [at("x", [0, 100]), at("y", [50, 90])] };
        let found = Found { relation: Relation::Verbatim, sides: [at("y", [50, 90]), at("x", [50, 150])] };
        assert!(found.meets(&row) && !found.is_wrong(&[row]));
    }

    #[test]
    fn a_third_of_a_sentence_or_two_sentences_and_a_half_do_not_cover_it() {
        let marked = at("x", [100, 200]);
        assert!(!covers(&marked, &at("x", [170, 260])));
        assert!(!covers(&marked, &at("x", [50, 300])));
        assert!(covers(&marked, &at("x", [150, 250])));
        assert!(!covers(&marked, &at("y", [100, 200])));
    }
}
