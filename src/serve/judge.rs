//! A form that judges a match, as `wirecopy mark` does.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use super::answer::Wrong;
use super::guard::is_same;
use super::{Answer, Request, Site};
use crate::archive::{Opinion, Word};
use crate::article::OneLine;
use crate::report::BadQuery;

const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of the form.
const FIELDS: [&str; 5] = ["token", "match", "judgement", "why", "by"];

/// Records what the form says, and leads back to the match.
pub(super) fn judge(request: &Request, site: &Site) -> Result<Answer, Wrong> {
    let (Some(token), Some(keeper)) = (&site.token, &site.keeper) else {
        return Err(Wrong::new(
            403,
            "Nothing can be judged here",
            "wirecopy serve --allow-marks lets matches be judged; it takes a store to keep that in.",
        ));
    };
    let foreign = || {
        let why = "The form does not come from a page of this server, or from one of before it was started again. Open the match \
                   again, and say it there.";
        Wrong::new(403, "This form is not ours", why)
    };
    if !site.hosts.is_own_page(request.origin, request.site) {
        return Err(foreign());
    }
    let kind = request.kind.and_then(|kind| kind.split(';').next()).map(str::trim);
    if !kind.is_some_and(|kind| kind.eq_ignore_ascii_case(FORM)) {
        return Err(Wrong::new(415, "This is not a form", format!("A judgement comes as {FORM}.")));
    }
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(request.body) {
        let wrong = |why: &str| BadQuery { parameter: name.clone().into_owned(), why: why.to_owned() };
        if !FIELDS.contains(&&*name) {
            return Err(wrong("the form has no such field").into());
        }
        if fields.insert(name.clone().into_owned(), value.trim().to_owned()).is_some() {
            return Err(wrong("is given twice").into());
        }
    }
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    if !is_same(field("token"), token) {
        return Err(foreign());
    }
    let wrong = |parameter: &str, why: String| Wrong::from(BadQuery { parameter: parameter.to_owned(), why });
    let of = field("match");
    let word = match field("judgement") {
        "confirm" => Word::Confirmed,
        "reject" => Word::Rejected,
        "withdraw" => Word::Withdrawn,
        _ => return Err(wrong("judgement", "takes confirm, reject or withdraw".to_owned())),
    };
    let versions = site.catalogue.named(of).and_then(|thing| site.catalogue.between(thing));
    let unknown = || wrong("match", format!("no overlap and no link here is called {}", OneLine(of)));
    let versions = versions.ok_or_else(unknown)?;
    let opinion = Opinion {
        of: of.to_owned(),
        versions: if word == Word::Withdrawn { Vec::new() } else { versions },
        word,
        why: field("why").to_owned(),
        by: Some(field("by")).filter(|by| !by.is_empty()).map(str::to_owned),
    };
    opinion.check().map_err(|error| Wrong::new(400, "This cannot be recorded", error.to_string()))?;
    let unwritten = |why: String| Wrong::new(503, "The store cannot take it now", why);
    let _judging = site.judging.lock().unwrap_or_else(PoisonError::into_inner);
    keeper.mark(&opinion).map_err(unwritten)?;
    let (_, marks) = keeper.marks().map_err(unwritten)?;
    site.say(site.catalogue.said_now(marks));
    Ok(Answer::elsewhere(303, &format!("/{of}")))
}
