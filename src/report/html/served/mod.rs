//! Pages over many articles, made as they are asked for: lists to look through, and of an article, a family and a pair what the
//! report says of it. What stands on them is laid out and written by the parts of the report; everything has its name as address.

mod find;
mod lists;
mod marks;

use std::fmt::Write as _;

use super::report::{CSS, JS, KEY, Page, Site, Ways, tiles};
use super::{Frame, frame};
use crate::report::markup::Text;
use crate::report::words::{many, short};
use crate::report::{Catalogue, Dossier, Holding, List, Part, Query, Said, SealedState, Shelf, Store};

/// What stands elsewhere has no page in a part.
const ELSEWHERE: usize = usize::MAX;

/// So many pairs are named at the beginning.
const NAMED: usize = 3;

/// The lists in the order they are offered.
const LISTS: [(List, &str); 4] =
    [(List::Families, "Families"), (List::Articles, "Articles"), (List::Pairs, "Pairs"), (List::Overlaps, "Matches")];

/// What pages are made of.
pub struct Served<'c> {
    pub catalogue: &'c Catalogue,
    pub said: &'c Said,
    /// What forms that judge a match prove themselves with; without, none is offered.
    pub token: Option<&'c str>,
    /// The folder of the store, if there is one.
    pub store: Option<&'c str>,
}

/// What the store has of an article, and where it stands.
pub struct Kept {
    pub store: Store,
    pub sealed: Option<SealedState>,
    /// `None` where it never held the article.
    pub holding: Option<Holding>,
}

impl Served<'_> {
    /// The page that is opened first.
    pub fn start(&self) -> String {
        let catalogue = self.catalogue;
        let mut body = String::new();
        let query = Query::all(List::Families);
        let found = catalogue.findings();
        if let Some(nothing) = catalogue.nothing() {
            let _ = writeln!(body, "<p class=\"none-found\"><b>No shared wording.</b> {}.</p>", Text(nothing));
        }
        let strongest = catalogue.list(&Query::all(List::Pairs), self.said).rows;
        let copying = strongest.into_iter().filter(|&pair| catalogue.cards()[pair].copies()).take(NAMED);
        let named: Vec<String> = copying.map(|pair| self.pair_link(pair)).collect();
        body.push_str("<section id=\"findings\" aria-label=\"Findings\">\n");
        tiles(&mut body, found, catalogue.compared(), &named);
        self.newer(&mut body);
        body.push_str("</section>\n<section id=\"search\">\n<h2>Search the articles</h2>\n");
        self.find(&mut body, &Query::all(List::Articles));
        body.push_str("</section>\n<section id=\"families\">\n<h2>Families</h2>\n");
        self.rows(&mut body, &query);
        body.push_str("</section>\n");
        let title = many(catalogue.articles().len(), "article") + ", and what they share";
        self.page(&title, "/", &body)
    }

    /// A list, or the part of it that is asked for.
    pub fn list(&self, query: &Query) -> String {
        let name = LISTS.iter().find(|(list, _)| *list == query.list).map_or("", |(_, name)| name);
        let mut body = String::new();
        self.newer(&mut body);
        self.find(&mut body, query);
        self.rows(&mut body, query);
        self.page(name, &format!("/{}", query.list.name()), &body)
    }

    /// An article: its sentences and who else has them, where it came from, and its versions.
    pub fn article(&self, article: usize, kept: Option<Kept>) -> String {
        let catalogue = self.catalogue;
        let row = &catalogue.articles()[article];
        let part = Part::of_article(catalogue, article);
        let own = part.place(article).unwrap_or_default();
        let shelf = kept.map(|Kept { store, sealed, holding }| {
            let mut holdings = vec![None; part.articles.len()];
            holdings[own] = holding;
            Shelf { store, sealed, holdings }
        });
        let dossier = catalogue.dossier(&part, row.article.clone(), shelf, self.said);
        let mut site = part_site(&dossier);
        site.articles[own] = 0;
        let page = Page::of(&site, Ways::Served, 0).judging(self.token);
        let mut body = String::new();
        self.newer(&mut body);
        let family = catalogue.family_of(article).map_or(String::new(), |family| {
            let family = catalogue.glance(family).family;
            format!(" · in <a href=\"/{}\">a family of {}</a>", family.id, many(family.members.len(), "article"))
        });
        let shared = many(catalogue.shared(article), "article");
        let anchor = catalogue.anchor(article);
        let _ = writeln!(body, "<p class=\"lede\">Something is shared with {shared}{family}.</p>");
        body.push_str("<section id=\"sentences\">\n<h2>Sentence by sentence</h2>\n");
        page.article(&mut body, own);
        body.push_str("</section>\n");
        if catalogue.shared(article) > 0 {
            body.push_str("<section id=\"pairs\">\n<h2>Who shares wording with it</h2>\n");
            let query = self.narrowed(List::Pairs, "article", anchor);
            self.rows(&mut body, &query);
            body.push_str("</section>\n");
        }
        page.stemma(&mut body);
        page.versions(&mut body);
        self.page(&row.article, "/articles", &body)
    }

    /// A pair: both articles side by side.
    pub fn pair(&self, pair: usize) -> String {
        let catalogue = self.catalogue;
        let part = Part::of_pair(catalogue, pair);
        let title = self.pair_title(pair);
        let dossier = catalogue.dossier(&part, title.clone(), None, self.said);
        let mut site = part_site(&dossier);
        site.pairs[0] = 0;
        let page = Page::of(&site, Ways::Served, 0).judging(self.token);
        let mut body = String::new();
        if catalogue.is_older(pair, self.said) {
            body.push_str(
                "<p class=\"note\">Somebody judged a match of this pair since it was compared. What counts is shown as it is judged \
                 now; the shares, the links and the family were made before, and are made anew when <code>wirecopy serve</code> \
                 is started again.</p>\n",
            );
        }
        body.push_str("<section id=\"matches\">\n<h2>Side by side</h2>\n");
        body.push_str(KEY);
        page.pair(&mut body, 0, true);
        body.push_str("</section>\n");
        page.stemma(&mut body);
        self.page(&title, "/pairs", &body)
    }

    /// A family: where it came from, and the ways to its articles and pairs.
    pub fn family(&self, family: usize) -> String {
        let catalogue = self.catalogue;
        let glance = catalogue.glance(family);
        let members = glance.family.members.len();
        let mut body = String::new();
        self.newer(&mut body);
        let _ = writeln!(
            body,
            "<p class=\"lede\">Articles that wording counting as copying connects, at some steps: <b>{members}</b>. Of {} it is likely \
             whom they follow; {} open; {} that nobody has shown here.</p>",
            glance.followers,
            if glance.open == 1 { "one link is".to_owned() } else { format!("{} links are", glance.open) },
            many(glance.unseen, "source"),
        );
        match Part::of_family(catalogue, family) {
            Some(part) => {
                let dossier = catalogue.dossier(&part, String::new(), None, self.said);
                Page::of(&part_site(&dossier), Ways::Served, 0).judging(self.token).stemma(&mut body);
            }
            None => body.push_str(
                "<p class=\"note\">Too large to draw here: <code>wirecopy trace --format gexf</code> writes the graph for Gephi.</p>\n",
            ),
        }
        let id = &glance.family.id;
        for (list, heading) in [(List::Articles, "Its articles"), (List::Pairs, "Its pairs")] {
            let _ = writeln!(body, "<section id=\"{}\">\n<h2>{heading}</h2>", list.name());
            self.rows(&mut body, &self.narrowed(list, "family", id));
            body.push_str("</section>\n");
        }
        self.page(&format!("A family of {}", many(members, "article")), "/families", &body)
    }

    /// What went wrong, and what can be done.
    pub fn wrong(&self, what: &str, why: &str) -> String {
        let body = format!("<p class=\"note\">{}</p>\n<p><a href=\"/\">To the beginning</a></p>\n", Text(why));
        self.page(what, "", &body)
    }

    /// The list of what belongs to a thing.
    fn narrowed(&self, list: List, parameter: &str, name: &str) -> Query {
        let given = std::iter::once((parameter.to_owned(), name.to_owned()));
        Query::read(self.catalogue, list, given).unwrap_or_else(|_| Query::all(list))
    }

    /// That figures are older than what was said of matches.
    fn newer(&self, body: &mut String) {
        if self.said.is_newer() {
            body.push_str(
                "<p class=\"note\">Matches were judged since the articles were compared. Numbers, shares, families and links here were \
                 made before that; they are made anew when <code>wirecopy serve</code> is started again.</p>\n",
            );
        }
    }

    fn pair_title(&self, pair: usize) -> String {
        let card = &self.catalogue.cards()[pair];
        let [a, b] = [card.a, card.b].map(|article| &self.catalogue.articles()[article as usize].label);
        format!("{a} – {b}")
    }

    fn pair_link(&self, pair: usize) -> String {
        format!("<a href=\"/{}\">{}</a>", self.catalogue.pair_anchor(pair), Text(&self.pair_title(pair)))
    }

    /// A whole page below the ways to all lists; `at` is the address of the one it belongs to.
    fn page(&self, title: &str, at: &str, body: &str) -> String {
        let catalogue = self.catalogue;
        let mut page = String::from("<header class=\"w\">\n<p class=\"brand\"><a href=\"/\">wirecopy</a></p>\n");
        let _ = writeln!(page, "<h1>{}</h1>", Text(title));
        let store = self.store.map_or(String::new(), |path| format!(" · store <code>{}</code>", Text(path)));
        let _ = writeln!(
            page,
            "<p class=\"meta\">{} · {} compared · {} · wirecopy {} · method <code>{}</code>{store}</p>\n</header>",
            many(catalogue.articles().len(), "article"),
            many(catalogue.compared(), "pair"),
            if catalogue.overlaps() == 1 { "1 match".to_owned() } else { format!("{} matches", catalogue.overlaps()) },
            env!("CARGO_PKG_VERSION"),
            short(&catalogue.basis.method.prefixed()),
        );
        page.push_str("<nav aria-label=\"Lists\"><ul class=\"w\">\n");
        let lists = LISTS.map(|(list, name)| (format!("/{}", list.name()), name));
        let marks = self.store.map(|_| ("/marks".to_owned(), "Judgements"));
        for (address, name) in [("/".to_owned(), "Start")].into_iter().chain(lists).chain(marks) {
            let current = if address == at { " aria-current=\"page\"" } else { "" };
            let _ = writeln!(page, "<li><a href=\"{address}\"{current}>{name}</a></li>");
        }
        page.push_str("</ul></nav>\n<main class=\"w\" id=\"main\">\n");
        page.push_str(body);
        let _ = write!(
            page,
            "</main>\n<footer class=\"w\">\n<p class=\"cmd\">Make it again: <code>{}</code></p>\n<p class=\"foot\">For programs: \
             <a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>",
            Text(&catalogue.basis.again)
        );
        for (name, value) in &catalogue.basis.params {
            let _ = write!(page, " · {} {}", Text(name), Text(value));
        }
        let _ = writeln!(
            page,
            " · method of matches <code>{}</code> · of links <code>{}</code></p>\n</footer>",
            catalogue.basis.method.prefixed(),
            catalogue.basis.trace_method.prefixed()
        );
        let css = format!("{CSS}{}", include_str!("served.css"));
        let js = format!("{JS}{}", include_str!("served.js"));
        frame(&Frame { title: &format!("{title} · wirecopy"), css: &css, js: &js, forms: "'self'", body: &page })
    }
}

/// Where everything of a part stands: at first, nothing on the page.
fn part_site(dossier: &Dossier) -> Site<'_> {
    let mut site = Site::whole(dossier);
    site.articles.fill(ELSEWHERE);
    site.pairs.fill(ELSEWHERE);
    site
}
