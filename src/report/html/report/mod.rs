//! The report: who shares wording with whom, where it came from and when, every match beside its other half, what each article
//! went through, and what all that cannot say. Each part is a file; what they show is laid out already
//! ([`crate::report::picture`]).

mod articles;
mod figure;
mod judge;
mod links;
mod matrix;
mod pairs;
mod site;
mod stemma;
mod tail;
mod top;
mod versions;
mod words;

use std::fmt::Write as _;

use super::{Frame, NOBODY, frame};
use crate::report::markup::Text;
use crate::report::words::numbers;
use crate::report::{Dossier, Extract};

pub(super) use matrix::figures;
pub(super) use pairs::KEY;
pub(super) use site::Site;
pub(super) use top::tiles;
pub(super) use words::relation;

pub(super) const CSS: &str = include_str!("report.css");
pub(super) const JS: &str = include_str!("report.js");

/// One page that holds everything.
pub(super) fn page(dossier: &Dossier) -> String {
    Page::of(&Site::whole(dossier), Ways::Files { name: "", folder: "" }, 0).whole()
}

/// A file of a report: its name, and what it holds.
pub struct File {
    /// Empty for the page that is opened, else a name in the folder beside it.
    pub name: String,
    pub html: String,
}

/// The pages of a report that is kept in the file `name`: one, or, where it would be larger than 3,000,000 bytes, an index
/// and pages for the folder `folder` beside it, made one after the other. Neither name is a path.
pub fn files<'d>(dossier: &'d Dossier, name: &'d str, folder: &'d str) -> Box<dyn Iterator<Item = File> + 'd> {
    // What cannot be small enough is not made in vain.
    let least: usize =
        dossier.analysis.pairs.iter().flat_map(|pair| &pair.overlaps).map(|o| o.a.exact.len() + o.b.exact.len()).sum();
    if least < site::LIMIT {
        let html = page(dossier);
        if html.len() <= site::LIMIT {
            return Box::new(std::iter::once(File { name: String::new(), html }));
        }
    }
    let site = Site::parted(dossier);
    Box::new((0..site.pages.len()).map(move |here| {
        let page = Page::of(&site, Ways::Files { name, folder }, here);
        File { name: site.pages[here].name.clone(), html: page.whole() }
    }))
}

/// How pages lead to what stands elsewhere.
#[derive(Clone, Copy)]
pub(super) enum Ways<'r> {
    /// The file of the page that is opened, and the folder of the others.
    Files { name: &'r str, folder: &'r str },
    /// Everything has an address of its own: its name.
    Served,
}

/// One page as it is written.
pub(super) struct Page<'r> {
    site: &'r Site<'r>,
    here: usize,
    ways: Ways<'r>,
    /// What lets a reader judge matches, if that is allowed.
    judging: Option<&'r str>,
}

impl<'r> Page<'r> {
    pub(super) fn of(site: &'r Site<'r>, ways: Ways<'r>, here: usize) -> Page<'r> {
        Page { site, here, ways, judging: None }
    }

    /// On which matches can be judged; `token` is what the forms prove themselves with.
    pub(super) fn judging(self, token: Option<&'r str>) -> Page<'r> {
        Page { judging: token, ..self }
    }

    fn dossier(&self) -> &'r Dossier {
        self.site.dossier
    }

    fn whole(&self) -> String {
        let dossier = self.dossier();
        let mut body = String::new();
        self.top(&mut body);
        let class = if self.is_long() { "w long-page" } else { "w" };
        let _ = writeln!(body, "<main class=\"{class}\" id=\"main\">");
        if self.here == 0 {
            self.findings(&mut body);
            self.matrix(&mut body);
            self.outlets(&mut body);
        }
        self.stemma(&mut body);
        self.pairs(&mut body);
        self.articles(&mut body);
        self.versions(&mut body);
        if self.here == 0 {
            self.limits(&mut body);
        }
        body.push_str("</main>\n");
        self.foot(&mut body);
        let title = match self.here {
            0 => dossier.title.clone(),
            here => format!("{}: {}", self.site.pages[here].title, dossier.title),
        };
        frame(&Frame { title: &title, css: CSS, js: JS, forms: NOBODY, body: &body })
    }

    fn is_index(&self) -> bool {
        self.here == 0 && self.site.is_parted()
    }

    fn has_pairs(&self) -> bool {
        self.is_index() || self.site.shown.iter().any(|&at| self.site.pairs[at] == self.here)
    }

    fn has_articles(&self) -> bool {
        !self.site.articles.is_empty() && (self.is_index() || self.site.articles.contains(&self.here))
    }

    /// An index leaves them to the pages of the articles.
    fn has_versions(&self) -> bool {
        match self.dossier().shelf {
            None => self.here == 0,
            Some(_) => !self.is_index() && self.has_articles(),
        }
    }

    /// Whether there is so much that a browser should lay out no more than what is looked at.
    fn is_long(&self) -> bool {
        let pairs = self.site.shown.iter().filter(|&&at| self.site.pairs[at] == self.here);
        let matches: usize = pairs.map(|&at| self.dossier().analysis.pairs[at].overlaps.len()).sum();
        matches > pairs::OPEN || self.site.articles.iter().filter(|&&home| home == self.here).count() > pairs::OPEN
    }

    /// The way to something called `anchor` on the page `there`.
    fn way(&self, there: usize, anchor: &str) -> String {
        let page = match (self.ways, self.here, there) {
            (_, here, there) if here == there => String::new(),
            (Ways::Served, ..) => return format!("/{anchor}"),
            (Ways::Files { folder, .. }, 0, there) => format!("{folder}/{}", self.site.pages[there].name),
            (Ways::Files { name, .. }, _, 0) => format!("../{name}"),
            (_, _, there) => self.site.pages[there].name.clone(),
        };
        format!("{page}#{anchor}").chars().map(escape).collect()
    }

    fn to_article(&self, article: usize) -> String {
        self.way(self.site.articles[article], &self.dossier().readings[article].anchor)
    }

    fn to_pair(&self, pair: usize) -> String {
        self.way(self.site.pairs[pair], &self.dossier().views[pair].anchor)
    }

    fn to_overlap(&self, pair: usize, overlap: &str) -> String {
        self.way(self.site.pairs[pair], overlap)
    }

    pub(super) fn label(&self, article: usize) -> Text<'r> {
        Text(&self.dossier().analysis.articles[article].label)
    }

    /// `001 · 2`, as people count.
    fn place(&self, extract: &Extract) -> String {
        format!("{} · {}", self.label(extract.article), numbers(&extract.sentences))
    }

    /// Which article it is, beside its label: its title or else its name, its outlet and its date.
    pub(super) fn about(&self, article: usize) -> String {
        let article = &self.dossier().analysis.articles[article];
        let name = article.title.as_ref().or_else(|| Some(&article.article).filter(|name| **name != article.label));
        let date = article.date.as_ref().map(|date| date.value.replace('T', " "));
        let parts: Vec<String> = [
            name.map(|name| format!("<bdi>{}</bdi>", Text(name))),
            article.outlet.as_ref().map(|outlet| format!("<bdi>{}</bdi>", Text(outlet))),
            date.map(|date| Text(&date).to_string()),
        ]
        .into_iter()
        .flatten()
        .collect();
        parts.join(" · ")
    }

    /// What stands at the beginning of an element that holds words of an article.
    fn language(&self, article: usize) -> String {
        match self.dossier().readings[article].language {
            Some(code) => format!(" lang=\"{code}\" dir=\"auto\""),
            None => " dir=\"auto\"".to_owned(),
        }
    }
}

/// A file's name as an address inside a quoted attribute: what is none of the letters that stand for themselves there is written
/// in hex, byte by byte.
fn escape(c: char) -> String {
    if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '#') {
        return c.to_string();
    }
    let mut bytes = [0; 4];
    c.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}")).collect()
}
