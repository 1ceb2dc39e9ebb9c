//! Two articles side by side: ribbons over both, then each match with its other half, the credits beside it and the facts that
//! changed.

use std::fmt::Write as _;

use super::matrix::counts;
use super::words::{fact, relation, side};
use super::{Page, figure};
use crate::overlap::{Derivation, Relation, Verdict};
use crate::report::markup::Text;
use crate::report::picture::{Ribbons, WIDTH};
use crate::report::said::told;
use crate::report::words::{many, percent};
use crate::report::{CreditRow, Extract, OverlapRow, PairRow, mark};

/// Up to so many matches on a page all pairs are open; of more, a reader opens what is wanted.
pub(super) const OPEN: usize = 60;

/// The upper bar of the ribbons and its height; the lower one.
const BAR: usize = 22;
const LOWER: usize = 98;

pub(in crate::report::html) const KEY: &str = "<ul class=\"key\" aria-label=\"Marks\">\n<li><b class=\"tag v\">=</b> verbatim</li><li><b class=\"tag e\">±</b> edited: \
    <i>only here</i></li><li><b class=\"tag p\">≈</b> paraphrase: <mark>in both</mark></li><li><b class=\"tag q\">❝</b> same quotation</li>\
    <li><b class=\"tag c\">∴</b> common source</li><li><b class=\"tag b\">#</b> boilerplate</li><li>⇅ moved</li>\
    <li class=\"cf\">≠ facts disagree</li>\n</ul>\n";

impl Page<'_> {
    pub(super) fn pairs(&self, body: &mut String) {
        let pairs: Vec<usize> =
            self.site.shown.iter().copied().filter(|&at| self.site.pairs[at] == self.here).collect();
        if self.is_index() {
            return self.index(body);
        }
        if pairs.is_empty() {
            return;
        }
        let analysis = &self.dossier().analysis;
        let matches: usize = pairs.iter().map(|&at| analysis.pairs[at].overlaps.len()).sum();
        let _ = writeln!(
            body,
            "<section id=\"pairs\">\n<h2>Pairs</h2>\n<p class=\"lede\">{} in {}. A sentence of one article stands beside its other \
             half, wherever that stands.</p>",
            if matches == 1 { "1 match".to_owned() } else { format!("{matches} matches") },
            many(pairs.len(), "pair"),
        );
        body.push_str(KEY);
        body.push_str(
            "<p class=\"tools\" hidden><label for=\"filter\">Show pairs with</label> <input id=\"filter\" type=\"search\" \
             autocomplete=\"off\"> <output id=\"filtered\" for=\"filter\"></output> <span class=\"keys\"><kbd>n</kbd> next match, \
             <kbd>p</kbd> previous</span></p>\n",
        );
        for at in pairs {
            self.pair(body, at, matches <= OPEN);
        }
        body.push_str("</section>\n");
    }

    /// The pages beside the index, with the pairs on each.
    fn index(&self, body: &mut String) {
        body.push_str(
            "<section id=\"pairs\">\n<h2>Pairs</h2>\n<p class=\"lede\">There are too many for one page: each family has its own, a \
             large one several.</p>\n<table><thead><tr><th scope=\"col\">page</th><th scope=\"col\">pairs</th>\
             <th scope=\"col\">articles</th></tr></thead>\n<tbody>\n",
        );
        for (page, place) in self.site.pages.iter().enumerate().skip(1) {
            let on = |homes: &[usize]| homes.iter().filter(|&&home| home == page).count();
            let pairs = self.site.shown.iter().filter(|&&pair| self.site.pairs[pair] == page).count();
            let _ = writeln!(
                body,
                "<tr><td><a href=\"{}\">{}</a></td><td>{pairs}</td><td>{}</td></tr>",
                self.way(page, "main"),
                Text(&place.title),
                on(&self.site.articles)
            );
        }
        body.push_str("</tbody></table>\n</section>\n");
    }

    pub(in crate::report::html) fn pair(&self, body: &mut String, at: usize, open: bool) {
        let dossier = self.dossier();
        let (pair, view) = (&dossier.analysis.pairs[at], &dossier.views[at]);
        let (a, b) = (self.label(pair.a), self.label(pair.b));
        let open = if open { " open" } else { "" };
        let _ = writeln!(
            body,
            "<details class=\"pair\" id=\"{}\"{open}>\n<summary><h3>{a} – {b}</h3> <span class=\"sum\">{}</span></summary>",
            view.anchor,
            summary(pair, &a.to_string(), &b.to_string()),
        );
        let _ = writeln!(
            body,
            "<div class=\"cols heads\"><p><a href=\"{}\"><b>{a}</b></a> {}</p><p><a href=\"{}\"><b>{b}</b></a> {}</p></div>",
            self.to_article(pair.a),
            self.about(pair.a),
            self.to_article(pair.b),
            self.about(pair.b),
        );
        for &link in &view.links {
            let _ = writeln!(body, "<p class=\"claim\">{}</p>", self.claim(&dossier.trace.links[link]));
        }
        let of = |derivation| match derivation {
            Derivation::None => "next to nothing",
            Derivation::Partially => "a part",
            Derivation::Wholly => "all or nearly all",
        };
        if pair.copies() {
            let _ = writeln!(
                body,
                "<p class=\"claim\">How much of each comes from what they share: {a} {}, {b} {}.</p>",
                of(pair.derivation_a),
                of(pair.derivation_b)
            );
        }
        if pair.overlaps.len() > 1 {
            self.ribbons(body, at);
        }
        body.push_str("<ol class=\"rows\">\n");
        for (nth, overlap) in pair.overlaps.iter().enumerate() {
            self.overlap_item(body, overlap, view.digests.get(nth));
        }
        body.push_str("</ol>\n");
        self.rejected(body, pair);
        if !pair.names.is_empty() {
            let _ = writeln!(
                body,
                "<p class=\"claim\">{} not counted: nothing but names and formulas.</p>",
                if pair.names.len() == 1 {
                    "1 run of shared words is".to_owned()
                } else {
                    format!("{} runs of shared words are", pair.names.len())
                }
            );
        }
        body.push_str("</details>\n");
    }

    fn ribbons(&self, body: &mut String, at: usize) {
        let dossier = self.dossier();
        let (pair, view) = (&dossier.analysis.pairs[at], &dossier.views[at]);
        let labels = [pair.a, pair.b].map(|article| dossier.analysis.articles[article].label.as_str());
        let name = format!(
            "The sentences of {} above and of {} below in reading order, joined where they match: {}",
            labels[0],
            labels[1],
            if view.ribbons.ribbons.len() == 1 {
                "1 match".to_owned()
            } else {
                format!("{} matches", view.ribbons.ribbons.len())
            }
        );
        let drawn = drawn(&view.ribbons, labels, &pair.overlaps);
        figure::figure(body, &format!("g-{}", view.anchor), "rb", [WIDTH, LOWER + BAR + 20], &name, &drawn);
    }

    fn overlap_item(&self, body: &mut String, overlap: &OverlapRow, digests: Option<&[String; 2]>) {
        let (class, name) = relation(overlap.relation);
        let moved = if overlap.moved { " · ⇅ moved" } else { "" };
        let quoted =
            if overlap.quoted && overlap.relation != Relation::Quotation { " · in quotation marks" } else { "" };
        let meaning = if overlap.by_meaning { " · paired by meaning" } else { "" };
        let (a, b) = (self.place(&overlap.a), self.place(&overlap.b));
        let _ = writeln!(
            body,
            "<li class=\"m {class}\" id=\"{0}\" tabindex=\"-1\">\n<p class=\"ph\"><b class=\"tag {class}\">{1}</b> {name}{moved}{quoted}{meaning} · \
             <a href=\"#{0}\">{a} ↔ {b}</a> · {2} shared</p>",
            overlap.id,
            mark(overlap.relation, false),
            many(overlap.shared_words, "word"),
        );
        body.push_str("<div class=\"cols\">");
        for (at, extract) in [&overlap.a, &overlap.b].into_iter().enumerate() {
            let words = match (overlap.relation, digests) {
                (_, Some(digests)) => withheld(extract, &digests[at]),
                (Relation::Verbatim, None) => Text(&extract.exact).to_string(),
                (_, None) => side(&overlap.edits, at, overlap.relation),
            };
            let language = if digests.is_some() { String::new() } else { self.language(extract.article) };
            let class = if digests.is_some() { "hash" } else { "text" };
            let _ = write!(
                body,
                "<div><b class=\"sid\">{}</b><p class=\"{class}\"{language}>{words}</p></div>",
                self.place(extract)
            );
        }
        body.push_str("</div>\n");
        self.beside(body, overlap);
        self.judge(body, &overlap.id, overlap.mark.as_ref());
        body.push_str("</li>\n");
    }

    /// Credits, facts and what a person said.
    fn beside(&self, body: &mut String, overlap: &OverlapRow) {
        let labels = [&overlap.a, &overlap.b].map(|side| self.dossier().analysis.articles[side.article].label.as_str());
        let mut lines: Vec<(bool, String)> = Vec::new();
        let credits = [&overlap.a.credits, &overlap.b.credits];
        if credits.iter().any(|credits| !credits.is_empty()) {
            let said = credits.map(|credits| self.credits(credits));
            let lost = credits.iter().any(|credits| credits.iter().any(|credit| credit.only_here));
            let line = format!("<b>Credit</b> {}: {} · {}: {}", Text(labels[0]), said[0], Text(labels[1]), said[1]);
            lines.push((lost, line));
        }
        let redacted = self.dossier().veil.redacted;
        lines.extend(
            overlap.drift.iter().map(|drift| (drift.verdict == Verdict::Conflict, fact(drift, labels, redacted))),
        );
        lines.extend(overlap.mark.iter().map(|mark| (false, format!("<b>A person</b> {}", Text(&told(mark))))));
        if lines.is_empty() {
            return;
        }
        body.push_str("<ul class=\"facts\">\n");
        for (striking, line) in lines {
            let class = if striking { " class=\"cf\"" } else { "" };
            let _ = writeln!(body, "<li{class}>{line}</li>");
        }
        body.push_str("</ul>\n");
    }

    fn credits(&self, credits: &[CreditRow]) -> String {
        if credits.is_empty() {
            return "none".to_owned();
        }
        let said = |credit: &CreditRow| {
            let name = format!("{} {}", credit.cue, credit.source);
            let image = if credit.for_image { " (for an image)" } else { "" };
            format!("<bdi>{}</bdi>{image}", Text(name.trim()))
        };
        credits.iter().map(said).collect::<Vec<_>>().join(", ")
    }

    fn rejected(&self, body: &mut String, pair: &PairRow) {
        if pair.rejected.is_empty() {
            return;
        }
        body.push_str(
            "<p class=\"claim\">Rejected by a person, and counted in nothing:</p>\n<ul class=\"rejected\">\n",
        );
        for row in &pair.rejected {
            let said = row.mark.as_ref().map_or(String::new(), told);
            let _ = writeln!(
                body,
                "<li id=\"{}\">{} {} ↔ {}: {}",
                row.id,
                mark(row.relation, false),
                self.place(&row.a),
                self.place(&row.b),
                Text(&said)
            );
            self.judge(body, &row.id, row.mark.as_ref());
            body.push_str("</li>\n");
        }
        body.push_str("</ul>\n");
    }
}

/// What stands in place of wording.
fn withheld(extract: &Extract, digest: &str) -> String {
    let [start, end] = extract.bytes;
    let [first, last] = extract.chars;
    format!("characters {first}–{last}, bytes {start}–{end}<br><code>{digest}</code>")
}

fn summary(pair: &PairRow, a: &str, b: &str) -> String {
    let rewritten = !pair.counts.keys().any(|kind| matches!(kind, Relation::Verbatim | Relation::Edited));
    let how = if rewritten && pair.copies() { ", in other words" } else { "" };
    let shares = match pair.copies() {
        true => format!("{} of {a}, {} of {b}{how} ", percent(pair.share_a), percent(pair.share_b)),
        false => "nothing copied ".to_owned(),
    };
    let credits = [(pair.credits_only_a, b), (pair.credits_only_b, a)].into_iter().filter(|(only, _)| *only > 0);
    let credits: String = credits.map(|(only, other)| format!(" · not credited in {other}: {only}")).collect();
    format!("{shares}{}{credits}", counts(pair))
}

fn drawn(ribbons: &Ribbons, labels: [&str; 2], overlaps: &[OverlapRow]) -> String {
    let mut drawn = String::new();
    let top = [14, LOWER];
    figure::line(&mut drawn, "rl", [0, 10], labels[0]);
    figure::line(&mut drawn, "rl", [0, LOWER + BAR + 16], labels[1]);
    for (side, bars) in ribbons.bars.iter().enumerate() {
        for class in ["n", "v", "e", "p", "q", "c", "b"] {
            let of = bars.iter().filter(|bar| bar.relation.map_or("n", |kind| relation(kind).0) == class);
            let path: String = of
                .map(|bar| {
                    // A gap parts sentences that are long enough to have one.
                    let width = (bar.to - bar.from).saturating_sub(2).max(1);
                    format!("M{} {}h{width}v{BAR}h-{width}z", bar.from, top[side])
                })
                .collect();
            if !path.is_empty() {
                let _ = writeln!(drawn, "<path class=\"f{class}\" d=\"{path}\"/>");
            }
        }
    }
    let (above, below) = (top[0] + BAR, LOWER);
    let middle = (above + below) / 2;
    for ribbon in &ribbons.ribbons {
        let ([a, b], [c, d]) = (ribbon.a, ribbon.b);
        let class = relation(ribbon.relation).0;
        let Some(overlap) = overlaps.get(ribbon.overlap) else { continue };
        let _ = writeln!(
            drawn,
            "<path class=\"r f{class}\" data-m=\"{}\" d=\"M{a} {above}C{a} {middle} {c} {middle} {c} {below}H{d}C{d} {middle} {b} {middle} {b} {above}z\"/>",
            overlap.id
        );
    }
    for (numbers, y) in ribbons.numbers.iter().zip(top) {
        numbers.iter().for_each(|(x, said)| figure::line(&mut drawn, "nn", [*x, y + 15], said));
    }
    drawn
}
