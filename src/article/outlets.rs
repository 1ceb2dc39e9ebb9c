//! Which outlet publishes on a host, and what outlets call themselves, from `outlets.toml`: a new outlet needs no Rust.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    outlets: Vec<Outlet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outlet {
    name: String,
    hosts: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
}

struct Outlets {
    hosts: HashMap<String, String>,
    /// By name and alias, in lower case.
    names: HashMap<String, String>,
}

fn outlets() -> &'static Outlets {
    static OUTLETS: LazyLock<Outlets> = LazyLock::new(|| {
        // The file is part of the program; that it can be read is tested below.
        let mut known = Outlets { hosts: HashMap::new(), names: HashMap::new() };
        for Outlet { name, hosts, aliases } in read().unwrap_or_default().outlets {
            known.hosts.extend(hosts.into_iter().map(|host| (host, name.clone())));
            known
                .names
                .extend(aliases.into_iter().chain([name.clone()]).map(|alias| (alias.to_lowercase(), name.clone())));
        }
        known
    });
    &OUTLETS
}

fn read() -> Result<File, toml::de::Error> {
    toml::from_str(include_str!("outlets.toml"))
}

/// The outlet that publishes on `host` or on the nearest host above it.
pub fn outlet_of(host: &str) -> Option<&'static str> {
    let mut host = host.split(':').next().unwrap_or(host);
    loop {
        if let Some(name) = outlets().hosts.get(host) {
            return Some(name);
        }
        host = host.split_once('.')?.1;
    }
}

/// The outlet's own name, of an outlet that a page calls `name`.
pub fn outlet_called(name: &str) -> Option<&'static str> {
    outlets().names.get(&name.to_lowercase()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_and_each_name_is_one_outlets() {
        let (mut hosts, mut names) = (Vec::new(), Vec::new());
        for Outlet { name, hosts: own, aliases } in read().unwrap().outlets {
            assert!(!own.is_empty(), "{name}");
            let mut called: Vec<String> = aliases.iter().chain([&name]).map(|alias| alias.to_lowercase()).collect();
            called.sort();
            called.dedup();
            names.extend(called);
            for host in own {
                assert!(host.contains('.') && host == host.to_lowercase() && !host.starts_with("www."), "{host}");
                hosts.push(host);
            }
        }
        for mut all in [hosts, names] {
            let count = all.len();
            all.sort();
            let twice = all.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone());
            assert_eq!((twice, all.is_empty()), (None, false), "of {count}");
        }
    }

    #[test]
    fn the_nearest_host_decides() {
        assert_eq!(outlet_of("en.yna.co.kr"), Some("Yonhap News Agency"));
        assert_eq!(outlet_of("sports.yna.co.kr:8080"), Some("연합뉴스"));
        assert_eq!(outlet_of("notreuters.com"), None);
        assert_eq!(outlet_of("com"), None);
        assert_eq!(outlet_called("nytimes.com"), Some("The New York Times"));
        assert_eq!(outlet_called("The Example"), None);
    }
}
