//! The articles themselves: each sentence, and who else has it.

use std::collections::BTreeMap;

use super::super::picture::{Barcode, Strip};
use super::super::{PairRow, Veil};
use crate::article::Capture;
use crate::hash::Digest;
use crate::overlap::Relation;
use crate::text::{Kind, count_words};

/// An article as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Its name on the page.
    pub anchor: String,
    /// ISO 639-1, where its language is known.
    pub language: Option<&'static str>,
    pub words: usize,
    pub sentences: Vec<Sentence>,
    pub barcode: Barcode,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub kind: Kind,
    /// Half-open, of the input.
    pub chars: [usize; 2],
    pub bytes: [usize; 2],
    /// Empty where wording is left out; then its digest stands for it.
    pub exact: String,
    pub digest: Option<String>,
    pub held: Vec<Elsewhere>,
}

/// That another article has the sentence too.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    pub article: usize,
    pub relation: Relation,
    /// The index of the pair, and the name of the overlap.
    pub pair: usize,
    pub overlap: String,
    /// The sentences there, 0-based.
    pub sentences: Vec<usize>,
}

impl Reading {
    /// The bytes of its sentences.
    pub fn lengths(&self) -> Vec<usize> {
        self.sentences.iter().map(|sentence| sentence.bytes[1] - sentence.bytes[0]).collect()
    }

    /// How many of its sentences stand in other articles as copied wording.
    pub fn copied(&self) -> usize {
        let copied = |sentence: &&Sentence| sentence.held.iter().any(|held| held.relation.is_copying());
        self.sentences.iter().filter(copied).count()
    }
}

/// Readings of `captures`, in their order; `pairs` refer to them by index.
pub(super) fn all(captures: &[&Capture], anchors: Vec<String>, pairs: &[PairRow], veil: &Veil) -> Vec<Reading> {
    let mut held: Vec<BTreeMap<usize, Vec<Elsewhere>>> = vec![BTreeMap::new(); captures.len()];
    for (pair, overlap) in pairs.iter().enumerate().flat_map(|(at, pair)| pair.overlaps.iter().map(move |o| (at, o))) {
        for (own, other) in [(&overlap.a, &overlap.b), (&overlap.b, &overlap.a)] {
            for &sentence in &own.sentences {
                held[own.article].entry(sentence).or_default().push(Elsewhere {
                    article: other.article,
                    relation: overlap.relation,
                    pair,
                    overlap: overlap.id.clone(),
                    sentences: other.sentences.clone(),
                });
            }
        }
    }
    let readings = captures.iter().zip(anchors).zip(held);
    readings.map(|((capture, anchor), held)| reading(capture, anchor, held, veil)).collect()
}

fn reading(capture: &Capture, anchor: String, mut held: BTreeMap<usize, Vec<Elsewhere>>, veil: &Veil) -> Reading {
    let text = &capture.text;
    let mut strips: BTreeMap<usize, Strip> = BTreeMap::new();
    for (&sentence, others) in &held {
        for other in others {
            let strip = strips.entry(other.article);
            let strip =
                strip.or_insert_with(|| Strip { article: other.article, copied: Vec::new(), other: Vec::new() });
            let list = if other.relation.is_copying() { &mut strip.copied } else { &mut strip.other };
            if list.last() != Some(&sentence) {
                list.push(sentence);
            }
        }
    }
    let sentences: Vec<Sentence> = text
        .sentences()
        .iter()
        .enumerate()
        .map(|(at, sentence)| {
            let (place, exact) = (text.place(sentence.span), text.exact(sentence.span));
            Sentence {
                kind: sentence.kind,
                chars: place.chars,
                bytes: place.bytes,
                exact: veil.words(exact),
                digest: veil.redacted.then(|| Digest::of(exact.as_bytes()).prefixed()),
                held: held.remove(&at).unwrap_or_default(),
            }
        })
        .collect();
    let lengths: Vec<usize> = sentences.iter().map(|sentence| sentence.bytes[1] - sentence.bytes[0]).collect();
    Reading {
        anchor,
        language: text.language().map(|language| language.code()),
        words: count_words(text.body()),
        barcode: Barcode::new(&lengths, strips.into_values().collect()),
        sentences,
    }
}
