//! PROV-JSON (<https://www.w3.org/submissions/prov-json/>): where each stored text came from, for tools that know W3C PROV.
//!
//! An article is an entity; each of its versions is two: the bytes as they came, and the canonical text derived from them.
//! A capture is the activity that generated both. A version is a revision of the one before. An outlet is an agent only
//! where it is stated, and then the bytes are attributed to it. Nothing that wirecopy infers stands here.
//!
//! The form puts together what is of one kind, and an article brings something of each; so each kind is written to a file
//! of its own beside the document, and the document is made of these. Only the outlets are held in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

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
    let mut document = Document::beside(part)?;
    document
        .agents
        .insert(PROGRAM.to_owned(), json!({ "prov:label": "wirecopy", "prov:type": name("prov:SoftwareAgent") }));
    let mut versions = 0;
    job.each(progress, &mut |article, history| {
        let id = format!("wc:{}", article.store_id());
        let about = json!({ "prov:label": article.name(), "prov:type": name("wc:Article"), "wc:key": article.key() });
        document.entity.put(&id, &about)?;
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
    let bytes = document.finish(part)?;
    Ok(Written { articles: job.articles.len() as u64, versions, files: 1, bytes, leftover: false })
}

/// What is said, by kind of statement; each statement has a name of its own.
struct Document {
    entity: Statements,
    activity: Statements,
    agent: Statements,
    was_generated_by: Statements,
    was_associated_with: Statements,
    was_attributed_to: Statements,
    was_derived_from: Statements,
    specialization_of: Statements,
    /// An outlet is named by many versions, and stands in the document once.
    agents: BTreeMap<String, Value>,
}

/// Statements of one kind, in a file of their own, as they shall stand in the document.
struct Statements {
    kind: &'static str,
    path: PathBuf,
    file: BufWriter<File>,
    /// What goes before the next one.
    before: &'static str,
}

impl Statements {
    fn beside(part: &Path, kind: &'static str) -> Result<Statements> {
        let path = part.with_file_name(kind);
        let file = File::create_new(&path).map_err(PackageError::io("write", &path))?;
        Ok(Statements { kind, path, file: BufWriter::new(file), before: "\n" })
    }

    fn put(&mut self, name: &str, about: &Value) -> Result<()> {
        // Line feeds inside strings are escaped, so these are all between fields.
        let about = format!("{about:#}").replace('\n', "\n    ");
        let line = write!(self.file, "{}    {}: {about}", self.before, Value::from(name));
        self.before = ",\n";
        line.map_err(PackageError::io("write", &self.path))
    }

    /// Puts them behind what is in the document.
    fn move_to(mut self, document: &mut impl Write) -> io::Result<()> {
        self.file.flush()?;
        write!(document, ",\n  \"{}\": {{", self.kind)?;
        let some = io::copy(&mut File::open(&self.path)?, document)? > 0;
        document.write_all(if some { b"\n  }" } else { b"}" })
    }
}

impl Document {
    fn beside(part: &Path) -> Result<Document> {
        let of = |kind| Statements::beside(part, kind);
        Ok(Document {
            entity: of("entity")?,
            activity: of("activity")?,
            agent: of("agent")?,
            was_generated_by: of("wasGeneratedBy")?,
            was_associated_with: of("wasAssociatedWith")?,
            was_attributed_to: of("wasAttributedTo")?,
            was_derived_from: of("wasDerivedFrom")?,
            specialization_of: of("specializationOf")?,
            agents: BTreeMap::new(),
        })
    }

    /// Makes the document of them; gives its length (bytes).
    fn finish(mut self, part: &Path) -> Result<u64> {
        self.agents.iter().try_for_each(|(name, about)| self.agent.put(name, about))?;
        let kinds = [
            self.entity,
            self.activity,
            self.agent,
            self.was_generated_by,
            self.was_associated_with,
            self.was_attributed_to,
            self.was_derived_from,
            self.specialization_of,
        ];
        let write = || -> io::Result<u64> {
            let mut document = BufWriter::new(File::create_new(part)?);
            write!(document, "{{\n  \"prefix\": {{\n    \"wc\": \"{PREFIX}\"\n  }}")?;
            kinds.into_iter().try_for_each(|kind| kind.move_to(&mut document))?;
            document.write_all(b"\n}\n")?;
            Ok(document.into_inner()?.metadata()?.len())
        };
        write().map_err(PackageError::io("write", part))
    }

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
        self.entity.put(&raw, &bytes)?;
        let wording = json!({
            "prov:label": label("Text"),
            "prov:type": name("wc:Text"),
            "wc:sha256": record.version.text.to_string(),
            "wc:swhid": swhids.text,
        });
        self.entity.put(&text, &wording)?;
        let mut about = json!({ "prov:label": label("Capture"), "wc:entry": entry.leaf });
        if let Some(commit) = entry.commit {
            about["wc:commit"] = json!(commit.to_string());
        }
        // Recorded is when it ended; when it began nobody said.
        about["prov:endTime"] = json!(moment(entry.recorded_at));
        self.activity.put(&capture, &about)?;

        let named = |kind: &str| format!("_:{kind}.{}", entry.leaf);
        for (kind, entity) in [("generated.raw", &raw), ("generated.text", &text)] {
            let by = json!({
                "prov:entity": entity, "prov:activity": capture, "prov:time": moment(entry.recorded_at),
            });
            self.was_generated_by.put(&named(kind), &by)?;
        }
        let with = json!({ "prov:activity": capture, "prov:agent": PROGRAM });
        self.was_associated_with.put(&named("associated"), &with)?;
        for (kind, entity) in [("special.raw", &raw), ("special.text", &text)] {
            let of = json!({ "prov:specificEntity": entity, "prov:generalEntity": article });
            self.specialization_of.put(&named(kind), &of)?;
        }
        let from = json!({ "prov:generatedEntity": text, "prov:usedEntity": raw, "prov:activity": capture });
        self.was_derived_from.put(&named("derived"), &from)?;
        if let Some(before) = before {
            let revision = name("prov:Revision");
            let from = json!({ "prov:generatedEntity": raw, "prov:usedEntity": before, "prov:type": revision });
            self.was_derived_from.put(&named("revised"), &from)?;
        }
        if let Some(outlet) = &record.meta.outlet {
            // Outlets are called by names that may hold anything; the digest makes a name of them.
            let agent = format!("wc:outlet.{:.32}", Digest::of(outlet.as_bytes()).to_string());
            let about = json!({ "prov:label": outlet, "prov:type": name("prov:Organization") });
            self.agents.insert(agent.clone(), about);
            let to = json!({ "prov:entity": raw, "prov:agent": agent });
            self.was_attributed_to.put(&named("attributed"), &to)?;
        }
        Ok(raw)
    }
}

/// A qualified name as a value.
fn name(qualified: &str) -> Value {
    json!({ "$": qualified, "type": "prov:QUALIFIED_NAME" })
}
