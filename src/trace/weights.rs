//! The figures that decide about direction, in one table, with their reasons.
//!
//! **Families of two.** A link begins at [`EVEN`], where both directions fit alike. Signs for one direction add points, signs for the other
//! take them away, and some findings set a cap. The sum is no measured probability: it is a conservative count of
//! independent signs, made so that [`LIKELY`] takes three signs of which two are credits to different sources, or an
//! article that credits the other's outlet for what both say. Which
//! article follows the other changes what a reader thinks of both: when in doubt a link stays open.
//!
//! Details that only one side has count nothing: to cut and to add both make them, and in simulated syndication with known
//! truth (newsflow, 1,000 articles) the fuller side was the follower in 3 pairs of 3. Nor does the order of the sentences
//! count, which is the same seen from either side.
//!
//! **Larger families.** What a stemma costs is counted in thousandths of a bit, and what is believed is summed over all of them.
//! These figures were chosen on made-up news with known truth at five rates of editing (`examples/eval/flow`), looking at all five;
//! a sixth setting had no part in any choice (`docs/benchmarks.md`).

use std::fmt::Write as _;

use crate::hash::Digest;

figures! {
    f64;

    /// Both directions fit alike.
    EVEN: u16 = 500;

    /// From here on a direction is called likely.
    LIKELY: u16 = 800;

    /// From here on that it is the article itself which is followed, and not a text that both follow: two copies of one text look
    /// much like a copy of a copy. From .96 on, where few words are changed, more than two such links of a hundred are of copies of one text.
    DIRECT: u16 = 968;

    /// A claim that would be believed less than this if no article had a date rests on dates alone.
    UNDATED: u16 = 500;

    /// Wording alone never says more.
    MOST: u16 = 950;

    /// One article credits a source for a matched sentence and the other, which has the sentence, names that source nowhere.
    /// To leave a credit out is easy; to add one takes knowledge from elsewhere. For each different source …
    SOURCE_GONE: u16 = 140;

    /// … up to so many.
    SOURCES: u16 = 3;

    /// A further credit to a source already counted, which is no news but was left out too; or one to a record, which
    /// everyone can look up and add …
    AGAIN_GONE: u16 = 40;

    /// … up to so many.
    AGAINS: u16 = 2;

    /// Where one article names the source, the other has "reports" or the like: the trace of a credit. Counted once.
    BLURRED: u16 = 60;

    /// One article credits the outlet of the other for a matched sentence. It says itself that it follows that outlet.
    NAMES_THE_OTHER: u16 = 330;

    /// The dates say that one was earlier. Weak: a date may be that of an update, or of the page.
    DATED: u16 = 40;

    /// The words around the passages they share fit in one article and not in the other: a point for so many thousandths of a bit,
    /// so that odds of eight to one are likely by themselves …
    CONTEXT_POINT: i64 = 10;

    /// … up to so many points …
    CONTEXT_MOST: u16 = 350;

    /// … and from so many thousandths of a bit.
    CONTEXT_LEAST: i64 = 1_000;

    /// Each conflict of facts speaks against plain copying …
    CONFLICT: u16 = 30;

    /// … up to so many.
    CONFLICTS: u16 = 3;

    /// With fewer copied sentences than this each may come from anywhere: two can be chance in reports of one event.
    SENTENCES: u16 = 3;

    /// The cap for fewer sentences.
    FEW_SENTENCES: u16 = 600;

    /// The cap where the credits that are gone do not name two sources in two sentences, records apart: the other article
    /// may be that source itself, which has no reason to credit itself, and then the direction is the reverse.
    FEW_SOURCES: u16 = 700;

    /// The cap where each article has a credit that the other lacks: both have edited a third text.
    BOTH_WAYS: u16 = 600;

    /// The cap where the dates say the reverse.
    AGAINST_DATES: u16 = 700;

    /// What a change of wording tells at least and at most, however frequent it is.
    LEAST_CHANGE: i64 = 400;
    MOST_CHANGE: i64 = 14_000;

    /// The same change once more in an article.
    AGAIN: i64 = 200;

    /// What is changed into the same in so many families is a habit of houses.
    HABIT: u64 = 5;

    /// How rare a change of a word is, is taken from so many readings of all words as well as from its own …
    PRIOR_READS: u64 = 20;

    /// … and what it is changed into, from one change into any of so many words.
    PRIOR_CHOICES: u64 = 256;

    /// Houses have styles of their own for words that many families have in two ways if that explains so much better than chance who
    /// has which …
    STYLE_SHOWN: i64 = 12_000;

    /// … and so many houses keep to each of the two …
    KEEPERS: u64 = 4;

    /// … and a style is kept in all but one article in fifty.
    IN_STYLE: i64 = 29;
    OUT_OF_STYLE: i64 = 5_644;

    /// A change against the style of a house costs no more.
    AGAINST_STYLE: i64 = 8_000;

    /// A sentence that several articles have is invented by one of them …
    INVENTED: i64 = 60_000;

    /// … and if that one follows another, it was added …
    ADDED: i64 = 700;

    /// … and who lacks it, alone or with those beside it, has left it out.
    LOST: i64 = 1_500;

    /// A source nobody has shown us, between articles that agree against another.
    INFERRED: i64 = 6_000;

    /// A sentence that no overlap joins to those of a family is one of them where so many of a thousand words of the longer stand in both
    /// in the same order: sentences edited twice, which the family knows by what is between them …
    SAME_SENTENCE: usize = 450;

    /// … and of shorter ones that tells nothing.
    FEWEST_WORDS: usize = 5;

    /// An article with so much of the neighbouring words of a sentence, in parts of a thousand, has it in some form.
    HELD: u16 = 400;

    /// Among so many articles beliefs are summed anew whenever a source is inferred, and with each source left out in turn.
    SUMMED_EACH_TIME: usize = 100;

    /// The articles of larger families are judged pair by pair: the work grows with the third power of their number, and was
    /// measured up to here.
    MOST_TOGETHER: usize = 500;

    /// Of an article that may share wording with more, so many are compared with it: those that share most. In a made-up family of
    /// 500 more are right than of all pairs, for who is far in the tree tells little of whom one follows.
    NEAREST: usize = 16;

    /// So many groups that agree against an article are tried.
    GROUPS_TRIED: usize = 8;

    /// So many times unseen sources are looked for.
    SETTLING: usize = 6;

    /// All articles of a stream follow a source nobody has shown us, and nothing in the wording tells.
    COMMON_SOURCE: i64 = 1_000;

    /// An article follows a source nobody has shown us, rather than one that is there.
    FROM_UNSEEN: i64 = 2_000;

    /// A source nobody has shown us that itself follows an article.
    UNSEEN_BETWEEN: i64 = 5_000;

    /// So much of what all signs together tell is believed, in parts of a thousand: they are not independent.
    TEMPER: i64 = 600;

    /// So much of every belief is kept back, for what no tree here allows for: a sentence that is made of two, a correction taken over
    /// later, an overlap that was not found. Where the trees leave next to no doubt, so many links are wrong.
    ELSEWISE: f64 = 0.018;

    /// That what a source explains agrees by chance is likelier the more there is that may agree: whenever copies have twice as many
    /// changes, counted from one, a source has to explain so much more to be believed as much as its absence.
    CHANCE_AGREES: i64 = 2_500;

    /// So many articles at least follow an inferred source.
    FOLLOWERS: f64 = 1.5;

    /// How likely it is that a copy has no change, for each change that is usual: by Poisson's law the logarithm of e to base two, and half
    /// of that because some houses change more than others.
    NO_CHANGE: i64 = 700;

    /// An article credits the outlet of the one it may follow …
    CREDITS_ITS_OUTLET: i64 = 4_000;

    /// … or an agency or an outlet that one does not name …
    CREDIT_ADDED: i64 = 2_000;

    /// … or leaves out a credit that one has, which is easily done …
    CREDIT_GONE: i64 = 1_000;

    /// … and a news agency hardly follows anybody: others have their texts from it.
    AGENCY_FOLLOWS: i64 = 3_000;

    /// An article that credits somebody is less likely what the others follow.
    CREDITS_SOMEONE: i64 = 3_000;

    /// The dates are the right way round …
    DATED_RIGHT: i64 = 850;

    /// … or the wrong way.
    DATED_WRONG: i64 = 2_300;

    /// Of the words around a passage, so many on each side are looked at, which are half as near at every so many words.
    AROUND: usize = 150;
    HALF_AS_NEAR: i64 = 60;

    /// Where there are fewer on both sides together, there is nothing to hold a passage against.
    FEWEST_AROUND: usize = 20;

    /// A word is taken to come from anywhere in so many cases of a thousand, and from what stands around in the others.
    OF_ALL: u64 = 980;

    /// A rare word, which is one of so many in texts of so many words at least, tells so much if nothing is known of the words
    /// around …
    RARE: u64 = 200;
    LEAST: u64 = 50_000;
    USUAL: i64 = 433;

    /// … and halfway between what belongs and what was brought from elsewhere, so much.
    FOREIGN: i64 = 120;

    /// So much of what the words around tell is believed, in parts of a thousand: they come in groups.
    CONTEXT: i64 = 500;

    /// What it costs that a passage was brought from one of two texts into the other: one in ten …
    BROUGHT: i64 = 3_322;

    /// … and that it is at home in both or in neither: half of the others, as it must be for either text.
    NOT_BROUGHT: i64 = 1_322;

    /// Articles that share wording are versions of one text where so many of a thousand of their rare words are the same: what
    /// versions are made of is the subject, and a passage that was brought elsewhere leaves its own behind.
    VERSIONS: u64 = 250;

    /// Texts grow: what it tells that a version is longer …
    GROWN: i64 = 1_790;

    /// … and how much it tells for the reverse where all is report …
    REPORT_CUT: i64 = 940;

    /// … as texts are of which so many of a thousand sentences say who said something, and none is where so many do.
    ALL_REPORT: i64 = 400;
    NO_REPORT: i64 = 100;

    /// In the order of several versions words that are taken away cost so many thousandths more.
    GROWS: i64 = 100;

    /// The cheapest order of so many versions at most is looked for; of more, a cheap one.
    AT_ONCE: usize = 10;

    /// What it tells that a version stands before another in that order; for each of so many steps between them, so much more.
    STEP: i64 = 2_000;
    FARTHER: i64 = 300;
    STEPS: i64 = 3;

    /// Beside that order, which grows itself, so much of what length tells is believed, in parts of a thousand.
    BESIDE: i64 = 500;

    /// More is never believed of an order.
    MOST_IN_ORDER: i64 = 8_000;
}

/// Names the method: how wording is matched, what credits are known by, and the figures here.
pub fn method() -> Digest {
    method_with(None)
}

/// The same where a model of this digest paired sentences too.
pub fn method_with(model: Option<Digest>) -> Digest {
    let wording = crate::overlap::method_with(model);
    let mut description = format!("wirecopy trace 8\n{wording}\n{}\n", crate::article::credits_digest());
    for (name, value) in ALL {
        let _ = writeln!(description, "{name} {value}");
    }
    Digest::of(description.as_bytes())
}
