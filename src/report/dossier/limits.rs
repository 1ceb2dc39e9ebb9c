//! What a report cannot say. Each line is there because of something in these articles, or because it holds of all.

use super::super::words::many;
use super::super::{Analysis, Article, GroundRow, NodeRow, Trace, Veil};
use super::Shelf;

/// So many pairs are named in a line; the rest is counted.
const NAMED: usize = 6;

pub(super) fn limits(analysis: &Analysis, trace: &Trace, shelf: Option<&Shelf>, veil: &Veil) -> Vec<String> {
    let mut lines: Vec<Option<String>> = vec![open(trace)];
    lines.push(third(trace));
    let credits = trace.counted().any(|link| matches!(link.ground, GroundRow::Stated { .. }));
    lines.push(credits.then(|| {
        "Whether a credit is true, and how much of an article comes from whom it credits: credits are repeated here as \
         the articles state them, and what a source printed is known only where its own report is among the articles."
            .to_owned()
    }));
    lines.push(without(&analysis.articles, "date", |article| article.date.is_some()));
    lines.push(without(&analysis.articles, "outlet", |article| article.outlet.is_some()));
    lines.push((analysis.possible > analysis.compared).then(|| {
        format!(
            "What the {} pairs share that were not compared: of {} articles only pairs with a rare pair of words or a \
             run of words in common are.",
            analysis.possible - analysis.compared,
            analysis.articles.len(),
        )
    }));
    lines.push((analysis.articles.len() > 1).then(|| {
        "That articles are independent. No shared wording is no proof of it: facts, and sentences that kept none of \
         their words, are not compared."
            .to_owned()
    }));
    lines.push(Some(
        "Whether any use was licensed, right or wrong. A percentage says how many words stand in sentences that share \
         wording; it is no verdict on anybody."
            .to_owned(),
    ));
    lines.push(Some(match shelf {
        None => "What these articles said at any other time: there is no store to say it.".to_owned(),
        Some(shelf) if shelf.sealed.is_none() => {
            "That the store is the one its keeper had before: nothing outside it confirms its log (unanchored). \
             `wirecopy seal` signs it; `wirecopy verify` recomputes it."
                .to_owned()
        }
        Some(_) => {
            "That an outlet published these bytes, or when: the store shows what was recorded, and that it was not \
                    changed since. `wirecopy verify` checks who vouches for the checkpoint."
                .to_owned()
        }
    }));
    lines.push(veil.redacted.then(|| {
        "What the articles say: their wording is left out. Each sentence is named by its place and the SHA-256 of its \
         bytes; whoever has the article can check it."
            .to_owned()
    }));
    lines.push(veil.anonymous.then(|| {
        let wording = if veil.redacted { "" } else { ", and wording can be searched for" };
        format!(
            "Who the outlets are: their names, those of the articles and whatever would give them away in a field are \
             left out. A text may name its outlet in a way that no field states{wording}."
        )
    }));
    lines.into_iter().flatten().collect()
}

fn open(trace: &Trace) -> Option<String> {
    let label = |node: &NodeRow| node.article().map(|article| trace.articles[article].label.as_str());
    let open = trace.counted().filter(|link| !link.directed);
    let mut pairs: Vec<String> = open
        .filter_map(|link| Some(format!("{} and {}", link.from.first().and_then(label)?, label(&link.to)?)))
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let more = pairs.len().saturating_sub(NAMED);
    pairs.truncate(NAMED);
    pairs.extend((more > 0).then(|| format!("{more} more pairs")));
    Some(format!("Who followed whom, or both a third text, in {}: the direction is open.", pairs.join("; ")))
}

fn third(trace: &Trace) -> Option<String> {
    let label = |node: &NodeRow| node.article().map(|article| trace.articles[article].label.as_str());
    let likely = trace.counted().filter(|link| link.directed && link.from.len() > 1);
    let mut all: Vec<String> = likely
        .filter_map(|link| Some(format!("{} from {}", label(&link.to)?, link.from.first().and_then(label)?)))
        .collect();
    if all.is_empty() {
        return None;
    }
    let more = all.len().saturating_sub(NAMED);
    all.truncate(NAMED);
    all.extend((more > 0).then(|| format!("{more} more")));
    Some(format!(
        "That an article was made from the other itself ({}): a text that both follow fits as well.",
        all.join("; ")
    ))
}

fn without(articles: &[Article], what: &str, has: fn(&Article) -> bool) -> Option<String> {
    let lacking: Vec<&str> =
        articles.iter().filter(|article| !has(article)).map(|article| article.label.as_str()).collect();
    if lacking.is_empty() {
        return None;
    }
    let who = match lacking.len() {
        few if few <= NAMED => lacking.join(", "),
        _ => many(lacking.len(), "article"),
    };
    Some(match what {
        "date" => format!("When {who} came out: no date is stated, and none is guessed."),
        _ => format!("Which outlet printed {who}: none is stated, and none is guessed."),
    })
}
