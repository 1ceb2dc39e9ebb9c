//! The store as it is asked while serving. It is opened for each question: others may write to it meanwhile.

use std::path::PathBuf;

use super::super::exit::Failure;
use super::super::session::Session;
use super::super::{clock, mark, report, store};
use crate::archive::{Archive, Opinion};
use crate::article::Capture;
use crate::marks::Marks;
use crate::report::{Kept, MarkList, Store};
use crate::serve::Keeper;

pub(super) struct StoreKeeper {
    dir: PathBuf,
    path: String,
    /// The command that proves something.
    prove: String,
}

impl StoreKeeper {
    pub fn new(session: &Session) -> StoreKeeper {
        let prove = session.invocation("prove");
        StoreKeeper { dir: session.store().to_owned(), path: store::path(session), prove }
    }

    fn open(&self) -> Result<Archive, Failure> {
        Ok(Archive::open(&self.dir)?)
    }

    fn kept(&self, article: &Capture) -> Result<Kept, Failure> {
        let archive = self.open()?;
        Ok(Kept {
            store: Store::new(self.path.clone(), &archive.head()),
            sealed: report::sealed(&archive)?,
            holding: report::holding(&archive, article, &self.prove)?,
        })
    }

    fn marks(&self) -> Result<(MarkList, Marks), Failure> {
        let archive = self.open()?;
        let said = archive.marks()?;
        let rows = said.iter().map(|said| mark::listed(&archive, said)).collect::<Result<_, _>>()?;
        Ok((MarkList { path: self.path.clone(), all: true, rows }, Marks::new(said)))
    }

    fn mark(&self, opinion: &Opinion) -> Result<(), Failure> {
        self.open()?.mark(opinion, clock::now()?, store::WAIT)?;
        Ok(())
    }
}

impl Keeper for StoreKeeper {
    fn path(&self) -> &str {
        &self.path
    }

    fn kept(&self, article: &Capture) -> Result<Kept, String> {
        StoreKeeper::kept(self, article).map_err(|failure| failure.in_words())
    }

    fn marks(&self) -> Result<(MarkList, Marks), String> {
        StoreKeeper::marks(self).map_err(|failure| failure.in_words())
    }

    fn mark(&self, opinion: &Opinion) -> Result<(), String> {
        StoreKeeper::mark(self, opinion).map_err(|failure| failure.in_words())
    }
}
