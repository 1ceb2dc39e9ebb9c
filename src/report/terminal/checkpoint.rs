//! Checkpoints for reading: one that was signed, and two compared.

use super::style::{Role, paint};
use super::words::many;
use super::wrap::hang;
use crate::report::{Compared, Sealed, Standing, View};

pub(super) fn sealed(sealed: &Sealed, view: &View) -> String {
    let headline = format!("{}: checkpoint of {}", sealed.path, many(sealed.size as usize, "entry"));
    let mut out = format!("{}\n", paint(&headline, Role::Title, view.color));
    let mut field = |name: &str, value: &str| {
        out.push_str(&hang(&format!("{name:<10}"), &[(value, None)], view.width, view.color));
    };
    field("log", &sealed.origin);
    field("root", &sealed.root);
    field("key", &sealed.key);
    field("ssh key", &sealed.ssh_key);
    sealed.files.iter().for_each(|file| field("kept", file));
    for (what, size) in &sealed.attached {
        field("checked", &format!("{what}, for the checkpoint of {}", many(*size as usize, "entry")));
    }
    if let Some(made) = &sealed.made {
        field("made", &format!("{made}, the secret key: keep a copy of it, and show it to nobody"));
    }
    if let Some(remembered) = &sealed.remembered {
        field("pinned", remembered);
    }
    field("", "Publish the key where readers find it without this store: with it they check what you sign.");
    out
}

pub(super) fn compared(compared: &Compared, view: &View) -> String {
    let mut out = format!("{}\n", paint(&compared.origin, Role::Title, view.color));
    let mut field = |name: &str, value: &str| {
        out.push_str(&hang(&format!("{name:<6}"), &[(value, None)], view.width, view.color));
    };
    for row in [&compared.a, &compared.b] {
        field("", &format!("{}: {}, root {}", row.file, many(row.size as usize, "entry"), row.root));
    }
    match compared.standing {
        Standing::Same => field("ok", "they say the same"),
        Standing::Extends => field("ok", "the longer log begins with the shorter one"),
        Standing::TwoViews => field("FAIL", "no one log can have both: two people were shown two views"),
        Standing::Open => {
            field("--", "only the log itself tells whether one extends the other; name its store with -C")
        }
    }
    if !compared.signed {
        field("--", "their signatures were not checked: no key of this log is known (--key gives it)");
    }
    out
}
