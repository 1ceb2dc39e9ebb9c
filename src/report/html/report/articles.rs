//! Each article by itself: its sentences as a line, and below it who else has them; then the sentences.

use std::fmt::Write as _;

use super::{Page, figure};
use crate::report::markup::Text;
use crate::report::picture::WIDTH;
use crate::report::words::{cut, many, numbers};
use crate::report::{Reading, Sentence, basis_name, kind_name, mark};

/// The height of a strip, and between two.
const STRIP: usize = 14;
const STEP: usize = 20;

impl Page<'_> {
    pub(super) fn articles(&self, body: &mut String) {
        let here = |at: &usize| self.site.articles[*at] == self.here;
        if self.is_index() {
            return self.where_they_are(body);
        }
        let articles: Vec<usize> = (0..self.dossier().readings.len()).filter(here).collect();
        if articles.is_empty() {
            return;
        }
        body.push_str(
            "<section id=\"articles\">\n<h2>Articles, sentence by sentence</h2>\n<p class=\"lede\">Each article as a line of its \
             sentences; below it who else has them. Dark: copied. Light: a quotation, a common source, a line of a site.</p>\n",
        );
        articles.into_iter().for_each(|at| self.article(body, at));
        body.push_str("</section>\n");
    }

    /// On an index: the way to each.
    fn where_they_are(&self, body: &mut String) {
        body.push_str("<section id=\"articles\">\n<h2>Articles</h2>\n<ul class=\"names\">\n");
        for at in 0..self.dossier().readings.len() {
            let _ = writeln!(body, "<li><a href=\"{}\">{}</a></li>", self.to_article(at), self.label(at));
        }
        body.push_str("</ul>\n</section>\n");
    }

    pub(in crate::report::html) fn article(&self, body: &mut String, at: usize) {
        let dossier = self.dossier();
        let (article, reading) = (&dossier.analysis.articles[at], &dossier.readings[at]);
        let about = self.about(at);
        let about = if about.is_empty() { String::new() } else { format!(" {about}") };
        let _ = writeln!(body, "<article class=\"art\" id=\"{}\">\n<h3>{}{about}</h3>", reading.anchor, self.label(at));
        let date = match &article.date {
            Some(date) => {
                let words =
                    date.words.as_ref().map_or(String::new(), |words| format!(" as “<bdi>{}</bdi>”", Text(words)));
                format!("date {}{words}", basis_name(date.basis))
            }
            None => "no date stated".to_owned(),
        };
        let copied = match reading.copied() {
            0 => "none of them elsewhere".to_owned(),
            some => format!("{some} of them also elsewhere"),
        };
        let outlet = if article.outlet.is_some() { "" } else { ", no outlet stated" };
        let source = if article.source.is_empty() {
            String::new()
        } else {
            format!(" · <code>{}</code>", Text(&article.place()))
        };
        let _ = writeln!(
            body,
            "<p class=\"meta\">{}, {}, {copied}{source} · {date}{outlet}</p>",
            many(reading.words, "word"),
            many(reading.sentences.len(), "sentence"),
        );
        self.apart(body, at);
        if !reading.barcode.strips.is_empty() {
            self.barcode(body, reading);
        }
        if !reading.sentences.is_empty() {
            self.sentences(body, at, reading);
        }
        body.push_str("</article>\n");
    }

    fn barcode(&self, body: &mut String, reading: &Reading) {
        let (barcode, articles) = (&reading.barcode, &self.dossier().analysis.articles);
        let mut drawn = String::new();
        let squares = |sentences: &mut dyn Iterator<Item = usize>, y: usize| {
            let places = sentences.filter_map(|at| barcode.sentences.get(at));
            places
                .map(|[from, to]| {
                    let width = (to - from).saturating_sub(2).max(1);
                    format!("M{from} {y}h{width}v{STRIP}h-{width}z")
                })
                .collect::<String>()
        };
        let _ = writeln!(drawn, "<path class=\"fn\" d=\"{}\"/>", squares(&mut (0..barcode.sentences.len()), 4));
        for (at, strip) in barcode.strips.iter().enumerate() {
            let y = 4 + (at + 1) * STEP;
            figure::line(&mut drawn, "bl", [0, y + 12], &cut(&articles[strip.article].label, 11));
            for (class, sentences) in [("bc", &strip.copied), ("bo", &strip.other)] {
                let path = squares(&mut sentences.iter().copied(), y);
                if !path.is_empty() {
                    let _ = writeln!(drawn, "<path class=\"{class}\" d=\"{path}\"/>");
                }
            }
        }
        let others: Vec<&str> = barcode.strips.iter().map(|strip| articles[strip.article].label.as_str()).collect();
        let name = format!(
            "{} in reading order, and which of them stand in {}",
            many(reading.sentences.len(), "sentence"),
            others.join(", ")
        );
        let height = 8 + (barcode.strips.len() + 1) * STEP;
        figure::figure(body, &format!("g-{}", reading.anchor), "bar", [WIDTH, height], &name, &drawn);
        if barcode.left_out > 0 {
            let _ = writeln!(
                body,
                "<p class=\"meta\">{} more have some of them too.</p>",
                many(barcode.left_out, "article")
            );
        }
    }

    fn sentences(&self, body: &mut String, at: usize, reading: &Reading) {
        let _ = writeln!(
            body,
            "<details class=\"twin\"><summary>{}, and who else has each</summary>\n<ol class=\"sl\"{}>",
            if reading.sentences.len() == 1 {
                "The sentence".to_owned()
            } else {
                format!("All {} sentences", reading.sentences.len())
            },
            self.language(at)
        );
        for sentence in &reading.sentences {
            let words = match &sentence.digest {
                Some(digest) => {
                    let ([first, last], [start, end]) = (sentence.chars, sentence.bytes);
                    let kind = kind_name(sentence.kind);
                    format!(
                        "<span class=\"hash\">{kind}, characters {first}–{last}, bytes {start}–{end}, <code>{digest}</code></span>"
                    )
                }
                None => Text(&sentence.exact).to_string(),
            };
            let _ = writeln!(body, "<li>{words}{}</li>", self.held(sentence));
        }
        body.push_str("</ol></details>\n");
    }

    fn held(&self, sentence: &Sentence) -> String {
        if sentence.held.is_empty() {
            return String::new();
        }
        let place = |held: &crate::report::Elsewhere| {
            format!(
                "<a href=\"{}\">{} {} · {}</a>",
                self.to_overlap(held.pair, &held.overlap),
                mark(held.relation, false),
                self.label(held.article),
                numbers(&held.sentences)
            )
        };
        let all: Vec<String> = sentence.held.iter().map(place).collect();
        format!(" <span class=\"else\" lang=\"en\" dir=\"ltr\">{}</span>", all.join(" "))
    }
}
