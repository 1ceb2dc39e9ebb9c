//! What programs ask of many articles over HTTP, one call a line of [`CALLS`]: what is answered and the document that describes it
//! come from there. The objects are those of JSON Lines (docs/json.md), in an array.

use serde::Serialize;
use serde_json::{Value, json};

use super::analysis::{ArticleLine, FamilyLine, GlanceField, OverlapLine, PairLine};
use super::{Lines, array};
use crate::report::{
    Catalogue, Dossier, Glance, History, List, MarkList, Parameter, Part, Query, Said, Takes, Thing, parameters,
    relations,
};

/// Something a program may ask.
pub struct Call {
    /// Its address; `{name}` stands for a name.
    pub path: &'static str,
    pub about: &'static str,
    pub gives: Gives,
}

/// What a call gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Gives {
    /// What is here, in numbers.
    Summary,
    /// A part of a list.
    List(List),
    /// A thing whose name begins with the letter.
    Thing(char),
    /// The versions of an article in the store.
    Versions,
    /// The judgements of the store.
    Marks,
    /// The description of all this.
    Document,
}

/// Every call, with the schemas of the objects it gives.
pub const CALLS: &[Call] = &[
    Call { path: "/api/v1/", about: "What is here, and how it was compared", gives: Gives::Summary },
    Call { path: "/api/v1/articles", about: "Articles", gives: Gives::List(List::Articles) },
    Call { path: "/api/v1/articles/{name}", about: "An article and its links", gives: Gives::Thing('a') },
    Call {
        path: "/api/v1/articles/{name}/versions",
        about: "The entries of the store's log about an article; none where the store does not hold it",
        gives: Gives::Versions,
    },
    Call { path: "/api/v1/families", about: "Families", gives: Gives::List(List::Families) },
    Call { path: "/api/v1/families/{name}", about: "A family, its articles and their links", gives: Gives::Thing('f') },
    Call { path: "/api/v1/pairs", about: "Pairs that share something", gives: Gives::List(List::Pairs) },
    Call {
        path: "/api/v1/pairs/{name}",
        about: "A pair with all it shares, what was rejected too, and its links",
        gives: Gives::Thing('p'),
    },
    Call { path: "/api/v1/overlaps", about: "Overlaps that count", gives: Gives::List(List::Overlaps) },
    Call { path: "/api/v1/overlaps/{name}", about: "An overlap between its two articles", gives: Gives::Thing('m') },
    Call { path: "/api/v1/links/{name}", about: "A link between its articles", gives: Gives::Thing('l') },
    Call {
        path: "/api/v1/marks",
        about: "What people said of matches, the oldest first; none without a store",
        gives: Gives::Marks,
    },
    Call { path: "/api/v1/openapi.json", about: "This document", gives: Gives::Document },
];

/// Answers for programs.
pub struct Api<'c> {
    pub catalogue: &'c Catalogue,
    pub said: &'c Said,
}

#[derive(Serialize)]
struct Summary<'c> {
    schema: &'static str,
    tool: &'static str,
    version: &'static str,
    params: &'c std::collections::BTreeMap<String, String>,
    method: String,
    trace_method: String,
    articles: usize,
    compared: usize,
    possible: usize,
    overlaps: usize,
    families: usize,
    links: usize,
    /// Judged since it was compared: shares, families and links were made before.
    judged_since: bool,
}

impl Api<'_> {
    /// What cannot be answered, and the parameter that is wrong.
    pub fn wrong(status: u16, what: &str, parameter: Option<&str>) -> String {
        let mut error = json!({"schema": "wirecopy/error/1", "status": status, "error": what});
        if let Some(parameter) = parameter {
            error["parameter"] = json!(parameter);
        }
        error.to_string()
    }

    pub fn summary(&self) -> String {
        let catalogue = self.catalogue;
        let summary = Summary {
            schema: "wirecopy/served/1",
            tool: "wirecopy",
            version: env!("CARGO_PKG_VERSION"),
            params: &catalogue.basis.params,
            method: catalogue.basis.method.prefixed(),
            trace_method: catalogue.basis.trace_method.prefixed(),
            articles: catalogue.articles().len(),
            compared: catalogue.compared(),
            possible: catalogue.basis.possible,
            overlaps: catalogue.overlaps(),
            families: catalogue.links().families.len(),
            links: catalogue.links().links.len(),
            judged_since: self.said.is_newer(),
        };
        serde_json::to_string(&summary).unwrap_or_default()
    }

    /// The part of a list that is asked for; `path` is the call's.
    pub fn list(&self, query: &Query, path: &str) -> String {
        let catalogue = self.catalogue;
        let listed = catalogue.list(query, self.said);
        let things = listed.rows.iter().map(|&at| match query.list {
            List::Articles => Thing::Article(at),
            List::Families => Thing::Family(at),
            List::Pairs => Thing::Pair(at),
            List::Overlaps => Thing::Overlap(at),
        });
        let names: Vec<String> = things.clone().map(|thing| catalogue.name_of(thing)).collect();
        let items = array(|lines| things.for_each(|thing| self.item(lines, thing)));
        let last = query.from + listed.rows.len();
        let next = (!listed.rows.is_empty() && last < listed.total)
            .then(|| query.address(path, &[("from", &last.to_string())]));
        format!(
            "{{\"schema\":\"wirecopy/list/1\",\"total\":{},\"from\":{},\"whole\":{},\"next\":{},\"names\":{},\"items\":{}}}",
            listed.total,
            query.from,
            !listed.is_cut,
            json!(next),
            json!(names),
            items,
        )
    }

    /// One line of a list.
    fn item(&self, lines: &mut Lines, thing: Thing) {
        let catalogue = self.catalogue;
        let article = |extract: &crate::report::Extract| &catalogue.articles()[extract.article];
        match thing {
            Thing::Article(at) => lines.push("wirecopy/article/1", ArticleLine::new(&catalogue.articles()[at])),
            Thing::Pair(at) => {
                let card = &catalogue.cards()[at];
                let both = [card.a as usize, card.b as usize];
                let versions = both.map(|article| catalogue.articles()[article].version.as_str());
                let names = both.map(|article| catalogue.articles()[article].name());
                let line = PairLine::of_card(card, names, versions, catalogue.derivations(at));
                lines.push("wirecopy/pair/1", line);
            }
            Thing::Overlap(at) => {
                let row = catalogue.overlap(at, self.said);
                lines.push("wirecopy/overlap/1", OverlapLine::new(&row, article));
            }
            Thing::Family(at) => {
                let Glance { family, followers, open, unseen } = catalogue.glance(at);
                let members = family.members.iter().map(|&member| catalogue.articles()[member].name()).collect();
                let glance = Some(GlanceField { followers, open, unseen });
                lines.push("wirecopy/family/1", FamilyLine { id: &family.id, members, glance });
            }
            Thing::Link(_) => {}
        }
    }

    /// A thing with what belongs to it.
    pub fn thing(&self, thing: Thing) -> String {
        found(&self.catalogue.name_of(thing), |lines| self.whole(lines, thing))
    }

    fn whole(&self, lines: &mut Lines, thing: Thing) {
        let catalogue = self.catalogue;
        match thing {
            Thing::Article(at) => self.part(lines, &Part::of_article(catalogue, at)),
            Thing::Pair(at) => {
                let part = Part::of_pair(catalogue, at);
                part.articles.iter().for_each(|&article| self.item(lines, Thing::Article(article)));
                self.item(lines, thing);
                let pair = catalogue.pair(at, self.said);
                let article = |extract: &crate::report::Extract| &catalogue.articles()[extract.article];
                for overlap in pair.overlaps.iter().chain(&pair.rejected) {
                    lines.push("wirecopy/overlap/1", OverlapLine::new(overlap, article));
                }
                pair.passages.iter().for_each(|passage| lines.passage(passage, article));
                lines.trace_lines(&self.dossier(&part).trace, false);
            }
            Thing::Overlap(at) => {
                let card = &catalogue.cards()[catalogue.pair_of(at)];
                let both = [card.a.min(card.b), card.a.max(card.b)];
                both.iter().for_each(|&article| self.item(lines, Thing::Article(article as usize)));
                self.item(lines, thing);
            }
            Thing::Family(at) => {
                self.item(lines, thing);
                match Part::of_family(catalogue, at) {
                    Some(part) => self.part(lines, &part),
                    None => {
                        let members = &catalogue.links().families[at].members;
                        members.iter().for_each(|&member| self.item(lines, Thing::Article(member)));
                    }
                }
            }
            Thing::Link(at) => self.part(lines, &Part::of_link(catalogue, at)),
        }
    }

    /// The articles of a part, and their links.
    fn part(&self, lines: &mut Lines, part: &Part) {
        part.articles.iter().for_each(|&article| self.item(lines, Thing::Article(article)));
        lines.trace_lines(&self.dossier(part).trace, false);
    }

    fn dossier(&self, part: &Part) -> Dossier {
        self.catalogue.dossier(part, String::new(), None, self.said)
    }

    /// What the store has of an article.
    pub fn versions(&self, article: usize, history: Option<&History>) -> String {
        found(self.catalogue.anchor(article), |lines| {
            if let Some(history) = history {
                lines.entries(history);
            }
        })
    }

    pub fn marks(&self, list: &MarkList) -> String {
        found("marks", |lines| lines.mark_lines(list))
    }

    /// The description of every call, as OpenAPI 3.1 has it.
    pub fn document(&self) -> String {
        let mut paths = serde_json::Map::new();
        for call in CALLS {
            let mut asked: Vec<Value> = Vec::new();
            let (schema, wrong): (Value, &[u16]) = match call.gives {
                Gives::Summary => (reference("served"), &[400]),
                Gives::List(list) => {
                    asked.extend(parameters(list).map(|known| parameter(known, list)));
                    (reference(&format!("list-of-{}", list.name())), &[400])
                }
                Gives::Thing(letter) => {
                    asked.push(name(letter, self.example(letter)));
                    (reference("found"), &[400, 404])
                }
                Gives::Versions => {
                    asked.push(name('a', self.example('a')));
                    (reference("found"), &[400, 404, 503])
                }
                Gives::Marks => (reference("found"), &[400, 503]),
                Gives::Document => (json!({"type": "object", "required": ["openapi", "paths"]}), &[400]),
            };
            let content = |schema: Value| json!({"application/json": {"schema": schema}});
            let mut responses = serde_json::Map::new();
            responses.insert("200".to_owned(), json!({"description": call.about, "content": content(schema)}));
            for status in wrong {
                let why = match status {
                    400 => "A parameter is wrong, and named",
                    404 => "Nothing here has this name",
                    _ => "The store cannot be read now",
                };
                let response = json!({"description": why, "content": content(reference("error"))});
                responses.insert(status.to_string(), response);
            }
            let get = json!({"summary": call.about, "parameters": asked, "responses": responses});
            paths.insert(call.path.to_owned(), json!({"get": get}));
        }
        let mut document: Value = serde_json::from_str(include_str!("served.json")).unwrap_or_default();
        document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
        document["paths"] = Value::Object(paths);
        document.to_string()
    }

    /// A name of a letter, if there is one.
    fn example(&self, letter: char) -> Option<String> {
        let links = self.catalogue.links();
        let thing = match letter {
            'a' => (!self.catalogue.articles().is_empty()).then_some(Thing::Article(0)),
            'l' => (!links.links.is_empty()).then_some(Thing::Link(0)),
            'f' => (!links.families.is_empty()).then_some(Thing::Family(0)),
            'm' => (self.catalogue.overlaps() > 0).then_some(Thing::Overlap(0)),
            _ => (self.catalogue.overlaps() > 0).then(|| Thing::Pair(self.catalogue.pair_of(0))),
        };
        thing.map(|thing| self.catalogue.name_of(thing))
    }
}

fn found(name: &str, say: impl FnOnce(&mut Lines)) -> String {
    format!("{{\"schema\":\"wirecopy/found/1\",\"name\":{},\"items\":{}}}", json!(name), array(say))
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// A name of a letter, as a part of the path.
fn name(letter: char, example: Option<String>) -> Value {
    let pattern = format!("^{letter}-[0-9a-f]{{16}}$");
    let mut name =
        json!({"name": "name", "in": "path", "required": true, "schema": {"type": "string", "pattern": pattern}});
    if let Some(example) = example {
        name["example"] = json!(example);
    }
    name
}

fn parameter(known: &Parameter, list: List) -> Value {
    let schema = match known.takes {
        Takes::Text(most) => json!({"type": "string", "maxLength": most, "pattern": "\\S"}),
        Takes::Date => {
            json!({"type": "string", "pattern": "^\\d{4}(-\\d\\d(-\\d\\d)?)?$", "examples": ["2024-11-09", "2024"]})
        }
        Takes::Relation => json!({"type": "string", "enum": relations()}),
        Takes::Number(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Takes::Flag => json!({"type": "string", "enum": ["true"]}),
        Takes::Name(letter) => json!({"type": "string", "pattern": format!("^{letter}-[0-9a-f]{{16}}$")}),
        Takes::Order => json!({"type": "string", "enum": list.orders()}),
    };
    json!({"name": known.name, "in": "query", "description": known.about, "schema": schema})
}
