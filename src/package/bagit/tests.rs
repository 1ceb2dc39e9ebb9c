//! Bags with one thing wrong, and bags that look wrong and are not: the cases of the Library of Congress's conformance
//! suite and more, made here. Each is a sound bag with one change.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::{Checked, check};
use crate::hash::Algorithm;

/// A bag in memory: its files, and what its manifests are to be made of.
#[derive(Clone)]
struct Bag {
    version: &'static str,
    algorithms: Vec<Algorithm>,
    files: BTreeMap<String, Vec<u8>>,
    /// Tag files are written in this encoding.
    utf16: bool,
    encoding: &'static str,
}

impl Bag {
    fn new(version: &'static str) -> Bag {
        let mut bag = Bag {
            version,
            algorithms: vec![Algorithm::Sha256],
            files: BTreeMap::new(),
            utf16: false,
            encoding: "UTF-8",
        };
        bag.put("data/a.txt", "The river burst its banks.\n");
        bag.put("data/more/b", "");
        bag
    }

    fn put(&mut self, name: &str, text: &str) -> &mut Bag {
        let bytes = match self.utf16 && !name.starts_with("data/") && name != "bagit.txt" {
            true => [0xfeffu16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            false => text.as_bytes().to_vec(),
        };
        self.files.insert(name.to_owned(), bytes);
        self
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8_lossy(&self.files[name]).into_owned()
    }

    fn replace(&mut self, name: &str, from: &str, to: &str) -> &mut Bag {
        let text = self.text(name);
        assert!(text.contains(from), "{from:?} in {name}: {text}");
        self.put(name, &text.replacen(from, to, 1))
    }

    /// Writes the payload's manifests, `bagit.txt` and `bag-info.txt`.
    fn sealed(&mut self) -> &mut Bag {
        let payload: Vec<_> = self.files.iter().filter(|(name, _)| name.starts_with("data/")).collect();
        let oxum = (payload.iter().map(|(_, bytes)| bytes.len()).sum::<usize>(), payload.len());
        let manifests: Vec<(String, String)> = self
            .algorithms
            .iter()
            .map(|sum| {
                let lines = payload.iter().map(|(name, bytes)| format!("{}  {name}\n", sum.of(bytes)));
                (format!("manifest-{}.txt", sum.name()), lines.collect())
            })
            .collect();
        for (name, text) in manifests {
            self.put(&name, &text);
        }
        let declaration = format!("BagIt-Version: {}\nTag-File-Character-Encoding: {}\n", self.version, self.encoding);
        self.put("bagit.txt", &declaration);
        self.put("bag-info.txt", &format!("Contact-Name: Nobody\nPayload-Oxum: {}.{}\n", oxum.0, oxum.1))
    }

    /// Writes the manifests of the tag files there are.
    fn tagged(&mut self) -> &mut Bag {
        for sum in self.algorithms.clone() {
            let tags = self.files.iter().filter(|(name, _)| !name.starts_with("data/") && !name.starts_with("tagm"));
            let lines: String = tags.map(|(name, bytes)| format!("{} {name}\n", sum.of(bytes))).collect();
            self.put(&format!("tagmanifest-{}.txt", sum.name()), &lines);
        }
        self
    }

    fn write(&self, dir: &Path) {
        for (name, bytes) in &self.files {
            let path = dir.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }

    fn check(&self) -> Checked {
        let dir = tempfile::tempdir().unwrap();
        self.write(dir.path());
        check(dir.path(), &mut |_, _| ()).unwrap()
    }
}

/// A sound bag, with a change made before its manifests of tag files.
fn with(version: &'static str, change: impl FnOnce(&mut Bag)) -> Bag {
    let mut bag = Bag::new(version);
    bag.sealed();
    change(&mut bag);
    bag.tagged();
    bag
}

/// The same, with a change of the payload before all manifests.
fn holding(version: &'static str, change: impl FnOnce(&mut Bag)) -> Bag {
    let mut bag = Bag::new(version);
    change(&mut bag);
    bag.sealed().tagged();
    bag
}

const SUMS: &str = "manifest-sha256.txt";

/// The first line of a manifest.
fn first_line(bag: &Bag, name: &str) -> String {
    bag.text(name).lines().next().unwrap().to_owned()
}

fn add_line(bag: &mut Bag, name: &str, line: &str) {
    let text = bag.text(name);
    bag.put(name, &format!("{text}{line}\n"));
}

#[test]
fn sound_bags_are_valid() {
    let old_info = |bag: &mut Bag| {
        let info = bag.files.remove("bag-info.txt").unwrap();
        bag.files.insert("package-info.txt".to_owned(), info);
    };
    let dotted = |bag: &mut Bag| {
        bag.replace(SUMS, "data/a", "./data/a");
    };
    let twice = |bag: &mut Bag| add_line(bag, "bag-info.txt", "Contact-Name: Nobody Else");
    let crlf = |bag: &mut Bag| {
        for name in [SUMS, "bag-info.txt", "bagit.txt"] {
            let text = bag.text(name);
            bag.put(name, text.replace('\n', "\r\n").trim_end());
        }
    };
    let fetched = |bag: &mut Bag| {
        bag.put("fetch.txt", "http://localhost/a%20b 27 data/a.txt\n");
    };
    let cases: Vec<(&str, Bag)> = vec![
        ("basic 0.93", with("0.93", old_info)),
        ("basic 0.94", with("0.94", old_info)),
        ("basic 0.95", with("0.95", old_info)),
        ("basic 0.96", with("0.96", |_| ())),
        ("basic 0.97", with("0.97", |_| ())),
        ("basic 1.0", with("1.0", |_| ())),
        ("metadata twice 0.93", with("0.93", twice)),
        ("metadata twice 0.96", with("0.96", twice)),
        ("metadata twice 0.97", with("0.97", twice)),
        ("metadata twice 1.0", with("1.0", twice)),
        ("lines end in CR LF", with("0.97", crlf)),
        ("lines end in CR LF 1.0", with("1.0", crlf)),
        ("dot and slash in a manifest 0.96", with("0.96", dotted)),
        ("dot and slash in a manifest 0.97", with("0.97", dotted)),
        ("fetched already 0.96", with("0.96", fetched)),
        ("fetched already 0.97", with("0.97", fetched)),
        (
            "a bag in a bag",
            holding("0.97", |bag| {
                bag.put("data/bag/data/x", "x").put("data/bag/bagit.txt", "?");
            }),
        ),
        (
            "spaces in names",
            holding("0.97", |bag| {
                bag.put("data/a file with spaces.txt", "x");
            }),
        ),
        (
            "names that look encoded",
            holding("0.97", |bag| {
                bag.put("data/%7Ea/%b", "x").put("data/~c", "y");
            }),
        ),
        (
            "a percent sign, encoded",
            with("1.0", |bag| {
                let line = format!("{}  data/50%25", Algorithm::Sha256.of(b"x"));
                bag.put("data/50%", "x");
                add_line(bag, SUMS, &line);
                bag.put("bag-info.txt", "Payload-Oxum: 28.3\n");
            }),
        ),
        (
            "a line end in a name",
            with("0.97", |bag| {
                bag.put("data/a\nb", "x").put("bag-info.txt", "");
                add_line(bag, SUMS, &format!("{}  data/a%0ab", Algorithm::Sha256.of(b"x")));
            }),
        ),
        ("no metadata at all", with("1.0", |bag| drop(bag.files.remove("bag-info.txt")))),
        (
            "uncommon separators",
            with("0.97", |bag| {
                bag.replace("bag-info.txt", "Oxum:", "Oxum :\t");
            }),
        ),
        (
            "sums in capitals",
            with("0.97", |bag| {
                let line = first_line(bag, SUMS);
                bag.replace(SUMS, &line[..64], &line[..64].to_uppercase());
            }),
        ),
        ("ISO-8859-1", holding("0.97", |bag| bag.encoding = "ISO-8859-1")),
        ("UTF-16", holding("0.97", |bag| (bag.encoding, bag.utf16) = ("UTF-16", true))),
        ("every method", holding("1.0", |bag| bag.algorithms = Algorithm::ALL.to_vec())),
        ("a tag file in no manifest", {
            let mut bag = with("1.0", |_| ());
            bag.put("notes/x.txt", "x");
            bag
        }),
        ("no manifest of tag files", {
            let mut bag = Bag::new("1.0");
            bag.sealed();
            bag
        }),
        ("nothing inside", {
            let mut bag = Bag::new("1.0");
            bag.files.clear();
            bag.put("data/x", "x").sealed().tagged();
            bag
        }),
    ];
    for (name, bag) in &cases {
        let checked = bag.check();
        assert!(checked.is_valid(), "{name}: {:?}", checked.faults);
        assert_eq!(checked.version.as_deref(), Some(bag.version), "{name}");
    }
    assert!(cases.len() >= 27);
}

#[test]
fn bags_with_a_fault_are_not() {
    let outside = |path: &'static str| {
        move |bag: &mut Bag| add_line(bag, SUMS, &format!("{}  {path}", Algorithm::Sha256.of(b"x")))
    };
    let fetch = |path: &str| {
        let line = format!("https://x.example/ - {path}\n");
        move |bag: &mut Bag| {
            bag.put("fetch.txt", &line);
        }
    };
    let again = |bag: &mut Bag| {
        let line = first_line(bag, SUMS);
        add_line(bag, SUMS, &line);
    };
    let other_sum = |bag: &mut Bag| {
        let line = format!("{}  data/a.txt", "0".repeat(64));
        add_line(bag, SUMS, &line);
    };
    let after = |mut bag: Bag, change: &dyn Fn(&mut Bag)| {
        change(&mut bag);
        bag
    };
    let sound = || with("0.97", |_| ());
    let cases: Vec<(&str, Bag, &str)> = vec![
        (
            "no encoding",
            with("0.97", |b| {
                b.put("bagit.txt", "BagIt-Version: 0.97\n");
            }),
            "not two",
        ),
        (
            "a byte order mark",
            with("0.97", |b| {
                b.replace("bagit.txt", "BagIt", "\u{feff}BagIt");
            }),
            "byte order",
        ),
        (
            "a bad version",
            with("0.97", |b| {
                b.replace("bagit.txt", "0.97", ".97");
            }),
            "version",
        ),
        (
            "white space before the colon",
            with("1.0", |b| {
                b.replace("bagit.txt", ": 1", " : 1");
            }),
            "must stand",
        ),
        (
            "a corrupt file",
            after(sound(), &|b| {
                b.put("data/a.txt", "the river burst its banks.\n");
            }),
            "sha256",
        ),
        (
            "a corrupt tag file",
            after(sound(), &|b| {
                b.replace("bag-info.txt", "Nobody", "nobody");
            }),
            "sha256",
        ),
        (
            "an extra file",
            after(sound(), &|b| {
                b.put("data/c", "");
            }),
            "in no manifest",
        ),
        ("a missing file", after(sound(), &|b| drop(b.files.remove("data/more/b"))), "is not there"),
        ("no bagit.txt", after(sound(), &|b| drop(b.files.remove("bagit.txt"))), "no bag"),
        ("a missing tag file", after(sound(), &|b| drop(b.files.remove("bag-info.txt"))), "is not there"),
        ("no manifest", with("1.0", |b| drop(b.files.remove(SUMS))), "is not there"),
        ("a path that leads out", with("0.97", outside("../../x")), "leads out"),
        ("a path with backslashes", with("0.97", outside("\\.\\./x")), "absolute"),
        ("a path to be fetched that leads out", with("0.97", fetch("../../x")), "leads out"),
        ("an absolute path", with("0.97", outside("/tmp/x")), "absolute"),
        ("an absolute path to be fetched", with("0.97", fetch("/tmp/x")), "absolute"),
        ("a home folder", with("0.97", outside("~/x")), "shortcut"),
        ("a home folder to be fetched", with("0.97", fetch("~root/x")), "shortcut"),
        ("a drive", with("0.97", outside("C:\\x")), "absolute"),
        ("a variable", with("0.97", fetch("%HomeDrive%\\x")), "shortcut"),
        ("a server", with("0.97", outside("\\\\?\\UNC\\x")), "absolute"),
        ("a payload's path outside data", with("1.0", outside("bagit.txt")), "not in data/"),
        (
            "still to be fetched",
            with("1.0", |b| {
                fetch("data/c")(b);
                outside("data/c")(b);
            }),
            "still to be fetched",
        ),
        ("fetched and in no manifest", with("1.0", fetch("data/c")), "every manifest"),
        (
            "a line of fetch.txt that is none",
            with("1.0", |b| {
                b.put("fetch.txt", "data/a.txt\n");
            }),
            "no address",
        ),
        (
            "fetched with another length",
            with("1.0", |b| {
                b.put("fetch.txt", "http://x 1 data/a.txt\n");
            }),
            "bytes",
        ),
        ("listed twice with two sums", with("0.97", other_sum), "two checksums"),
        ("listed twice with two sums 1.0", with("1.0", other_sum), "two checksums"),
        ("listed twice 1.0", with("1.0", again), "twice"),
        (
            "not in all manifests",
            after(
                holding("1.0", |b| {
                    b.algorithms = vec![Algorithm::Sha256, Algorithm::Sha512];
                }),
                &|b| {
                    let text = b.text("manifest-sha512.txt");
                    b.put("manifest-sha512.txt", text.lines().next().unwrap());
                    b.tagged();
                },
            ),
            "is not in manifest-sha512.txt",
        ),
        ("a sum that is none", with("1.0", |b| add_line(b, SUMS, "abc  data/a.txt")), "no checksum"),
        (
            "another number of bytes",
            with("1.0", |b| {
                b.put("bag-info.txt", "Payload-Oxum: 1.2\n");
            }),
            "Payload-Oxum",
        ),
        (
            "its size twice",
            with("1.0", |b| {
                b.put("bag-info.txt", "Payload-Oxum: 27.2\nPayload-Oxum: 27.2\n");
            }),
            "2 times",
        ),
        (
            "an unknown encoding",
            with("1.0", |b| {
                b.replace("bagit.txt", "UTF-8", "KLINGON");
            }),
            "encoding",
        ),
        (
            "bytes that are not of the encoding",
            with("1.0", |b| {
                b.files.insert("bag-info.txt".to_owned(), b"Contact-Name: \xff\n".to_vec());
            }),
            "is not UTF-8",
        ),
    ];
    for (name, bag, said) in &cases {
        let checked = bag.check();
        let errors: Vec<_> = checked.faults.iter().filter(|fault| !fault.warning).collect();
        assert!(errors.iter().any(|fault| fault.what.contains(said)), "{name}: {:?}", checked.faults);
    }
    assert!(cases.len() >= 15);
}

#[test]
fn what_is_only_unusual_is_a_warning() {
    let starred = with("0.97", |bag| {
        let text = bag.text(SUMS).replace("  ", " *");
        bag.put(SUMS, &text);
    });
    let again = with("0.97", |bag| {
        let line = first_line(bag, SUMS);
        add_line(bag, SUMS, &line);
    });
    let composed = after_listing("data/Nu\u{301}n\u{303}ez", "data/N\u{fa}\u{f1}ez");
    let decomposed = after_listing("data/N\u{fa}\u{f1}ez", "data/Nu\u{301}n\u{303}ez");
    let unencoded = after_listing("data/50%25", "data/50%25");
    for (bag, said) in [
        (starred, "asterisk"),
        (again, "twice"),
        (composed, "Unicode"),
        (decomposed, "Unicode"),
        (unencoded, "percent"),
    ] {
        let checked = bag.check();
        assert!(checked.is_valid(), "{said}: {:?}", checked.faults);
        assert!(checked.faults.iter().any(|fault| fault.what.contains(said)), "{said}: {:?}", checked.faults);
    }
}

/// A bag whose manifest has `listed` where the file is called `file`.
fn after_listing(listed: &str, file: &str) -> Bag {
    with("1.0", |bag| {
        bag.put(file, "x").put("bag-info.txt", "");
        add_line(bag, SUMS, &format!("{}  {listed}", Algorithm::Sha256.of(b"x")));
    })
}

#[cfg(unix)]
#[test]
fn a_link_is_no_file_of_a_bag_and_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let bag = dir.path().join("bag");
    with("1.0", |_| ()).write(&bag);
    fs::write(dir.path().join("secret"), "").unwrap();
    fs::remove_file(bag.join("data/more/b")).unwrap();
    std::os::unix::fs::symlink("../../../secret", bag.join("data/more/b")).unwrap();
    let checked = check(&bag, &mut |_, _| ()).unwrap();
    let said: Vec<&str> = checked.faults.iter().map(|fault| fault.what.as_str()).collect();
    assert!(said.iter().any(|what| what.contains("link")), "{said:?}");
    fs::remove_file(bag.join("data/more/b")).unwrap();
    fs::remove_dir(bag.join("data/more")).unwrap();
    std::os::unix::fs::symlink("..", bag.join("data/more")).unwrap();
    assert!(!check(&bag, &mut |_, _| ()).unwrap().is_valid());
}

/// Counts and lengths are what a stranger says: they are compared, never reserved.
#[test]
fn huge_numbers_are_only_wrong() {
    let bag = with("1.0", |bag| {
        bag.put("bag-info.txt", &format!("Payload-Oxum: {0}.{0}\n", u128::MAX));
        bag.put("fetch.txt", &format!("http://x {} data/a.txt\nhttp://x {} data/a.txt\n", u64::MAX, u128::MAX));
    });
    assert_eq!(bag.check().faults.iter().filter(|fault| !fault.warning).count(), 3);
}
