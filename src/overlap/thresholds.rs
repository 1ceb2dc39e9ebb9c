//! The figures the overlap engine decides by, in one place, with their reasons (what makes a name is in
//! `article/names.rs`, what makes a fingerprint in `index/`). Evidence is counted in thousandths of a
//! bit: a word that stands in one of `n` sentences tells log2(n) bits (its inverse frequency). Where a reason names a
//! data set, the figure was chosen on its development half and docs/benchmarks.md has the result.

/// Declares figures and their list, which the digest of the method is taken of.
macro_rules! figures {
    ($($(#[$about:meta])* $name:ident: $kind:ty = $value:expr;)*) => {
        $($(#[$about])* pub const $name: $kind = $value;)*

        /// Every figure by name.
        pub(super) const ALL: &[(&str, i64)] = &[$((stringify!($name), $name as i64)),*];
    };
}

figures! {
    /// As if so many more sentences without a word had been read. A handful of short texts says little about how rare a
    /// word is; without this the words of two one-sentence texts would weigh nothing.
    UNSEEN_SENTENCES: u64 = 24;

    /// Up to so many texts every pair is compared: two thousand pairs take a moment.
    ALL_PAIRS_TEXTS: usize = 64;

    /// In a larger corpus a pair is compared if it shares so many fingerprints. One pair of rare words in common is
    /// mostly chance; a copied sentence shares several.
    CANDIDATE_KEYS: u32 = 2;

    /// A sentence pair below this share of common evidence (cosine, thousandths) is not looked at.
    SEED_COSINE: u16 = 250;

    /// A sentence pair with less common evidence is not looked at: about two rare words.
    SEED_BITS: u64 = 7_000;

    /// A chain pays this for every sentence it leaves out (one bit and a half): independent reports of one event agree
    /// here and there, texts that follow a common source agree in neighbouring sentences.
    GAP_BITS: i64 = 1_450;

    /// Paraphrase is believed only in a chain of at least this many sentence pairs: two can be chance.
    CHAIN_MEMBERS: usize = 3;

    /// … and only if the chain is worth this many times log2(sentences of a × sentences of b): the best chance match of
    /// two texts grows with the logarithm of the number of pairs tried (as for alignment scores, Karlin & Altschul 1990).
    CHAIN_FACTOR: u64 = 3;

    /// Once one chain shows that two texts belong together, a further one needs no more than this …
    FURTHER_MEMBERS: usize = 2;

    /// … and this.
    FURTHER_FACTOR: u64 = 1;

    /// So many sentences around a chain are within its reach: single pairs there are believed without a chain.
    CONTEXT: usize = 3;

    /// A sentence that stands alone is copied only if its shared words tell this many halves of log2(pairs tried).
    COPIED_HALVES: u64 = 3;

    /// No wording proves anything with fewer content words in common: names and small words do not make a sentence.
    COPIED_CONTENT: usize = 3;

    /// Wording in order proves a copied sentence if it keeps this share (thousandths) of the shorter sentence …
    EDITED_SHARE: u16 = 700;

    /// … in at least so many words (a name or title is one).
    EDITED_WORDS: usize = 7;

    /// An unbroken run of so many words (a name is one) with [`RUN_CONTENT`] content words is copied wording, however
    /// much else the sentences say. Shorter shared runs are mostly phrases of the trade.
    RUN_WORDS: usize = 8;

    RUN_CONTENT: usize = 4;

    /// Runs are looked for in pairs of sentences of up to two thousand words each. What is longer is no sentence but a page
    /// without full stops, where the search would take the square of its length.
    RUN_CELLS: usize = 4_000_000;

    /// Two quotations are the same when the shorter keeps this share of its words in order …
    QUOTATION_SHARE: u16 = 650;

    /// … in so many words …
    QUOTATION_WORDS: usize = 5;

    /// … with so many content words among them; or with [`COPIED_CONTENT`], however few the words.
    QUOTATION_CONTENT: usize = 2;

    /// Fewer words than this in quotation marks mark a distance ("so-called"), they quote nobody.
    QUOTED_WORDS: usize = 3;

    /// A negation denies what both sides say only in a change of so many words between words that stayed: "did not say"
    /// for "said".
    SMALL_CHANGE: usize = 3;

    /// Passages join overlaps with at most this many sentences between them on either side.
    PASSAGE_GAP: u32 = 3;

    /// An article is wholly derived if this share of its words stands in copied sentences: a headline, a byline and a
    /// sentence of its own are left to the most faithful reprint.
    WHOLLY_DERIVED: u16 = 800;

    /// A run of names and formulas of so many words is listed by `--names`: it looks like copying and is not.
    NAMES_RUN: usize = 6;
}
