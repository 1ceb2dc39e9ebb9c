//! What people said of a match, beside what was found.

use super::{GroundRow, LinkRow, NodeRow, OverlapRow, SourceCredit};
use crate::archive::{Mark, Word};
use crate::article::Capture;
use crate::marks::Marks;
use crate::trace::{OpenBecause, Verdict};

/// A person's word on a match. It is said beside the figures and changes none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MarkRow {
    pub word: Word,
    pub why: String,
    pub by: Option<String>,
    /// Unix seconds.
    pub recorded_at: i64,
}

impl MarkRow {
    pub(super) fn new(mark: &Mark) -> MarkRow {
        let opinion = &mark.opinion;
        MarkRow { word: opinion.word, why: opinion.why.clone(), by: opinion.by.clone(), recorded_at: mark.recorded_at }
    }

    pub fn is_rejection(&self) -> bool {
        self.word == Word::Rejected
    }
}

impl OverlapRow {
    /// With what stands on it. `captures` are those its sides refer to.
    pub(super) fn marked(self, captures: &[Capture], marks: &Marks) -> OverlapRow {
        let between = [&captures[self.a.article], &captures[self.b.article]];
        OverlapRow { mark: marks.of(&self.id, &between).map(MarkRow::new), ..self }
    }

    pub fn is_rejected(&self) -> bool {
        self.mark.as_ref().is_some_and(MarkRow::is_rejection)
    }
}

impl LinkRow {
    /// The articles it is between: its ends; of a stated one, which may have none, the article that states it.
    pub(super) fn articles(&self, credits: &[SourceCredit]) -> Vec<usize> {
        match &self.ground {
            GroundRow::Stated { credit } => vec![credits[*credit].article],
            GroundRow::Inferred { .. } => self.from.iter().chain([&self.to]).filter_map(NodeRow::article).collect(),
        }
    }

    /// With what stands on it. One that is rejected is not followed: its direction is open, and its confidence is what the
    /// signs give.
    pub(super) fn marked(mut self, captures: &[Capture], credits: &[SourceCredit], marks: &Marks) -> LinkRow {
        let between: Vec<&Capture> = self.articles(credits).into_iter().map(|article| &captures[article]).collect();
        self.mark = marks.of(&self.id, &between).map(MarkRow::new);
        if self.is_rejected() {
            self.directed = false;
            if let GroundRow::Inferred { verdict, open, .. } = &mut self.ground {
                *verdict = Verdict::Open;
                open.push(OpenBecause::Rejected);
            }
        }
        self
    }

    pub fn is_rejected(&self) -> bool {
        self.mark.as_ref().is_some_and(MarkRow::is_rejection)
    }
}
