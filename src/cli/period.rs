//! Articles of a time: what was dated when, as the articles state it.

use clap::Args;

use super::exit::Failure;
use super::session::Session;
use crate::article::{Basis, Capture, Dated, OneLine};
use crate::trace::{day, is_before};

/// A stretch of days.
#[derive(Args)]
pub(super) struct Period {
    /// Leave out articles dated before this day (YYYY-MM-DD, or a month or a year)
    #[arg(long, value_name = "DATE", value_parser = date)]
    since: Option<Dated>,
    /// Leave out articles dated after this day
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Dated>,
    /// Compare no two articles dated more days apart. One whose date is no day, but a month, a year or not stated, is compared
    /// with all
    #[arg(long, value_name = "DAYS")]
    window: Option<u64>,
}

/// A date as it is typed.
pub(super) fn date(written: &str) -> Result<Dated, String> {
    let is_day = written.chars().all(|c| c.is_ascii_digit() || c == '-');
    let dated = Dated::parse(written, Basis::Given).filter(|_| is_day);
    dated.ok_or_else(|| "a day is written 2024-11-09, a month 2024-11, a year 2024".to_owned())
}

/// A day or a moment in UTC, as what has a clock is compared with it: without the letter at its end, so that a minute begins before
/// its seconds.
pub(super) fn moment(option: &str, written: &str) -> Result<String, Failure> {
    let date = Dated::parse(written, Basis::Given).filter(|date| date.zone.as_deref().is_none_or(|zone| zone == "Z"));
    let date = date.ok_or_else(|| {
        Failure::new(format!("{option} {written}: no date of ISO 8601 in UTC"))
            .hint("such as 2024, 2024-11-10 or 2024-11-10T12:48Z")
    })?;
    Ok(date.value.trim_end_matches('Z').to_owned())
}

impl Period {
    /// The articles of the time among those that are read. Those that state no date may be of any, and stay.
    pub fn of(
        &self,
        session: &Session,
        read: impl FnOnce() -> Result<Vec<Capture>, Failure>,
    ) -> Result<Vec<Capture>, Failure> {
        if let (Some(since), Some(until)) = (&self.since, &self.until)
            && is_before(until, since)
        {
            let what = format!("--since {} is after --until {}: no day is in both", since.value, until.value);
            return Err(Failure::new(what).hint("name the earlier day with --since"));
        }
        Ok(within(session, read()?, self.since.as_ref(), self.until.as_ref()).0)
    }

    /// Whether two articles are close enough in time to be compared; an article without a day is close to all.
    pub fn holds(&self, a: &Capture, b: &Capture) -> bool {
        let [a, b] = [a, b].map(|capture| capture.meta.published.as_ref().and_then(day));
        match (self.window, a, b) {
            (Some(window), Some(a), Some(b)) => a.abs_diff(b) <= window,
            _ => true,
        }
    }

    /// Whether pairs are chosen by their days.
    pub fn has_window(&self) -> bool {
        self.window.is_some()
    }

    /// What was asked for, by name.
    pub fn params(&self) -> impl Iterator<Item = (String, String)> {
        let said = |date: &Option<Dated>| date.as_ref().map(|date| date.value.clone());
        let window = self.window.map(|days| days.to_string());
        let all = [("since", said(&self.since)), ("until", said(&self.until)), ("window", window)];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)))
    }
}

/// The articles not dated before or after these days, and those that are.
pub(super) fn within(
    session: &Session,
    captures: Vec<Capture>,
    since: Option<&Dated>,
    until: Option<&Dated>,
) -> (Vec<Capture>, Vec<Capture>) {
    let (mut kept, mut left, mut undated) = (Vec::new(), Vec::new(), Vec::new());
    if since.is_none() && until.is_none() {
        return (captures, left);
    }
    for capture in captures {
        match &capture.meta.published {
            Some(date) if date.basis != Basis::Inferred => {
                let early = since.is_some_and(|since| is_before(date, since));
                let late = until.is_some_and(|until| is_before(until, date));
                if early || late { left.push(capture) } else { kept.push(capture) }
            }
            _ => {
                undated.push(format!("{}: no date is stated, kept", OneLine(capture.article.name())));
                kept.push(capture);
            }
        }
    }
    session.warn(undated.into_iter().map(|note| ("articles without a date, kept", note)));
    (kept, left)
}
