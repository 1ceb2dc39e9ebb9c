//! The sets that are measured, in the order of the table.

use std::error::Error;

use crate::data::Folder;
use crate::table::Table;
use crate::{
    allsides, basil, clough_stevenson, drift, flow, gold, msrp, newsflow, order, pan13, reuters21578, scaling, stemma,
};

/// Nothing, or what kept a set from being measured.
pub type Outcome = Result<(), Box<dyn Error>>;

/// A set of data and how it is measured.
pub struct Set {
    /// What `--only` calls it.
    pub name: &'static str,
    /// Files it needs, below the folder given.
    pub needs: &'static [&'static str],
    pub run: fn(&Folder, &mut Table) -> Outcome,
}

pub const SETS: &[Set] = &[
    pan13::SET,
    newsflow::SET,
    gold::SET,
    reuters21578::SET,
    drift::SET,
    flow::SET,
    order::SET,
    stemma::SET,
    basil::SET,
    allsides::SET,
    clough_stevenson::SET,
    msrp::SET,
    scaling::SET,
];

/// Runs one set in a process of its own; whether it went well. Its lines go where ours go.
#[allow(clippy::disallowed_methods, reason = "the program it starts is itself")]
pub fn run_apart(set: &Set, folder: &Folder) -> Result<bool, Box<dyn Error>> {
    let mut command = std::process::Command::new(std::env::current_exe()?);
    command.arg(&folder.root).args(["--one", "--only", set.name]);
    if let Some(details) = &folder.details {
        command.arg("--details").arg(details);
    }
    if let Some((model, _)) = &folder.model {
        command.arg("--semantic").arg(model);
    }
    Ok(command.status()?.success())
}
