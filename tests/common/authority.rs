//! An authority for tests that stamps times and vouches for servers: RFC 3161 replies, certificates and that of the authority above
//! them, all made of fixed keys, so that they come out the same each time.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test may fail loudly; clippy spares only the tests themselves")]

use ring::digest::{SHA256, SHA512, digest};
use ring::signature::{Ed25519KeyPair, KeyPair};

pub const SIGNED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const TST_INFO: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x04";
const CONTENT_TYPE: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03";
const MESSAGE_DIGEST: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04";
const SIGNING_CERTIFICATE_V2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f";
const SHA256_ID: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
const SHA512_ID: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x03";
const ED25519: &[u8] = b"\x2b\x65\x70";
const TIME_STAMPING: &[u8] = b"\x2b\x06\x01\x05\x05\x07\x03\x08";

pub struct Authority {
    /// In DER, of the authority above.
    pub root: Vec<u8>,
    /// In DER, of the one that stamps.
    pub certificate: Vec<u8>,
    key: Ed25519KeyPair,
    above: Ed25519KeyPair,
}

impl Authority {
    /// Two keys that follow from `seed`. The certificates are good from 2020 to 2049.
    pub fn new(seed: u8) -> Authority {
        let [above, key] = [0, 1].map(|n| Ed25519KeyPair::from_seed_unchecked(&[seed.wrapping_add(n); 32]).unwrap());
        // basicConstraints: an authority. extKeyUsage, critical: time stamps.
        let is_authority = extension(b"\x55\x1d\x13", &seq(&[&tlv(1, &[0xff])]));
        let stamps = extension(b"\x55\x1d\x25", &seq(&[&oid(TIME_STAMPING)]));
        let root = certificate(1, "Test Root", &above, "Test Root", &above, &is_authority);
        let certificate = certificate(2, "Test Root", &above, "Test Time Stamps", &key, &stamps);
        Authority { root, certificate, key, above }
    }

    /// The root certificate as people keep it.
    pub fn root_pem(&self) -> String {
        let code = base64(&self.root);
        format!("-----BEGIN CERTIFICATE-----\n{code}\n-----END CERTIFICATE-----\n")
    }

    /// The certificate of a server by that name, in DER, and its key, in PKCS #8.
    pub fn vouch_for(&self, host: &str, seed: u8) -> (Vec<u8>, Vec<u8>) {
        let key = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        // subjectAltName: an address of the internet, or a name of it.
        let named = match host.parse::<std::net::Ipv4Addr>() {
            Ok(ip) => tlv(0x87, &ip.octets()),
            Err(_) => tlv(0x82, host.as_bytes()),
        };
        let certificate =
            certificate(3, "Test Root", &self.above, host, &key, &extension(b"\x55\x1d\x11", &seq(&[&named])));
        let key = seq(&[&tlv(2, &[0]), &algorithm(ED25519), &tlv(4, &tlv(4, &[seed; 32]))]);
        (certificate, key)
    }

    /// The reply to a request for `bytes` at `time`, `YYYYMMDDHHMMSSZ`.
    pub fn stamp(&self, bytes: &[u8], time: &str) -> Vec<u8> {
        let imprint = seq(&[&algorithm(SHA256_ID), &tlv(4, digest(&SHA256, bytes).as_ref())]);
        let info = seq(&[&tlv(2, &[1]), &oid(b"\x2a\x03\x04"), &imprint, &tlv(2, &[9]), &tlv(0x18, time.as_bytes())]);
        let named = seq(&[&seq(&[&seq(&[&tlv(4, digest(&SHA256, &self.certificate).as_ref())])])]);
        let attribute = |kind: &[u8], value: &[u8]| seq(&[&oid(kind), &tlv(0x31, value)]);
        let attributes = [
            attribute(CONTENT_TYPE, &oid(TST_INFO)),
            attribute(MESSAGE_DIGEST, &tlv(4, digest(&SHA512, &info).as_ref())),
            attribute(SIGNING_CERTIFICATE_V2, &named),
        ]
        .concat();
        let signature = self.key.sign(&tlv(0x31, &attributes));
        let signer = seq(&[
            &tlv(2, &[1]),
            &seq(&[&name("Test Root"), &tlv(2, &[2])]),
            &algorithm(SHA512_ID),
            &tlv(0xa0, &attributes),
            &algorithm(ED25519),
            &tlv(4, signature.as_ref()),
        ]);
        let data = seq(&[
            &tlv(2, &[3]),
            &tlv(0x31, &algorithm(SHA512_ID)),
            &seq(&[&oid(TST_INFO), &tlv(0xa0, &tlv(4, &info))]),
            &tlv(0xa0, &self.certificate),
            &tlv(0x31, &signer),
        ]);
        let token = seq(&[&oid(SIGNED_DATA), &tlv(0xa0, &data)]);
        seq(&[&seq(&[&tlv(2, &[0])]), &token])
    }
}

fn certificate(
    serial: u8,
    issuer: &str,
    signer: &Ed25519KeyPair,
    subject: &str,
    key: &Ed25519KeyPair,
    extension: &[u8],
) -> Vec<u8> {
    let validity = seq(&[&tlv(0x17, b"200101000000Z"), &tlv(0x17, b"491231235959Z")]);
    let public = seq(&[&algorithm(ED25519), &tlv(3, &[&[0], key.public_key().as_ref()].concat())]);
    let body = seq(&[
        &tlv(0xa0, &tlv(2, &[2])),
        &tlv(2, &[serial]),
        &algorithm(ED25519),
        &name(issuer),
        &validity,
        &name(subject),
        &public,
        &tlv(0xa3, &seq(&[extension])),
    ]);
    let signature = signer.sign(&body);
    seq(&[&body, &algorithm(ED25519), &tlv(3, &[&[0], signature.as_ref()].concat())])
}

fn extension(kind: &[u8], value: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind), &tlv(1, &[0xff]), &tlv(4, value)])
}

fn name(common: &str) -> Vec<u8> {
    seq(&[&tlv(0x31, &seq(&[&oid(b"\x55\x04\x03"), &tlv(0x0c, common.as_bytes())]))])
}

fn algorithm(kind: &[u8]) -> Vec<u8> {
    seq(&[&oid(kind)])
}

fn oid(bytes: &[u8]) -> Vec<u8> {
    tlv(6, bytes)
}

fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// DER of one value of less than 65,536 bytes.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = content.len();
    let head = match len {
        0..0x80 => vec![tag, len as u8],
        0x80..0x100 => vec![tag, 0x81, len as u8],
        _ => vec![tag, 0x82, (len >> 8) as u8, len as u8],
    };
    [head, content.to_vec()].concat()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().chain(&[0, 0]).take(3).fold(0u32, |bits, &byte| bits << 8 | u32::from(byte));
        let digit =
            |n: usize| if n <= chunk.len() { DIGITS[(bits >> (18 - 6 * n) & 63) as usize] as char } else { '=' };
        out.extend((0..4).map(digit));
    }
    out
}
