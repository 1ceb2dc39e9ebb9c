//! The lists as tables, a page at a time.

use std::fmt::Write as _;

use super::super::report::{figures, relation};
use super::Served;
use crate::report::markup::Text;
use crate::report::words::{cut, many, numbers, percent};
use crate::report::{Article, Extract, List, Listed, Query, mark};

/// A cell holds about so many columns of running text.
const CELL: usize = 160;

impl Served<'_> {
    /// What the query asks for, and the ways to what comes before and after.
    pub(super) fn rows(&self, body: &mut String, query: &Query) {
        let listed = self.catalogue.list(query, self.said);
        if listed.is_cut {
            body.push_str(
                "<p class=\"note\">Too many articles have all these words: for what stands between quotation marks only the first of \
                 them were read. Other words, an outlet or a date leave fewer.</p>\n",
            );
        }
        if listed.total == 0 {
            let why = if query.is_narrowed() { "Nothing here is like that." } else { "There is none." };
            let _ = writeln!(body, "<p class=\"none-found\">{why}</p>");
            return;
        }
        self.pages(body, query, &listed);
        // The heads of columns, and whether figures stand below them.
        let heads: &[(&str, bool)] = match query.list {
            List::Articles => {
                &[("article", false), ("outlet", false), ("dated", false), ("words", true), ("shares with", true)]
            }
            List::Families => &[
                ("family", false),
                ("dated", false),
                ("outlets", false),
                ("likely follow", true),
                ("open links", true),
            ],
            List::Pairs => &[("pair", false), ("of the first", true), ("of the second", true), ("matches", false)],
            List::Overlaps => {
                &[("match", false), ("relation", false), ("what both have", false), ("words", true), ("score", true)]
            }
        };
        let _ = write!(
            body,
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of {}\" tabindex=\"0\"><table class=\"list\">\n<thead><tr>",
            query.list.name()
        );
        for (head, figures) in heads {
            let class = if *figures { " class=\"n\"" } else { "" };
            let _ = write!(body, "<th scope=\"col\"{class}>{head}</th>");
        }
        body.push_str("</tr></thead>\n<tbody>\n");
        for &at in &listed.rows {
            match query.list {
                List::Articles => self.article_row(body, at),
                List::Families => self.family_row(body, at),
                List::Pairs => self.pair_row(body, at),
                List::Overlaps => self.overlap_row(body, at),
            }
        }
        body.push_str("</tbody></table></div>\n");
        if listed.total > listed.rows.len() {
            self.pages(body, query, &listed);
        }
    }

    fn pages(&self, body: &mut String, query: &Query, listed: &Listed) {
        let path = format!("/{}", query.list.name());
        let (first, last) = (query.from + 1, query.from + listed.rows.len());
        let shown = match listed.rows.len() {
            0 => format!("none of {} so far down", listed.total),
            _ if listed.total == 1 => "<b>1</b>".to_owned(),
            _ => format!("<b>{first}–{last}</b> of {}", listed.total),
        };
        let _ = write!(body, "<p class=\"pages\"><span>{shown}</span>");
        if query.from > 0 {
            let before = query.from.min(listed.total).saturating_sub(query.count);
            let before = if before == 0 { String::new() } else { before.to_string() };
            let _ = write!(
                body,
                " <a rel=\"prev\" href=\"{}\">Previous</a>",
                Text(&query.address(&path, &[("from", &before)]))
            );
        }
        if last < listed.total {
            let next = query.address(&path, &[("from", &last.to_string())]);
            let _ = write!(body, " <a rel=\"next\" href=\"{}\">Next</a>", Text(&next));
        }
        body.push_str("</p>\n");
    }

    fn row_of(&self, at: usize) -> &Article {
        &self.catalogue.articles()[at]
    }

    fn article_row(&self, body: &mut String, at: usize) {
        let article = self.row_of(at);
        let title = article.title.as_deref().filter(|title| *title != article.article);
        let title =
            title.map_or(String::new(), |title| format!("<small><bdi>{}</bdi></small>", Text(&cut(title, CELL))));
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\"><a href=\"/{}\"><bdi>{}</bdi></a>{title}</th><td>{}</td><td>{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td></tr>",
            self.catalogue.anchor(at),
            Text(&cut(&article.article, CELL)),
            bdi(article.outlet.as_deref().unwrap_or("–")),
            article.date.as_ref().map_or("–".to_owned(), |date| day(&date.value.replace('T', " "))),
            self.catalogue.words(at),
            self.catalogue.shared(at),
        );
    }

    fn family_row(&self, body: &mut String, at: usize) {
        let glance = self.catalogue.glance(at);
        let members = || glance.family.members.iter().map(|&member| self.row_of(member));
        let mut days: Vec<&str> = members()
            .filter_map(|member| member.date.as_ref())
            .map(|date| date.value.split('T').next().unwrap_or_default())
            .collect();
        days.sort_unstable();
        let dated = match (days.first(), days.last()) {
            (Some(first), Some(last)) if first != last => format!("{} – {}", day(first), day(last)),
            (Some(first), _) => day(first),
            _ => "–".to_owned(),
        };
        let mut outlets: Vec<&str> = members().filter_map(|member| member.outlet.as_deref()).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let outlets = if outlets.is_empty() { "–".to_owned() } else { outlets.join(", ") };
        let names: Vec<String> = members().take(3).map(|member| bdi(&cut(&member.article, 40))).collect();
        let more = if glance.family.members.len() > names.len() { ", …" } else { "" };
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\"><a href=\"/{}\">{}</a><small>{}{more}</small></th><td>{}</td><td>{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td></tr>",
            glance.family.id,
            many(glance.family.members.len(), "article"),
            names.join(", "),
            dated,
            bdi(&cut(&outlets, CELL)),
            glance.followers,
            glance.open,
        );
    }

    fn pair_row(&self, body: &mut String, at: usize) {
        let card = &self.catalogue.cards()[at];
        let share = |share: u16| if card.copies() { percent(share) } else { "–".to_owned() };
        let about: Vec<String> = [card.a, card.b].iter().map(|&article| self.about(article as usize)).collect();
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\">{}<small>{}</small></th><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td></tr>",
            self.pair_link(at),
            about.join(" – "),
            share(card.share_a),
            share(card.share_b),
            figures(&card.counts(), card.conflicts as usize, card.rejected as usize),
        );
    }

    fn overlap_row(&self, body: &mut String, at: usize) {
        let row = self.catalogue.overlap(at, self.said);
        let (class, name) = relation(row.relation);
        let place = |extract: &Extract| {
            format!("{} · {}", Text(&self.row_of(extract.article).label), numbers(&extract.sentences))
        };
        let gist = if row.gist.is_empty() { &row.a.exact } else { &row.gist };
        let moved = if row.moved { " ⇅" } else { "" };
        let drift = row.drift.iter().any(|drift| drift.verdict == crate::overlap::Verdict::Conflict);
        let conflict = if drift { " <span class=\"cf\">≠</span>" } else { "" };
        let _ = writeln!(
            body,
            "<tr><th scope=\"row\"><a href=\"/{}\">{} ↔ {}</a></th><td class=\"rel\"><b class=\"tag {class}\">{}</b> {name}{moved}{conflict}</td>\
             <td dir=\"auto\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            row.id,
            place(&row.a),
            place(&row.b),
            mark(row.relation, false),
            Text(&cut(gist, CELL)),
            row.shared_words,
            row.score,
        );
    }

    /// An article's outlet and date, or else its name.
    fn about(&self, at: usize) -> String {
        let article = self.row_of(at);
        let date = article.date.as_ref().map(|date| date.value.split('T').next().unwrap_or_default());
        let parts: Vec<String> =
            article.outlet.as_deref().into_iter().chain(date).map(|part| bdi(&cut(part, 40))).collect();
        if parts.is_empty() { bdi(&cut(&article.article, 40)) } else { parts.join(" ") }
    }
}

/// A date that is not parted.
fn day(date: &str) -> String {
    format!("<span class=\"d\">{}</span>", Text(date))
}

fn bdi(words: &str) -> String {
    format!("<bdi>{}</bdi>", Text(words))
}
