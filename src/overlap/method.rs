//! The name of the method: a digest of everything that shapes a result, so that two results can be told to be of one
//! method or not.

use std::fmt::Write as _;

use super::matchers::MATCHERS;
use super::thresholds;
use crate::hash::Digest;
use crate::text::{CANON_VERSION, SEGMENTER};

/// The digest of the method's description: version of the text layer, data, figures and matchers.
pub fn method() -> Digest {
    let mut description = format!("wirecopy overlaps 5\ncanon {CANON_VERSION}\nsegmenter {SEGMENTER}\n");
    for (name, value) in thresholds::ALL {
        let _ = writeln!(description, "{name} {value}");
    }
    let _ = writeln!(description, "{:?}", thresholds::ORDER);
    for (name, value) in crate::index::FIGURES {
        let _ = writeln!(description, "{name} {value}");
    }
    for matcher in MATCHERS {
        let _ = writeln!(description, "{:?}: {}", matcher.relation, matcher.about);
    }
    for data in crate::text::DATA {
        let _ = writeln!(description, "text {}", Digest::of(data.as_bytes()));
    }
    let _ = writeln!(description, "lines {}", crate::article::lines_digest());
    let _ = writeln!(description, "names {}", crate::article::names_digest());
    let _ = writeln!(description, "credits {}", crate::article::credits_digest());
    Digest::of(description.as_bytes())
}

/// The same where a model of this digest paired sentences too.
pub fn method_with(model: Option<Digest>) -> Digest {
    let Some(model) = model else { return method() };
    let mut description = format!("wirecopy overlaps by meaning 1\n{}\nmodel {model}\n", method());
    for (name, value) in thresholds::MEANING {
        let _ = writeln!(description, "{name} {value}");
    }
    Digest::of(description.as_bytes())
}
