//! Who may ask. A page of another site can make a browser send requests here, and by a name of its own that leads to this machine
//! even read the answers: so the name that was asked for has to be ours.

/// The names we answer to, as `Host` has them, with the port.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Those of this machine at a port, and `more`, the address that somebody asked to be listened on.
    pub fn local(port: u16, more: Option<std::net::IpAddr>) -> Hosts {
        let more = more.map(|address| match address {
            std::net::IpAddr::V4(address) => address.to_string(),
            std::net::IpAddr::V6(address) => format!("[{address}]"),
        });
        let names = ["127.0.0.1", "localhost", "[::1]"].map(str::to_owned).into_iter().chain(more);
        let with_port = names.flat_map(|name| {
            // Browsers leave out the port that they take by themselves.
            let bare = (port == 80).then(|| name.clone());
            bare.into_iter().chain([format!("{name}:{port}")])
        });
        Hosts(with_port.collect())
    }

    pub(super) fn has(&self, host: Option<&str>) -> bool {
        host.is_some_and(|host| self.0.iter().any(|own| own.eq_ignore_ascii_case(host)))
    }

    /// Whether a request that changes something comes from a page of ours, as far as a browser says: programs say nothing.
    pub(super) fn is_own_page(&self, origin: Option<&str>, site: Option<&str>) -> bool {
        let own_origin = origin.is_none_or(|origin| self.has(origin.strip_prefix("http://")));
        own_origin && site.is_none_or(|site| site == "same-origin")
    }
}

/// Compares in a time that does not depend on where the two differ.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_with_our_port_are_ours() {
        let hosts = Hosts::local(8017, None);
        for own in ["127.0.0.1:8017", "localhost:8017", "LOCALHOST:8017", "[::1]:8017"] {
            assert!(hosts.has(Some(own)), "{own}");
        }
        for other in
            ["127.0.0.1", "127.0.0.1:80", "example.org:8017", "localhost.example.org:8017", "localhost:8017.", ""]
        {
            assert!(!hosts.has(Some(other)), "{other}");
        }
        assert!(!hosts.has(None));
        assert!(Hosts::local(80, None).has(Some("localhost")));
        assert!(Hosts::local(8017, "192.0.2.7".parse().ok()).has(Some("192.0.2.7:8017")));
        assert!(Hosts::local(8017, "2001:db8::1".parse().ok()).has(Some("[2001:db8::1]:8017")));
    }

    #[test]
    fn a_form_of_another_page_is_none_of_ours() {
        let hosts = Hosts::local(8017, None);
        let own = Some("http://127.0.0.1:8017");
        assert!(
            hosts.is_own_page(own, Some("same-origin"))
                && hosts.is_own_page(own, None)
                && hosts.is_own_page(None, None)
        );
        for (origin, site) in [
            (Some("http://example.org"), None),
            (Some("https://127.0.0.1:8017"), None),
            (Some("http://127.0.0.1:9000"), Some("same-site")),
            (Some("null"), None),
            (own, Some("cross-site")),
            (None, Some("none")),
        ] {
            assert!(!hosts.is_own_page(origin, site), "{origin:?} {site:?}");
        }
        assert!(is_same("abc", "abc") && !is_same("abc", "abd") && !is_same("abc", "ab") && is_same("", ""));
    }
}
