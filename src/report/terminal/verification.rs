//! What recomputing a store found, for reading. `ok` holds, `FAIL` does not, `--` could not be checked.

use super::history::{sentences, tally};
use super::state::UNANCHORED;
use super::style::{Role, paint};
use super::words::{many, moment, short};
use super::wrap::hang;
use crate::archive::{Confirmed, Declaration, Gone};
use crate::report::{Asked, Differs, Verification, VersionRow, View, class_name};

pub(super) fn render(verification: &Verification, view: &View) -> String {
    let page = Page { view };
    let mut out = page.headline(verification);
    if let Some(asked) = &verification.asked {
        out.push_str(&page.asked(asked));
    }
    for finding in &verification.findings {
        let told = format!("{}: {}: {}", finding.place, class_name(finding.class), finding.detail);
        out.push_str(&page.line(FAIL, &told));
        out.push_str(&page.line("", finding.todo));
    }
    let parts = [
        many(verification.files as usize, "file"),
        many(verification.objects as usize, "object"),
        many(verification.commits as usize, "commit"),
        many(verification.log_size as usize, "log entry"),
    ];
    let counted = format!("recomputed {}", parts.join(", "));
    if verification.findings.is_empty() {
        let what = if verification.unchecked.is_empty() { "everything" } else { "all of that" };
        out.push_str(&page.line("ok", &format!("{counted}: {what} is as recorded")));
    } else {
        let found = many(verification.findings.len(), "finding");
        out.push_str(&page.line("--", &format!("{counted}: {found}; what stands behind damage was not checked")));
    }
    for declared in &verification.declared {
        let Declaration { place, gone, reason, recorded_at } = declared;
        let what = match gone {
            Gone::Removed => "removed, declared",
            Gone::Erased { pending: false } => "erased, declared",
            Gone::Erased { pending: true } => "declared erased, bytes still there: run wirecopy compact;",
        };
        out.push_str(&page.line("", &format!("{place}: {what} {}: {reason}", moment(*recorded_at))));
    }
    verification.unchecked.iter().for_each(|unchecked| out.push_str(&page.line("--", unchecked)));
    verification.confirmed.iter().for_each(|confirmed| out.push_str(&page.confirmed(confirmed, verification.log_size)));
    verification.notes.iter().for_each(|note| out.push_str(&page.line("", note)));
    if !verification.anchored() {
        out.push_str(&page.line("--", &format!("unanchored: {UNANCHORED}")));
        if verification.sealed.is_some() {
            out.push_str(&page.line("", ANCHORS));
        }
    }
    out.push_str(&page.line("", "This checks bytes and records. It cannot tell whether an outlet published them."));
    out
}

const FAIL: &str = "FAIL";

/// What would anchor a store that is sealed.
const ANCHORS: &str = "A checkpoint kept elsewhere (--checkpoint), witnesses of a policy (--policy) or the authority of \
    its time stamp (--tsa-ca) would anchor it.";

struct Page<'r> {
    view: &'r View,
}

impl Page<'_> {
    fn line(&self, mark: &str, told: &str) -> String {
        let mut lines = hang(&format!("{mark:<6}"), &[(told, None)], self.view.width, self.view.color);
        if mark == FAIL {
            lines.replace_range(..FAIL.len(), &paint(FAIL, Role::Conflict, self.view.color));
        }
        lines
    }

    fn headline(&self, verification: &Verification) -> String {
        let counted = match &verification.store {
            Some(store) => format!(
                "{}: {}, {}, root {}",
                verification.path,
                many(store.articles, "article"),
                many(store.versions, "version"),
                short(&store.log_root)
            ),
            None => format!("{}: too damaged to be read", verification.path),
        };
        format!("{}\n", paint(&counted, Role::Title, self.view.color))
    }

    fn confirmed(&self, confirmed: &Confirmed, entries: u64) -> String {
        let (size, who) = match confirmed {
            Confirmed::Pin { place, size } => (*size, format!("the checkpoint in {place}")),
            Confirmed::Witnesses { names, size, time } => {
                (*size, format!("witnesses: {}, the last at {}", names.join(", "), moment(*time)))
            }
            Confirmed::TimeStamp { authority, size, time } => {
                (*size, format!("a time stamp of {authority}, {}", moment(*time)))
            }
        };
        let part = if size == entries { "all".to_owned() } else { format!("the first {size}") };
        self.line("ok", &format!("anchored: {part} of {} confirmed by {who}", many(entries as usize, "entry")))
    }

    fn asked(&self, asked: &Asked) -> String {
        match asked {
            Asked::Article { versions, .. } => versions.iter().map(|row| self.version(row, "")).collect(),
            Asked::File { path, version, same_bytes, same_text, differs } => {
                let what = |row: &VersionRow| match row.sound {
                    true => format!("has the bytes of {path}: "),
                    false => format!("was recorded with the bytes of {path}, but what is stored of it is damaged: "),
                };
                let bytes = same_bytes.iter().map(|row| self.version(row, &what(row)));
                let mut out: String = bytes.collect();
                if same_bytes.is_empty() {
                    let told = format!("{path}: no version in the store has its bytes, {}", short(version));
                    out.push_str(&self.line(FAIL, &told));
                }
                for row in same_text {
                    let told = format!("{}@v{} has the same text in other bytes", row.article, row.number);
                    out.push_str(&self.line("", &told));
                }
                if let Some(Differs { article, number, changes }) = differs {
                    let told = format!("against {article}@v{number}: {}", tally(changes, self.view));
                    out.push_str(&self.line("", &told));
                    out.push_str(&sentences(changes, false, self.view));
                }
                out
            }
        }
    }

    fn version(&self, row: &VersionRow, what: &str) -> String {
        let told = format!(
            "{}@v{}  {what}{}, recorded {}",
            row.article,
            row.number,
            short(&row.version),
            moment(row.recorded_at)
        );
        self.line(if row.sound { "ok" } else { FAIL }, &told)
    }
}
