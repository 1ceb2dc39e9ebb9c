//! What is on the web: whoever takes the articles gets it, and it is read here, as the record of it in a crawl would be. The pages that
//! feeds and sitemaps lead to come behind what leads to them.

use std::collections::{HashMap, HashSet, VecDeque};

use weburl::{ParseError, Url};

use super::intake::Intake;
use super::place::Place;
use super::{Format, Named, Note, Problem, read_one, warc};
use crate::article::{Response, Source, without_password};

/// Lists may lead to lists, so many in all.
const LISTS: usize = 1000;

/// A page may send its readers on to another, so many times.
const SENT_ON: usize = 5;

/// A reference as the address it is, seen from that of a document; as it stands where it is one itself, or is none from there.
pub(super) fn joined(base: Option<&str>, reference: &str) -> String {
    let base = base.and_then(|base| Url::parse(base).ok());
    match (base, Url::parse(reference)) {
        (Some(base), Err(ParseError::RelativeUrlWithoutBase)) => {
            base.join(reference).map_or_else(|_| reference.to_owned(), String::from)
        }
        _ => reference.to_owned(),
    }
}

/// Something on the web.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    pub url: String,
    /// It is a feed or a sitemap, and no article.
    pub is_list: bool,
}

impl Address {
    /// The address of a page; `None` where it is none, or not whole.
    pub fn of_page(url: &str) -> Option<Address> {
        let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme));
        ["http://", "https://"].into_iter().any(begins).then(|| Address { url: url.to_owned(), is_list: false })
    }
}

/// What an address answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fetched {
    pub response: Response,
    /// Without chunks, but in the content coding that the head names.
    pub body: Vec<u8>,
    /// When it was asked, Unix seconds.
    pub captured_at: i64,
}

/// Why there is no answer to read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfetched {
    /// It has nothing else than was taken before.
    Unchanged,
    /// It is not asked now.
    NotAsked,
    Failed(String),
}

/// Addresses that wait, each of them once.
#[derive(Default)]
pub(super) struct Links {
    waiting: VecDeque<Address>,
    met: HashSet<Address>,
    lists: usize,
    /// How many pages sent their readers on to an address, one to the other.
    sent_on: HashMap<String, usize>,
}

impl Links {
    pub fn put(&mut self, address: Address) {
        if self.met.insert(address.clone()) {
            self.waiting.push_back(address);
        }
    }

    /// Has the page asked for that the one at `from` sends its readers on to, if that one was asked for, and not too many led there.
    pub fn send_on(&mut self, from: &str, to: &str) -> bool {
        let times = self.sent_on.get(from).copied().unwrap_or(0) + 1;
        let was_asked = |url: &str| self.met.contains(&Address { url: url.to_owned(), is_list: false });
        match Address::of_page(to).filter(|_| was_asked(from) && !was_asked(to) && times <= SENT_ON) {
            Some(address) => {
                self.sent_on.insert(address.url.clone(), times);
                self.put(address);
                true
            }
            None => false,
        }
    }
}

/// Fetches all that waits, and what that leads to.
pub(super) fn follow(intake: &mut Intake) {
    let is_any = !intake.links.waiting.is_empty();
    loop {
        // What is fetched is kept at once: the next may take its time. What was read may have led on.
        if is_any {
            intake.rest();
        }
        let Some(address) = intake.links.waiting.pop_front() else { break };
        intake.links.lists += usize::from(address.is_list);
        let at = Source { path: without_password(&address.url), line: None, offset: None };
        let answered = match intake.links.lists {
            count if address.is_list && count > LISTS => {
                Err(Unfetched::Failed(format!("{LISTS} lists were read, which is all that one run reads")))
            }
            _ => intake.fetch(&address),
        };
        match answered {
            Ok(fetched) if address.is_list => list(fetched, &at, intake),
            Ok(fetched) => {
                let place = Place::of_address(&fetched.response, fetched.captured_at, intake.options);
                intake.begin("http");
                warc::take_fetched(fetched, &at, &place, intake);
            }
            Err(unfetched) => {
                intake.begin("http");
                match unfetched {
                    Unfetched::Unchanged => intake.pass_over("unchanged since the last time (304)"),
                    Unfetched::NotAsked => {
                        intake.pass_over("not asked in a dry run");
                        intake.note(Note::NotAsked { at });
                    }
                    Unfetched::Failed(why) => intake.problem(Problem::NotFetched { at, why }),
                }
            }
        }
    }
}

fn list(fetched: Fetched, at: &Source, intake: &mut Intake) {
    let Fetched { response, body, captured_at } = fetched;
    let Some(body) = warc::body_of(&response, body, at, intake) else { return };
    let format = Format::of_bytes(body.get(..4096).unwrap_or(&body)).name;
    if !matches!(format, "xml" | "json") {
        let what =
            format!("neither a feed nor a sitemap, but by its looks {format}; without --feed it is read as a page");
        return intake.problem(Problem::BadDocument { at: at.clone(), what });
    }
    let place = Place::of_address(&response, captured_at, intake.options);
    read_one(&mut &*body, Named::Nothing, &place, intake);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Batch, Input, Options, Sink, read_into};
    use super::*;
    use crate::article::Capture;

    /// Answers with what stands here at an address.
    struct Web<'w> {
        pages: &'w [(&'w str, &'w str, &'w [u8])],
        asked: Vec<Address>,
        batch: Batch,
    }

    impl Sink for Web<'_> {
        fn capture(&mut self, capture: Capture) {
            self.batch.capture(capture);
        }

        fn problem(&mut self, problem: Problem) {
            self.batch.problem(problem);
        }

        fn note(&mut self, note: Note) {
            self.batch.note(note);
        }

        fn fetch(&mut self, address: &Address) -> Result<Fetched, Unfetched> {
            self.asked.push(address.clone());
            let (_, head, body) =
                *self.pages.iter().find(|(url, ..)| *url == address.url).ok_or(Unfetched::Unchanged)?;
            let head = format!("HTTP/1.1 200 OK\r\n{head}\r\n").into_bytes();
            let response = Response { url: address.url.clone(), ip: "192.0.2.1".into(), head, redirects: Vec::new() };
            Ok(Fetched { response, body: body.to_vec(), captured_at: 1_731_242_880 })
        }
    }

    fn read<'w>(pages: &'w [(&'w str, &'w str, &'w [u8])], is_list: bool, links: bool) -> Web<'w> {
        let mut web = Web { pages, asked: Vec::new(), batch: Batch::default() };
        let input = Input::Address(Address { url: pages[0].0.to_owned(), is_list });
        let options = Options { links, ..Options::default() };
        web.batch.summary = read_into(&[input], &options, &mut std::io::empty(), &mut web);
        web
    }

    fn keys<'w>(web: &'w Web) -> Vec<&'w str> {
        web.batch.captures.iter().map(|capture| capture.article.key()).collect()
    }

    const TEXT: &str = "Content-Type: text/plain; charset=iso-8859-1\r\nTransfer-Encoding: chunked\r\n";

    #[test]
    fn an_answer_is_read_as_the_record_of_a_crawl() {
        let web = read(&[("https://www.a.example/1?utm_source=x", TEXT, b"5\r\nCaf\xe9.")], false, false);
        assert_eq!(keys(&web), ["url:https://a.example/1"]);
        let capture = &web.batch.captures[0];
        // The chunks were put together before: what looks like one is text.
        assert_eq!((capture.raw(), capture.text.body()), (&b"5\r\nCaf\xe9."[..], "5\nCafé."));
        assert_eq!(capture.meta.captured_at, Some(1_731_242_880));
        let response = Response::of(&capture.meta).unwrap();
        assert_eq!((response.ip.as_str(), response.status()), ("192.0.2.1", Some(200)));
        assert_eq!(capture.source.to_string(), "https://www.a.example/1?utm_source=x");
    }

    #[test]
    fn what_is_no_page_is_named() {
        for (head, body, said) in [
            ("Content-Type: image/png\r\n", &b"x"[..], "https://a.example/: no page: image/png; leave it out"),
            (
                "Content-Type: application/atom+xml\r\n",
                b"x",
                "https://a.example/: no page: application/atom+xml; --feed",
            ),
            (TEXT, b"", "https://a.example/: no page: empty answers"),
            (TEXT, b"\0\0\0", "https://a.example/: not text"),
            (
                "Content-Type: text/html\r\nContent-Encoding: aes128gcm\r\n",
                b"x",
                "https://a.example/: a body in the coding",
            ),
        ] {
            let pages = [("https://a.example/", head, body)];
            let web = read(&pages, false, false);
            assert!(web.batch.captures.is_empty() && web.batch.problems.len() == 1, "{said}");
            assert!(web.batch.problems[0].to_string().starts_with(said), "{}", web.batch.problems[0]);
        }
        let web = read(&[("https://a.example/", TEXT, b"A text.")], true, false);
        assert!(web.batch.problems[0].to_string().contains("neither a feed nor a sitemap, but by its looks text"));
    }

    const FEED: &[u8] = br#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[
        {"id":"1","url":"https://a.example/1","content_text":"Whole."},
        {"id":"2","url":"https://a.example/2","summary":"In short."},
        {"id":"3","url":"mailto:3","summary":"Of no address."},
        {"id":"5","url":"/5?x","content_text":"Of this server."},
        {"id":"4","url":"https://a.example/2","summary":"Once more."}]}"#;

    #[test]
    fn entries_without_their_text_lead_to_pages() {
        let pages = [("https://a.example/feed", "", FEED), ("https://a.example/2", TEXT, b"The page.")];
        let web = read(&pages, true, false);
        assert_eq!(
            keys(&web),
            [
                "url:https://a.example/1",
                "id:https://a.example/feed/3",
                "url:https://a.example/5?x",
                "url:https://a.example/2"
            ]
        );
        let urls: Vec<_> = web.asked.iter().map(|address| address.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/feed", "https://a.example/2"]);
        let entry = &web.batch.captures[0].meta;
        assert_eq!(
            (entry.captured_at, entry.extra["feed"].as_str()),
            (Some(1_731_242_880), "\"https://a.example/feed\"")
        );
        assert_eq!(Response::of(entry), None, "what the server said is said of the feed");
        assert_eq!(Response::in_field(entry, Response::OF_FEED).unwrap().status(), Some(200));
        let web = read(&pages, true, true);
        assert_eq!(web.asked.len(), 4);
        assert_eq!(web.batch.summary.formats["http"].passed_over.values().sum::<u64>(), 2);
    }

    #[test]
    fn references_are_seen_from_where_they_stand() {
        let feed =
            br#"<rss xml:base="/f/"><channel xml:base="g/"><item><link>1</link><description>One.</description></item>
            <item xml:base="https://b.example/"><link>2</link><description>Two.</description></item></channel></rss>"#;
        let read_one = |feed: &[u8]| {
            let batch = super::super::read(&[Input::Stdin], &Options::default(), &mut &*feed);
            batch.captures.iter().map(|capture| capture.article.key().to_owned()).collect::<Vec<_>>()
        };
        let pages = [("https://a.example/x/feed", "", &feed[..])];
        let web = read(&pages, true, true);
        let asked: Vec<_> = web.asked.iter().map(|address| address.url.as_str()).collect();
        assert_eq!(asked, ["https://a.example/x/feed", "https://a.example/f/g/1", "https://b.example/2"]);
        if cfg!(feature = "html") {
            // From a file only what a base of its own leads to.
            assert_eq!(read_one(feed), ["file:stdin/stdin", "url:https://b.example/2"]);
        }
        let atom = br#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/b/"><entry><id>i</id><link xml:base="c/" href="d"/><summary>T</summary></entry></feed>"#;
        assert_eq!(read_one(atom), ["url:https://a.example/b/c/d"]);
    }

    #[cfg(feature = "html")]
    #[test]
    fn a_page_that_sends_its_readers_on_is_followed() {
        let html = "Content-Type: text/html\r\n";
        let page = |to: &str| {
            format!("<title>Moved</title><meta http-equiv=refresh content=\"0; url={to}\"><p>If nothing happens, <a href={to}>go on</a> by yourself.").into_bytes()
        };
        let (first, back) = (page("/2"), page("1"));
        let pages = [("https://a.example/1", html, &first[..]), ("https://a.example/2", TEXT, b"The bridge reopened.")];
        let web = read(&pages, false, false);
        assert_eq!((keys(&web), web.batch.problems.len()), (vec!["url:https://a.example/2"], 0));
        assert!(matches!(&web.batch.notes[..], [Note::SentOn { to, .. }] if to == "https://a.example/2"));
        // In a circle, and without an end.
        let circle = [pages[0], ("https://a.example/2", html, &back[..])];
        let web = read(&circle, false, false);
        let said = "https://a.example/2: no article on this page: it sends its readers on to https://a.example/1";
        assert!(web.batch.problems.len() == 1 && web.batch.problems[0].to_string().starts_with(said));
        let urls: Vec<String> = (0..9).map(|n| format!("https://a.example/{n}")).collect();
        let bodies: Vec<Vec<u8>> = (1..10).map(|n| page(&n.to_string())).collect();
        let pages: Vec<_> = urls.iter().zip(&bodies).map(|(url, body)| (url.as_str(), html, &body[..])).collect();
        let web = read(&pages, false, false);
        assert_eq!((web.asked.len(), web.batch.problems.len()), (1 + SENT_ON, 1));
    }

    #[test]
    fn no_password_is_said() {
        let pages = [("https://me:secret@a.example/", TEXT, &b""[..])];
        let web = read(&pages, false, false);
        assert!(
            web.batch.problems.iter().all(|problem| !problem.to_string().contains("secret")),
            "{:?}",
            web.batch.problems
        );
    }

    #[test]
    fn lists_lead_to_lists_and_come_to_an_end() {
        let index = b"<sitemapindex><sitemap><loc>https://a.example/i</loc></sitemap><sitemap><loc> https://a.example/m </loc></sitemap></sitemapindex>";
        let map = b"<urlset><url><loc>https://a.example/1</loc></url><url><loc>file:///x</loc></url><url/></urlset>";
        let pages = [
            ("https://a.example/i", "", &index[..]),
            ("https://a.example/m", "", &map[..]),
            ("https://a.example/1", TEXT, b"One."),
        ];
        let web = read(&pages, true, false);
        assert_eq!((keys(&web), web.asked.len()), (vec!["url:https://a.example/1"], 3));
        assert!(web.batch.notes.is_empty() && web.batch.problems.is_empty());
        let many: String =
            (0..=LISTS).map(|n| format!("<sitemap><loc>https://a.example/{n}</loc></sitemap>")).collect();
        let many = format!("<sitemapindex>{many}</sitemapindex>");
        let pages = [("https://a.example/", "", many.as_bytes())];
        let web = read(&pages, true, false);
        assert_eq!((web.asked.len(), web.batch.problems.len()), (LISTS, 2));
    }

    proptest! {
        #[test]
        fn any_answer_is_read(head in "(Content-Type: text/html\r\n|Content-Encoding: (gzip|br|zstd)\r\n|[ -~]{0,20}\r?\n|\\PC{0,9}){0,4}",
                              body in proptest::collection::vec(any::<u8>(), 0..200), is_list: bool) {
            let pages = [("https://a.example/", head.as_str(), &body[..])];
            let web = read(&pages, is_list, true);
            prop_assert!(web.asked.len() == 1 && web.batch.captures.len() <= 1);
        }
    }
}
