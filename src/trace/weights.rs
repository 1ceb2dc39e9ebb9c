//! The figures that decide about direction, in one table, with their reasons.
//!
//! A link begins at [`EVEN`], where both directions fit alike. Signs for one direction add points, signs for the other
//! take them away, and some findings set a cap. The sum is no measured probability: it is a conservative count of
//! independent signs, made so that [`LIKELY`] takes three signs of which two are credits to different sources. Which
//! article follows the other changes what a reader thinks of both: when in doubt a link stays open.

/// Both directions fit alike.
pub const EVEN: u16 = 500;

/// From here on a direction is called likely.
pub const LIKELY: u16 = 800;

/// Wording alone never says more.
pub const MOST: u16 = 950;

/// One article credits a source for a matched sentence and the other, which has the sentence, names that source nowhere.
/// To leave a credit out is easy; to add one takes knowledge from elsewhere. For each different source …
pub const SOURCE_GONE: u16 = 120;

/// … up to so many.
pub const SOURCES: u16 = 3;

/// A further credit to a source already counted: the second is no news, but it was left out too.
pub const AGAIN_GONE: u16 = 40;

/// … up to so many.
pub const AGAINS: u16 = 2;

/// Where one article names the source, the other has "reports" or the like: the trace of a credit. Counted once.
pub const BLURRED: u16 = 60;

/// One article credits the outlet of the other for a matched sentence. It says itself that it follows that outlet.
pub const NAMES_THE_OTHER: u16 = 330;

/// In all matched sentences one article has details which the other lacks, and the other has none of its own. Cutting
/// makes that easily; adding to every sentence, and taking nothing away, is rarer. Weak.
pub const DETAILS_GONE: u16 = 40;

/// The dates say that one was earlier. Weak: a date may be that of an update, or of the page.
pub const DATED: u16 = 40;

/// Each conflict of facts speaks against plain copying …
pub const CONFLICT: u16 = 30;

/// … up to so many.
pub const CONFLICTS: u16 = 3;

/// With fewer copied sentences than this each may come from anywhere: two can be chance in reports of one event.
pub const SENTENCES: usize = 3;

/// The cap for fewer sentences.
pub const FEW_SENTENCES: u16 = 600;

/// The cap where all credits that are gone name one source: the other article may be that source itself, which has no
/// reason to credit itself, and then the direction is the reverse.
pub const ONE_SOURCE: u16 = 700;

/// The cap where each article has a credit that the other lacks: both have edited a third text.
pub const BOTH_WAYS: u16 = 600;

/// The cap where the dates say the reverse.
pub const AGAINST_DATES: u16 = 700;
