//! What asks servers for `add` and `watch`: the options that say how, and what is remembered of the answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::clock::Wall;
use super::exit::Failure;
use super::keep;
use super::session::Session;
use super::store;
use crate::archive::Archive;
use crate::article::without_password;
use crate::fetch::{Clock as _, Fetcher, Got, Manners, Validators, is_public};
use crate::ingest::{Address, Fetched, Unfetched};
use crate::proof::Authorities;
use crate::report::{Answer, AskedRow};

/// How servers are asked.
#[derive(clap::Args)]
#[command(next_help_heading = "Fetching (docs/fetch.md)")]
pub(super) struct Asking {
    /// Fetch the pages that entries of feeds and sitemaps lead to, also where the entry has its text
    #[arg(long)]
    links: bool,
    /// What we call ourselves to servers: a name, and best where to reach you
    #[arg(long, value_name = "TEXT", value_parser = user_agent,
          default_value = concat!("wirecopy/", env!("CARGO_PKG_VERSION")))]
    user_agent: String,
    /// Seconds that one answer may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
    /// Seconds between two requests to one host; longer where its robots.txt asks for it
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = clap::value_parser!(u64).range(0..=3600))]
    pace: u64,
    /// Ask addresses too that are not on the open internet, such as your own machine
    #[arg(long)]
    allow_private: bool,
    /// Certificates of the authorities to trust for https, in place of those built in
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,
    /// Ask what a server's robots.txt says not to ask for
    #[arg(long)]
    ignore_robots: bool,
}

/// A header field can hold it.
fn user_agent(text: &str) -> Result<String, String> {
    let is_fit =
        text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_fit {
        Ok(text.to_owned())
    } else {
        Err("begin with a letter, and take ASCII letters and signs alone".to_owned())
    }
}

impl Asking {
    pub fn links(&self) -> bool {
        self.links
    }

    /// Who asks in this way. With `dry`, nobody does; unless `conditional`, a page is sent although it is the one the store has.
    pub fn client<'c>(
        &self,
        session: &Session,
        clock: &'c Wall,
        dry: bool,
        conditional: bool,
    ) -> Result<Client<'c>, Failure> {
        if self.ignore_robots {
            session.warn(
                [("robots", "--ignore-robots: what servers ask of programs is passed over".to_owned())].into_iter(),
            );
        }
        let manners = Manners {
            user_agent: self.user_agent.clone(),
            timeout: self.timeout * 1000,
            pace: self.pace * 1000,
            limit: session.global.max_article,
            may_connect: if self.allow_private { |_| true } else { is_public },
            authorities: self.tls_ca.as_deref().map(|file| keep::read(file, Authorities::parse)).transpose()?,
            ignore_robots: self.ignore_robots,
        };
        let (lists, failed, asked) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
        Ok(Client { fetcher: Fetcher::new(manners, clock), clock, dry, conditional, lists, failed, asked })
    }
}

pub(super) struct Client<'c> {
    fetcher: Fetcher<'c>,
    clock: &'c Wall,
    dry: bool,
    conditional: bool,
    /// Feeds and sitemaps as they were last sent: what they lead to is asked again although they are the same. By the address
    /// asked for.
    lists: BTreeMap<String, Fetched>,
    /// What could not be had since this was last emptied.
    pub failed: BTreeSet<String>,
    /// What was asked, and what came of it.
    asked: Vec<AskedRow>,
}

impl Client<'_> {
    /// Milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// What was asked since this was last said, for a form that says it.
    pub fn told(&mut self, session: &Session) -> Vec<AskedRow> {
        let asked = std::mem::take(&mut self.asked);
        if session.format() == "text" { Vec::new() } else { asked }
    }

    /// What an address answers now. Of a page the store knows what it had.
    pub fn fetch(&mut self, address: &Address, archive: Option<&Archive>) -> Result<Fetched, Unfetched> {
        let (outcome, fetched) = self.ask(address, archive);
        self.asked.push(AskedRow { url: without_password(&address.url), is_list: address.is_list, outcome });
        fetched
    }

    fn ask(&mut self, address: &Address, archive: Option<&Archive>) -> (Answer, Result<Fetched, Unfetched>) {
        if self.dry {
            return (Answer::NotAsked, Err(Unfetched::NotAsked));
        }
        let list = self.lists.get(&address.url).filter(|_| address.is_list);
        let mut known = |url: &str| match list {
            Some(list) => Validators::of(&list.response).filter(|_| list.response.url == url),
            None if address.is_list || !self.conditional => None,
            None => store::validators(archive?, url),
        };
        match self.fetcher.get(&address.url, &mut known) {
            Ok(Got::Unchanged) => (Answer::Unchanged, list.cloned().ok_or(Unfetched::Unchanged)),
            Ok(Got::Body { response, body, asked_at }) => {
                let fetched = Fetched { response, body, captured_at: (asked_at / 1000) as i64 };
                if address.is_list {
                    self.lists.insert(address.url.clone(), fetched.clone());
                }
                (Answer::Answered, Ok(fetched))
            }
            Err(why) => {
                self.failed.insert(address.url.clone());
                (Answer::Failed(why.to_string()), Err(Unfetched::Failed(why.to_string())))
            }
        }
    }
}
