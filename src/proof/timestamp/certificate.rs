//! Certificates of time stamp authorities. What X.509 asks of a chain is rustls-webpki's; what RFC 3161 §2.3 asks of the
//! signer's own certificate beyond that is checked here.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as algorithms};

use super::Hash;
use crate::proof::base64;
use crate::proof::der::{self, Reader, context};
use crate::proof::error::{ProofError, Result};

const TIME_STAMPING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";
const EXTENDED_KEY_USAGE: &[u8] = b"\x55\x1d\x25";
const COMMON_NAME: &[u8] = b"\x55\x04\x03";

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of authorities that the user trusts: of those that stamp times, or that vouch for servers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Authorities(Vec<Vec<u8>>);

impl Authorities {
    /// Reads PEM, one certificate after another with any text between them, or one certificate in DER.
    pub fn parse(bytes: &[u8]) -> Result<Authorities> {
        let bad = |why: &str| ProofError::malformed("file of certificates", why);
        let text = String::from_utf8_lossy(bytes);
        let mut certificates = Vec::new();
        let mut rest: &str = &text;
        while let Some((_, after)) = rest.split_once(BEGIN) {
            let (code, after) = after.split_once(END).ok_or_else(|| bad("a certificate in it does not end"))?;
            let code: String = code.split_ascii_whitespace().collect();
            certificates.push(base64::decode(&code).ok_or_else(|| bad("a certificate in it is not base64"))?);
            rest = after;
        }
        if certificates.is_empty() {
            certificates.push(bytes.to_vec());
        }
        let readable = |der: &Vec<u8>| anchor_from_trusted_cert(&CertificateDer::from(der.as_slice())).is_ok();
        if certificates.iter().all(readable) {
            Ok(Authorities(certificates))
        } else {
            Err(bad("it holds none, or one that is not X.509"))
        }
    }

    /// Each in DER.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.0
    }
}

/// A signer's certificate.
pub(super) struct Certificate<'a> {
    der: CertificateDer<'a>,
    serial: &'a [u8],
    /// With tag and length.
    issuer: &'a [u8],
    subject: Reader<'a>,
    extensions: Reader<'a>,
}

impl<'a> Certificate<'a> {
    pub(super) fn parse(der: &'a [u8]) -> Option<Certificate<'a>> {
        let mut body = Reader(Reader(der).only(der::SEQUENCE)?).enter(der::SEQUENCE)?;
        body.optional(context(0))?;
        let serial = body.expect(der::INTEGER)?;
        body.expect(der::SEQUENCE)?;
        let issuer = body.value()?.whole;
        body.expect(der::SEQUENCE)?;
        let subject = body.enter(der::SEQUENCE)?;
        body.expect(der::SEQUENCE)?;
        // Unique identifiers of issuer and subject, which nobody uses.
        body.optional(0x81)?;
        body.optional(0x82)?;
        let extensions = match body.optional(context(3))? {
            Some(wrapped) => Reader(Reader(wrapped).only(der::SEQUENCE)?),
            None => Reader(&[]),
        };
        Some(Certificate { der: CertificateDer::from(der), serial, issuer, subject, extensions })
    }

    pub(super) fn is_called(&self, issuer: &[u8], serial: &[u8]) -> bool {
        (self.issuer, self.serial) == (issuer, serial)
    }

    /// Its common name, or `an unnamed authority`. Fit to be shown on a line.
    pub(super) fn subject(&self) -> String {
        let mut rest = self.subject;
        let mut name = None;
        while let Some(mut set) = rest.enter(der::SET) {
            while let Some(mut part) = set.enter(der::SEQUENCE) {
                if part.expect(der::OID) == Some(COMMON_NAME) {
                    name = part.value().map(|value| String::from_utf8_lossy(value.content).into_owned());
                }
            }
        }
        let plain = |name: String| name.chars().filter(|c| !c.is_control()).take(80).collect::<String>();
        name.map(plain).filter(|name| !name.is_empty()).unwrap_or_else(|| "an unnamed authority".to_owned())
    }

    /// RFC 3161 §2.3: its key is for time stamps and nothing else, and that is marked critical.
    pub(super) fn is_for_time_stamps(&self) -> bool {
        let mut rest = self.extensions;
        while let Some(mut extension) = rest.enter(der::SEQUENCE) {
            if extension.expect(der::OID) == Some(EXTENDED_KEY_USAGE) {
                let critical = extension.optional(der::BOOLEAN).flatten() == Some(&[0xff]);
                let usages = extension.only(der::OCTET_STRING).and_then(|usages| Reader(usages).only(der::SEQUENCE));
                let usage = usages.and_then(|usages| Reader(usages).only(der::OID));
                return critical && usage == Some(TIME_STAMPING);
            }
        }
        false
    }

    pub(super) fn verifies(&self, digest: Hash, message: &[u8], signature: &[u8]) -> bool {
        let fitting: &[&dyn SignatureVerificationAlgorithm] = match digest {
            Hash::Sha256 => {
                &[algorithms::RSA_PKCS1_2048_8192_SHA256, algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256]
            }
            Hash::Sha384 => {
                &[algorithms::RSA_PKCS1_2048_8192_SHA384, algorithms::ECDSA_P256_SHA384, algorithms::ECDSA_P384_SHA384]
            }
            Hash::Sha512 => &[algorithms::RSA_PKCS1_2048_8192_SHA512, algorithms::ED25519],
        };
        let Ok(certificate) = EndEntityCert::try_from(&self.der) else { return false };
        fitting.iter().any(|&algorithm| certificate.verify_signature(algorithm, message, signature).is_ok())
    }

    /// Whether a chain leads to one of the authorities, good at `time` (Unix seconds).
    pub(super) fn trusted(&self, authorities: &Authorities, between: &[Vec<u8>], time: i64) -> Result<()> {
        let untrusted = |why: String| ProofError::Untrusted { signer: self.subject(), why };
        let roots: Vec<CertificateDer> = authorities.0.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let anchors: std::result::Result<Vec<TrustAnchor>, webpki::Error> =
            roots.iter().map(anchor_from_trusted_cert).collect();
        let between: Vec<CertificateDer> = between.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
        let seconds = u64::try_from(time).map_err(|_| untrusted("its time is before 1970".to_owned()))?;
        let checked = anchors.and_then(|anchors| {
            EndEntityCert::try_from(&self.der)?.verify_for_usage(
                ALL_VERIFICATION_ALGS,
                &anchors,
                &between,
                UnixTime::since_unix_epoch(Duration::from_secs(seconds)),
                // Authorities between may leave their usage open; the signer's own was checked to be this one.
                KeyUsage::required_if_present(TIME_STAMPING),
                None,
                None,
            )?;
            Ok(())
        });
        checked.map_err(|error| untrusted(error.to_string()))
    }
}
