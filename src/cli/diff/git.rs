//! As git calls an external diff driver: `PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE [NEW-PATH WHAT]`
//! (gitdiff documentation, `GIT_EXTERNAL_DIFF`). A file that is not there on a side is `/dev/null`; a path that was not merged
//! comes alone.

use std::ffi::OsString;

use super::super::exit::{Exit, Failure};
use super::super::session::Session;
use super::Args;
use super::sides::capture;
use crate::article::{ArticleId, Capture};
use crate::report::View;

/// git stops at the first program that does not end with 0; so it does as long as the next file can be compared.
pub(super) fn run(session: &Session, args: &Args) -> Result<Exit, Failure> {
    let (path, old, new, renamed) = match &args.sources[..] {
        [path] => {
            session.warn([("unmerged", format!("{} is not merged", path.display()))].into_iter());
            return Ok(Exit::Done);
        }
        [path, old, _, _, new, _, _] => (path, old, new, None),
        [path, old, _, _, new, _, _, renamed, _] => (path, old, new, Some(renamed)),
        sources => {
            let what = format!("git gives an external diff driver 7 or 9 arguments, not {}", sources.len());
            return Err(Failure::new(what).hint("see docs/diff.md for how to name wirecopy to git"));
        }
    };
    let names =
        [("a/", path), ("b/", renamed.unwrap_or(path))].map(|(side, path)| format!("{side}{}", path.to_string_lossy()));
    let [left, right] = [old, new].map(|file| side(session, file, path));
    let compared = match (left, right) {
        (Ok(Some(mut left)), Ok(Some(mut right))) => {
            [left.source.path, right.source.path] = names;
            args.compare(session, [&left, &right], view(session, args)).map(drop)
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
        // What kept it from being read has been said.
        (Ok(_), Ok(_)) => Ok(()),
    };
    if let Err(failure) = compared {
        // Said, and no reason for git to stop.
        failure.report();
    }
    Ok(session.forgive())
}

fn side(session: &Session, file: &OsString, path: &OsString) -> Result<Option<Capture>, Failure> {
    let mut side = capture(session, file)?;
    if let Some(side) = &mut side {
        side.article = ArticleId::from_file("", &path.to_string_lossy());
    }
    Ok(side)
}

/// git shows what we print in its own pager, and says so.
fn view(session: &Session, args: &Args) -> View {
    let view = args.view(session);
    if std::env::var_os("GIT_PAGER_IN_USE").is_none() {
        return view;
    }
    let color = view.color.or_else(|| session.color(true));
    View { color, width: session.width(true), raw: false, ..view }
}
