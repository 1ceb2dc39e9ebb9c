//! What `wirecopy serve` does: reads, compares, then answers until Ctrl-C.

use std::collections::BTreeMap;

use super::super::analyse::{Compared, Pairs};
use super::super::exit::{Exit, Failure};
use super::super::progress::Progress;
use super::super::session::{Session, quoted};
use super::super::{output, semantic, store};
use super::Args;
use super::keeper::StoreKeeper;
use crate::archive::{Archive, ArchiveError};
use crate::article::{Capture, Meta};
use crate::overlap;
use crate::report::{Basis, Catalogue};
use crate::serve::{Door, DoorError, Ended, Hosts, Keeper, Site, secret};
use crate::trace;

pub(super) fn run(session: &Session, args: Args) -> Result<Exit, Failure> {
    let archive = match Archive::open(session.store()) {
        Ok(archive) => Some(archive),
        Err(ArchiveError::NoArchive { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    if args.allow_marks && archive.is_none() {
        let what = format!("there is no store in {} to keep judgements in", store::path(session));
        return Err(Failure::new(what).hint(format!("{} makes one", session.invocation("add PATH"))));
    }
    if args.listen.is_unspecified() {
        // Whom requests ask for is checked, and every name would have to be let in.
        let what = format!("--listen {} names no one address", args.listen);
        return Err(Failure::new(what).hint("name the address of this machine that others reach it by"));
    }
    // Before the work, so that a port in use is told at once.
    let door = Door::open(args.listen, args.port)?;
    let catalogue = catalogue(session, &args, archive.as_ref())?;
    let more = Some(args.listen).filter(|address| !address.is_loopback());
    if let Some(address) = more {
        let may = if args.allow_marks { "read everything here and judge matches" } else { "read everything here" };
        let what = format!(
            "listening on {address}: whoever reaches this address can {may}, without a password and unencrypted"
        );
        session.warn([("open to others", what)].into_iter());
    }
    let address = door.address();
    let keeper = archive.map(|_| Box::new(StoreKeeper::new(session)) as Box<dyn Keeper>);
    let token = if args.allow_marks { Some(secret()?) } else { None };
    let site = Site::new(catalogue, Hosts::local(address.port(), Some(args.listen)), keeper, token);
    output::write(&format!("http://{address}/\n"), session.global.output.as_deref(), false)?;
    session.warn([("how it ends", "Ctrl-C ends it".to_owned())].into_iter());
    match door.serve(site)? {
        Ended::Interrupted => Ok(Exit::Interrupted),
    }
}

fn catalogue(session: &Session, args: &Args, archive: Option<&Archive>) -> Result<Catalogue, Failure> {
    let model = args.semantic.read()?;
    let read = || match archive.filter(|_| args.paths.is_empty()) {
        Some(archive) => {
            let _progress = Progress::start(session, "reading");
            Ok(store::captures(archive)?)
        }
        None => Ok(session.read(&args.paths, Meta::default())),
    };
    let captures: Vec<Capture> = args.period.of(session, read)?;
    let mut params: BTreeMap<String, String> = args.period.params().collect();
    semantic::say(model.as_ref(), &mut params);
    let marks = args.marks.read(session, &mut params)?;
    let period = args.period.has_window().then_some(&args.period);
    let pairs = Pairs::Likely { across_outlets: false, period };
    let (judged, traced, possible) = Compared::new(session, &captures, pairs, model.as_ref(), marks)?.found();
    let digest = model.as_ref().map(crate::semantic::Model::digest);
    let basis = Basis {
        params,
        method: overlap::method_with(digest),
        trace_method: trace::method_with(digest),
        possible,
        again: args.again(session),
    };
    let _progress = Progress::start(session, "sorting");
    Ok(Catalogue::new(basis, captures, judged, traced))
}

impl Args {
    fn again(&self, session: &Session) -> String {
        let mut words = vec!["serve".to_owned()];
        words.extend(self.paths.iter().map(|path| quoted(&path.display().to_string())));
        words.extend(session.reading(true));
        words.extend(self.period.params().map(|(name, value)| format!("--{name} {}", quoted(&value))));
        words.extend(
            self.semantic.folder().map(|folder| format!("--semantic {}", quoted(&folder.display().to_string()))),
        );
        words.extend(self.marks.option().map(str::to_owned));
        words.extend(self.allow_marks.then(|| "--allow-marks".to_owned()));
        session.invocation(&words.join(" "))
    }
}

impl From<DoorError> for Failure {
    fn from(error: DoorError) -> Failure {
        let hint = match &error {
            DoorError::Listen { source, .. } => match source.kind() {
                std::io::ErrorKind::AddrInUse => {
                    Some("something listens there already; take another with --port N, or any with --port 0")
                }
                std::io::ErrorKind::PermissionDenied => {
                    Some("ports below 1024 are for the system; take another with --port N")
                }
                std::io::ErrorKind::AddrNotAvailable => Some("--listen takes an address that this machine has"),
                _ => None,
            },
            DoorError::Serve(_) => None,
        };
        let failure = Failure::new(&error);
        match hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}
