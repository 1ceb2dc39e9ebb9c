//! What is answered to which request.

use super::judge::judge;
use super::{Answer, HTML, JSON, Request, Site};
use crate::report::{Api, BadQuery, CALLS, Gives, Kept, List, MarkList, Query, Said, Served, Thing};

/// A longer address is refused: ours are short, and a query says in a few hundred bytes what it may say.
const TARGET: usize = 4_000;

const LISTS: [List; 4] = [List::Articles, List::Families, List::Pairs, List::Overlaps];

/// What cannot be answered.
pub(super) struct Wrong {
    pub status: u16,
    pub what: &'static str,
    pub why: String,
    pub parameter: Option<String>,
}

impl Wrong {
    pub fn new(status: u16, what: &'static str, why: impl Into<String>) -> Wrong {
        Wrong { status, what, why: why.into(), parameter: None }
    }
}

impl From<BadQuery> for Wrong {
    fn from(BadQuery { parameter, why }: BadQuery) -> Wrong {
        let said = format!("{parameter}: {why}");
        Wrong { parameter: Some(parameter), ..Wrong::new(400, "This cannot be asked", said) }
    }
}

/// Answers a request.
pub fn answer(request: &Request, site: &Site) -> Answer {
    let said = site.said();
    let page = Page { site, said: &said };
    let path = request.target.split('?').next().unwrap_or_default();
    let is_api = path.starts_with("/api/");
    let answered = match () {
        () if !site.hosts.has(request.host) => {
            // Whoever asks by another name may be a page that is not ours: it learns nothing.
            return Answer::new(
                421,
                "text/plain; charset=utf-8",
                "This is not the host that was asked for.\n".to_owned(),
            );
        }
        () if request.target.len() > TARGET => {
            Err(Wrong::new(414, "This address is too long", format!("It has more than {TARGET} bytes.")))
        }
        () => match (request.method, path) {
            ("GET" | "HEAD", _) if is_api => page.call(path, request.target),
            ("GET" | "HEAD", _) => page.page(path, request.target),
            ("POST", "/marks") => judge(request, site),
            (_, path) => {
                let allowed = if path == "/marks" { "GET, HEAD, POST" } else { "GET, HEAD" };
                let wrong = Wrong::new(405, "This cannot be done here", format!("What can be done is {allowed}."));
                return page.wrong(is_api, wrong).with("allow", allowed);
            }
        },
    };
    match answered {
        Ok(answer) if answer.status == 200 => answer.tagged(request.known),
        Ok(answer) => answer,
        Err(wrong) => page.wrong(is_api, wrong),
    }
}

/// Pages of a site, as people judge its matches now.
struct Page<'s> {
    site: &'s Site,
    said: &'s Said,
}

type Answered = Result<Answer, Wrong>;

impl<'s> Page<'s> {
    fn served(&self) -> Served<'s> {
        Served {
            catalogue: &self.site.catalogue,
            said: self.said,
            token: self.site.token.as_deref(),
            store: self.site.keeper.as_ref().map(|keeper| keeper.path()),
        }
    }

    fn api(&self) -> Api<'s> {
        Api { catalogue: &self.site.catalogue, said: self.said }
    }

    fn wrong(&self, is_api: bool, wrong: Wrong) -> Answer {
        match is_api {
            true => Answer::new(wrong.status, JSON, Api::wrong(wrong.status, &wrong.why, wrong.parameter.as_deref())),
            false => Answer::new(wrong.status, HTML, self.served().wrong(wrong.what, &wrong.why)),
        }
    }

    /// A page for people.
    fn page(&self, path: &str, target: &str) -> Answered {
        let (served, catalogue) = (self.served(), &self.site.catalogue);
        let html = |html: String| Ok(Answer::new(200, HTML, html));
        if let Some(list) = LISTS.into_iter().find(|list| path.strip_prefix('/') == Some(list.name())) {
            // A form sends its empty fields along: they say nothing.
            return html(served.list(&self.query(list, target, |value| !value.trim().is_empty())?));
        }
        nothing_asked(target)?;
        let name = path.strip_prefix('/').unwrap_or_default();
        match catalogue.named(name) {
            _ if path == "/" => html(served.start()),
            _ if path == "/marks" => html(served.marks(&self.marks()?.ok_or_else(no_store)?)),
            Some(Thing::Article(at)) => html(served.article(at, self.kept(at)?)),
            Some(Thing::Pair(at)) => html(served.pair(at)),
            Some(Thing::Family(at)) => html(served.family(at)),
            Some(Thing::Overlap(at)) => {
                let pair = catalogue.name_of(Thing::Pair(catalogue.pair_of(at)));
                Ok(Answer::elsewhere(302, &format!("/{pair}#{name}")))
            }
            Some(Thing::Link(at)) => {
                let place = catalogue.place_of(at).map(|place| catalogue.name_of(place));
                Ok(Answer::elsewhere(302, &format!("/{}#{name}", place.unwrap_or_default())))
            }
            // As the pages of a report in several files are called.
            None => match name.strip_suffix(".html").filter(|name| catalogue.named(name).is_some()) {
                Some(name) => Ok(Answer::elsewhere(301, &format!("/{name}"))),
                None => Err(Wrong::new(404, "There is nothing here", "Nothing that is served has this address.")),
            },
        }
    }

    /// An answer for programs.
    fn call(&self, path: &str, target: &str) -> Answered {
        let (api, catalogue) = (self.api(), &self.site.catalogue);
        let json = |json: String| Ok(Answer::new(200, JSON, json));
        let unknown = || Wrong::new(404, "", "no call has this address: /api/v1/openapi.json has all");
        let called = CALLS.iter().find_map(|call| Some((call.gives, name_in(call.path, path)?)));
        let (gives, name) = called.ok_or_else(unknown)?;
        if let Gives::List(list) = gives {
            return json(api.list(&self.query(list, target, |_| true)?, path));
        }
        nothing_asked(target)?;
        let thing = || {
            let nameless = || Wrong::new(404, "", format!("nothing here is called {}", crate::article::OneLine(name)));
            catalogue.named(name).ok_or_else(nameless)
        };
        match gives {
            Gives::Summary => json(api.summary()),
            Gives::Document => json(api.document()),
            Gives::Marks => json(api.marks(&self.marks()?.unwrap_or_else(empty))),
            Gives::Thing(letter) if !name.starts_with(letter) => Err(unknown()),
            Gives::Thing(_) => json(api.thing(thing()?)),
            Gives::Versions => match thing()? {
                Thing::Article(at) => {
                    let kept = self.kept(at)?;
                    let history = kept.as_ref().and_then(|kept| kept.holding.as_ref()).map(|holding| &holding.history);
                    json(api.versions(at, history))
                }
                _ => Err(unknown()),
            },
            Gives::List(_) => Err(unknown()),
        }
    }

    fn query(&self, list: List, target: &str, says: impl Fn(&str) -> bool) -> Result<Query, Wrong> {
        let query = target.split_once('?').map_or("", |(_, query)| query);
        let given =
            form_urlencoded::parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), value.into_owned()));
        Ok(Query::read(&self.site.catalogue, list, given.filter(|(_, value)| says(value)))?)
    }

    fn kept(&self, article: usize) -> Result<Option<Kept>, Wrong> {
        let Some(keeper) = &self.site.keeper else { return Ok(None) };
        let capture = &self.site.catalogue.captures()[article];
        keeper.kept(capture).map(Some).map_err(|why| Wrong::new(503, "The store cannot be read", why))
    }

    fn marks(&self) -> Result<Option<MarkList>, Wrong> {
        let Some(keeper) = &self.site.keeper else { return Ok(None) };
        keeper.marks().map(|(list, _)| Some(list)).map_err(|why| Wrong::new(503, "The store cannot be read", why))
    }
}

fn empty() -> MarkList {
    MarkList { path: String::new(), all: true, rows: Vec::new() }
}

fn no_store() -> Wrong {
    Wrong::new(404, "There is no store", "Judgements are kept in a store: wirecopy add makes one.")
}

/// What has no parameters is asked without.
fn nothing_asked(target: &str) -> Result<(), Wrong> {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    match form_urlencoded::parse(query.as_bytes()).next() {
        None => Ok(()),
        Some((parameter, _)) => {
            Err(BadQuery { parameter: parameter.into_owned(), why: "this address has no parameters".to_owned() }.into())
        }
    }
}

/// The name that stands in `path` where `call` has `{name}`; empty for a call without. `None` for another call.
fn name_in<'p>(call: &str, path: &'p str) -> Option<&'p str> {
    match call.split_once("{name}") {
        None => (call == path).then_some(""),
        Some((before, after)) => {
            path.strip_prefix(before)?.strip_suffix(after).filter(|name| !name.is_empty() && !name.contains('/'))
        }
    }
}
