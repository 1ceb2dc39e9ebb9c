//! Versions of an article with edits that are all known.
//!
//! An article is paragraphs of sentences of words (stretches without white space). Each word of the new version carries the
//! place it has in the old one, so that the truth of every change, however changes are combined, is read off the result.

use std::ops::Range;

use crate::random::Random;
use crate::texts::{Token, tokens};

/// A word and the number of the word of the old version that it is, if it is one. A word that was parted or joined to others
/// has a number of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Word {
    text: String,
    from: Option<usize>,
    /// It is part of a sentence that moved.
    moved: bool,
    /// It begins a sentence of the old version.
    opens: bool,
}

type Sentence = Vec<Word>;

/// What is known of two versions. Tokens are those of [`tokens`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Truth {
    /// For each token of the old version, the one of the new version that it became.
    pub kept: Vec<Option<usize>>,
    /// The sentences that moved: their tokens in the old and in the new version.
    pub moves: Vec<[Range<usize>; 2]>,
    /// How many edits there are, outside and inside moved sentences.
    pub outside: usize,
    pub inside: usize,
}

impl Truth {
    pub fn edits(&self) -> usize {
        self.outside + self.inside
    }
}

/// Two versions and what is known of them.
pub struct Edited {
    pub old: String,
    pub new: String,
    pub truth: Truth,
}

/// So many words between two edits at least: closer ones are one change to a reader.
const APART: usize = 3;
/// Sentences shorter than this are left as they are: they could not be told from others.
const LEAST: usize = 8;

/// What is done to a sentence, and how often in a hundred sentences.
const SHARES: [(What, usize); 8] = [
    (What::Words, 45),
    (What::Gone, 5),
    (What::New, 5),
    (What::Split, 10),
    (What::Joined, 8),
    (What::Moved, 6),
    (What::MovedEdited, 8),
    (What::Block, 3),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum What {
    /// One to three edits of words.
    Words,
    /// The sentence is left out, or another one put before it.
    Gone,
    New,
    /// It becomes two, or one with the next.
    Split,
    Joined,
    /// It goes elsewhere, as it is, with edits, or with the next one.
    Moved,
    MovedEdited,
    Block,
}

/// Makes a new version of an article of these paragraphs. `others` are sentences of other articles, for what is put in.
/// `None` if it is too short.
pub fn edited(paragraphs: &[Vec<Vec<String>>], others: &[Vec<String>], random: &mut Random) -> Option<Edited> {
    let mut number = 0;
    let mut numbered = |(at, word): (usize, &String)| {
        number += 1;
        Word { text: word.clone(), from: Some(number - 1), moved: false, opens: at == 0 }
    };
    let mut sentence = |words: &Vec<String>| words.iter().enumerate().map(&mut numbered).collect::<Sentence>();
    let old: Vec<Vec<Sentence>> =
        paragraphs.iter().map(|sentences| sentences.iter().map(&mut sentence).collect()).collect();
    if old.iter().flatten().count() < 8 {
        return None;
    }
    let mut maker = Maker { others, random };
    let new = maker.version(&old);
    let (old_text, new_text) = (written(&old), written(&new));
    let truth = truth(&old, &new);
    Some(Edited { old: old_text, new: new_text, truth })
}

fn written(paragraphs: &[Vec<Sentence>]) -> String {
    let sentence = |words: &Sentence| words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let paragraph = |sentences: &Vec<Sentence>| sentences.iter().map(sentence).collect::<Vec<_>>().join(" ");
    paragraphs.iter().map(paragraph).collect::<Vec<_>>().join("\n\n") + "\n"
}

struct Maker<'m> {
    others: &'m [Vec<String>],
    random: &'m mut Random,
}

impl Maker<'_> {
    fn version(&mut self, old: &[Vec<Sentence>]) -> Vec<Vec<Sentence>> {
        let mut new: Vec<Vec<Sentence>> = Vec::new();
        // What goes elsewhere, and how many paragraphs and sentences it was away from the start.
        let mut moving: Vec<(usize, Vec<Sentence>)> = Vec::new();
        // Changes of whole sentences are never neighbours: which of them moved would be open.
        let mut quiet: usize = 1;
        for (number, paragraph) in old.iter().enumerate() {
            let mut made: Vec<Sentence> = Vec::new();
            let mut at = 0;
            while let Some(sentence) = paragraph.get(at) {
                let next = paragraph.get(at + 1);
                at += 1;
                let what = if sentence.len() < LEAST { None } else { self.choose() };
                let Some(what) = what else {
                    made.push(sentence.clone());
                    quiet = quiet.saturating_sub(1);
                    continue;
                };
                if quiet > 0 && what != What::Words {
                    made.push(sentence.clone());
                    quiet -= 1;
                    continue;
                }
                quiet = if what == What::Words { quiet.saturating_sub(1) } else { 1 };
                match what {
                    What::Words => made.push(self.words(sentence)),
                    What::Gone => {}
                    What::New => {
                        made.push(self.stranger());
                        made.push(sentence.clone());
                    }
                    What::Split => made.extend(split(sentence)),
                    What::Joined => {
                        match next.filter(|next| next.len() >= LEAST).and_then(|next| joined(sentence, next)) {
                            Some(one) => {
                                made.push(one);
                                at += 1;
                            }
                            None => made.push(sentence.clone()),
                        }
                    }
                    What::Moved => moving.push((number, vec![moved(sentence.clone())])),
                    What::MovedEdited => {
                        let words = self.words(sentence);
                        moving.push((number, vec![moved(words)]));
                    }
                    What::Block => match next.filter(|next| next.len() >= LEAST) {
                        Some(next) => {
                            moving.push((number, vec![moved(sentence.clone()), moved(next.clone())]));
                            at += 1;
                        }
                        None => made.push(sentence.clone()),
                    },
                }
            }
            new.push(made);
        }
        for (from, sentences) in moving {
            self.put(&mut new, from, sentences);
        }
        self.reflow(&mut new);
        new.retain(|paragraph| !paragraph.is_empty());
        new
    }

    fn choose(&mut self) -> Option<What> {
        let mut left = self.random.below(100);
        for (what, share) in SHARES {
            if left < share {
                return Some(what);
            }
            left -= share;
        }
        None
    }

    /// Puts sentences far enough from where they were that more is jumped over than moved, between two that stayed.
    fn put(&mut self, new: &mut [Vec<Sentence>], from: usize, sentences: Vec<Sentence>) {
        let size: usize = sentences.iter().map(Vec::len).sum();
        let words = |paragraphs: &[Vec<Sentence>]| -> usize {
            let stayed = paragraphs.iter().flatten().flatten().filter(|word| !word.moved && word.from.is_some());
            stayed.count()
        };
        let far = |to: usize| {
            let between = if to > from { &new[(from + 1).min(to)..to] } else { &new[(to + 1).min(from)..from] };
            words(between) > size
        };
        let is_still = |sentence: &&Sentence| sentence.iter().all(|word| word.from.is_some() && !word.moved);
        let mut places = Vec::new();
        let mut before: Option<&Sentence> = None;
        for (to, paragraph) in new.iter().enumerate() {
            for (at, sentence) in paragraph.iter().enumerate() {
                if far(to) && sentence[0].opens && is_still(&sentence) && before.as_ref().is_none_or(is_still) {
                    places.push((to, at));
                }
                before = Some(sentence);
            }
        }
        if places.is_empty() {
            // A short article loses the sentences instead.
            return;
        }
        let (to, at) = places[self.random.below(places.len())];
        new[to].splice(at..at, sentences);
    }

    /// Other paragraphs, the same words.
    fn reflow(&mut self, new: &mut Vec<Vec<Sentence>>) {
        let mut at = 0;
        while at + 1 < new.len() {
            if self.random.below(12) == 0 {
                let next = new.remove(at + 1);
                new[at].extend(next);
            }
            at += 1;
        }
    }

    fn stranger(&mut self) -> Sentence {
        let words = &self.others[self.random.below(self.others.len())];
        words.iter().map(|word| Word { text: word.clone(), from: None, moved: false, opens: false }).collect()
    }

    /// One to three edits of one to three words each.
    fn words(&mut self, sentence: &Sentence) -> Sentence {
        let mut made = sentence.clone();
        let edits = 1 + self.random.below(3).min(made.len() / 12);
        let mut changed: Vec<Range<usize>> = Vec::new();
        for _ in 0..edits {
            let count = 1 + self.random.below(3);
            // Neither the first word nor the last, whose full stop ends the sentence.
            let Some(places) = made.len().checked_sub(count + 2).filter(|places| *places > 0) else { break };
            let at = 1 + self.random.below(places);
            if changed.iter().any(|other| at < other.end + APART && other.start < at + count + APART) {
                continue;
            }
            let (gone, come) = match self.random.below(4) {
                0 => (count, 0),
                1 => (0, count),
                _ => (count, 1 + self.random.below(3)),
            };
            let put = self.phrase(come, &made);
            let grows = put.len() as isize - gone as isize;
            made.splice(at..at + gone, put);
            for other in changed.iter_mut().filter(|other| other.start > at) {
                *other = other.start.saturating_add_signed(grows)..other.end.saturating_add_signed(grows);
            }
            changed.push(at..at + come);
        }
        made
    }

    /// Words in a row from another article, none of which the sentence has.
    fn phrase(&mut self, count: usize, sentence: &Sentence) -> Sentence {
        let has = |word: &str| {
            let bare = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
            let mine = bare(word);
            sentence.iter().any(|other| bare(&other.text).iter().any(|token| mine.contains(token)))
        };
        for _ in 0..200 {
            let other = &self.others[self.random.below(self.others.len())];
            if other.len() < count + 2 {
                continue;
            }
            let at = 1 + self.random.below(other.len() - count - 1);
            let words = &other[at..at + count];
            if !words.iter().any(|word| has(word)) {
                return words
                    .iter()
                    .map(|word| Word { text: word.clone(), from: None, moved: false, opens: false })
                    .collect();
            }
        }
        Vec::new()
    }
}

fn moved(sentence: Sentence) -> Sentence {
    sentence.into_iter().map(|word| Word { moved: true, ..word }).collect()
}

/// "…, and x" becomes "…. X" near the middle, if there is such a place. The words around it are new to a tool that sees words
/// as a whole.
fn split(sentence: &Sentence) -> Vec<Sentence> {
    let is_place = |at: usize| {
        sentence[at].text.ends_with(',')
            && matches!(sentence[at + 1].text.as_str(), "and" | "but" | "while")
            && sentence[at + 2].text.chars().all(char::is_alphanumeric)
    };
    let Some(at) = (4..sentence.len().saturating_sub(6)).find(|&at| is_place(at)) else {
        return vec![sentence.clone()];
    };
    let mut first = sentence[..=at].to_vec();
    let mut second = sentence[at + 2..].to_vec();
    first[at].text = format!("{}.", sentence[at].text.trim_end_matches(','));
    second[0] = Word { text: capital(&second[0].text), ..second[0].clone() };
    vec![first, second]
}

/// "…. The x" becomes "…, and the x".
fn joined(sentence: &Sentence, next: &Sentence) -> Option<Sentence> {
    const OPENERS: [&str; 8] = ["The", "It", "He", "She", "They", "This", "But", "In"];
    let last = sentence.last().filter(|word| word.text.ends_with('.') && !word.text.ends_with(".."))?;
    if !OPENERS.contains(&next[0].text.as_str()) {
        return None;
    }
    let mut one = sentence.clone();
    let stem = last.text.trim_end_matches('.').to_owned();
    if let Some(word) = one.last_mut() {
        word.text = format!("{stem},");
    }
    one.push(Word { text: "and".to_owned(), from: None, moved: false, opens: false });
    let mut rest = next.clone();
    rest[0].text = rest[0].text.to_lowercase();
    one.extend(rest);
    Some(one)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Reads off what became of each token.
fn truth(old: &[Vec<Sentence>], new: &[Vec<Sentence>]) -> Truth {
    let old_words: Vec<&Word> = old.iter().flatten().flatten().collect();
    let new_words: Vec<&Word> = new.iter().flatten().flatten().collect();
    let spans = |words: &[&Word]| -> Vec<(Vec<Token>, usize)> {
        let mut at = 0;
        let tokens_of = |word: &&Word| {
            let found = tokens(&word.text);
            at += found.len();
            (found.clone(), at - found.len())
        };
        words.iter().map(tokens_of).collect()
    };
    let (of_old, of_new) = (spans(&old_words), spans(&new_words));
    let mut kept = vec![None; of_old.iter().map(|(tokens, _)| tokens.len()).sum()];
    let mut moved: Vec<[usize; 2]> = Vec::new();
    for (word, (theirs, at_new)) in new_words.iter().zip(&of_new) {
        let Some(from) = word.from else { continue };
        let (mine, at_old) = &of_old[from];
        // A word whose signs were changed keeps what both have from the start.
        let same = mine.iter().zip(theirs).take_while(|(x, y)| x.text == y.text).count();
        (0..same).for_each(|token| kept[at_old + token] = Some(at_new + token));
        if word.moved {
            moved.extend((0..same).map(|token| [at_old + token, at_new + token]));
        }
    }
    let moves = moves(new, &of_old, &of_new);
    let hunks = crate::hunks::of(&kept, of_new.iter().map(|(tokens, _)| tokens.len()).sum(), &moves);
    Truth { outside: hunks.outside.len(), inside: hunks.inside.iter().map(Vec::len).sum(), kept, moves }
}

/// The tokens of each sentence that moved.
fn moves(
    new: &[Vec<Sentence>],
    of_old: &[(Vec<Token>, usize)],
    of_new: &[(Vec<Token>, usize)],
) -> Vec<[Range<usize>; 2]> {
    let mut moves = Vec::new();
    let mut at = 0;
    for sentence in new.iter().flatten() {
        let words = at..at + sentence.len();
        at = words.end;
        let from: Vec<usize> = sentence.iter().filter(|word| word.moved).filter_map(|word| word.from).collect();
        if let (Some(first), Some(last)) = (from.first(), from.last()) {
            let end = |of: &[(Vec<Token>, usize)], word: usize| of[word].1 + of[word].0.len();
            moves.push([of_old[*first].1..end(of_old, *last), of_new[words.start].1..end(of_new, words.end - 1)]);
        }
    }
    moves
}
