//! C2SP tlog-policy: which logs and witnesses someone trusts, and how many witnesses must have seen a checkpoint.

use std::collections::{BTreeMap, BTreeSet};

use super::checkpoint::Signed;
use super::error::{ProofError, Result};
use super::key::{Kind, Verifier};

/// A policy file holds no more lines.
const MAX_LINES: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    pub logs: Vec<Verifier>,
    pub witnesses: Vec<Witness>,
    /// Witnesses and groups in the order of their lines; a group's members are earlier ones.
    parts: Vec<Part>,
    /// `None`: no witness is asked for.
    quorum: Option<usize>,
}

/// A witness, and what this policy calls it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witness {
    pub name: String,
    pub key: Verifier,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Witness(usize),
    Group { wanted: usize, members: Vec<usize> },
}

/// A witness that cosigned, and when (Unix seconds).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Witnessed {
    pub name: String,
    pub time: i64,
}

impl Policy {
    pub fn parse(bytes: &[u8]) -> Result<Policy> {
        let bad = |line: usize, why: String| ProofError::malformed("tlog-policy", format!("line {line}: {why}"));
        // Names are opaque bytes to the specification. Ours come from keys, which are UTF-8.
        let text = std::str::from_utf8(bytes).map_err(|_| bad(1, "it is not UTF-8".to_owned()))?;
        let mut policy = Policy { logs: Vec::new(), witnesses: Vec::new(), parts: Vec::new(), quorum: None };
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        let mut members_so_far: BTreeSet<usize> = BTreeSet::new();
        let mut quorum_seen = false;
        let whole = text.strip_suffix('\n').ok_or_else(|| bad(1, "the last line does not end".to_owned()))?;
        for (number, line) in (1..).zip(whole.split('\n')) {
            let bad = |why: String| bad(number, why);
            if number > MAX_LINES {
                return Err(bad("there are too many lines".to_owned()));
            }
            if line.chars().any(|c| c < ' ' && c != '\t' || c == '\x7f') {
                return Err(bad("it holds control characters".to_owned()));
            }
            let words: Vec<&str> = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
            let key = |text: &str, kind: Kind| {
                let key = text.parse::<Verifier>().map_err(|error| bad(format!("the key {error}")))?;
                if key.kind() == kind { Ok(key) } else { Err(bad(format!("{text} is not such a key"))) }
            };
            let known =
                |name: &str| named.get(name).copied().ok_or_else(|| bad(format!("{name} is not defined above")));
            match words[..] {
                [] => {}
                [first, ..] if first.starts_with('#') => {}
                ["log", text] | ["log", text, _] => {
                    let key = key(text, Kind::Log)?;
                    if policy.logs.iter().any(|log| log.public() == key.public()) {
                        return Err(bad("this log's key stands above".to_owned()));
                    }
                    policy.logs.push(key);
                }
                ["witness", name, text] | ["witness", name, text, _] => {
                    let key = key(text, Kind::Witness)?;
                    if policy.witnesses.iter().any(|witness| witness.key.public() == key.public()) {
                        return Err(bad("this witness's key stands above".to_owned()));
                    }
                    define(&mut named, name, policy.parts.len()).map_err(bad)?;
                    policy.parts.push(Part::Witness(policy.witnesses.len()));
                    policy.witnesses.push(Witness { name: name.to_owned(), key });
                }
                ["group", name, wanted, ref names @ ..] if !names.is_empty() => {
                    let members = names.iter().map(|name| known(name)).collect::<Result<Vec<usize>>>()?;
                    if let Some(twice) = members.iter().position(|&member| !members_so_far.insert(member)) {
                        return Err(bad(format!("{} is already in a group", names[twice])));
                    }
                    let wanted = match wanted {
                        "any" => 1,
                        "all" => members.len(),
                        number => number
                            .parse()
                            .ok()
                            .filter(|wanted| (1..=members.len()).contains(wanted))
                            .ok_or_else(|| bad(format!("{number} of {} is no threshold", members.len())))?,
                    };
                    define(&mut named, name, policy.parts.len()).map_err(bad)?;
                    policy.parts.push(Part::Group { wanted, members });
                }
                ["quorum", name] if !quorum_seen => {
                    quorum_seen = true;
                    policy.quorum = if name == "none" { None } else { Some(known(name)?) };
                }
                ["quorum", _] => return Err(bad("there is a quorum above".to_owned())),
                _ => return Err(bad("it is not a line of log, witness, group or quorum".to_owned())),
            }
        }
        if quorum_seen { Ok(policy) } else { Err(bad(1, "no line states the quorum".to_owned())) }
    }

    /// Whether it asks for witnesses at all.
    pub fn asks_for_witnesses(&self) -> bool {
        self.quorum.is_some()
    }

    /// The log of these that signed the checkpoint.
    pub fn log_of(&self, signed: &Signed) -> Result<&Verifier> {
        let origin = &signed.checkpoint().origin;
        let of_origin: Vec<&Verifier> = self.logs.iter().filter(|log| log.name() == origin).collect();
        let Some(first) = of_origin.first() else {
            let expected = self.logs.iter().map(Verifier::name).collect::<Vec<_>>().join(" or ");
            return Err(ProofError::OtherLog { found: origin.clone(), expected });
        };
        match of_origin.iter().find(|log| signed.verify(log).is_ok()) {
            Some(log) => Ok(log),
            None => Err(signed.verify(first).err().unwrap_or(ProofError::Unsigned { key: origin.clone() })),
        }
    }

    /// The witnesses of this policy that cosigned. A line that names one and is not its is an error.
    pub fn witnessed(&self, signed: &Signed) -> Result<Vec<Witnessed>> {
        let mut found = Vec::new();
        for Witness { name, key } in &self.witnesses {
            if let Some(time) = signed.cosigned_by(key)? {
                found.push(Witnessed { name: name.clone(), time });
            }
        }
        Ok(found)
    }

    /// Whether these witnesses are enough.
    pub fn is_met(&self, witnessed: &[Witnessed]) -> bool {
        let cosigned = |n: usize| witnessed.iter().any(|one| one.name == self.witnesses[n].name);
        let mut met: Vec<bool> = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let holds = match part {
                Part::Witness(n) => cosigned(*n),
                Part::Group { wanted, members } => members.iter().filter(|&&member| met[member]).count() >= *wanted,
            };
            met.push(holds);
        }
        self.quorum.is_none_or(|quorum| met[quorum])
    }
}

fn define<'a>(named: &mut BTreeMap<&'a str, usize>, name: &'a str, part: usize) -> std::result::Result<(), String> {
    match named.insert(name, part) {
        _ if name == "none" => Err("none is not a name".to_owned()),
        Some(_) => Err(format!("{name} is defined above")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::Signer;
    use proptest::prelude::*;

    fn vkey(seed: u8, kind: Kind) -> String {
        Signer::from_seed(&format!("k{seed}"), kind, [seed; 32]).unwrap().verifier().to_string()
    }

    /// The example of C2SP tlog-policy, with keys.
    fn example() -> String {
        let mut text = format!("# two operators\nlog {} https://log.example\n\n", vkey(1, Kind::Log));
        for (seed, name) in (2..).zip(["X1", "X2", "X3", "Y1", "Y2", "Y3"]) {
            text += &format!(" witness\t{name} {}\n", vkey(seed, Kind::Witness));
        }
        text + "group X-witnesses 2 X1 X2 X3\ngroup Y-witnesses any Y1 Y2 Y3\n\
                group X-and-Y all X-witnesses Y-witnesses\nquorum X-and-Y\n"
    }

    #[test]
    fn two_of_one_operator_and_any_of_the_other_are_a_quorum() {
        let policy = Policy::parse(example().as_bytes()).unwrap();
        let met = |names: &[&str]| {
            let all: Vec<Witnessed> = names.iter().map(|&name| Witnessed { name: name.to_owned(), time: 0 }).collect();
            policy.is_met(&all)
        };
        assert!(met(&["X1", "X3", "Y2"]));
        assert!(met(&["X1", "X2", "X3", "Y1", "Y2", "Y3"]));
        assert!(!met(&["X1", "X3"]) && !met(&["X1", "Y1", "Y2"]) && !met(&[]) && !met(&["X1", "X1", "Y1"]));
        assert!(Policy::parse(b"quorum none\n").unwrap().is_met(&[]));
    }

    #[test]
    fn what_the_specification_forbids_is_refused() {
        let good = example();
        for (from, to) in [
            ("quorum X-and-Y\n", ""),
            ("quorum X-and-Y\n", "quorum X-and-Y\nquorum none\n"),
            ("quorum X-and-Y\n", "quorum Z\n"),
            ("quorum X-and-Y\n", "quorum X-and-Y"),
            ("quorum X-and-Y\n", "quorum X-and-Y\x01\n"),
            ("2 X1", "0 X1"),
            ("2 X1", "4 X1"),
            ("any Y1", "any X1"),
            ("any Y1", "any Z"),
            ("group Y-witnesses any Y1 Y2 Y3", "group Y-witnesses any"),
            ("Y-witnesses any", "X1 any"),
            ("group Y-witnesses", "group none"),
            ("X-and-Y all", "X-and-Y all X-and-Y"),
            ("log ", "log x"),
            ("log ", "lag "),
        ] {
            assert!(good.contains(from), "{from}");
            assert!(Policy::parse(good.replacen(from, to, 1).as_bytes()).is_err(), "{from} {to}");
        }
        for (one, other) in [(Kind::Log, "witness a"), (Kind::Witness, "log")] {
            let text = format!("{other} {}\nquorum none\n", vkey(1, one));
            assert!(Policy::parse(text.as_bytes()).is_err(), "{text}");
        }
        let twice = format!("log {0}\nlog {0}\nquorum none\n", vkey(1, Kind::Log));
        assert!(Policy::parse(twice.as_bytes()).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_a_policy_or_an_error(text in "((log|witness|group|quorum|none|any|a|b|2|#| |\t)[ \n]){0,20}") {
            if let Ok(policy) = Policy::parse(text.as_bytes()) {
                policy.is_met(&[]);
            }
        }
    }
}
