//! The numbers a diff decides by, each with its reason. Evidence is counted in thousandths of a bit, as for overlaps.

figures! {
    u64;

    /// Between two pairs that hold, two sentences are one sentence edited if they keep this share (thousandths) of the
    /// words of both in order: below, less stayed than changed, and a reader is better served by the two sentences whole.
    GAP_SHARE: u16 = 500;

    /// … and if what they keep tells at least log2(sentences of the gap in a × in b), which is what the best chance match
    /// of so many pairs yields, and this beyond it: a word that stands in one of eight sentences. So a lone "He left." for
    /// "She left." is an edit where all around stays, and chance where nothing does.
    GAP_BITS: u64 = 3_000;

    /// Where no more sentence pairs than this could be meant, chance yields six bits, and …
    FEW_PAIRS: usize = 64;

    /// … each word that two sentences keep in order tells at least a bit (thousandths), be it one that says little by itself: "It
    /// can't go on like this" has no other words.
    WORD_BITS: u64 = 1_000;

    /// A sentence that stands elsewhere in the other text is one that moved if it keeps this share (thousandths) of the words of
    /// both: where nothing around it speaks for it, more than half has to have stayed.
    MOVED_SHARE: u16 = 600;

    /// A sentence of so many words that is the same elsewhere moved, however little its words tell: five in a row are no chance.
    SAME_WORDS: usize = 5;

    /// What moved is the least text, a sentence counting so many bytes more: of one sentence and of two together as long, the one.
    MOVED_BYTES: usize = 12;

    /// An overlap passes for a paraphrase if its wording is too short to prove more. It is an edit where it keeps this share
    /// (thousandths) of the words of both sentences in order: what overlaps ask of an edited sentence, without their least
    /// number of words. Sentences told anew keep less, as much as half of it small words.
    SHORT_EDIT_SHARE: u16 = 700;

    /// A gap of more sentence pairs is not looked into. There chance alone yields 20 bits; pairs that tell more are found
    /// as overlaps wherever they stand. It bounds the work to about a second.
    GAP_PAIRS: usize = 1_000_000;

    /// So many sentences of a side are one pair at most: editors part a sentence in two, seldom in three, and a reader compares
    /// no more at a glance.
    GROUP_SIZE: usize = 3;

    /// An article has another name in the other folder if this share (thousandths) of the shorter one's words is copied wording:
    /// what git asks of a renamed file.
    RENAMED_SHARE: u16 = 500;

    /// Words put in or taken out in one place are a clause from this many on: subject, verb and object with their articles.
    CLAUSE_WORDS: usize = 5;
}
