//! The figures the overlap engine decides by, in one place, with their reasons (what makes a name is in
//! `article/names.rs`, what makes a fingerprint in `index/`). Evidence is counted in thousandths of a
//! bit: a word that stands in one of `n` sentences tells log2(n) bits (its inverse frequency). Where a reason names a
//! data set, the figure was chosen on its development half and docs/benchmarks.md has the result.

figures! {
    i64;

    /// As if so many more sentences without a word had been read. A handful of short texts says little about how rare a
    /// word is; without this the words of two one-sentence texts would weigh nothing.
    UNSEEN_SENTENCES: u64 = 24;

    /// Up to so many texts every pair is compared: two thousand pairs take a moment.
    ALL_PAIRS_TEXTS: usize = 64;

    /// In a larger corpus a pair is compared if the fingerprints that it shares tell so many bits (whole ones). Two rare words that
    /// stand together in a sentence tell what both do, …
    CANDIDATE_BITS: u32 = 38;

    /// … and five words in a row so many times what each of them does.
    SHINGLE_TIMES: u32 = 2;

    /// A shared shingle is enough by itself if so many of its five units are content: such a run is no phrase of the trade, and
    /// is found in however many texts it stands.
    STRONG_CONTENT: usize = 3;

    /// A phrase is common if it stands in so many texts …
    COMMON_TEXTS: usize = 5;

    /// … that have little else in common: of so many pairs of them …
    COMMON_PAIRS: usize = 64;

    /// … fewer than this share (thousandths) …
    RELATED_PAIRS: usize = 100;

    /// … share so much (thousandths) of the shorter text's shingles. Of two texts that print one report in full nearly all
    /// do; of those that quote one sentence of it a few print it in full.
    RELATED_SHARE: usize = 300;

    /// A sentence of which this share (thousandths) stands in common phrases is a line of the site. One shorter than a phrase
    /// stands in those that hold all of it and what is beside it.
    LINE_SHARE: usize = 400;

    /// A sentence of more units is compared in parts …
    CELL_UNITS: usize = 45;

    /// … of at most so many, so that a page without full stops is seen as passages are.
    CUT_UNITS: usize = 30;

    /// A name tells this share (thousandths) of its bits where regions grow and end: reports of one event share all names.
    NAME_SHARE: u64 = 700;

    /// The shortest run of small words alone that counts as one: "of the" stands everywhere.
    SMALL_WORDS: usize = 3;

    /// A word that stands in so many pairs of places says nothing about which of them belong together …
    MEETING_PLACES: usize = 100;

    /// … or, in long texts, in so many as this part of all their cells.
    MEETING_PART: usize = 8;

    /// Two cells are a seed if their common words tell so much (about two rare words) …
    SEED_BITS: u64 = 9_000;

    /// … which is this share (cosine, thousandths) of what both tell.
    SEED_COSINE: u64 = 220;

    /// A region grows while twice what its sides have in common is worth more than this share (thousandths) of all they
    /// tell: two sentences that share less are no more alike than any of one subject. Figures between 270 and 330 find
    /// PAN 2013 equally well.
    GROW_SHARE: i64 = 300;

    /// It takes in seeds across so many cells …
    GROW_GAP: usize = 8;

    /// … and so many cells at a time at one end of one side …
    GROW_CELLS: usize = 2;

    /// … even if that costs so much: a short sentence that was rewritten may have a copied one behind it.
    GROW_COST: i64 = 6_000;

    /// A region worth less is not looked at.
    REGION_BITS: i64 = 6_000;

    /// An end of a region that is the end of a sentence is worth so much: most copying begins and ends there.
    END_BITS: i64 = 7_000;

    /// … and where it had grown to, so much more: that the region was worth growing says something already.
    KEEP_BITS: i64 = 6_000;

    /// Where a region ends words are taken to be met at most this often (millionths) inside it, and outside at least so
    /// often …
    INSIDE_MOST: u64 = 999_000;
    OUTSIDE_LEAST: u64 = 5_000;

    /// … and where it is parted, so often: sentences inside are judged by fewer words.
    FOREIGN_MOST: u64 = 970_000;
    FOREIGN_LEAST: u64 = 50_000;

    /// A cell parts its region if its words say so much against belonging to it …
    FOREIGN_BITS: i64 = 7_500;

    /// … and it has so many that tell.
    FOREIGN_WORDS: u64 = 3;

    /// A cell with a partner in the region that tells so much is never foreign.
    OWN_BITS: u64 = 25_000;

    /// Parts of a region with so few units between them on both sides are one: a headline between paragraphs, a line that
    /// one side sets apart.
    JOIN_UNITS: usize = 12;

    /// Parts in the same order on both sides are one across gaps of up to so many units, if the gaps are alike.
    ENCLOSED_UNITS: i64 = 24;

    /// A region is believed for the order of its words at these odds (natural logarithm, thousandths; see [`ORDER`]) …
    ORDER_ODDS: i64 = 1_200;

    /// … and so much more for every bit of the number of texts that were searched for it.
    ORDER_SEARCH: i64 = 100;

    /// As if at least so many pairs of cells had been tried: the weights come from whole articles and say nothing of two
    /// sentences that were given alone.
    ORDER_CELLS: u64 = 32;

    /// Within a region that is believed, and elsewhere in two texts that have one, less is enough: that some of a text was
    /// copied makes it likely of the rest.
    ORDER_WITHIN: i64 = -4_000;
    ORDER_BESIDE: i64 = -1_000;

    /// A region is a form filled in twice if either side has so many names and numbers and at most this share (thousandths) of
    /// the fewer is the same. Copies keep most.
    FORM_FACTS: usize = 3;
    FORM_SHARE: usize = 250;

    /// … and this share of their words stands in phrases of forms.
    FORM_WORDS: usize = 333;

    /// At least this share (thousandths) of the names and numbers of a form was filled in; the rest is printed in it. Of a report that
    /// many print whole or in part, nearly all is the same in all of them.
    FORM_FILLED: usize = 500;

    /// A text of which fewer units (thousandths) are names and numbers has no form. Reports of earnings in full sentences have
    /// fifteen of a hundred.
    FORM_DENSITY: usize = 100;

    /// A phrase of a form has so many names and numbers, printed or filled in.
    FORM_BLANKS: usize = 1;

    /// A region is believed for its mass, in whatever order, if twice the common content tells so much more …
    MASS_BITS: i64 = 46_000;

    /// … and believed to be copied if the content outside quotation marks does by so much: independent reports of one event
    /// reach the former, hardly ever the latter.
    MASS_COPIED: i64 = 80_000;

    /// … (and so much for every bit of the number of texts searched) …
    MASS_SEARCH: i64 = 3_000;

    /// … than this share (thousandths) of all content.
    MASS_SHARE: i64 = 300;

    /// A digest of the other text is looked for in two texts with so many seeds …
    DIGEST_SEEDS: usize = 3;

    /// … in stretches of so many cells …
    DIGEST_CELLS: usize = 3;

    /// … with words that are met so much more often than those around them that each says so much (thousandths of a bit) …
    DIGEST_CONTRAST: i64 = 800;

    /// … rates outside and inside between these (millionths) …
    DIGEST_LEAST: u64 = 5_000;
    DIGEST_MOST: u64 = 970_000;

    /// … that are at most the so-manieth part of their own text, which has to have something to compare with, and of the
    /// other, which they condense. So many parts.
    DIGEST_PARTS: u64 = 4;

    /// No passage twice as long may hold more than this share (thousandths) of what the other text holds of it …
    DIGEST_ONE_PASSAGE: u64 = 870;

    /// … and no region account for more than this …
    DIGEST_ONE_PIECE: u64 = 900;

    /// … and no unbroken run of units make up more than this share of it: a digest is in words of its own. In the summaries of
    /// PAN 2013 a run is little more than a third at most; of nine passages copied word for word that were taken for digests
    /// it was .48 or more of eight.
    DIGEST_ONE_RUN: usize = 400;

    /// Two sentences of a region belong together if their common words tell so much, more than one word can …
    PAIR_BITS: u64 = 7_000;

    /// … which is this share (thousandths) of what the more telling of them says.
    PAIR_SHARE: u64 = 150;

    /// A sentence joins a pair beside it if this share of it (thousandths) stands on the other side and in no other
    /// sentence of its own …
    GROUP_SHARE: u64 = 300;

    /// … up to so many a side.
    GROUP_SIZE: usize = 2;

    /// A bullet says again what two paired sentences say if this share of it (thousandths) stands in both.
    TWICE_SHARE: u64 = 400;

    /// A sentence that stands alone is copied only if its shared words tell so many times log2(pairs tried) (thousandths) …
    COPIED_TIMES: u64 = 3_000;

    /// … or so many, names counted, if the other sentence keeps this share (thousandths) of it in order …
    WHOLE_TIMES: u64 = 2_000;
    WHOLE_SHARE: u16 = 950;

    /// … or so many, if it is the same quotation.
    QUOTED_TIMES: u64 = 1_500;

    /// … and if it keeps at least so many units: lines of a few words, such as titles, are the same in many texts.
    ALONE_UNITS: usize = 11;

    /// A passage is copied if this share of it (thousandths) is, whatever else it quotes.
    COPIED_SHARE: usize = 250;

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

    /// Above so many pairs of words what two sentences keep in order is found by a faster way, which may miss some.
    COMMON_CELLS: usize = 4_000_000;

    /// Two quotations are the same when the shorter keeps this share of its words in order …
    QUOTATION_SHARE: u16 = 650;

    /// … in so many words …
    QUOTATION_WORDS: usize = 5;

    /// … with so many content words among them; or with [`COPIED_CONTENT`], however few the words.
    QUOTATION_CONTENT: usize = 2;

    /// Fewer words than this in quotation marks mark a distance ("so-called"), they quote nobody.
    QUOTED_WORDS: usize = 3;

    /// In an edit script a word that is kept brings so much …
    EDIT_KEPT: i32 = 5;

    /// … one of up to three letters, such as "the", so much …
    EDIT_KEPT_SMALL: i32 = 2;

    /// … a number in the place of a number costs this …
    EDIT_NUMBER: i32 = 1;

    /// … and words that only one side has this, and each of them that. So a small word alone does not part two changes of both
    /// sides, and a longer one does. Words of one side right behind those of the other cost one less: of two places for what was put
    /// in, the one where something was taken out is meant.
    EDIT_GAP: i32 = 3;
    EDIT_GAP_WORD: i32 = 1;

    /// Above so many pairs of words the script is made by a faster way.
    EDIT_CELLS: usize = 250_000;

    /// A negation denies what both sides say only in a change of so many words between words that stayed: "did not say"
    /// for "said".
    SMALL_CHANGE: usize = 3;

    /// A negation that went here and came so few words from here has moved: "shall not sell one" for "shall sell not one".
    NEGATION_MOVES: usize = 5;

    /// A quotation that changed in more places than this is another rendering of what was said, and one change.
    QUOTED_CHANGES: usize = 3;

    /// An article is wholly derived if this share of its prose stands in copied sentences. By what was planted in newsflow
    /// n1000, reprints part from articles with an embedded passage at 694.
    WHOLLY_DERIVED: u16 = 700;

    /// A run of names and formulas of so many words is listed by `--names`: it looks like copying and is not.
    NAMES_RUN: usize = 6;
}

/// Two sentences that words left without a partner belong together in a copied stretch if a model says that they are so
/// alike (cosine, thousandths). On newsflow 300 pairs as many planted sentences and more that were not planted, 700 next to
/// none.
pub const MEANING_COSINE: u16 = 500;

/// The figures that decide only where there is a model; the method without one does not name them.
pub(super) const MEANING: &[(&str, i64)] = &[("MEANING_COSINE", MEANING_COSINE as i64)];

/// The weights of what makes words in order likely to be copied, in thousandths; logarithms are to base 2 of one and the
/// count. A logistic regression over the regions of newsflow n1000 and n10000, copied or not as their truth says.
#[derive(Debug)]
pub struct OrderWeights {
    /// What the common content tells, in bits.
    pub bits: i64,
    /// The longest run.
    pub longest: i64,
    /// The share of common units that follow another in the same run.
    pub in_a_row: i64,
    /// Runs.
    pub tiles: i64,
    /// Units of the shorter and of the longer side.
    pub shorter: i64,
    pub longer: i64,
    /// Pairs of cells of the two texts.
    pub cells: i64,
    /// Both sides give numbers, and none in common.
    pub other_values: i64,
    pub constant: i64,
}

pub const ORDER: OrderWeights = OrderWeights {
    bits: 1_660,
    longest: 2_850,
    in_a_row: 8_620,
    tiles: 3_840,
    shorter: -2_210,
    longer: -1_610,
    cells: -3_030,
    other_values: -1_870,
    constant: 8_270,
};
