use super::*;
use crate::proof::authority::{self, Authority};
use proptest::prelude::*;

const AT: &str = "20261121201300Z";
const SECONDS: i64 = 1_795_291_980;

#[test]
fn a_stamp_is_checked_up_to_the_authority() {
    let authority = Authority::new(1);
    let reply = TimeStamp::parse(&authority.stamp(b"checkpoint", AT)).unwrap();
    assert_eq!(reply.time, SECONDS);
    assert_eq!(reply.verify(b"checkpoint").as_deref(), Ok("Test Time Stamps"));
    for file in [authority.root.clone(), authority.root_pem().into_bytes()] {
        let authorities = Authorities::parse(&file).unwrap();
        assert_eq!(reply.verify_with(b"checkpoint", &authorities).as_deref(), Ok("Test Time Stamps"));
        assert!(matches!(reply.verify_with(b"Checkpoint", &authorities), Err(ProofError::OtherBytes { .. })));
    }
    let others = Authorities::parse(&Authority::new(7).root).unwrap();
    assert!(matches!(reply.verify_with(b"checkpoint", &others), Err(ProofError::Untrusted { .. })));
}

#[test]
fn a_certificate_must_be_good_at_the_time_of_the_stamp() {
    let authority = Authority::new(1);
    let authorities = Authorities::parse(&authority.root).unwrap();
    for time in ["20191231235959Z", "20500101000000Z"] {
        let reply = TimeStamp::parse(&authority.stamp(b"x", time)).unwrap();
        assert!(matches!(reply.verify_with(b"x", &authorities), Err(ProofError::Untrusted { .. })), "{time}");
    }
}

#[test]
fn no_flipped_bit_is_verified() {
    let authority = Authority::new(1);
    let bytes = authority.stamp(b"checkpoint", AT);
    let authorities = Authorities::parse(&authority.root).unwrap();
    // What RFC 5652 does not sign and nobody needs: versions, the list of digests, names of algorithms.
    let mut passed = 0;
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        match TimeStamp::parse(&changed) {
            Ok(reply) if reply.verify_with(b"checkpoint", &authorities).is_ok() => {
                assert_eq!(reply.time, SECONDS, "bit {bit}");
                passed += 1;
            }
            _ => {}
        }
    }
    assert!(passed < 300, "{passed} of {} bits", bytes.len() * 8);
}

#[test]
fn a_refusal_is_told() {
    let refused = authority::tlv(0x30, &authority::tlv(0x30, &authority::tlv(2, &[2])));
    assert_eq!(TimeStamp::parse(&refused).unwrap_err(), ProofError::Refused { status: 2 });
}

#[test]
fn times_are_counted_in_the_calendar() {
    assert_eq!(unix_seconds(b"19700101000000Z"), Some(0));
    assert_eq!(unix_seconds(b"20000229235959.25Z"), Some(951_868_799));
    assert_eq!(unix_seconds(AT.as_bytes()), Some(SECONDS));
    for bad in [
        "20261121201300",
        "20261321201300Z",
        "20261121201300.0Z",
        "2026112120130Z",
        "20261121201300.Z",
        "-0261121201300Z",
    ] {
        assert_eq!(unix_seconds(bad.as_bytes()), None, "{bad}");
    }
}

/// As `openssl ts -query -sha256 -cert -no_nonce` writes it.
#[test]
fn a_request_asks_for_sha256_and_the_certificate() {
    let bytes = request(b"abc");
    assert_eq!(bytes[..7], [0x30, 0x39, 2, 1, 1, 0x30, 0x31]);
    assert_eq!(bytes[24..56], *Digest::of(b"abc").as_bytes());
    assert_eq!(bytes[56..], [1, 1, 0xff]);
}

proptest! {
    #[test]
    fn any_bytes_are_a_reply_or_an_error(tail in proptest::collection::vec(any::<u8>(), 0..100), cut in any::<usize>(), at in any::<usize>()) {
        let good = Authority::new(1).stamp(b"x", AT);
        let mut bytes = [&good[..cut % good.len()], &tail].concat();
        for bytes in [bytes.clone(), { let at = at % good.len(); bytes = good.clone(); bytes[at] = tail.len() as u8; bytes }] {
            if let Ok(reply) = TimeStamp::parse(&bytes) {
                let _ = reply.verify(b"x");
            }
            let _ = Authorities::parse(&bytes);
        }
    }
}
