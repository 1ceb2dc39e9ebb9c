//! What each article went through in the store, what proves it, and what that does not prove.

use std::fmt::Write as _;

use super::{Page, figure};
use crate::archive::Change;
use crate::report::markup::Text;
use crate::report::picture::{Stop, VersionLine, WIDTH};
use crate::report::words::{many, moment, numbers, short};
use crate::report::{Changes, EditRow, EntryRow, Holding, SentenceChange, Shelf, fact_name};

/// So many changed sentences of an entry are shown.
const SENTENCES: usize = 20;

impl Page<'_> {
    pub(in crate::report::html) fn versions(&self, body: &mut String) {
        if !self.has_versions() {
            return;
        }
        let dossier = self.dossier();
        let Some(shelf) = &dossier.shelf else {
            body.push_str(
                "<section id=\"versions\">\n<h2>Versions</h2>\n<p class=\"lede\">There is no store, so nothing is known of other \
                 versions. <code>wirecopy add</code> keeps each from now on.</p>\n</section>\n",
            );
            return;
        };
        let on_page = |at: &usize| self.site.articles[*at] == self.here;
        let articles: Vec<usize> = (0..dossier.readings.len()).filter(on_page).collect();
        body.push_str("<section id=\"versions\">\n<h2>Versions, and what proves them</h2>\n");
        self.standing(body, shelf);
        let held: Vec<(usize, &Holding)> =
            articles.iter().filter_map(|&at| Some((at, shelf.holdings.get(at)?.as_ref()?))).collect();
        let missing = articles.len() - held.len();
        if missing > 0 {
            let _ =
                writeln!(body, "<p class=\"lede\">{} of these the store does not hold.</p>", many(missing, "article"));
        }
        if !held.is_empty() {
            self.table_of_versions(body, &held);
        }
        for (at, holding) in held.iter().filter(|(_, holding)| holding.history.entries.len() > 1) {
            self.history(body, *at, holding);
        }
        body.push_str("</section>\n");
    }

    /// What is proven, and what is not.
    fn standing(&self, body: &mut String, shelf: &Shelf) {
        let store = &shelf.store;
        let place = if store.path.is_empty() {
            "The store".to_owned()
        } else {
            format!("The store <code>{}</code>", Text(&store.path))
        };
        let outside = match &shelf.sealed {
            None => "<li class=\"no\"><b>– Outside</b> nothing: the log was never sealed, and its times are the keeper’s clock.</li>".to_owned(),
            Some(sealed) => {
                let by = if sealed.origin.is_empty() { String::new() } else { format!(" of <bdi>{}</bdi>", Text(&sealed.origin)) };
                format!(
                    "<li class=\"no\"><b>– Outside</b> a checkpoint{by} signs the first {}; its signature and who else vouches for it \
                     are not checked here.</li>",
                    many(sealed.size as usize, "entry")
                )
            }
        };
        let _ = writeln!(
            body,
            "<p class=\"lede\">{place} has {} in its log, root <code class=\"long\">{}</code>.</p>\n<ul class=\"checks\">\n\
             <li class=\"ok\"><b>✓ In the log</b> every entry below was read with the proof that it stands under this root.</li>\n\
             <li class=\"ok\"><b>✓ Bytes</b> of each version that is shown match its SHA-256.</li>\n{outside}\n</ul>\n\
             <div class=\"cols two\"><div><h3>This proves</h3><p>These bytes are the ones recorded, and the record is the one that this root \
             names.</p></div><div><h3>This does not prove</h3><p>That the outlet published these bytes, when it did so, or that what they \
             say is true. <code>wirecopy verify</code> recomputes the whole store.</p></div></div>",
            many(store.log_size as usize, "entry"),
            Text(&store.log_root),
        );
    }

    fn table_of_versions(&self, body: &mut String, held: &[(usize, &Holding)]) {
        body.push_str(
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of versions\" tabindex=\"0\"><table class=\"vs\">\n<thead><tr>\
             <th scope=\"col\">article</th><th scope=\"col\">versions</th><th scope=\"col\">last recorded (UTC)</th>\
             <th scope=\"col\">entry</th><th scope=\"col\">compared here</th><th scope=\"col\">SHA-256 of its bytes</th></tr></thead>\n<tbody>\n",
        );
        for (at, holding) in held {
            let history = &holding.history;
            let newest = history.entries.first();
            let compared = match (holding.compared, &history.removed) {
                (Some(number), None) => format!("v{number}"),
                (Some(number), Some(_)) => format!("v{number}, removed since"),
                (None, _) => "not in the store".to_owned(),
            };
            let of = holding
                .compared
                .and_then(|number| history.entries.iter().find(|entry| entry.number == number))
                .or(newest);
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td>{}</td><td>{}</td><td>{compared}</td><td><code class=\"long\">{}</code></td></tr>",
                self.to_article(*at),
                self.label(*at),
                history.versions,
                newest.map_or(String::new(), |entry| moment(entry.recorded_at)),
                of.map_or(String::new(), |entry| (entry.leaf + 1).to_string()),
                of.map_or("", |entry| entry.version.strip_prefix("sha256:").unwrap_or(if entry.version.is_empty() {
                    "left out"
                } else {
                    &entry.version
                })),
            );
        }
        body.push_str("</tbody></table></div>\n");
    }

    /// An article with more to tell than that it was taken in once.
    fn history(&self, body: &mut String, at: usize, holding: &Holding) {
        let _ = writeln!(body, "<h3>{}: {}</h3>", self.label(at), many(holding.history.entries.len(), "entry"));
        let anchor = &self.dossier().readings[at].anchor;
        let name = format!(
            "{} on a line, the oldest at the left; the list below has their times",
            many(holding.line.stops.len(), "entry")
        );
        figure::figure(body, &format!("g-v-{anchor}"), "ve", [WIDTH, 84], &name, &drawn(&holding.line));
        if holding.line.left_out > 0 {
            let _ = writeln!(body, "<p class=\"meta\">{} before these.</p>", many(holding.line.left_out, "entry"));
        }
        body.push_str("<ol class=\"log\">\n");
        for entry in &holding.history.entries {
            let _ = writeln!(body, "<li><p><b>{}</b> {}</p>", head(entry), told(entry));
            if let Some(changes) = &entry.changes {
                self.changes(body, changes, at);
            }
            for field in &entry.metadata {
                if self.dossier().veil.redacted || self.dossier().veil.anonymous {
                    let _ = writeln!(body, "<p class=\"df\">{} changed</p>", Text(&field.field));
                    continue;
                }
                let was = |value: &Option<String>| {
                    value.as_ref().map_or("none".to_owned(), |value| format!("<bdi>{}</bdi>", Text(value)))
                };
                let _ = writeln!(
                    body,
                    "<p class=\"df\">{}: {} → {}</p>",
                    Text(&field.field),
                    was(&field.before),
                    was(&field.after)
                );
            }
            body.push_str("</li>\n");
        }
        body.push_str("</ol>\n");
        if let Some(prove) = &holding.prove {
            let _ = writeln!(body, "<p class=\"cmd\"><code>{}</code></p>", Text(prove));
        }
    }

    fn changes(&self, body: &mut String, changes: &Changes, at: usize) {
        let language = self.language(at);
        for change in changes.sentences.iter().take(SENTENCES) {
            let _ = writeln!(
                body,
                "<p class=\"df\"><b class=\"sid\">{}</b> <span{language}>{}</span></p>",
                sentence(change),
                edits(&change.edits)
            );
            for fact in &change.facts {
                let words = |side: &Option<(String, [usize; 2])>| {
                    side.as_ref().map_or("none".to_owned(), |(words, _)| words.clone())
                };
                let said = match self.dossier().veil.redacted {
                    true => format!("{} changed", fact_name(fact.kind)),
                    false => format!("{}: {} → {}", fact_name(fact.kind), words(&fact.a), words(&fact.b)),
                };
                let _ = writeln!(body, "<p class=\"df cf\">{}</p>", Text(&said));
            }
        }
        if changes.sentences.len() > SENTENCES {
            let _ =
                writeln!(body, "<p class=\"df\">{} more</p>", many(changes.sentences.len() - SENTENCES, "sentence"));
        }
        for note in changes.notes.iter().filter(|note| !note.is_empty()) {
            let _ = writeln!(body, "<p class=\"df\">It says so: <bdi>{}</bdi></p>", Text(note));
        }
    }
}

/// `v2 · 2026-11-21 20:12Z · entry 7`.
fn head(entry: &EntryRow) -> String {
    format!("v{} · {} · entry {}", entry.number, moment(entry.recorded_at), entry.leaf + 1)
}

fn told(entry: &EntryRow) -> String {
    let mut told = match (&entry.change, &entry.changes, entry.size) {
        (Change::Seen, ..) => "the same bytes, captured again".to_owned(),
        (Change::Removed { reason }, ..) => format!("removed: {}", Text(reason)),
        (Change::Erased { reason }, ..) => format!("erased: {}", Text(reason)),
        (Change::Metadata, ..) => "what is known of it was corrected".to_owned(),
        (Change::Version, Some(changes), _) if changes.same_bytes => "the same bytes, back after a removal".to_owned(),
        (Change::Version, Some(changes), _) if changes.same_text => "the same text in other bytes".to_owned(),
        (Change::Version, Some(changes), _) => {
            let silent = if changes.silent() {
                ", <b class=\"cf\">≠ silent</b>: nothing in it says that it changed"
            } else {
                ""
            };
            format!(
                "{} put in, {} taken out, in {}{silent}",
                many(changes.added, "word"),
                many(changes.removed, "word"),
                many(changes.sentences.len(), "sentence")
            )
        }
        (Change::Version, None, Some(size)) => {
            format!("{}, {}", many(size.words, "word"), many(size.sentences, "sentence"))
        }
        (Change::Version, None, None) => "its bytes are erased".to_owned(),
    };
    if let Some(captured) = entry.captured_at {
        let _ = write!(told, ", captured {}", moment(captured));
    }
    if !entry.version.is_empty() && entry.change == Change::Version {
        let _ = write!(told, " · <code>{}</code>", short(&entry.version));
    }
    told
}

fn sentence(change: &SentenceChange) -> String {
    let before = change.before.as_ref().map(|side| numbers(&side.numbers));
    let after = change.after.as_ref().map(|side| numbers(&side.numbers));
    let moved = if change.moved { " ⇅" } else { "" };
    match (before, after) {
        (Some(before), Some(after)) if before == after => format!("{after}{moved}"),
        (Some(before), Some(after)) => format!("{before} → {after}{moved}"),
        (Some(before), None) => format!("{before} gone"),
        (None, after) => format!("{} new", after.unwrap_or_default()),
    }
}

/// A sentence as it was and as it is, in one.
fn edits(edits: &[EditRow]) -> String {
    let mut shown = String::new();
    for edit in edits {
        if edit.reads_the_same() {
            let _ = write!(shown, "{}", Text(&edit.text_b));
            continue;
        }
        for (tag, open, close, words) in [("del", "[-", "-]", &edit.text_a), ("ins", "{+", "+}", &edit.text_b)] {
            if !words.is_empty() {
                let _ = write!(
                    shown,
                    "<{tag}><span class=\"vh\">{open}</span>{}<span class=\"vh\">{close}</span></{tag}>",
                    Text(words)
                );
            }
        }
    }
    shown
}

fn drawn(line: &VersionLine) -> String {
    let mut drawn = format!("<path class=\"ax\" d=\"M10 34H{}\"/>\n", WIDTH - 10);
    for Stop { x, change, number, recorded_at } in &line.stops {
        match change {
            Change::Version => {
                let _ = writeln!(
                    drawn,
                    "<rect class=\"vb\" x=\"{}\" y=\"16\" width=\"44\" height=\"36\" rx=\"4\"/>",
                    x - 22
                );
                figure::line(&mut drawn, "vt", [*x, 39], &format!("v{number}"));
            }
            other => {
                let (class, said) = match other {
                    Change::Seen => ("vc", "same"),
                    Change::Metadata => ("vc", "data"),
                    Change::Removed { .. } => ("vc gone", "gone"),
                    _ => ("vc gone", "erased"),
                };
                let _ = writeln!(drawn, "<circle class=\"{class}\" cx=\"{x}\" cy=\"34\" r=\"8\"/>");
                figure::line(&mut drawn, "va", [*x, 20], said);
            }
        }
        // The day; the list has the minute.
        let day: String = moment(*recorded_at).chars().take(10).collect();
        figure::line(&mut drawn, "va", [*x, 74], &day);
    }
    drawn
}
