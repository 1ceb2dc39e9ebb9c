//! WARC 1.1 (ISO 28500:2017): what was fetched, as a crawler would have recorded it, packed by record. A version is a `response` with
//! what its server said, at the time it was captured; where redirects led to it a `metadata` record says so; bytes seen again are a
//! `revisit`. What came into the store in other ways has no answer of a server, and is left out.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use flate2::{Compression, GzBuilder};

use super::described::moment;
use super::error::{PackageError, Result};
use super::{Format, Job, Progress, Written};
use crate::archive::{Change, Entry};
use crate::article::Response;
use crate::hash::{Algorithm, Digest};

pub(super) const FORMAT: Format =
    Format { name: "warc", about: "WARC 1.1: what was fetched, with what servers said", whole: false, write };

/// Says that the same bytes came again.
const SAME: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";

fn write(job: &Job, part: &Path, progress: Progress) -> Result<Written> {
    let file = File::create_new(part).map_err(PackageError::io("write", part))?;
    let mut out = Records { file: BufWriter::new(file), path: part };
    let about = format!("software: wirecopy/{}\r\nformat: WARC File Format 1.1\r\n", env!("CARGO_PKG_VERSION"));
    out.put("warcinfo", &moment(job.now), &[("Content-Type", "application/warc-fields")], about.as_bytes())?;
    let (mut articles, mut versions) = (0, 0);
    job.each(progress, &mut |_, history| {
        let before = versions;
        // The answer and the time of the last version.
        let mut last: Option<(Response, String, String)> = None;
        for entry in &history {
            match entry.change {
                Change::Version => last = version(job, &mut out, entry)?,
                Change::Seen => {
                    if let (Some((response, digest, date)), Some(at)) = (&last, entry.captured_at) {
                        out.revisit(response, digest, date, &moment(at))?;
                    }
                }
                _ => {}
            }
            versions += u64::from(entry.change == Change::Version && last.is_some());
        }
        articles += u64::from(versions > before);
        Ok(())
    })?;
    if versions == 0 {
        return Err(PackageError::NothingFetched);
    }
    let bytes = out.finish()?;
    Ok(Written { articles, versions, files: 1, bytes, leftover: false })
}

/// Writes a version that was fetched; gives its answer, the digest of its bytes and its time.
fn version(job: &Job, out: &mut Records, entry: &Entry) -> Result<Option<(Response, String, String)>> {
    let Some(record) = &entry.record else { return Ok(None) };
    let Some(response) = Response::of(&record.meta) else { return Ok(None) };
    let content = job.archive.content(&record.article, Some(entry.version))?;
    let date = moment(entry.captured_at.unwrap_or(entry.recorded_at));
    let digest = labelled(&content.raw);
    let mut block = response.head_of(content.raw.len());
    block.extend_from_slice(&content.raw);
    let about = [("Content-Type", "application/http; msgtype=response"), ("WARC-Payload-Digest", digest.as_str())];
    let id = out.of(&response, "response", &date, &about, &block)?;
    if !response.redirects.is_empty() {
        let hops = "R".repeat(response.redirects.len());
        let led = response.redirects.iter().map(|(url, status)| format!("via: {url}\r\nstatus: {status}\r\n"));
        let said = led.collect::<String>() + &format!("hopsFromSeed: {hops}\r\n");
        let about = [("Content-Type", "application/warc-fields"), ("WARC-Concurrent-To", id.as_str())];
        out.of(&response, "metadata", &date, &about, said.as_bytes())?;
    }
    Ok(Some((response, digest, date)))
}

struct Records<'p> {
    file: BufWriter<File>,
    path: &'p Path,
}

impl Records<'_> {
    fn revisit(&mut self, response: &Response, digest: &str, of: &str, date: &str) -> Result<()> {
        let about = [
            ("Content-Type", "application/http; msgtype=response"),
            ("WARC-Payload-Digest", digest),
            ("WARC-Profile", SAME),
            ("WARC-Refers-To-Target-URI", &response.url),
            ("WARC-Refers-To-Date", of),
        ];
        self.of(response, "revisit", date, &about, b"").map(drop)
    }

    /// Writes a record that is about what an address answered, and gives its name.
    fn of(
        &mut self,
        response: &Response,
        kind: &str,
        date: &str,
        about: &[(&str, &str)],
        block: &[u8],
    ) -> Result<String> {
        let whence = [("WARC-Target-URI", response.url.as_str()), ("WARC-IP-Address", response.ip.as_str())];
        self.put(kind, date, &[&whence[..], about].concat(), block)
    }

    /// Writes a record, and gives its name. It is named by what it says, so that the same store gives the same bytes.
    fn put(&mut self, kind: &str, date: &str, fields: &[(&str, &str)], block: &[u8]) -> Result<String> {
        let mut head = format!("WARC-Type: {kind}\r\nWARC-Date: {date}\r\n");
        for (name, value) in fields {
            // What stood in somebody's record may hold anything.
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("WARC-Block-Digest: {}\r\nContent-Length: {}\r\n", labelled(block), block.len()));
        let id = urn(&Digest::of(head.as_bytes()).to_string());
        let mut packed = GzBuilder::new().write(&mut self.file, Compression::default());
        let written = write!(packed, "WARC/1.1\r\nWARC-Record-ID: {id}\r\n{head}\r\n")
            .and_then(|()| packed.write_all(block))
            .and_then(|()| packed.write_all(b"\r\n\r\n"))
            .and_then(|()| packed.finish().map(drop));
        written.map_err(PackageError::io("write", self.path))?;
        Ok(id)
    }

    fn finish(self) -> Result<u64> {
        let failed = PackageError::io("write", self.path);
        let length =
            self.file.into_inner().map_err(std::io::IntoInnerError::into_error).and_then(|file| file.metadata());
        length.map(|metadata| metadata.len()).map_err(failed)
    }
}

fn labelled(bytes: &[u8]) -> String {
    format!("sha256:{}", Algorithm::Sha256.of(bytes))
}

/// A name made of a digest (RFC 9562, version 8).
fn urn(digest: &str) -> String {
    let part = |from: usize, to: usize| digest.get(from..to).unwrap_or_default();
    format!("<urn:uuid:{}-{}-8{}-a{}-{}>", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
