//! Two texts, or the articles of two folders, side by side.

use std::fmt::Write as _;

use super::{Frame, frame};
use crate::diff::By;
use crate::hash::Digest;
use crate::overlap::{Relation, Verdict};
use crate::report::markup::Text;
use crate::report::{
    Article, Comparison, DiffRow, DriftRow, EditRow, Extract, FolderPair, Folders, PairedRow, View, fact_name, mark,
};

/// More rows in a row that are the same are folded up.
const SAME_SHOWN: usize = 2;

pub(super) fn page(comparison: &Comparison, view: &View) -> String {
    let [left, right] = comparison.articles.each_ref().map(Article::place);
    let mut body = String::from("<header class=\"w\">\n<p class=\"brand\">wirecopy diff</p>\n");
    let _ = writeln!(body, "<h1>{} ↔ {}</h1>", Text(&left), Text(&right));
    let _ = writeln!(
        body,
        "<p class=\"lede\">{}</p>\n</header>\n<main class=\"w\" id=\"main\">",
        Text(&summary(comparison))
    );
    body.push_str(KEY);
    section(&mut body, comparison, view, "");
    body.push_str("</main>\n");
    foot(&mut body, comparison.method, &comparison.params);
    frame(&Frame { title: &format!("{left} ↔ {right}"), css: "", js: "", forms: super::NOBODY, body: &body })
}

pub(super) fn folders(folders: &Folders, view: &View) -> String {
    let [left, right] = &folders.names;
    let mut body = String::from("<header class=\"w\">\n<p class=\"brand\">wirecopy diff</p>\n");
    let _ = writeln!(body, "<h1>{} ↔ {}</h1>\n</header>\n<main class=\"w\" id=\"main\">", Text(left), Text(right));
    index(&mut body, folders);
    body.push_str(KEY);
    for (at, pair) in folders.pairs.iter().enumerate().filter(|(_, pair)| !pair.comparison.is_same()) {
        let [left, right] = pair.comparison.articles.each_ref().map(Article::place);
        let _ = writeln!(body, "<section id=\"p{at}\">\n<h2>{} ↔ {}</h2>", Text(&left), Text(&right));
        let _ = writeln!(body, "<p class=\"lede\">{}</p>", Text(&summary(&pair.comparison)));
        section(&mut body, &pair.comparison, view, &format!("p{at}-"));
        body.push_str("</section>\n");
    }
    body.push_str("</main>\n");
    foot(&mut body, folders.method, &folders.params);
    frame(&Frame { title: &format!("{left} ↔ {right}"), css: "", js: "", forms: super::NOBODY, body: &body })
}

const KEY: &str = "<ul class=\"key\" aria-label=\"Marks\">\n<li>= the same</li><li>± edited</li><li>≈ paraphrase</li>\
    <li>❝ quotation</li><li>∴ common source</li><li># boilerplate</li><li>⇅ moved</li><li>≠ facts disagree</li>\
    <li><del>only left</del></li><li><ins>only right</ins></li>\n</ul>\n";

/// The articles of both folders in a table.
fn index(body: &mut String, folders: &Folders) {
    body.push_str(
        "<table>\n<caption>Articles of both folders, matched by name or, if renamed, by content</caption>\n<thead><tr>",
    );
    for head in ["left", "right", "by", "what differs"] {
        let _ = write!(body, "<th scope=\"col\">{head}</th>");
    }
    body.push_str("</tr></thead>\n<tbody>\n");
    for (at, FolderPair { by, comparison }) in folders.pairs.iter().enumerate() {
        let [left, right] = comparison.articles.each_ref().map(Article::place);
        let link = match comparison.is_same() {
            true => Text(&left).to_string(),
            false => format!("<a href=\"#p{at}\">{}</a>", Text(&left)),
        };
        let by = match by {
            By::Name => "name",
            By::Content => "content",
        };
        let told = told(comparison);
        let _ =
            writeln!(body, "<tr><td>{link}</td><td>{}</td><td>{by}</td><td>{}</td></tr>", Text(&right), Text(&told));
    }
    for (side, articles) in folders.only.iter().enumerate() {
        for article in articles {
            let name = Text(&article.place()).to_string();
            let [left, right] = if side == 0 { [name.as_str(), "–"] } else { ["–", name.as_str()] };
            let where_to = ["only left", "only right"][side];
            let _ = writeln!(body, "<tr><td>{left}</td><td>{right}</td><td>–</td><td>{where_to}</td></tr>");
        }
    }
    body.push_str("</tbody>\n</table>\n");
}

/// The rows of a comparison, then its facts. `anchor` begins the names of the rows.
fn section(body: &mut String, comparison: &Comparison, view: &View, anchor: &str) {
    heads(body, comparison);
    body.push_str("<ol class=\"rows\">\n");
    let is_same = |row: &DiffRow| matches!(row, DiffRow::Pair(pair) if pair.same && !pair.overlap.moved);
    let numbered = comparison.rows.iter().enumerate();
    let wanted: Vec<(usize, &DiffRow)> = numbered.filter(|(_, row)| row.is_wanted(view.diff.only)).collect();
    for run in wanted.chunk_by(|(_, before), (_, row)| is_same(before) && is_same(row)) {
        let folded = is_same(run[0].1) && run.len() > SAME_SHOWN;
        if folded {
            let _ =
                writeln!(body, "<li><details><summary>{} sentences the same</summary>\n<ol class=\"rows\">", run.len());
        }
        for (at, shown) in run {
            row(body, shown, &format!("{anchor}r{at}"));
        }
        if folded {
            body.push_str("</ol></details></li>\n");
        }
    }
    body.push_str("</ol>\n");
    facts(body, comparison, view, anchor);
}

fn heads(body: &mut String, comparison: &Comparison) {
    body.push_str("<div class=\"cols heads\">\n");
    for (side, article) in comparison.articles.iter().enumerate() {
        let outlet = article.outlet.as_deref().unwrap_or("outlet not stated");
        let date = article.date.as_ref().map_or("date not stated", |date| date.value.as_str());
        let words = comparison.words[side];
        let _ = writeln!(
            body,
            "<p><b>{}: {}</b>{}, {}, {} sentences, {words} words<br><code>{}</code></p>",
            ["left", "right"][side],
            Text(&article.place()),
            Text(outlet),
            Text(date),
            article.sentences,
            Text(&article.version),
        );
    }
    body.push_str("</div>\n");
}

fn row(body: &mut String, row: &DiffRow, name: &str) {
    match row {
        DiffRow::Only(extract) => {
            let (side, sign) = if extract.article == 0 { ("left", "&lt;") } else { ("right", "&gt;") };
            let number = numbers(&extract.sentences);
            let _ = writeln!(body, "<li class=\"row only\" id=\"{name}\">");
            let _ = writeln!(body, "<p class=\"ph\"><b>{sign}</b> <a href=\"#{name}\">{number}</a> only {side}</p>");
            let edit = whole(extract);
            let words = |side| format!("<p class=\"text\" dir=\"auto\">{}</p>", marked(&edit, side));
            let nothing = "<p class=\"none\">not here</p>".to_owned();
            let cells = if extract.article == 0 { [words(0), nothing] } else { [nothing, words(1)] };
            let _ = writeln!(body, "<div class=\"cols\">{}{}</div>\n</li>", cells[0], cells[1]);
        }
        DiffRow::Pair(pair) => paired(body, pair, name),
    }
}

fn paired(body: &mut String, pair: &PairedRow, name: &str) {
    let overlap = &pair.overlap;
    let (class, said, sign) = match overlap.relation {
        _ if pair.same => ("same", "the same", mark(Relation::Verbatim, false)),
        Relation::Verbatim | Relation::Edited => ("edited", "edited", mark(Relation::Edited, false)),
        Relation::Paraphrase => ("paraphrase", "paraphrase", mark(Relation::Paraphrase, false)),
        Relation::Quotation => ("quotation", "quotation", mark(Relation::Quotation, false)),
        Relation::CommonSource => ("common-source", "common source", mark(Relation::CommonSource, false)),
        Relation::Boilerplate => ("boilerplate", "boilerplate", mark(Relation::Boilerplate, false)),
    };
    let _ = writeln!(body, "<li class=\"row {class}\" id=\"{name}\">");
    let between = |a: &[usize], b: &[usize]| format!("{} ↔ {}", numbers(a), numbers(b));
    let place = between(&overlap.a.sentences, &overlap.b.sentences);
    let moved = match &pair.block {
        _ if !overlap.moved => String::new(),
        None => ", moved ⇅".to_owned(),
        Some([a, b]) => format!(", moved ⇅ with {}", between(a, b)),
    };
    let note = pair.note.as_ref().map_or(String::new(), |note| format!(" ({note})"));
    let head = format!("<b>{sign}</b> <a href=\"#{name}\">{place}</a> {said}{moved}{}", Text(&note));
    let _ = writeln!(body, "<p class=\"ph\">{head}</p>\n<div class=\"cols\">");
    for side in [0, 1] {
        let exact = [&overlap.a.exact, &overlap.b.exact][side];
        let words = match pair.same || overlap.relation.is_retold() {
            true => Text(exact).to_string(),
            false => overlap.edits.iter().map(|edit| marked(edit, side)).collect(),
        };
        let _ = writeln!(body, "<p class=\"text\" dir=\"auto\">{words}</p>");
    }
    body.push_str("</div>\n");
    if !overlap.drift.is_empty() {
        body.push_str("<ul class=\"facts\">\n");
        for drift in &overlap.drift {
            let _ = writeln!(body, "<li{}>{}</li>", class_of(drift), Text(&fact(drift)));
        }
        body.push_str("</ul>\n");
    }
    body.push_str("</li>\n");
}

/// The words of a side (0 or 1) of an edit. The brackets are for who reads without styles.
fn marked(edit: &EditRow, side: usize) -> String {
    let words = [edit.text_a.as_str(), edit.text_b.as_str()][side];
    if words.is_empty() || edit.reads_the_same() {
        return Text(words).to_string();
    }
    let inner = match edit.letters.map(|letters| letters[side]) {
        Some([start, end]) if start < end => {
            format!("{}<b>{}</b>{}", Text(&words[..start]), Text(&words[start..end]), Text(&words[end..]))
        }
        _ => Text(words).to_string(),
    };
    let (tag, open, close) = [("del", "[-", "-]"), ("ins", "{+", "+}")][side];
    format!("<{tag}><span class=\"vh\">{open}</span>{inner}<span class=\"vh\">{close}</span></{tag}>")
}

fn whole(extract: &Extract) -> EditRow {
    if extract.article == 0 { EditRow::whole(&extract.exact, "") } else { EditRow::whole("", &extract.exact) }
}

/// All facts that differ, with links to their rows.
fn facts(body: &mut String, comparison: &Comparison, view: &View, anchor: &str) {
    let pairs = comparison.rows.iter().enumerate().filter_map(|(at, row)| match row {
        DiffRow::Pair(pair) if !pair.overlap.drift.is_empty() => {
            Some((row.is_wanted(view.diff.only).then_some(at), pair))
        }
        _ => None,
    });
    let pairs: Vec<(Option<usize>, &Box<PairedRow>)> = pairs.collect();
    if pairs.is_empty() {
        return;
    }
    body.push_str(
        "<table>\n<caption>Facts that differ</caption>\n<thead><tr><th scope=\"col\">where</th>\
        <th scope=\"col\">what</th></tr></thead>\n<tbody>\n",
    );
    for (at, pair) in pairs {
        let [a, b] = [&pair.overlap.a, &pair.overlap.b].map(|side| numbers(&side.sentences));
        for drift in &pair.overlap.drift {
            // A row that is not shown cannot be gone to.
            let place = match at {
                Some(at) => format!("<a href=\"#{anchor}r{at}\">{a} ↔ {b}</a>"),
                None => format!("{a} ↔ {b}"),
            };
            let _ = writeln!(body, "<tr><td>{place}</td><td{}>{}</td></tr>", class_of(drift), Text(&fact(drift)));
        }
    }
    body.push_str("</tbody>\n</table>\n");
}

fn class_of(drift: &DriftRow) -> &'static str {
    if drift.verdict == Verdict::Conflict { " class=\"cf\"" } else { "" }
}

fn fact(drift: &DriftRow) -> String {
    let words = |side: &Option<(String, [usize; 2])>| side.as_ref().map_or("none".to_owned(), |(text, _)| text.clone());
    let (left, right) = (words(&drift.a), words(&drift.b));
    let kind = fact_name(drift.kind);
    match drift.verdict {
        Verdict::Conflict => format!("≠ {kind}: left {left}, right {right}"),
        Verdict::Reformatted => format!("{kind} written differently: {left} → {right}"),
        Verdict::Rounded => format!("{kind} less exact on a side: {left} → {right}"),
        Verdict::Dropped => format!("{kind} dropped: {left}"),
        Verdict::Added => format!("{kind} added: {right}"),
    }
}

/// What there is of each kind.
fn told(comparison: &Comparison) -> String {
    if comparison.same {
        let stated = comparison.stated.iter().map(|change| change.field.as_str()).collect::<Vec<_>>().join(" and ");
        return if stated.is_empty() {
            "The same text.".to_owned()
        } else {
            format!("The same text, another {stated}.")
        };
    }
    let counts = &comparison.counts;
    let besides = [(counts.moved, "moved"), (counts.conflicts, "in conflict")];
    let kinds = counts.kinds();
    let some =
        kinds.iter().chain(&besides).filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    some.collect::<Vec<_>>().join(", ")
}

fn summary(comparison: &Comparison) -> String {
    let [left, right] = comparison.shares.map(|share| (u32::from(share) + 5) / 10);
    let told = told(comparison);
    if comparison.same {
        return told;
    }
    format!("Sentences: {told}. What counts as shared wording is {left} % of left, {right} % of right.")
}

fn numbers(sentences: &[usize]) -> String {
    match sentences {
        [first, .., last] => format!("{}–{}", first + 1, last + 1),
        [only] => (only + 1).to_string(),
        [] => String::new(),
    }
}

fn foot(body: &mut String, method: Option<Digest>, params: &std::collections::BTreeMap<String, String>) {
    let _ = write!(body, "<footer class=\"w\"><p class=\"foot\">wirecopy {}", env!("CARGO_PKG_VERSION"));
    for (name, value) in params {
        let _ = write!(body, ", {} {}", Text(name), Text(value));
    }
    if let Some(method) = method {
        let _ = write!(body, ", method <code>{}</code>", method.prefixed());
    }
    body.push_str("</p></footer>\n");
}
