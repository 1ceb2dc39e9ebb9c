//! The end of a report: what it cannot say, and how it is made again.

use std::fmt::Write as _;

use super::Page;
use crate::report::markup::Text;

impl Page<'_> {
    pub(super) fn limits(&self, body: &mut String) {
        body.push_str("<section id=\"limits\">\n<h2>What this report cannot say</h2>\n<ul class=\"limits\">\n");
        for line in &self.dossier().limits {
            // Between backquotes stand commands.
            let parts: String = line
                .split('`')
                .enumerate()
                .map(
                    |(at, part)| {
                        if at % 2 == 1 { format!("<code>{}</code>", Text(part)) } else { Text(part).to_string() }
                    },
                )
                .collect();
            let _ = writeln!(body, "<li>{parts}</li>");
        }
        body.push_str("</ul>\n</section>\n");
    }

    pub(super) fn foot(&self, body: &mut String) {
        let dossier = self.dossier();
        let _ = write!(
            body,
            "<footer class=\"w\">\n<p class=\"cmd\">Make it again: <code>{}</code></p>\n<p class=\"foot\">wirecopy {}",
            Text(&dossier.again),
            env!("CARGO_PKG_VERSION")
        );
        for (name, value) in &dossier.analysis.params {
            let _ = write!(body, " · {} {}", Text(name), Text(value));
        }
        let _ = write!(
            body,
            " · method of matches <code>{}</code> · of links <code>{}</code>",
            dossier.analysis.method.prefixed(),
            dossier.trace.method.prefixed()
        );
        if let Some(shelf) = &dossier.shelf {
            let _ = write!(
                body,
                " · store of {} entries, root <code>sha256:{}</code>",
                shelf.store.log_size,
                Text(&shelf.store.log_root)
            );
            if let Some(sealed) = &shelf.sealed {
                let _ = write!(body, ", checkpoint of {} entries <bdi>{}</bdi>", sealed.size, Text(&sealed.origin));
            }
        }
        body.push_str("</p>\n</footer>\n");
    }
}
