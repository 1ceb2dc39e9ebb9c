//! Which of two articles was there first, by wording alone: versions of encyclopedia articles, dispatches of one wire within a
//! day, and passages brought into other texts. Nothing here is told of dates.

use std::collections::BTreeMap;
use std::error::Error;

use serde::Deserialize;
use wirecopy::article::ArticleId;
use wirecopy::trace::{Order, orders};

use crate::data::{Articles, Folder, columns, records};
use crate::sets::{Outcome, Set};
use crate::table::{AtLeast, Bound, Count, Share, Table};

const VERSIONS: [&str; 3] =
    ["wiki_versions/dev/docs.jsonl.gz", "wiki_versions/dev/direction.tsv", "wiki_versions/dev/clusters.tsv"];
const WIRE: [&str; 2] = ["reuters21578/dev/docs.jsonl.gz", "reuters21578/dev/direction.tsv"];
const PASSAGES: [&str; 2] = ["pan13/dev/docs.jsonl.gz", "pan13/dev/pairs.tsv"];

pub const SET: Set = Set {
    name: "order",
    needs: &[VERSIONS[0], VERSIONS[1], VERSIONS[2], WIRE[0], WIRE[1], PASSAGES[0], PASSAGES[1]],
    run,
};

/// The part of the pairs in which what is surest has to be right more often.
const SUREST: f64 = 0.6;

fn run(folder: &Folder, table: &mut Table) -> Outcome {
    versions(folder, table)?;
    wire(folder, table)?;
    passages(folder, table)
}

/// Two articles, the earlier first, and what was told of them.
struct Asked {
    earlier: usize,
    later: usize,
    told: Option<Order>,
    /// Chosen for a part of the figures.
    adjacent: bool,
}

impl Asked {
    fn is_right(&self) -> bool {
        self.told.is_some_and(|order| order.earlier() == Some(self.earlier))
    }

    fn is_answered(&self) -> bool {
        self.told.is_some_and(|order| order.earlier().is_some())
    }
}

/// Asks for the order of pairs; the articles are compared as given, or all that are worth it.
fn ask(
    articles: &Articles,
    compared: Option<&[(usize, usize)]>,
    pairs: impl Iterator<Item = (usize, usize, bool)>,
) -> Result<Vec<Asked>, Box<dyn Error>> {
    let compared = articles.compare(compared)?;
    let told: BTreeMap<(usize, usize), Order> =
        orders(&articles.captures, &compared.pairs).into_iter().map(|order| ((order.a, order.b), order)).collect();
    let told = |a: usize, b: usize| told.get(&(a.min(b), a.max(b))).copied();
    let asked = |(earlier, later, adjacent)| Asked { earlier, later, told: told(earlier, later), adjacent };
    Ok(pairs.map(asked).collect())
}

fn versions(folder: &Folder, table: &mut Table) -> Outcome {
    let mut articles = Articles::read(folder.path(VERSIONS[0]))?;
    let gold = columns(&folder.path(VERSIONS[1]), ["a", "b", "earlier", "steps"])?;
    let gold = gold.iter().map(|[a, b, earlier, steps]| {
        let (a, b) = (articles.index(a)?, articles.index(b)?);
        let earlier = articles.index(earlier)?;
        Ok((earlier, a + b - earlier, steps == "1"))
    });
    let gold = gold.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let asked = ask(&articles, None, gold.iter().copied())?;
    figures(folder, table, "any texts", &articles, &asked.iter().collect::<Vec<_>>(), [None, None])?;
    // The same where it is known which are versions of one article, as it is in a store.
    for [id, article] in columns(&folder.path(VERSIONS[2]), ["doc_id", "cluster_id"])? {
        let index = articles.index(&id)?;
        articles.captures[index].article = ArticleId::from_key(&article, &id);
    }
    let asked = ask(&articles, None, gold.into_iter())?;
    figures(folder, table, "versions", &articles, &asked.iter().collect::<Vec<_>>(), [Some(0.830), None])?;
    let adjacent: Vec<&Asked> = asked.iter().filter(|asked| asked.adjacent).collect();
    figures(folder, table, "versions, adjacent", &articles, &adjacent, [Some(0.757), None])
}

#[derive(Deserialize)]
struct Sent {
    id: String,
    timestamp: String,
}

fn wire(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(WIRE[0]))?;
    let sent: BTreeMap<String, f64> = records::<Sent>(&folder.path(WIRE[0]))?
        .into_iter()
        .filter_map(|sent| Some((sent.id, hours(&sent.timestamp)?)))
        .collect();
    let mut pairs = Vec::new();
    for [a, b, earlier] in columns(&folder.path(WIRE[1]), ["a", "b", "earlier"])? {
        let apart = sent.get(&a).zip(sent.get(&b)).map_or(f64::MAX, |(a, b)| (a - b).abs());
        if apart <= 24.0 {
            let (a, b, earlier) = (articles.index(&a)?, articles.index(&b)?, articles.index(&earlier)?);
            pairs.push((earlier, a + b - earlier, false));
        }
    }
    let given: Vec<(usize, usize)> = pairs.iter().map(|&(a, b, _)| (a, b)).collect();
    let asked = ask(&articles, Some(&given), pairs.into_iter())?;
    let differ = |asked: &&Asked| {
        let body = |article: usize| articles.captures[article].text.body().split_whitespace();
        !body(asked.earlier).eq(body(asked.later))
    };
    let (all, different): (Vec<&Asked>, Vec<&Asked>) = (asked.iter().collect(), asked.iter().filter(differ).collect());
    figures(folder, table, "wire, within a day", &articles, &all, [None, None])?;
    figures(folder, table, "wire, texts that differ", &articles, &different, [None, None])
}

/// Hours since the beginning of our calendar, of `1987-04-07T20:28:19.19`.
fn hours(stamp: &str) -> Option<f64> {
    let moment: jiff::civil::DateTime = stamp.parse().ok()?;
    Some(jiff::civil::DateTime::ZERO.until((jiff::Unit::Second, moment)).ok()?.total(jiff::Unit::Second).ok()? / 3600.0)
}

fn passages(folder: &Folder, table: &mut Table) -> Outcome {
    let articles = Articles::read(folder.path(PASSAGES[0]))?;
    let mut pairs = Vec::new();
    for [to, from, cases] in columns(&folder.path(PASSAGES[1]), ["susp_id", "src_id", "n_cases"])? {
        if cases != "0" {
            pairs.push((articles.index(&from)?, articles.index(&to)?, false));
        }
    }
    let given: Vec<(usize, usize)> = pairs.iter().map(|&(a, b, _)| (a, b)).collect();
    let asked = ask(&articles, Some(&given), pairs.into_iter())?;
    let found: Vec<&Asked> = asked.iter().filter(|asked| asked.told.is_some()).collect();
    table.line("passages, pairs with a case", Count(asked.len()), Bound::None)?;
    figures(folder, table, "passages found", &articles, &found, [Some(0.95), Some(0.995)])
}

fn figures(
    folder: &Folder,
    table: &mut Table,
    part: &str,
    articles: &Articles,
    asked: &[&Asked],
    bounds: [Option<f64>; 2],
) -> Outcome {
    let count = asked.len().max(1) as f64;
    let words = |article: usize| articles.captures[article].text.body().split_whitespace().count();
    let shorter = asked.iter().filter(|asked| words(asked.earlier) < words(asked.later)).count() as f64 / count;
    let ties = asked.iter().filter(|asked| words(asked.earlier) == words(asked.later)).count() as f64 / count;
    let right = asked.iter().filter(|asked| asked.is_right()).count();
    let answered = asked.iter().filter(|asked| asked.is_answered()).count();
    let mut surest = asked.to_vec();
    surest.sort_by_key(|asked| std::cmp::Reverse(asked.told.map_or(0, |order| order.told.sum().abs())));
    surest.truncate((SUREST * count) as usize);
    let surely = surest.iter().filter(|asked| asked.is_right()).count() as f64 / surest.len().max(1) as f64;
    let at_least = |bound: Option<f64>| bound.map_or(Bound::None, AtLeast);
    let accuracy = right as f64 / count;
    table.line(&format!("{part}: pairs"), Count(asked.len()), Bound::None)?;
    table.line(&format!("{part}: right"), Share(accuracy), at_least(bounds[0]))?;
    let [low, high] = wilson(right, asked.len());
    table.line(&format!("{part}: from, with 95 %"), Share(low), Bound::None)?;
    table.line(&format!("{part}: to, with 95 %"), Share(high), Bound::None)?;
    table.line(&format!("{part}: answered"), Share(answered as f64 / count), Bound::None)?;
    table.line(&format!("{part}: right of those"), Share(right as f64 / answered.max(1) as f64), Bound::None)?;
    table.line(&format!("{part}: right of the surest .6"), Share(surely), at_least(bounds[1]))?;
    table.line(&format!("{part}: shorter is earlier"), Share(shorter), Bound::None)?;
    table.line(&format!("{part}: as long"), Share(ties), Bound::None)?;
    folder.detail(&format!("order.{}.tsv", part.replace([' ', ','], "_")), |out| {
        writeln!(out, "earlier\tlater\tright\tcontext\tgrowth\tsequence\twords_earlier\twords_later")?;
        for asked in asked {
            let [context, growth, sequence] = asked.told.map_or([0; 3], |order| {
                let turn = if order.a == asked.earlier { 1 } else { -1 };
                [order.told.context, order.told.growth, order.told.sequence].map(|bits| bits * turn)
            });
            let (a, b) = (asked.earlier, asked.later);
            writeln!(
                out,
                "{}\t{}\t{}\t{context}\t{growth}\t{sequence}\t{}\t{}",
                articles.name(a),
                articles.name(b),
                asked.is_right(),
                words(a),
                words(b)
            )?;
        }
        Ok(())
    })
}

/// The interval in which a share lies with 95 % (E. B. Wilson, Probable inference, 1927).
fn wilson(part: usize, whole: usize) -> [f64; 2] {
    const Z: f64 = 1.96;
    let n = whole.max(1) as f64;
    let share = part as f64 / n;
    let middle = share + Z * Z / (2.0 * n);
    let reach = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    [middle - reach, middle + reach].map(|end| end / (1.0 + Z * Z / n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_holds_its_share() {
        let [low, high] = wilson(8, 10);
        assert!((low - 0.4902).abs() < 1e-3 && (high - 0.9433).abs() < 1e-3, "{low} {high}");
    }
}
