//! PROV-JSON (<https://www.w3.org/submissions/prov-json/>): where each stored text came from, for tools that know W3C PROV.
//!
//! An article is an entity; each of its versions is two: the bytes as they came, and the canonical text derived from them.
//! A capture is the activity that generated both. A version is a revision of the one before. An outlet is an agent only
//! where it is stated, and then the bytes are attributed to it. Nothing that wirecopy infers stands here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use super::described::moment;
use super::error::{PackageError, Result};
use super::swhid::Swhids;
use super::{Format, Job, Progress, Written};
use crate::archive::{Change, Content, Entry};
use crate::hash::Digest;

pub(super) const FORMAT: Format =
    Format { name: "prov-json", about: "W3C PROV: where each text came from", whole: false, write };

/// Our names; they need no server, and claim none.
const PREFIX: &str = "urn:wirecopy:";

const PROGRAM: &str = "wc:wirecopy";

fn write(job: &Job, part: &Path, progress: Progress) -> Result<Written> {
    let mut document = Document::default();
    document
        .agent
        .insert(PROGRAM.to_owned(), json!({ "prov:label": "wirecopy", "prov:type": name("prov:SoftwareAgent") }));
    let mut versions = 0;
    job.each(progress, &mut |article, history| {
        let id = format!("wc:{}", article.store_id());
        let about = json!({ "prov:label": article.name(), "prov:type": name("wc:Article"), "wc:key": article.key() });
        document.entity.insert(id.clone(), about);
        let mut before = None;
        for entry in history.iter().filter(|entry| entry.change == Change::Version) {
            // Of an erased version there is nothing left to say where it came from.
            let Some(record) = &entry.record else { continue };
            let content = job.archive.content(&record.article, Some(entry.version))?;
            before = Some(document.version(job, &id, entry, &content, before)?);
            versions += 1;
        }
        Ok(())
    })?;
    let mut json = serde_json::to_vec_pretty(&document).unwrap_or_default();
    json.push(b'\n');
    fs::write(part, &json).map_err(PackageError::io("write", part))?;
    Ok(Written { articles: job.articles.len() as u64, versions, files: 1, bytes: json.len() as u64, leftover: false })
}

/// By kind of statement; each has a name of its own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    prefix: BTreeMap<&'static str, &'static str>,
    entity: BTreeMap<String, Value>,
    activity: BTreeMap<String, Value>,
    agent: BTreeMap<String, Value>,
    was_generated_by: BTreeMap<String, Value>,
    was_associated_with: BTreeMap<String, Value>,
    was_attributed_to: BTreeMap<String, Value>,
    was_derived_from: BTreeMap<String, Value>,
    specialization_of: BTreeMap<String, Value>,
}

impl Default for Document {
    fn default() -> Document {
        Document {
            prefix: BTreeMap::from([("wc", PREFIX)]),
            entity: BTreeMap::new(),
            activity: BTreeMap::new(),
            agent: BTreeMap::new(),
            was_generated_by: BTreeMap::new(),
            was_associated_with: BTreeMap::new(),
            was_attributed_to: BTreeMap::new(),
            was_derived_from: BTreeMap::new(),
            specialization_of: BTreeMap::new(),
        }
    }
}

impl Document {
    /// Says where a version came from, and gives the name of its bytes. `before` is the version before.
    fn version(
        &mut self,
        job: &Job,
        article: &str,
        entry: &Entry,
        content: &Content,
        before: Option<String>,
    ) -> Result<String> {
        let swhids = Swhids::new(job.archive, entry, content)?;
        let (record, number) = (&content.record, entry.version);
        let raw = format!("{article}.v{number}.raw");
        let text = format!("{article}.v{number}.text");
        let capture = format!("wc:capture.{}", entry.leaf);
        let label = |what: &str| format!("{what} of version {number} of {}", record.article.name());

        let mut bytes = json!({
            "prov:label": label("Bytes"),
            "prov:type": name("wc:Bytes"),
            "wc:sha256": record.version.raw.to_string(),
            "wc:swhid": swhids.raw,
        });
        for (field, value) in
            [("wc:title", &record.meta.title), ("wc:author", &record.meta.author), ("wc:url", &record.meta.url)]
        {
            if let Some(value) = value {
                bytes[field] = json!(value);
            }
        }
        if let Some(date) = &record.meta.published {
            bytes["wc:published"] = json!(date.value);
        }
        self.entity.insert(raw.clone(), bytes);
        self.entity.insert(
            text.clone(),
            json!({
                "prov:label": label("Text"),
                "prov:type": name("wc:Text"),
                "wc:sha256": record.version.text.to_string(),
                "wc:swhid": swhids.text,
            }),
        );
        let mut about = json!({ "prov:label": label("Capture"), "wc:entry": entry.leaf });
        if let Some(commit) = entry.commit {
            about["wc:commit"] = json!(commit.to_string());
        }
        // Recorded is when it ended; when it began nobody said.
        about["prov:endTime"] = json!(moment(entry.recorded_at));
        self.activity.insert(capture.clone(), about);

        let named = |kind: &str| format!("_:{kind}.{}", entry.leaf);
        for (kind, entity) in [("generated.raw", &raw), ("generated.text", &text)] {
            let by = json!({
                "prov:entity": entity, "prov:activity": capture, "prov:time": moment(entry.recorded_at),
            });
            self.was_generated_by.insert(named(kind), by);
        }
        let with = json!({ "prov:activity": capture, "prov:agent": PROGRAM });
        self.was_associated_with.insert(named("associated"), with);
        for (kind, entity) in [("special.raw", &raw), ("special.text", &text)] {
            let of = json!({ "prov:specificEntity": entity, "prov:generalEntity": article });
            self.specialization_of.insert(named(kind), of);
        }
        let from = json!({ "prov:generatedEntity": text, "prov:usedEntity": raw, "prov:activity": capture });
        self.was_derived_from.insert(named("derived"), from);
        if let Some(before) = before {
            let revision = name("prov:Revision");
            let from = json!({ "prov:generatedEntity": raw, "prov:usedEntity": before, "prov:type": revision });
            self.was_derived_from.insert(named("revised"), from);
        }
        if let Some(outlet) = &record.meta.outlet {
            // Outlets are called by names that may hold anything; the digest makes a name of them.
            let agent = format!("wc:outlet.{:.32}", Digest::of(outlet.as_bytes()).to_string());
            let about = json!({ "prov:label": outlet, "prov:type": name("prov:Organization") });
            self.agent.insert(agent.clone(), about);
            let to = json!({ "prov:entity": raw, "prov:agent": agent });
            self.was_attributed_to.insert(named("attributed"), to);
        }
        Ok(raw)
    }
}

/// A qualified name as a value.
fn name(qualified: &str) -> Value {
    json!({ "$": qualified, "type": "prov:QUALIFIED_NAME" })
}
