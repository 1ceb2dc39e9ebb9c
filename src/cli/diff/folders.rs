//! Two folders, article by article.

use std::ffi::OsString;
use std::path::Path;

use rayon::prelude::*;

use super::super::exit::{Exit, Failure};
use super::super::progress::Progress;
use super::super::session::Session;
use super::Args;
use crate::article::{Capture, Meta};
use crate::diff::{Counterparts, counterparts, diff_as};
use crate::report::{Comparison, FolderPair, Folders, Report};

pub(super) fn run(session: &Session, args: &Args, dirs: [&OsString; 2]) -> Result<Exit, Failure> {
    if args.unified {
        return Err(Failure::new("-u compares two files").hint("leave -u out, or use `diff -ru`"));
    }
    let sides = dirs.map(|dir| session.read(std::slice::from_ref(dir), Meta::default()));
    let names = [0, 1].map(|side| {
        let name = |capture: &Capture| name(Path::new(dirs[side]), capture);
        sides[side].iter().map(name).collect::<Vec<String>>()
    });
    let texts = sides.each_ref().map(|side| side.iter().map(|capture| &capture.text).collect::<Vec<_>>());
    let progress = Progress::start(session, "comparing");
    let matched = counterparts([&names[0], &names[1]], [&texts[0], &texts[1]]);
    let model = args.semantic.read()?;
    let options = args.options(model.as_ref(), session);
    let method = args.method(model.as_ref(), session);
    let compare = |pair: &Counterparts| {
        let sides = [&sides[0][pair.a], &sides[1][pair.b]];
        let found = diff_as(&sides[0].text, &sides[1].text, options);
        FolderPair { by: pair.by, comparison: Comparison::new(args.params(model.as_ref()), method, sides, &found) }
    };
    let pairs: Vec<FolderPair> = matched.par_iter().map(compare).collect();
    let alone = Counterparts::alone(&matched, texts.each_ref().map(Vec::len));
    let only = [0, 1].map(|side| alone[side].iter().map(|&at| &sides[side][at]).collect());
    drop(progress);
    let names = dirs.map(|dir| Path::new(dir).display().to_string());
    let folders = Folders::new(args.params(model.as_ref()), method, names, pairs, only);
    let exit = if folders.same() { Exit::Done } else { Exit::No };
    if !session.global.quiet || args.html.is_some() {
        args.print(session, &Report::Folders(folders), &args.view(session))?;
    }
    Ok(exit)
}

/// What an article is called inside its folder. The ending does not count: a page and its text are one article.
fn name(dir: &Path, capture: &Capture) -> String {
    let path = Path::new(&capture.source.path);
    let inside = path.strip_prefix(dir).unwrap_or(path);
    match capture.source.line.or(capture.source.offset) {
        Some(_) => format!("{}#{}", inside.display(), capture.article.name()),
        None => inside.with_file_name(capture.article.name()).display().to_string(),
    }
}
