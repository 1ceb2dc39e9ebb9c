//! The head of a page, and what was found in numbers.

use std::fmt::Write as _;

use super::Page;
use crate::report::Findings;
use crate::report::markup::Text;
use crate::report::words::{many, short};

/// So many pairs are named beside the number of them.
const NAMED: usize = 3;

impl Page<'_> {
    pub(super) fn top(&self, body: &mut String) {
        let dossier = self.dossier();
        let analysis = &dossier.analysis;
        let title = if self.here == 0 { &dossier.title } else { &self.site.pages[self.here].title };
        let sentences = dossier.readings.iter().map(|reading| reading.sentences.len()).sum();
        let words = dossier.readings.iter().map(|reading| reading.words).sum();
        let _ =
            writeln!(body, "<header class=\"w\">\n<p class=\"brand\">wirecopy report</p>\n<h1>{}</h1>", Text(title));
        let counted = format!(
            "{} · {} · {}",
            many(analysis.articles.len(), "article"),
            many(sentences, "sentence"),
            many(words, "word")
        );
        let store = dossier.shelf.as_ref().map_or(String::new(), |shelf| {
            format!(
                " · store <code>{}</code>, {}",
                &short(&shelf.store.log_root),
                many(shelf.store.log_size as usize, "entry")
            )
        });
        let method = analysis.method.prefixed();
        let _ = writeln!(
            body,
            "<p class=\"meta\">{counted} · wirecopy {} · method <code>{}</code>{store}</p>\n</header>",
            env!("CARGO_PKG_VERSION"),
            short(&method),
        );
        body.push_str("<nav aria-label=\"Parts\"><ul class=\"w\">\n");
        if self.here > 0 {
            let _ = writeln!(body, "<li><a href=\"{}\">The whole report</a></li>", self.way(0, "main"));
        }
        for (anchor, name) in self.parts() {
            let _ = writeln!(body, "<li><a href=\"#{anchor}\">{name}</a></li>");
        }
        body.push_str("</ul></nav>\n");
    }

    /// The parts that this page has.
    fn parts(&self) -> Vec<(&'static str, &'static str)> {
        let (dossier, first) = (self.dossier(), self.here == 0);
        let all = [
            (first, "findings", "Findings"),
            (first && !dossier.analysis.pairs.is_empty(), "matrix", "Who shares"),
            (!self.timelines().is_empty(), "sources", "Sources and time"),
            (self.has_pairs(), "pairs", "Pairs"),
            (self.has_articles(), "articles", "Articles"),
            (self.has_versions(), "versions", "Versions"),
            (first, "limits", "What it cannot say"),
        ];
        all.into_iter().filter(|(there, ..)| *there).map(|(_, anchor, name)| (anchor, name)).collect()
    }

    pub(super) fn findings(&self, body: &mut String) {
        let dossier = self.dossier();
        let analysis = &dossier.analysis;
        body.push_str("<section id=\"findings\" aria-label=\"Findings\">\n");
        if let Some(nothing) = &analysis.nothing {
            let _ = writeln!(body, "<p class=\"none-found\"><b>No shared wording.</b> {}.</p>", Text(nothing));
        }
        let copying: Vec<usize> =
            self.site.shown.iter().copied().filter(|&at| analysis.pairs[at].copies()).take(NAMED).collect();
        let named: Vec<String> = copying
            .iter()
            .map(|&at| {
                let pair = &analysis.pairs[at];
                format!("<a href=\"{}\">{} – {}</a>", self.to_pair(at), self.label(pair.a), self.label(pair.b))
            })
            .collect();
        tiles(body, &dossier.findings, analysis.compared, &named);
        body.push_str("</section>\n");
    }
}

fn shares(pairs: usize) -> &'static str {
    if pairs == 1 { "shares" } else { "share" }
}

/// What was found among so many compared pairs, in three numbers; `named` are ways to some of the pairs that copy.
pub(in crate::report::html) fn tiles(body: &mut String, found: &Findings, compared: usize, named: &[String]) {
    let mut shared = format!("of {} compared {} copied wording", many(compared, "pair"), shares(found.copying));
    if !named.is_empty() {
        let more = match found.copying.saturating_sub(named.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let _ = write!(shared, ": {}{more}", named.join(", "));
    }
    if found.other > 0 {
        let _ = write!(
            shared,
            ". {} in common only quotations, documents or lines of a site",
            match found.other {
                1 => "One more has".to_owned(),
                other => format!("{other} more have"),
            }
        );
    }
    let mut lost = match found.uncredited {
        1 => "source is credited in one article of a pair and not in the other".to_owned(),
        _ => "sources are credited in one article of a pair and not in the other".to_owned(),
    };
    if found.conflicts > 0 {
        let _ = write!(lost, "; <b>≠ {}</b> in matched sentences cannot both be right", many(found.conflicts, "fact"));
    }
    let likely = found.proven + found.likely;
    let directions = format!(
        "likely source{} inferred from wording{}. {}; {} stated by the articles themselves",
        if likely == 1 { "" } else { "s" },
        match (found.proven, likely) {
            (0, 0) => String::new(),
            (0, 1) => ", not proven".to_owned(),
            (0, _) => ", none of them proven".to_owned(),
            (proven, _) => format!(", {proven} proven"),
        },
        match found.open {
            0 => "No direction is open".to_owned(),
            1 => "One direction is open".to_owned(),
            open => format!("{open} directions are open"),
        },
        many(found.stated, "source"),
    );
    body.push_str("<ul class=\"tiles\">\n");
    for (number, said) in [(found.copying, shared), (found.uncredited, lost), (likely, directions)] {
        let _ = writeln!(body, "<li><b>{number}</b><span>{said}.</span></li>");
    }
    body.push_str("</ul>\n");
    if found.rejected > 0 {
        let _ = writeln!(
            body,
            "<p class=\"lede\">{} a person rejected; it counts in nothing here and is listed with its pair.</p>",
            many(found.rejected, "match")
        );
    }
}
