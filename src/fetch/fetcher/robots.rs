//! `robots.txt` (RFC 9309): what a server asks programs not to ask for. Read here, for it is short, and what is kept for it elsewhere
//! brings a regular expression for each line and stops at the first fault.

/// So much of a file is read; the standard asks for no less. One that is longer than the second is no such file.
pub(super) const READ: usize = 500 << 10;
pub(super) const LONGEST: u64 = 8 << 20;

/// What one server asks of us.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Robots {
    rules: Vec<Rule>,
    /// So many milliseconds it asks to wait between requests (`Crawl-delay`, which is custom and no standard).
    pub delay: u64,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct Rule {
    allows: bool,
    /// Normal; `*` and a last `$` have their meaning.
    pattern: Vec<u8>,
}

/// No server means a delay of more than an hour.
const LONGEST_DELAY: u64 = 3_600_000;

impl Robots {
    /// Nothing may be asked for.
    pub fn closed() -> Robots {
        Robots { rules: vec![Rule { allows: false, pattern: b"/".to_vec() }], delay: 0 }
    }

    /// What the file says of the program that calls itself `agent`: all groups that name it together, else all for `*`.
    pub fn parse(file: &[u8], agent: &str) -> Robots {
        let file = file.get(..READ).unwrap_or(file);
        let file = String::from_utf8_lossy(file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file));
        let (mut own, mut others): (Option<Robots>, Robots) = (None, Robots::default());
        let (mut is_own, mut is_others, mut in_head) = (false, false, false);
        for line in file.split(['\r', '\n']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if key == "user-agent" {
                if !in_head {
                    (is_own, is_others, in_head) = (false, false, true);
                }
                is_others |= value == "*";
                if product(value).eq_ignore_ascii_case(product(agent)) {
                    is_own = true;
                    own.get_or_insert_default();
                }
                continue;
            }
            // Lines that belong to no group, such as of sitemaps, do not end the head of one.
            if !matches!(key.as_str(), "allow" | "disallow" | "crawl-delay") {
                continue;
            }
            in_head = false;
            let groups = [own.as_mut().filter(|_| is_own), Some(&mut others).filter(|_| is_others)];
            for robots in groups.into_iter().flatten() {
                robots.take(&key, value);
            }
        }
        own.unwrap_or(others)
    }

    fn take(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            if let Ok(seconds) = value.parse::<f64>()
                && seconds > 0.0
            {
                self.delay = self.delay.max(((seconds * 1000.0) as u64).min(LONGEST_DELAY));
            }
        } else if !value.is_empty() {
            let (value, is_whole) = value.strip_suffix('$').map_or((value, false), |value| (value, true));
            let mut pattern = normal(value, true);
            pattern.extend(is_whole.then_some(b'$'));
            self.rules.push(Rule { allows: key == "allow", pattern });
        }
    }

    /// Whether it may be asked for what is at `path`, which has the query with it. The longest rule that fits says so; of two of
    /// one length the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path, false);
        let fitting = self.rules.iter().filter(|rule| fits(&rule.pattern, &path));
        fitting.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// The name of a program, without its version and what stands behind.
fn product(agent: &str) -> &str {
    let end = agent.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    agent.get(..end.unwrap_or(agent.len())).unwrap_or_default()
}

/// With every letter escaped that has to be, and no other (RFC 3986). The signs of a pattern are escaped where they are none; of
/// these only a `*` is left to a pattern.
fn normal(path: &str, is_pattern: bool) -> Vec<u8> {
    let mut normal = Vec::with_capacity(path.len());
    let mut escape = |byte: u8, was_escaped: bool| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => normal.push(byte),
        b'$' => normal.extend_from_slice(b"%24"),
        b'*' if !is_pattern => normal.extend_from_slice(b"%2A"),
        0x21..=0x7e if !was_escaped => normal.push(byte),
        _ => normal.extend_from_slice(format!("%{byte:02X}").as_bytes()),
    };
    let mut bytes = path.as_bytes();
    while let Some((&first, rest)) = bytes.split_first() {
        let escaped = rest.get(..2).and_then(|hex| str::from_utf8(hex).ok()).filter(|_| first == b'%');
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                escape(byte, true);
                bytes = &rest[2..];
            }
            None => {
                escape(first, false);
                bytes = rest;
            }
        }
    }
    normal
}

/// Whether the path begins as the pattern says; `*` stands for anything, a `$` at the end for the path's own.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (pattern, is_whole) = match pattern.strip_suffix(b"$") {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split(|byte| *byte == b'*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = path.strip_prefix(first) else { return false };
    let pieces: Vec<&[u8]> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else { return !is_whole || rest.is_empty() };
    for piece in between {
        match find(rest, piece) {
            Some(end) => rest = rest.get(end..).unwrap_or_default(),
            None => return false,
        }
    }
    if is_whole { rest.ends_with(last) } else { find(rest, last).is_some() }
}

/// Where the first occurrence of `piece` ends.
fn find(bytes: &[u8], piece: &[u8]) -> Option<usize> {
    if piece.is_empty() {
        return Some(0);
    }
    bytes.windows(piece.len()).position(|window| window == piece).map(|at| at + piece.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn allowed(file: &str, path: &str) -> bool {
        Robots::parse(file.as_bytes(), "wirecopy/1.0 (+https://a.example)").allows(path)
    }

    #[test]
    fn groups_are_chosen_by_name() {
        let file = "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\
                    User-Agent: foobot\nDisallow:/\nAllow:/example/page.html\n\
                    User-Agent: WireCopy\nUser-agent: bazbot/2\nDisallow: /own\n\
                    User-Agent: quxbot\n";
        // As in RFC 9309, section 5.1.
        let robots = |agent: &str| Robots::parse(file.as_bytes(), agent);
        let other = robots("other");
        assert_eq!(
            ["/a.gif", "/a.gif?x", "/example/", "/publications/", "/"].map(|p| other.allows(p)),
            [false, true, false, true, true]
        );
        let foo = robots("FooBot/1.1");
        assert_eq!(["/example/page.html", "/example/page.gif", "/"].map(|p| foo.allows(p)), [true, false, false]);
        for named in ["wirecopy/0.1.0 (x)", "bazbot"] {
            assert_eq!(["/own", "/example/"].map(|p| robots(named).allows(p)), [false, true], "{named}");
        }
        // A group without rules forbids nothing.
        assert!(robots("quxbot").allows("/example/"));
        // One name is not the beginning of another.
        assert!(!robots("wirecopybot").allows("/example/"));
    }

    #[test]
    fn groups_of_one_name_are_one() {
        let file = "user-agent: wirecopy\ndisallow: /a\n\nuser-agent: x\ndisallow: /x\n\nuser-agent: wirecopy\nsitemap: https://a.example/s\ndisallow: /b\n";
        assert_eq!(["/a", "/b", "/x", "/c"].map(|p| allowed(file, p)), [false, false, true, true]);
    }

    #[test]
    fn the_longest_rule_counts() {
        let file = "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
        assert!(!allowed(file, "/example/page/disallowed.gif"));
        assert!(allowed("User-agent: *\nDisallow: /p\nAllow: /p\n", "/page"));
        assert!(!allowed("User-agent: *\nAllow: /p\nDisallow: /\n", "/q"));
        assert!(allowed("User-agent: *\nDisallow: /\n", "/robots.txt"));
        assert!(allowed("User-agent: *\nDisallow:\n", "/"));
        assert!(allowed("", "/") && allowed("Disallow: /\n", "/"), "rules of no group are nobody's");
    }

    #[test]
    fn patterns_fit_as_the_standard_has_it() {
        let fits = |pattern: &str, path: &str| {
            !allowed(&format!("\u{feff}user-AGENT : * # all\r\ndisallow: {pattern} # x\r\n"), path)
        };
        for (pattern, path) in [
            ("/fish", "/fish.html"),
            ("/fish*", "/fish"),
            ("/*.php", "/a/b.php?x"),
            ("/*.php$", "/a.php.php"),
            ("/a*b*c", "/axxbxxc-"),
            ("*", "/"),
            ("/$", "/"),
            ("/a%3cd.html", "/a%3Cd.html"),
            ("/%61", "/a"),
            ("/ä", "/%C3%A4"),
            ("/%C3%A4", "/ä"),
            ("/a%2Fb", "/a%2fb"),
            ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar"),
            ("/a**$", "/a"),
            ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"),
            ("/a$b", "/a%24b"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/fish", "/Fish"),
            ("/fish/", "/fish"),
            ("/*.php$", "/a.php?x"),
            ("/$", "/a"),
            ("/a%2Fb", "/a/b"),
            ("/a*b*c", "/acb"),
            ("/a*aa$", "/aa"),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn a_delay_is_read_and_has_an_end() {
        let delay = |line: &str| Robots::parse(format!("user-agent: *\ncrawl-delay: {line}\n").as_bytes(), "a").delay;
        assert_eq!(["10", "1.5", "-1", "NaN", "x", "1e30"].map(delay), [10_000, 1500, 0, 0, 0, LONGEST_DELAY]);
    }

    /// What the standard says, letter by letter.
    fn fits_slowly(pattern: &[u8], path: &[u8]) -> bool {
        match (pattern, path) {
            ([], _) => true,
            ([b'$'], _) => path.is_empty(),
            ([b'*', rest @ ..], _) => (0..=path.len()).any(|at| fits_slowly(rest, &path[at..])),
            ([a, rest @ ..], [b, behind @ ..]) => a == b && fits_slowly(rest, behind),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn patterns_fit_as_said_letter_by_letter(pattern in "/[ab*]{0,8}\\$?", path in "/[ab]{0,10}") {
            prop_assert_eq!(fits(pattern.as_bytes(), path.as_bytes()), fits_slowly(pattern.as_bytes(), path.as_bytes()));
        }

        #[test]
        fn any_file_is_read(file in proptest::collection::vec(any::<u8>(), 0..400), path in "/\\PC{0,20}") {
            let robots = Robots::parse(&file, "wirecopy");
            robots.allows(&path);
            // Lines of no meaning change nothing.
            let more = [&file[..], b"\nno line\n: x\nhost: a\n"].concat();
            prop_assert_eq!(Robots::parse(&more, "wirecopy"), robots);
        }

        #[test]
        fn normal_is_normal(path in "\\PC{0,30}") {
            for is_pattern in [true, false] {
                let once = normal(&path, is_pattern);
                prop_assert_eq!(normal(str::from_utf8(&once).unwrap(), is_pattern), once);
            }
        }
    }
}
