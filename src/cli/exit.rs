//! How the program ends: exit codes, and failures that say what to do.

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;

use crate::article::OneLine;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Exit {
    Done = 0,
    /// Nothing found; `diff`: the texts differ; `verify`: damage.
    No = 1,
    Trouble = 2,
    /// Nothing failed, but something asked for could not be checked.
    Unchecked = 3,
    /// Ctrl-C, as a shell tells it.
    #[cfg(feature = "serve")]
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command could not be done, and what the user can do.
#[derive(Debug)]
pub(super) struct Failure {
    what: String,
    hint: Option<String>,
}

impl Failure {
    pub fn new(what: impl Display) -> Failure {
        Failure { what: what.to_string(), hint: None }
    }

    pub fn hint(self, hint: impl Display) -> Failure {
        Failure { hint: Some(hint.to_string()), ..self }
    }

    /// What went wrong, without the hint.
    pub fn what(&self) -> &str {
        &self.what
    }

    /// In a line, for whoever reads it elsewhere.
    #[cfg(feature = "serve")]
    pub fn in_words(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}: {hint}", self.what),
            None => self.what.clone(),
        }
    }

    /// Says it on standard error.
    pub fn report(&self) -> ExitCode {
        let mut err = std::io::stderr().lock();
        // Nobody is left to tell if standard error is closed.
        let _ = writeln!(err, "wirecopy: {}", OneLine(&self.what));
        if let Some(hint) = &self.hint {
            let _ = writeln!(err, "  {}", OneLine(hint));
        }
        Exit::Trouble.into()
    }
}

/// Help and version go to standard output and are success; a wrong argument is trouble.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { Exit::Trouble.into() } else { Exit::Done.into() }
}
