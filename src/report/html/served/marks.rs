//! What people said of matches, the newest first.

use std::fmt::Write as _;

use super::Served;
use crate::report::MarkList;
use crate::report::markup::Text;
use crate::report::words::moment;

/// So many are shown.
const SHOWN: usize = 500;

impl Served<'_> {
    pub fn marks(&self, list: &MarkList) -> String {
        let mut body = String::new();
        self.newer(&mut body);
        body.push_str(
            "<p class=\"lede\">Each is an entry of the store’s log, which a later one of the same match outranks. What is rejected counts \
             in nothing.</p>\n",
        );
        if self.token.is_none() {
            body.push_str(
                "<p class=\"lede\">Here they can only be read: <code>wirecopy serve --allow-marks</code> lets matches be judged on their \
                 pages, <code>wirecopy mark</code> does it at the command line.</p>\n",
            );
        }
        if list.rows.is_empty() {
            body.push_str("<p class=\"none-found\">Nobody has judged a match.</p>\n");
            return self.page("Judgements", "/marks", &body);
        }
        body.push_str(
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of judgements\" tabindex=\"0\"><table class=\"list\">\n<thead><tr>\
             <th scope=\"col\">match</th><th scope=\"col\">judgement</th><th scope=\"col\">why</th><th scope=\"col\">who</th>\
             <th scope=\"col\">recorded (UTC)</th><th scope=\"col\">entry</th></tr></thead>\n<tbody>\n",
        );
        for row in list.rows.iter().rev().take(SHOWN) {
            let of = match self.catalogue.named(&row.of) {
                Some(_) => format!("<a href=\"/{0}\">{0}</a>", Text(&row.of)),
                None => format!("{}<small>not among what is compared here</small>", Text(&row.of)),
            };
            let stands = if row.stands { "" } else { "<small>no longer stands</small>" };
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\">{of}</th><td>{}{stands}</td><td dir=\"auto\">{}</td><td><bdi>{}</bdi></td><td class=\"n\">{}</td>\
                 <td class=\"n\">{}</td></tr>",
                row.mark.word.name(),
                Text(&row.mark.why),
                Text(row.mark.by.as_deref().unwrap_or("–")),
                moment(row.mark.recorded_at),
                row.leaf + 1,
            );
        }
        body.push_str("</tbody></table></div>\n");
        if list.rows.len() > SHOWN {
            body.push_str("<p class=\"lede\">Older ones: <code>wirecopy mark --list --all</code>.</p>\n");
        }
        self.page("Judgements", "/marks", &body)
    }
}
