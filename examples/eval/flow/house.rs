//! What a newsroom does to wording it takes over: its house style, and whatever else it changes.

use crate::drift::words::{MODIFIERS, SYNONYMS};
use crate::random::Random;

/// Ways of writing between which a house decides once.
const STYLES: [(&str, &str); 12] = [
    ("pct", "percent"),
    ("dlrs", "dollars"),
    ("mln", "million"),
    ("said", "says"),
    ("U.S.", "US"),
    ("however", "though"),
    ("about", "around"),
    ("also", "too"),
    ("yesterday", "on the day before"),
    ("government", "administration"),
    ("because", "since"),
    ("told reporters", "said to reporters"),
];

/// A newsroom that prints reports.
pub struct House {
    pub name: String,
    /// Which of the styles it keeps.
    style: Vec<(&'static str, &'static str)>,
}

/// Of a hundred edits: another word, none, one more, two exchanged; the rest changes a number if there is one.
const REPLACED: usize = 50;
const DROPPED: usize = 68;
const PUT_IN: usize = 86;
const EXCHANGED: usize = 93;

impl House {
    pub fn new(number: usize, random: &mut Random) -> House {
        let style = STYLES.iter().copied().filter(|_| random.share() < 0.4).collect();
        House { name: format!("Outlet {number}"), style }
    }

    /// The sentence in the style of the house.
    pub fn styled(&self, sentence: &str) -> String {
        self.style
            .iter()
            .fold(format!(" {sentence} "), |text, (from, to)| text.replace(&format!(" {from} "), &format!(" {to} ")))
            .trim()
            .to_owned()
    }

    /// The sentence with so many edits a word. Words of quotations are changed a quarter as often.
    pub fn edited(&self, sentence: &str, rate: f64, words: &[String], random: &mut Random) -> String {
        let old: Vec<&str> = sentence.split(' ').collect();
        let mut new: Vec<String> = Vec::with_capacity(old.len());
        let mut quoted = false;
        let mut at = 0;
        while at < old.len() {
            let word = old[at];
            let was_quoted = quoted || word.starts_with('"');
            quoted ^= word.matches('"').count() % 2 == 1;
            at += 1;
            let rate = if was_quoted { rate / 4.0 } else { rate };
            if random.share() >= rate {
                new.push(word.to_owned());
                continue;
            }
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
            let in_its_place = |with: &str| word.replacen(bare, with, 1);
            let is_plain = !bare.is_empty() && bare.chars().all(char::is_lowercase);
            let other = |random: &mut Random| words[random.below(words.len())].clone();
            match random.below(100) {
                roll if roll < REPLACED && is_plain => {
                    let synonym = SYNONYMS.iter().find(|(from, _)| *from == bare).map(|(_, to)| (*to).to_owned());
                    let with = synonym.unwrap_or_else(|| other(random));
                    new.push(in_its_place(&with));
                }
                roll if roll < DROPPED && is_plain && bare == word => {}
                roll if roll < PUT_IN => {
                    let more = if random.share() < 0.5 {
                        MODIFIERS[random.below(MODIFIERS.len())].to_owned()
                    } else {
                        other(random)
                    };
                    if is_plain {
                        new.push(more);
                    }
                    new.push(word.to_owned());
                }
                roll if roll < EXCHANGED
                    && is_plain
                    && bare == word
                    && old.get(at).is_some_and(|next| next.chars().all(char::is_lowercase)) =>
                {
                    new.push(old[at].to_owned());
                    new.push(word.to_owned());
                    at += 1;
                }
                _ => match bare.parse::<u64>() {
                    Ok(number) if number > 1 => {
                        new.push(in_its_place(&(number + 1 + random.next() % number).to_string()))
                    }
                    _ if is_plain => new.push(in_its_place(&other(random))),
                    _ => new.push(word.to_owned()),
                },
            }
        }
        let mut text = new.join(" ");
        if let Some(first) = text.chars().next().filter(|first| first.is_lowercase()) {
            text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        text
    }
}
