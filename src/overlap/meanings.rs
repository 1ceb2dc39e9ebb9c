//! What the sentences of a corpus mean to a model. Most are never asked for: a meaning is worked out when it is first.

use std::sync::OnceLock;

use super::corpus::Corpus;
use crate::align::Score;
use crate::semantic::{Meaning, Model};

#[derive(Clone, Debug)]
pub(super) struct Meanings<'m> {
    model: &'m Model,
    /// Of each text the meanings of its sentences.
    texts: Vec<Vec<OnceLock<Meaning>>>,
}

impl<'t> Corpus<'t> {
    /// The corpus with a model of what its sentences mean, if there is one: it is asked for sentences that words left without
    /// a partner in a stretch that was copied.
    pub fn with_model(mut self, model: Option<&'t Model>) -> Corpus<'t> {
        let unasked = |sentences: usize| (0..sentences).map(|_| OnceLock::new()).collect();
        let texts = || self.texts.iter().map(|text| unasked(text.sentences.len())).collect();
        self.meanings = model.map(|model| Meanings { model, texts: texts() });
        self
    }

    /// How alike a sentence of one text and one of another are in what they mean, if there is a model to say it.
    pub fn alike(&self, [(a, in_a), (b, in_b)]: [(usize, usize); 2]) -> Option<Score> {
        let meanings = self.meanings.as_ref()?;
        let meaning = |text: usize, sentence: usize| {
            let wording = self.texts[text].text;
            let work_out = || meanings.model.meaning(wording.slice(wording.sentences()[sentence].span));
            meanings.texts[text][sentence].get_or_init(work_out)
        };
        Some(Score::new(meaning(a, in_a).cosine(meaning(b, in_b))))
    }
}
