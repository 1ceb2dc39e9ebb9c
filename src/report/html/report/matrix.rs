//! Who shares wording with whom: a table of figures for a few articles, a picture of many; and the same by outlet.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Page;
use super::figure::{figure, line};
use crate::overlap::Relation;
use crate::report::markup::Text;
use crate::report::picture::{Cell, FULL, NAMES};
use crate::report::words::{cut, many, percent, tenths};
use crate::report::{PairRow, mark};

/// A cell of the picture.
const CELL: usize = 15;

/// So many rows of outlets are shown.
const OUTLETS: usize = 40;

impl Page<'_> {
    pub(super) fn matrix(&self, body: &mut String) {
        let dossier = self.dossier();
        if dossier.analysis.pairs.is_empty() {
            return;
        }
        body.push_str(
            "<section id=\"matrix\">\n<h2>Who shares wording with whom</h2>\n<p class=\"lede\">How much of the <b>row</b>’s \
             article is also in the <b>column</b>’s, in words. Quotations, common sources and lines of a site are no \
             copying: they are counted, and give no share. Names and formulas do not count.</p>\n",
        );
        if dossier.analysis.articles.len() <= FULL {
            self.table(body);
        } else {
            self.picture(body);
        }
        body.push_str("</section>\n");
    }

    fn table(&self, body: &mut String) {
        let matrix = &self.dossier().matrix;
        body.push_str(
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of shares\" tabindex=\"0\"><table class=\"mx\">\n\
             <thead><tr><td></td>",
        );
        for &article in &matrix.order {
            let _ = write!(body, "<th scope=\"col\">{}</th>", self.label(article));
        }
        body.push_str("</tr></thead>\n<tbody>\n");
        let mut cells = matrix.cells.iter().peekable();
        for (row, &article) in matrix.order.iter().enumerate() {
            let words = many(self.dossier().readings[article].words, "word");
            let _ = write!(
                body,
                "<tr><th scope=\"row\"><a href=\"{}\">{}</a><small>{words}</small></th>",
                self.to_article(article),
                self.label(article),
            );
            for column in 0..matrix.order.len() {
                match cells.next_if(|cell| (cell.row, cell.column) == (row, column)) {
                    Some(cell) => self.cell(body, cell),
                    None if row == column => body.push_str("<td class=\"self\">–</td>"),
                    None => body.push_str("<td class=\"h0\"><small>none</small></td>"),
                }
            }
            body.push_str("</tr>\n");
        }
        body.push_str("</tbody></table></div>\n");
    }

    fn cell(&self, body: &mut String, cell: &Cell) {
        let pair = &self.dossier().analysis.pairs[cell.pair];
        let share = if cell.level == 0 { "quoted".to_owned() } else { percent(cell.share) };
        let share =
            if pair.counts.keys().all(|relation| crate::overlap::Relation::Quotation == *relation) || cell.level > 0 {
                share
            } else {
                "not copied".to_owned()
            };
        let _ = write!(
            body,
            "<td class=\"h{}\"><a href=\"{}\">{share}</a><small>{}</small></td>",
            cell.level,
            self.to_pair(cell.pair),
            counts(pair),
        );
    }

    /// Of many articles: darker where more is shared. The table of pairs below says the same in figures.
    fn picture(&self, body: &mut String) {
        let (dossier, matrix) = (self.dossier(), &self.dossier().matrix);
        if !matrix.is_drawn() {
            let _ = writeln!(
                body,
                "<p class=\"lede\">{} share wording: too many to draw. The pages below have them by family.</p>",
                many(matrix.order.len(), "article")
            );
            return;
        }
        let names = matrix.names;
        let mut drawn = String::new();
        let side = matrix.order.len() * CELL;
        let _ = writeln!(drawn, "<path class=\"hx\" d=\"M{names} {names}h{side}v{side}h-{side}z\"/>");
        for (at, &article) in matrix.order.iter().enumerate() {
            let name = cut(&dossier.analysis.articles[article].label, NAMES / 7);
            line(&mut drawn, "nm", [names - 6, names + at * CELL + CELL - 4], &name);
            let (x, y) = (names + at * CELL + CELL - 4, names - 6);
            let _ = writeln!(
                drawn,
                "<text class=\"up\" transform=\"translate({x} {y})rotate(-90)\">{}</text>",
                Text(&name)
            );
        }
        for level in 0..=5 {
            let squares: String = matrix
                .cells
                .iter()
                .filter(|cell| cell.level == level)
                .map(|cell| {
                    let (x, y, size) = (names + cell.column * CELL + 1, names + cell.row * CELL + 1, CELL - 2);
                    format!("M{x} {y}h{size}v{size}h-{size}z")
                })
                .collect();
            if !squares.is_empty() {
                let _ = writeln!(drawn, "<path class=\"l{level}\" d=\"{squares}\"/>");
            }
        }
        body.push_str(
            "<ul class=\"key\"><li><span class=\"sw l0\"></span>not copied</li><li><span class=\"sw l1\"></span>under 5 %</li>\
             <li><span class=\"sw l2\"></span>5 %</li><li><span class=\"sw l3\"></span>15 %</li>\
             <li><span class=\"sw l4\"></span>30 %</li><li><span class=\"sw l5\"></span>60 % and more</li></ul>\n",
        );
        let name = format!("{} that share wording, by row and column", many(matrix.order.len(), "article"));
        figure(body, "g-matrix", "hm", [names + side + 8, names + side + 8], &name, &drawn);
        if matrix.left_out > 0 {
            let _ = writeln!(
                body,
                "<p class=\"lede\">{} share nothing and are not drawn.</p>",
                many(matrix.left_out, "article")
            );
        }
        let _ = writeln!(
            body,
            "<details class=\"twin\"><summary>The same as a table ({})</summary>\n<table><thead><tr><th scope=\"col\">pair</th>\
             <th scope=\"col\">of the first</th><th scope=\"col\">of the second</th><th scope=\"col\">matches</th></tr></thead><tbody>",
            many(self.site.shown.len(), "pair")
        );
        for &at in &self.site.shown {
            let pair = &dossier.analysis.pairs[at];
            let _ = writeln!(
                body,
                "<tr><td><a href=\"{}\">{} – {}</a></td><td>{}</td><td>{}</td><td>{}</td></tr>",
                self.to_pair(at),
                self.label(pair.a),
                self.label(pair.b),
                percent(pair.share_a),
                percent(pair.share_b),
                counts(pair),
            );
        }
        body.push_str("</tbody></table></details>\n");
    }

    /// Outlets by outlets, where there are several.
    fn outlet_table(&self, body: &mut String) {
        let table = &self.dossier().outlets;
        if table.names.len() < 2 {
            return;
        }
        body.push_str(
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of pairs of outlets\" tabindex=\"0\"><table class=\"mx\">\n\
             <thead><tr><td></td>",
        );
        table.names.iter().for_each(|name| _ = write!(body, "<th scope=\"col\"><bdi>{}</bdi></th>", Text(name)));
        body.push_str("</tr></thead>\n<tbody>\n");
        for (row, name) in table.names.iter().enumerate() {
            let _ = write!(body, "<tr><th scope=\"row\"><bdi>{}</bdi></th>", Text(name));
            for (count, level) in table.pairs[row].iter().zip(&table.levels[row]) {
                let _ = match count {
                    0 => write!(body, "<td class=\"h0\"><small>none</small></td>"),
                    count => write!(body, "<td class=\"h{level}\"><b>{count}</b></td>"),
                };
            }
            body.push_str("</tr>\n");
        }
        body.push_str("</tbody></table></div>\n");
        if table.left_out > 0 {
            let _ = writeln!(
                body,
                "<p class=\"lede\">{} with fewer pairs are in the list alone.</p>",
                many(table.left_out, "outlet")
            );
        }
    }

    /// Which outlets share copied wording, where two are stated that do.
    pub(super) fn outlets(&self, body: &mut String) {
        let rows = &self.dossier().analysis.outlets;
        if rows.is_empty() {
            return;
        }
        body.push_str(
            "<section id=\"outlets\">\n<h2>By outlet</h2>\n<p class=\"lede\">Pairs of articles with copied wording, and how \
             many there would be if outlets played no part. <i class=\"plain\">Earlier</i> counts pairs whose dates tell.</p>\n",
        );
        self.outlet_table(body);
        body.push_str(
            "<div class=\"fig\" role=\"group\" aria-label=\"Table of outlets\" tabindex=\"0\"><table>\n<thead><tr>\
             <th scope=\"col\">outlets</th><th scope=\"col\">pairs</th><th scope=\"col\">by chance</th>\
             <th scope=\"col\">first earlier</th><th scope=\"col\">second earlier</th><th scope=\"col\">first credits second</th>\
             <th scope=\"col\">second credits first</th></tr></thead>\n<tbody>\n",
        );
        for row in rows.iter().take(OUTLETS) {
            let between = match row.a == row.b {
                true => format!("among articles of <bdi>{}</bdi>", Text(&row.a)),
                false => format!("<bdi>{}</bdi> – <bdi>{}</bdi>", Text(&row.a), Text(&row.b)),
            };
            let _ = writeln!(
                body,
                "<tr><th scope=\"row\">{between}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>\
                 <td>{}</td></tr>",
                row.pairs,
                tenths(row.expected),
                row.earlier[0],
                row.earlier[1],
                row.credits[0],
                row.credits[1],
            );
        }
        body.push_str("</tbody></table></div>\n");
        if rows.len() > OUTLETS {
            let _ = writeln!(
                body,
                "<p class=\"lede\">{} more pairs of outlets: <code>wirecopy overlaps --by outlet</code></p>",
                rows.len() - OUTLETS
            );
        }
        body.push_str("</section>\n");
    }
}

/// `≈ 11 ❝ 1 ≠ 2`.
pub(super) fn counts(pair: &PairRow) -> String {
    figures(&pair.counts, pair.conflicts, pair.rejected.len())
}

/// The same of the figures by themselves.
pub(in crate::report::html) fn figures(
    counts: &BTreeMap<Relation, usize>,
    conflicts: usize,
    rejected: usize,
) -> String {
    let kinds = counts.iter().map(|(relation, count)| format!("{}&nbsp;{count}", mark(*relation, false)));
    let conflicts = (conflicts > 0).then(|| format!("≠&nbsp;{conflicts}"));
    let rejected = (rejected > 0).then(|| format!("rejected&nbsp;{rejected}"));
    kinds.chain(conflicts).chain(rejected).collect::<Vec<_>>().join(" ")
}
