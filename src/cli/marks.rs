//! What people say of matches, for every command that compares: read from the store, if there is one.

use std::collections::BTreeMap;

use super::exit::Failure;
use super::session::Session;
use crate::archive::{Archive, ArchiveError};
use crate::marks::Marks;

#[derive(clap::Args)]
pub(super) struct Ignore {
    /// Compare as if nobody had judged a match (`wirecopy mark`)
    #[arg(long)]
    ignore_marks: bool,
}

impl Ignore {
    /// The option as it was given, if it was.
    pub fn option(&self) -> Option<&'static str> {
        self.ignore_marks.then_some("--ignore-marks")
    }

    /// What stands, and in `params` what shapes the result so. Where there is no store nobody has said anything.
    pub fn read(&self, session: &Session, params: &mut BTreeMap<String, String>) -> Result<Marks, Failure> {
        if self.ignore_marks {
            params.insert("marks".to_owned(), "ignored".to_owned());
            return Ok(Marks::default());
        }
        let marks = match Archive::open(session.store()).and_then(|archive| archive.marks()) {
            Ok(said) => Marks::new(said),
            Err(ArchiveError::NoArchive { .. }) => Marks::default(),
            // To go on without them would bring back what somebody rejected.
            Err(error) => return Err(Failure::from(error).hint("--ignore-marks compares without the store")),
        };
        params.extend(marks.newest().map(|newest| ("marks".to_owned(), newest.prefixed())));
        Ok(marks)
    }
}
