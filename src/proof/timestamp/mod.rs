//! Time stamps of an authority, RFC 3161: it signs a digest and the time it saw it. The request is written here, any
//! tool can send it, and the reply is checked here whole: the digest, the signed attributes of CMS (RFC 5652), the
//! certificate they name (RFC 2634, RFC 5816), its signature, and the chain up to an authority that the user trusts.
//!
//! A little DER is read by [`der`](super::der): the crates that model all of CMS are large beside it and not yet stable.

mod certificate;
#[cfg(test)]
mod tests;

pub use certificate::Authorities;

use certificate::Certificate;

use super::der::{self, Reader, context};
use super::error::{ProofError, Result};
use crate::hash::{self, Digest};

const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const TST_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_CERTIFICATE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0c";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";

/// The digests a stamp may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    const ALL: [Hash; 3] = [Hash::Sha256, Hash::Sha384, Hash::Sha512];

    const fn oid(self) -> &'static [u8] {
        match self {
            Hash::Sha256 => b"\x60\x86\x48\x01\x65\x03\x04\x02\x01",
            Hash::Sha384 => b"\x60\x86\x48\x01\x65\x03\x04\x02\x02",
            Hash::Sha512 => b"\x60\x86\x48\x01\x65\x03\x04\x02\x03",
        }
    }

    fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => Digest::of(bytes).as_bytes().to_vec(),
            Hash::Sha384 => hash::sha384(bytes).to_vec(),
            Hash::Sha512 => hash::sha512(bytes).to_vec(),
        }
    }

    /// An AlgorithmIdentifier without parameters, or with NULL for them.
    fn read(mut algorithm: Reader) -> Option<Hash> {
        let oid = algorithm.expect(der::OID)?;
        let plain = algorithm.is_empty() || algorithm.only(der::NULL) == Some(&[]);
        Hash::ALL.into_iter().find(|hash| hash.oid() == oid && plain)
    }
}

/// The request for a stamp on `bytes` (TimeStampReq): SHA-256, and the authority's certificate with the reply. No number
/// is made up for it, so equal bytes make equal requests: a reply that was kept since an earlier one is no harm, since
/// only its time counts.
pub fn request(bytes: &[u8]) -> Vec<u8> {
    let algorithm =
        der::encode(der::SEQUENCE, &[der::encode(der::OID, Hash::Sha256.oid()), vec![der::NULL, 0]].concat());
    let digest = der::encode(der::OCTET_STRING, Digest::of(bytes).as_bytes());
    let imprint = der::encode(der::SEQUENCE, &[algorithm, digest].concat());
    let version = der::encode(der::INTEGER, &[1]);
    let with_certificate = der::encode(der::BOOLEAN, &[0xff]);
    der::encode(der::SEQUENCE, &[version, imprint, with_certificate].concat())
}

/// An authority's reply, read but for its digest and signature.
#[derive(Clone, Debug)]
pub struct TimeStamp {
    /// When the authority saw the digest, Unix seconds; parts of a second are dropped.
    pub time: i64,
    imprint: (Hash, Vec<u8>),
    signed: SignedData,
    certificates: Vec<Vec<u8>>,
}

#[derive(Clone, Debug)]
struct SignedData {
    /// What is stamped and when (TSTInfo).
    info: Vec<u8>,
    digest: Hash,
    /// The signed attributes as a set, which is how they are signed.
    attributes: Vec<u8>,
    signature: Vec<u8>,
    /// How the signer's certificate is named: issuer and serial number.
    issuer: Vec<u8>,
    serial: Vec<u8>,
    /// The digest of the signer's certificate, `None` for SHA-1.
    certificate: (Option<Hash>, Vec<u8>),
}

impl TimeStamp {
    /// Reads a TimeStampResp.
    pub fn parse(bytes: &[u8]) -> Result<TimeStamp> {
        let bad = |why: &str| ProofError::malformed("time stamp reply (RFC 3161)", why);
        let mut outer = Reader(bytes);
        let response = outer.enter(der::SEQUENCE).filter(|_| outer.is_empty());
        let (status, token) = response.and_then(response_parts).ok_or_else(|| bad("it is not DER of one reply"))?;
        if !matches!(status, 0 | 1) {
            return Err(ProofError::Refused { status });
        }
        let token = token.ok_or_else(|| bad("it holds no time stamp"))?;
        let (signed, certificates) = signed_data(token)
            .ok_or_else(|| bad("it is not in the form RFC 5652 gives it, with one signer and its signed attributes"))?;
        let (imprint, time) = tst_info(Reader(&signed.info)).ok_or_else(|| bad("its time or digest cannot be read"))?;
        Ok(TimeStamp { time, imprint, signed, certificates })
    }

    /// Whether these bytes are stamped.
    pub fn stamps(&self, bytes: &[u8]) -> Result<()> {
        let (hash, found) = &self.imprint;
        let expected = hash.of(bytes);
        if *found == expected {
            return Ok(());
        }
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Err(ProofError::OtherBytes { found: hex(found), expected: hex(&expected) })
    }

    /// Checks everything but whom to trust: that these bytes are stamped, and that the certificate in the reply, made
    /// for time stamps, signed that. Says who is named in it. Anyone can make such a certificate.
    pub fn verify(&self, bytes: &[u8]) -> Result<String> {
        self.stamps(bytes)?;
        Ok(self.signer(&[])?.subject())
    }

    /// The same, and that one of the authorities stood behind the certificate at the time of the stamp.
    pub fn verify_with(&self, bytes: &[u8], authorities: &Authorities) -> Result<String> {
        self.stamps(bytes)?;
        let signer = self.signer(authorities.certificates())?;
        signer.trusted(authorities, &self.certificates, self.time)?;
        Ok(signer.subject())
    }

    /// The certificate that signed.
    fn signer<'a>(&'a self, more: &'a [Vec<u8>]) -> Result<Certificate<'a>> {
        let bad = |why: &str| ProofError::BadStamp { why: why.to_owned() };
        let (hash, digest) = &self.signed.certificate;
        let named = |certificate: &&Vec<u8>| match hash {
            Some(hash) => hash.of(certificate) == *digest,
            None => hash::sha1(certificate).as_slice() == digest,
        };
        let found = self.certificates.iter().chain(more).find(named);
        let found = found.ok_or_else(|| bad("the certificate it names is not in it"))?;
        let certificate = Certificate::parse(found).ok_or_else(|| bad("its certificate cannot be read"))?;
        if !certificate.is_called(&self.signed.issuer, &self.signed.serial) {
            return Err(bad("its certificate has another issuer or number"));
        }
        if !certificate.is_for_time_stamps() {
            return Err(bad("its certificate is not one for time stamps alone"));
        }
        let SignedData { digest, attributes, signature, .. } = &self.signed;
        match certificate.verifies(*digest, attributes, signature) {
            true => Ok(certificate),
            false => Err(bad("the signature is not that of its certificate")),
        }
    }
}

/// The status and the time stamp token of a reply.
fn response_parts(mut response: Reader) -> Option<(u8, Option<Reader>)> {
    let mut info = response.enter(der::SEQUENCE)?;
    let &[status] = info.expect(der::INTEGER)? else { return None };
    let token = response.optional(der::SEQUENCE)?.map(Reader);
    response.is_empty().then_some((status, token))
}

/// ContentInfo of SignedData, with one signer.
fn signed_data(mut content: Reader) -> Option<(SignedData, Vec<Vec<u8>>)> {
    let is_signed = content.expect(der::OID)? == SIGNED_DATA;
    let mut data = Reader(content.only(context(0)).filter(|_| is_signed)?).enter(der::SEQUENCE)?;
    data.expect(der::INTEGER)?;
    data.expect(der::SET)?;
    let mut wrapped = data.enter(der::SEQUENCE)?;
    let is_info = wrapped.expect(der::OID)? == TST_INFO;
    let info = Reader(wrapped.only(context(0)).filter(|_| is_info)?).only(der::OCTET_STRING)?;
    let mut certificates = Vec::new();
    let mut given = Reader(data.optional(context(0))?.unwrap_or_default());
    while !given.is_empty() {
        let certificate = given.value()?;
        // Certificates of other kinds have other tags; none of them can sign here.
        if certificate.tag == der::SEQUENCE {
            certificates.push(certificate.whole.to_vec());
        }
    }
    data.optional(context(1))?;
    let mut signer = Reader(data.only(der::SET)?).only(der::SEQUENCE).map(Reader)?;
    signer.expect(der::INTEGER)?;
    let mut name = signer.enter(der::SEQUENCE)?;
    let issuer = name.value()?.whole.to_vec();
    let serial = name.only(der::INTEGER)?.to_vec();
    let digest = Hash::read(signer.enter(der::SEQUENCE)?)?;
    let attributes = signer.expect(context(0))?;
    signer.enter(der::SEQUENCE)?;
    let signature = signer.expect(der::OCTET_STRING)?.to_vec();
    // Unsigned attributes prove nothing and are left alone.
    signer.optional(context(1))?;
    if !signer.is_empty() || attribute(attributes, CONTENT_TYPE)?.only(der::OID)? != TST_INFO {
        return None;
    }
    if attribute(attributes, MESSAGE_DIGEST)?.only(der::OCTET_STRING)? != digest.of(info) {
        return None;
    }
    let certificate = signing_certificate(attributes)?;
    let attributes = der::encode(der::SET, attributes);
    Some((SignedData { info: info.to_vec(), digest, attributes, signature, issuer, serial, certificate }, certificates))
}

/// The one value of the one attribute of this kind.
fn attribute<'a>(attributes: &'a [u8], kind: &[u8]) -> Option<Reader<'a>> {
    let mut found = None;
    let mut rest = Reader(attributes);
    while !rest.is_empty() {
        let mut one = rest.enter(der::SEQUENCE)?;
        if one.expect(der::OID)? == kind {
            let mut values = Reader(one.only(der::SET)?);
            let value = values.value()?.whole;
            if found.replace(Reader(value)).is_some() || !values.is_empty() {
                return None;
            }
        }
    }
    found
}

/// The digest of the signer's own certificate: the first that SigningCertificate or its second version names.
fn signing_certificate(attributes: &[u8]) -> Option<(Option<Hash>, Vec<u8>)> {
    let first = |value: Reader<'_>| {
        let mut certificates = Reader(Reader(value.0).only(der::SEQUENCE)?).enter(der::SEQUENCE)?;
        certificates.expect(der::SEQUENCE).map(<[u8]>::to_vec)
    };
    if let Some(value) = attribute(attributes, SIGNING_CERTIFICATE_V2) {
        let id = first(value)?;
        let mut id = Reader(&id);
        let hash = match id.optional(der::SEQUENCE)? {
            Some(algorithm) => Hash::read(Reader(algorithm))?,
            None => Hash::Sha256,
        };
        return Some((Some(hash), id.expect(der::OCTET_STRING)?.to_vec()));
    }
    let id = first(attribute(attributes, SIGNING_CERTIFICATE)?)?;
    Some((None, Reader(&id).expect(der::OCTET_STRING)?.to_vec()))
}

/// The imprint and the time of a TSTInfo.
fn tst_info(outer: Reader) -> Option<((Hash, Vec<u8>), i64)> {
    let mut info = Reader(outer.only(der::SEQUENCE)?);
    if info.expect(der::INTEGER)? != [1] {
        return None;
    }
    info.expect(der::OID)?;
    let mut imprint = info.enter(der::SEQUENCE)?;
    let hash = Hash::read(imprint.enter(der::SEQUENCE)?)?;
    let digest = imprint.only(der::OCTET_STRING)?.to_vec();
    info.expect(der::INTEGER)?;
    let time = unix_seconds(info.expect(der::GENERALIZED_TIME)?)?;
    // Accuracy, ordering, the request's number, the authority's name and extensions say nothing that is asked here.
    for tag in [der::SEQUENCE, der::BOOLEAN, der::INTEGER, context(0), context(1)] {
        info.optional(tag)?;
    }
    info.is_empty().then_some(((hash, digest), time))
}

/// `YYYYMMDDHHMMSS[.f]Z` as Unix seconds.
fn unix_seconds(time: &[u8]) -> Option<i64> {
    let time = std::str::from_utf8(time).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, "1"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(fraction) || fraction.is_empty() || fraction.ends_with('0') {
        return None;
    }
    let number = |range: std::ops::Range<usize>| whole[range].parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let (hour, minute, second) = (number(8..10)?, number(10..12)?, number(12..14)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970 in the Gregorian calendar, counting years from March so that leap days come last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day;
    Some((days - 719_469) * 86_400 + hour * 3600 + minute * 60 + second)
}
