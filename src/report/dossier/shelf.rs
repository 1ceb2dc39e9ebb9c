//! What the store holds of the articles: their versions, and what vouches for them.

use super::super::picture::VersionLine;
use super::super::{History, SealedState, Store, Veil};

/// The store at hand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shelf {
    pub store: Store,
    /// The newest checkpoint; `None` before the first.
    pub sealed: Option<SealedState>,
    /// Beside each article read; `None` where the store never held it.
    pub holdings: Vec<Option<Holding>>,
}

/// One article in the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holding {
    pub history: History,
    pub line: VersionLine,
    /// The number of the version whose bytes are those compared here.
    pub compared: Option<u32>,
    /// The command that makes a proof of it; `None` where names are left out.
    pub prove: Option<String>,
}

impl Holding {
    /// `raw` is `sha256:` of the bytes that were compared.
    pub fn new(history: History, raw: &str, prove: String) -> Holding {
        let compared = history.entries.iter().find(|entry| entry.version == raw).map(|entry| entry.number);
        Holding { line: VersionLine::new(&history.entries), history, compared, prove: Some(prove) }
    }
}

impl Shelf {
    pub(super) fn veiled(&mut self, veil: &Veil) {
        for (at, holding) in self.holdings.iter_mut().enumerate() {
            let Some(holding) = holding else { continue };
            veil.history(&mut holding.history, at);
            holding.prove = holding.prove.take().filter(|_| !veil.anonymous);
            for stop in &mut holding.line.stops {
                if let crate::archive::Change::Removed { reason } | crate::archive::Change::Erased { reason } =
                    &mut stop.change
                {
                    *reason = veil.words(reason);
                }
            }
        }
        if veil.anonymous {
            self.store.path.clear();
            self.sealed.iter_mut().for_each(|sealed| sealed.origin.clear());
        }
    }
}
