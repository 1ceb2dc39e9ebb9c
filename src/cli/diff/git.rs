//! As git calls an external diff driver: `PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE [NEW-PATH WHAT]`
//! (gitdiff documentation, `GIT_EXTERNAL_DIFF`). A file that is not there on a side is `/dev/null`; a path that was not merged
//! comes alone.

use std::ffi::OsString;

use super::super::exit::{Exit, Failure};
use super::super::output;
use super::super::session::Session;
use super::Args;
use super::sides::capture;
use crate::article::{ArticleId, Capture, OneLine};
use crate::report::View;

/// git stops at the first program that does not end with 0; so it does as long as the next file can be compared.
pub(super) fn run(session: &Session, args: &Args) -> Result<Exit, Failure> {
    if args.html.is_some() {
        let what = "git asks for each file by itself, and every page would be written over the one before";
        return Err(Failure::new(what).hint("leave --html out"));
    }
    let (path, [old, new], [was, is], renamed) = match &args.sources[..] {
        [path] => {
            session.warn([("unmerged", format!("{} is not merged", path.display()))].into_iter());
            return Ok(Exit::Done);
        }
        [path, old, _, was, new, _, is] => (path, [old, new], [was, is], None),
        [path, old, _, was, new, _, is, renamed, _] => (path, [old, new], [was, is], Some(renamed)),
        sources => {
            let what = format!("git gives an external diff driver 7 or 9 arguments, not {}", sources.len());
            return Err(Failure::new(what).hint("see docs/diff.md for how to name wirecopy to git"));
        }
    };
    let paths = [path, renamed.unwrap_or(path)].map(|path| path.to_string_lossy());
    let mut names = [format!("a/{}", paths[0]), format!("b/{}", paths[1])];
    // A file that is not there has no mode.
    let [is_new, is_gone] = [was, is].map(|mode| mode == ".");
    let mut head: Vec<String> = Vec::new();
    if args.unified {
        // As git says it, so that `git apply` knows what becomes of which file.
        head.push(format!("diff --git {} {}", OneLine(&names[0]), OneLine(&names[1])));
        match (is_new, is_gone) {
            (true, _) => head.push(format!("new file mode {}", is.display())),
            (_, true) => head.push(format!("deleted file mode {}", was.display())),
            _ if was != is => {
                head.extend([format!("old mode {}", was.display()), format!("new mode {}", is.display())])
            }
            _ => {}
        }
        if renamed.is_some() {
            head.extend([format!("rename from {}", OneLine(&paths[0])), format!("rename to {}", OneLine(&paths[1]))]);
        }
        let absent = [is_new, is_gone].into_iter().zip(&mut names).filter(|(is_absent, _)| *is_absent);
        absent.for_each(|(_, name)| *name = "/dev/null".to_owned());
    } else {
        if renamed.is_some() {
            head.push(format!("renamed: {} to {}", OneLine(&names[0]), OneLine(&names[1])));
        } else if args.words {
            // Running text has no line that names its sides.
            head.push(OneLine(&names[0]).to_string());
        }
        if was != is && !is_new && !is_gone {
            head.push(format!("mode: {} to {}", was.display(), is.display()));
        }
    }
    if session.format() == "text" && !session.global.quiet && !head.is_empty() {
        output::write(&(head.join("\n") + "\n"), None, false)?;
    }
    let [left, right] = [old, new].map(|file| side(session, file, path));
    let compared = match (left, right) {
        (Ok(Some(mut left)), Ok(Some(mut right))) => {
            [left.source.path, right.source.path] = names;
            let compared = args.compare(session, [&left, &right], view(session, args));
            compared.and_then(|exit| match exit {
                // The next file begins behind a line.
                Exit::No if session.format() == "text" && !session.global.quiet && !args.unified => {
                    output::write("\n", None, false).map(drop)
                }
                _ => Ok(()),
            })
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
