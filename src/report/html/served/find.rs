//! The form that narrows a list, of the parameters it has.

use std::fmt::Write as _;

use super::Served;
use crate::report::markup::Text;
use crate::report::words::many;
use crate::report::{Query, Takes, parameters, relations};

/// So many outlets are offered; any can be typed.
const OFFERED: usize = 300;

impl Served<'_> {
    pub(super) fn find(&self, body: &mut String, query: &Query) {
        let list = query.list.name();
        let _ = writeln!(
            body,
            "<form class=\"find\" method=\"get\" action=\"/{list}\" role=\"search\" aria-label=\"{list}\">"
        );
        for parameter in parameters(query.list) {
            let name = parameter.name;
            let value = query.value(name).unwrap_or_default();
            let shown = Text(value);
            let _ = match (parameter.takes, name) {
                // The pages and links lead there.
                (_, "from" | "count") => continue,
                (Takes::Text(most), "q") => writeln!(
                    body,
                    "<label class=\"q\">Words <input type=\"search\" name=\"q\" value=\"{shown}\" maxlength=\"{most}\"></label>"
                ),
                (Takes::Text(most), _) => writeln!(
                    body,
                    "<label>Outlet <input name=\"{name}\" value=\"{shown}\" maxlength=\"{most}\" list=\"outlets\" autocomplete=\"off\">\
                     </label>"
                ),
                (Takes::Date, _) => {
                    let label = if name == "since" { "Dated from" } else { "to" };
                    writeln!(
                        body,
                        "<label>{label} <input name=\"{name}\" value=\"{shown}\" size=\"10\" placeholder=\"2024-11-09\" \
                         autocomplete=\"off\"></label>"
                    )
                }
                (Takes::Relation, _) => {
                    let all = relations().into_iter().map(|relation| (relation, relation));
                    writeln!(
                        body,
                        "<label>Relation {}</label>",
                        select(name, value, [("", "any")].into_iter().chain(all))
                    )
                }
                (Takes::Number(..), _) => {
                    let label = match list {
                        "articles" => "Words, at least",
                        "families" => "Articles, at least",
                        "pairs" => "Matches, at least",
                        _ => "Shared words, at least",
                    };
                    writeln!(
                        body,
                        "<label>{label} <input type=\"number\" name=\"{name}\" value=\"{shown}\" min=\"0\"></label>"
                    )
                }
                (Takes::Flag, _) => {
                    let checked = if value.is_empty() { "" } else { " checked" };
                    writeln!(
                        body,
                        "<label class=\"flag\"><input type=\"checkbox\" name=\"{name}\" value=\"true\"{checked}> ≠ facts disagree</label>"
                    )
                }
                (Takes::Name(_), _) if value.is_empty() => continue,
                (Takes::Name(_), _) => {
                    writeln!(body, "<label>{} <input name=\"{name}\" value=\"{shown}\"></label>", capital(name))
                }
                (Takes::Order, _) => {
                    let orders = query.list.orders().iter().map(|order| (*order, *order));
                    writeln!(body, "<label>First by {}</label>", select(name, value, orders))
                }
            };
        }
        body.push_str("<button>Show</button>");
        if query.is_narrowed() {
            let _ = write!(body, " <a href=\"/{list}\">Show all</a>");
        }
        let outlets = self.catalogue.outlets();
        if !outlets.is_empty() {
            body.push_str("<datalist id=\"outlets\">");
            for (outlet, count) in outlets.iter().take(OFFERED) {
                let _ = write!(body, "<option value=\"{}\">{}</option>", Text(outlet), many(*count, "article"));
            }
            body.push_str("</datalist>");
        }
        body.push_str("</form>\n");
    }
}

fn select<'s>(name: &str, value: &str, all: impl Iterator<Item = (&'s str, &'s str)>) -> String {
    let option = |(own, label): (&str, &str)| {
        let selected = if own == value { " selected" } else { "" };
        format!("<option value=\"{own}\"{selected}>{label}</option>")
    };
    format!("<select name=\"{name}\">{}</select>", all.map(option).collect::<String>())
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
