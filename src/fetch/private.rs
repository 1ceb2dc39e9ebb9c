//! Which addresses are of the open internet. Any other may be this machine, its neighbours, or the metadata of a cloud, which a page
//! from outside must not be able to lead to. After IANA's registries of special-purpose addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Blocks of IPv4 that are not of the open internet: the first address, and how many bits are the block's.
const V4: &[([u8; 4], u32)] = &[
    // This network; private; shared by a provider's customers; this machine.
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    // Link-local, where clouds have their metadata; private.
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    // Protocols; documentation; relays to IPv6; private; measurements.
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    // Multicast; reserved, and broadcast.
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
];

/// Blocks inside 2000::/3, outside of which nothing of IPv6 is open, that are not open either.
const V6: &[([u16; 2], u32)] = &[
    // Protocols, Teredo among them; documentation; tunnels to any IPv4 address; documentation.
    ([0x2001, 0], 23),
    ([0x2001, 0xdb8], 32),
    ([0x2002, 0], 16),
    ([0x3fff, 0], 20),
];

/// Whether the address is of the open internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(ip) => is_public_v4(ip),
            None => is_public_v6(ip),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let ip = u32::from(ip);
    !V4.iter().any(|(block, bits)| (ip ^ u32::from(Ipv4Addr::from(*block))) >> (32 - bits) == 0)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let head = u32::from(a) << 16 | u32::from(b);
    let is_in =
        |block: [u16; 2], bits: u32| (head ^ (u32::from(block[0]) << 16 | u32::from(block[1]))) >> (32 - bits) == 0;
    is_in([0x2000, 0], 3) && !V6.iter().any(|(block, bits)| is_in(*block, *bits))
}

/// The IPv4 address that one of IPv6 stands for: mapped, or as a network without IPv4 writes it (NAT64).
fn embedded(ip: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let low = Ipv4Addr::from(u32::from(g) << 16 | u32::from(h));
    matches!([a, b, c, d, e, f], [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0]).then_some(low)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_not_open_is_known() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:1ff::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "2001:200::1",
            "2606:4700::1111",
            "2a00:1450::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    proptest! {
        /// What the standard library knows of an address says the same, wherever it says anything.
        #[test]
        fn no_private_address_passes(bits in any::<u32>(), low in any::<u128>(), block in 0..V4.len()) {
            let (first, length) = V4[block];
            let inside = u32::from(Ipv4Addr::from(first)) | bits.checked_shr(length).unwrap_or(0);
            prop_assert!(!is_public(Ipv4Addr::from(inside).into()));
            for ip in [Ipv4Addr::from(bits), Ipv4Addr::from(inside)] {
                let odd = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_broadcast()
                    || ip.is_documentation() || ip.is_multicast() || ip.is_unspecified();
                prop_assert!(!(odd && is_public(ip.into())), "{ip}");
                prop_assert_eq!(is_public(ip.to_ipv6_mapped().into()), is_public(ip.into()));
            }
            let ip = Ipv6Addr::from(low);
            let odd = ip.is_loopback() || ip.is_multicast() || ip.is_unspecified() || ip.is_unique_local()
                || ip.is_unicast_link_local();
            prop_assert!(!(odd && is_public(ip.into())), "{ip}");
        }
    }
}
