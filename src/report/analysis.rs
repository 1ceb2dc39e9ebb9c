//! Shared wording among articles, as plain data.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::outlets::outlets;
use super::{MarkRow, OutletsRow, rejected_credits};
use crate::align::Op;
use crate::article::{Capture, Credit, credits, mentions};
use crate::hash::Digest;
use crate::marks::{Judged, Marks, overlap_name};
use crate::overlap::{Derivation, Drift, DriftKind, Edit, Overlap, Pair, Relation, Repeat, Side, Verdict};
use crate::text::{Span, Text, changed_part};

/// How many characters around an extract are kept as its context.
const CONTEXT_CHARS: usize = 32;

/// A label is at least so long, unless the whole name is shorter.
const SHORTEST_LABEL: usize = 3;

/// Shared wording among articles: what `overlaps` and `run` say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Analysis {
    /// The command and the options that shape its results, sorted by name.
    pub command: &'static str,
    pub params: BTreeMap<String, String>,
    /// Names the method: its figures and its data.
    pub method: Digest,
    pub articles: Vec<Article>,
    /// How many pairs were compared.
    pub compared: usize,
    /// How many pairs there are, where all were to be compared; else as many as were.
    pub possible: usize,
    /// The pairs that share something, in the order they were compared.
    pub pairs: Vec<PairRow>,
    pub repeats: Vec<RepeatRow>,
    pub families: Vec<Families>,
    /// Outlets that share copied wording.
    pub outlets: Vec<OutletsRow>,
    /// Why nothing was found, if nothing was.
    pub nothing: Option<String>,
    /// What to type next.
    pub next: Vec<String>,
}

/// One article version as read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Article {
    /// The shortest beginning of the name that no other article here has.
    pub label: String,
    /// One of those that [`names`] gives.
    pub article: String,
    /// Others here have the same name and other bytes: versions of the article, or other articles that are called so.
    pub shares_name: bool,
    /// `sha256:` of the raw bytes.
    pub version: String,
    /// `sha256:` of the canonical text.
    pub text: String,
    pub source: String,
    pub line: Option<u64>,
    pub offset: Option<u64>,
    pub outlet: Option<String>,
    pub title: Option<String>,
    pub date: Option<crate::article::Dated>,
    pub sentences: usize,
}

impl Article {
    /// How JSON names it: with its version where several have one name here.
    pub fn name(&self) -> String {
        if self.shares_name { format!("{}@{}", self.article, self.version) } else { self.article.clone() }
    }

    /// Where it was read: the path, and the line or the byte of a record.
    pub fn place(&self) -> String {
        match (self.line, self.offset) {
            (Some(line), _) => format!("{}:{line}", self.source),
            (None, Some(offset)) => format!("{}@{offset}", self.source),
            (None, None) => self.source.clone(),
        }
    }
}

/// Wording of one article, in its input's offsets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Extract {
    /// Index into the articles.
    pub article: usize,
    /// 0-based.
    pub sentences: Vec<usize>,
    pub chars: [usize; 2],
    pub bytes: [usize; 2],
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
    pub credits: Vec<CreditRow>,
}

/// Words that name a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditRow {
    pub source: String,
    pub class: &'static str,
    /// The words that make it a credit, as the text has them.
    pub cue: String,
    /// Bytes of the cue and the name in the input.
    pub bytes: [usize; 2],
    pub for_image: bool,
    /// A named source of the wording that the other text names nowhere.
    pub only_here: bool,
}

/// Two articles that share something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PairRow {
    pub a: usize,
    pub b: usize,
    /// Thousandths of the words.
    pub share_a: u16,
    pub share_b: u16,
    /// How much of each article comes from what it shares with the other.
    pub derivation_a: Derivation,
    pub derivation_b: Derivation,
    pub counts: BTreeMap<Relation, usize>,
    pub conflicts: usize,
    /// How many sources one side credits in its matched sentences and the other does not.
    pub credits_only_a: usize,
    pub credits_only_b: usize,
    pub overlaps: Vec<OverlapRow>,
    /// What a person rejected: it counts in nothing here.
    pub rejected: Vec<OverlapRow>,
    pub passages: Vec<Passage>,
    pub names: Vec<NamesRow>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OverlapRow {
    pub id: String,
    pub relation: Relation,
    pub quoted: bool,
    pub moved: bool,
    pub a: Extract,
    pub b: Extract,
    pub by_meaning: bool,
    pub score: u16,
    pub shared_words: usize,
    pub edits: Vec<EditRow>,
    pub drift: Vec<DriftRow>,
    /// The shared words in short.
    pub gist: String,
    /// What a person says of it.
    pub mark: Option<MarkRow>,
}

/// One stretch of an edit script, in bytes of the inputs, with its words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EditRow {
    pub op: Op,
    pub a: [usize; 2],
    pub b: [usize; 2],
    pub text_a: String,
    pub text_b: String,
    /// A difference that the reader asked to pass over.
    pub passed_over: bool,
    /// Of a word that became another form of itself: the bytes of either that differ.
    pub letters: Option<[[usize; 2]; 2]>,
}

impl EditRow {
    /// Whether a reader sees no change: the same, or another line break or space in place of one, or what is passed over.
    pub fn reads_the_same(&self) -> bool {
        let is_space = |text: &str| !text.is_empty() && text.trim().is_empty();
        self.op == Op::Equal || self.passed_over || is_space(&self.text_a) && is_space(&self.text_b)
    }

    /// Words in place of others, wherever they stand; where one side has none, put in or taken out.
    pub fn whole(a: &str, b: &str) -> EditRow {
        let op = match (a.is_empty(), b.is_empty()) {
            (_, true) => Op::Delete,
            (true, false) => Op::Insert,
            (false, false) => Op::Replace,
        };
        let (text_a, text_b) = (a.to_owned(), b.to_owned());
        EditRow { op, a: [0, a.len()], b: [0, b.len()], text_a, text_b, passed_over: false, letters: None }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DriftRow {
    pub kind: DriftKind,
    pub verdict: Verdict,
    /// The words and their bytes in the input.
    pub a: Option<(String, [usize; 2])>,
    pub b: Option<(String, [usize; 2])>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage {
    pub relation: Relation,
    pub a: Extract,
    pub b: Extract,
    /// Ids of its overlaps.
    pub overlaps: Vec<String>,
}

/// A run of names that looks like copying.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamesRow {
    /// 0-based sentences.
    pub a: usize,
    pub b: usize,
    pub words: usize,
    pub text: String,
}

/// What an article repeats within itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RepeatRow {
    pub article: usize,
    /// 0-based.
    pub first: usize,
    pub second: usize,
}

/// Articles connected by shared wording.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Families {
    pub id: String,
    /// Indexes into the articles, rising.
    pub members: Vec<usize>,
}

impl PairRow {
    /// Whether any of its overlaps counts as copying.
    pub fn copies(&self) -> bool {
        self.counts.keys().any(|relation| relation.is_copying())
    }

    /// With the counts of its overlaps as they are now.
    fn counted(mut self) -> PairRow {
        let conflict = |overlap: &OverlapRow| overlap.drift.iter().filter(|d| d.verdict == Verdict::Conflict).count();
        let only_here = |side: fn(&OverlapRow) -> &Extract| {
            self.overlaps.iter().flat_map(|overlap| &side(overlap).credits).filter(|credit| credit.only_here).count()
        };
        (self.credits_only_a, self.credits_only_b) = (only_here(|overlap| &overlap.a), only_here(|overlap| &overlap.b));
        self.conflicts = self.overlaps.iter().map(conflict).sum();
        self.counts.clear();
        self.overlaps.iter().for_each(|overlap| *self.counts.entry(overlap.relation).or_insert(0) += 1);
        self
    }

    /// As people judge it now: what somebody rejected since it was compared stands among what is rejected, what is no longer
    /// rejected counts again. The shares stay what they were.
    pub(super) fn settled(mut self) -> PairRow {
        let all = std::mem::take(&mut self.overlaps).into_iter().chain(std::mem::take(&mut self.rejected));
        (self.rejected, self.overlaps) = all.partition(OverlapRow::is_rejected);
        self.overlaps.sort_by_key(|overlap| (overlap.a.bytes, overlap.b.bytes));
        let counts = |id: &String| self.overlaps.iter().any(|overlap| overlap.id == *id);
        self.passages.retain_mut(|passage| {
            // One that no pair of sentences tells had none before anybody judged.
            let mingled = passage.overlaps.is_empty();
            passage.overlaps.retain(counts);
            mingled || !passage.overlaps.is_empty()
        });
        self.counted()
    }
}

impl Analysis {
    /// Builds the report of compared pairs. `judged` refers to `captures` by index.
    pub fn new(
        command: &'static str,
        params: BTreeMap<String, String>,
        captures: &[Capture],
        judged: &Judged,
        repeats: &[Repeat],
    ) -> Analysis {
        let articles = articles(captures);
        let pairs = &judged.pairs;
        let rows: Vec<PairRow> = pairs
            .iter()
            .zip(&judged.rejected)
            .filter(|(pair, rejected)| !pair.overlaps.is_empty() || !pair.names.is_empty() || !rejected.is_empty())
            .map(|(pair, rejected)| pair_row(captures, pair, rejected, &judged.marks))
            .collect();
        let repeats = repeats.iter().map(|r| RepeatRow { article: r.text, first: r.first, second: r.second }).collect();
        let found = rows.iter().any(|pair| !pair.overlaps.is_empty());
        let rejected = rows.iter().map(|pair| pair.rejected.len()).sum();
        Analysis {
            command,
            params,
            method: crate::overlap::method(),
            families: families(&articles, &crate::trace::families(captures.len(), pairs)),
            outlets: outlets(captures, &articles, &rows, &rejected_credits(captures, &judged.marks)),
            articles,
            compared: pairs.len(),
            possible: pairs.len(),
            pairs: rows,
            repeats,
            nothing: (!found).then(|| why_nothing(captures.len(), pairs, rejected)),
            next: Vec::new(),
        }
    }

    /// Whether any wording is shared.
    pub fn found(&self) -> bool {
        self.nothing.is_none()
    }
}

/// The names of the articles, in their order. Of several of one name and one wording, as of a story that lies in two folders, the
/// second is `name~2`, in the order of their keys and places: with a `#` it would be called as its second sentence is.
pub fn names(captures: &[Capture]) -> Vec<String> {
    let of = |at: usize| (captures[at].article.name(), captures[at].version.raw);
    let mut order: Vec<usize> = (0..captures.len()).collect();
    order.sort_by_key(|&at| (of(at), captures[at].article.key(), &captures[at].source));
    let mut names = vec![String::new(); captures.len()];
    let (mut before, mut nth) = (None, 0);
    for at in order {
        nth = if before == Some(of(at)) { nth + 1 } else { 1 };
        before = Some(of(at));
        let name = captures[at].article.name();
        names[at] = if nth > 1 { format!("{name}~{nth}") } else { name.to_owned() };
    }
    names
}

/// The articles as read, each with its label.
pub(super) fn articles(captures: &[Capture]) -> Vec<Article> {
    let names: Vec<&str> = captures.iter().map(|capture| capture.article.name()).collect();
    let mut wordings: HashMap<&str, BTreeSet<Digest>> = HashMap::new();
    captures.iter().zip(&names).for_each(|(capture, name)| {
        wordings.entry(name).or_default().insert(capture.version.raw);
    });
    let labelled = captures.iter().zip(labels(&names)).zip(self::names(captures)).map(|((capture, label), name)| {
        // Versions of one article are told apart by the beginnings of their digests.
        let shares_name = wordings.get(capture.article.name()).is_some_and(|wordings| wordings.len() > 1);
        let digest = capture.version.raw.to_string();
        let label = if shares_name { format!("{label}@{}", digest.get(..8).unwrap_or(&digest)) } else { label };
        let nth = name.strip_prefix(capture.article.name()).unwrap_or_default();
        let label = format!("{label}{nth}");
        Article { shares_name, article: name, ..article(capture, label) }
    });
    labelled.collect()
}

/// An article of which no other version is here, or none is meant.
pub(super) fn article(capture: &Capture, label: String) -> Article {
    Article {
        label,
        article: capture.article.name().to_owned(),
        shares_name: false,
        version: capture.version.raw.prefixed(),
        text: capture.version.text.prefixed(),
        source: capture.source.path.clone(),
        line: capture.source.line,
        offset: capture.source.offset,
        outlet: capture.meta.outlet.clone(),
        title: capture.meta.title.clone(),
        date: capture.meta.published.clone(),
        sentences: capture.text.sentences().len(),
    }
}

/// The shortest beginnings that tell the names apart. A name that begins another, or stands twice, is its own label.
fn labels(names: &[&str]) -> Vec<String> {
    let mut sorted: Vec<&str> = names.to_vec();
    sorted.sort_unstable();
    let common = |x: &str, y: &str| x.chars().zip(y.chars()).take_while(|(x, y)| x == y).count();
    names
        .iter()
        .map(|name| {
            let at = sorted.partition_point(|other| other < name);
            let before = at.checked_sub(1).map_or(0, |before| common(sorted[before], name));
            let after = sorted.get(at + 1).map_or(0, |after| common(after, name));
            name.chars().take(SHORTEST_LABEL.max(before.max(after) + 1)).collect()
        })
        .collect()
}

pub(super) fn pair_row(captures: &[Capture], pair: &Pair, rejected: &[Overlap], marks: &Marks) -> PairRow {
    let (a, b) = (&captures[pair.a], &captures[pair.b]);
    let row = |overlap: &Overlap| overlap_row((pair.a, a), (pair.b, b), overlap).marked(captures, marks);
    let overlaps: Vec<OverlapRow> = pair.overlaps.iter().map(row).collect();
    let passages = pair.passages.iter().map(|passage| Passage {
        relation: passage.relation,
        a: extract(pair.a, &a.text, passage.a, Vec::new()),
        b: extract(pair.b, &b.text, passage.b, Vec::new()),
        overlaps: passage.overlaps.iter().map(|&index| overlaps[index].id.clone()).collect(),
    });
    let row = PairRow {
        a: pair.a,
        b: pair.b,
        share_a: pair.share_a.thousandths(),
        share_b: pair.share_b.thousandths(),
        derivation_a: Derivation::of(pair.own_a),
        derivation_b: Derivation::of(pair.own_b),
        counts: BTreeMap::new(),
        conflicts: 0,
        credits_only_a: 0,
        credits_only_b: 0,
        rejected: rejected.iter().map(row).collect(),
        passages: passages.collect(),
        names: pair
            .names
            .iter()
            .map(|run| NamesRow { a: run.a, b: run.b, words: run.words, text: a.text.exact(run.span_a).to_owned() })
            .collect(),
        overlaps,
    };
    row.counted()
}

pub(super) fn overlap_row(
    (index_a, a): (usize, &Capture),
    (index_b, b): (usize, &Capture),
    overlap: &Overlap,
) -> OverlapRow {
    let side_a = extract(index_a, &a.text, overlap.a.span, credit_rows(&a.text, &overlap.a, &b.text, &overlap.b));
    let side_b = extract(index_b, &b.text, overlap.b.span, credit_rows(&b.text, &overlap.b, &a.text, &overlap.a));
    // As the inputs have them.
    let told = |text: &Text, span: Span| (text.exact(span).to_owned(), text.place(span).bytes);
    let sides: [Told; 2] = [&|span| told(&a.text, span), &|span| told(&b.text, span)];
    OverlapRow {
        id: overlap_name(a, b, overlap),
        relation: overlap.relation,
        quoted: overlap.quoted,
        moved: overlap.moved,
        by_meaning: overlap.by_meaning,
        score: overlap.score.thousandths(),
        shared_words: overlap.shared_words,
        gist: gist(&overlap.edits, &a.text),
        edits: overlap.edits.iter().map(|edit| edit_row(edit, sides)).collect(),
        drift: overlap.drift.iter().map(|drift| drift_row(drift, sides)).collect(),
        a: side_a,
        b: side_b,
        mark: None,
    }
}

/// The words of a span of one text, and their bytes as they are told.
pub(super) type Told<'t> = &'t dyn Fn(Span) -> (String, [usize; 2]);

pub(super) fn edit_row(edit: &Edit, [a, b]: [Told; 2]) -> EditRow {
    let ((text_a, bytes_a), (text_b, bytes_b)) = (a(edit.a), b(edit.b));
    EditRow {
        op: edit.op,
        a: bytes_a,
        b: bytes_b,
        letters: letters(&text_a, &text_b),
        text_a,
        text_b,
        passed_over: false,
    }
}

pub(super) fn drift_row(drift: &Drift, [a, b]: [Told; 2]) -> DriftRow {
    DriftRow { kind: drift.kind, verdict: drift.verdict, a: drift.a.map(a), b: drift.b.map(b) }
}

/// The bytes of two words in one place that differ.
fn letters(a: &str, b: &str) -> Option<[[usize; 2]; 2]> {
    changed_part(a, b).map(|parts| parts.map(|part| [part.start, part.end]))
}

/// The credits of one side of an overlap.
fn credit_rows(text: &Text, side: &Side, theirs: &Text, other: &Side) -> Vec<CreditRow> {
    let is_beyond = |credit: &Credit| side.sources_beyond(other).any(|only| only == credit);
    let row = |credit: &Credit| CreditRow {
        source: credit.source.clone(),
        class: credit.class.name(),
        cue: text.exact(credit.cue).to_owned(),
        bytes: text.place(credit.span).bytes,
        for_image: credit.for_image,
        only_here: is_beyond(credit) && !is_named(theirs, &credit.source),
    };
    side.credits.iter().map(row).collect()
}

/// Whether a text names a source anywhere but as whose picture it shows.
fn is_named(text: &Text, source: &str) -> bool {
    let named = mentions(text.body(), source);
    if named.is_empty() {
        return false;
    }
    let pictures: Vec<Credit> = credits(text).into_iter().filter(|credit| credit.for_image).collect();
    named.iter().any(|span| !pictures.iter().any(|picture| picture.span.contains(*span)))
}

pub(super) fn extract(article: usize, text: &Text, span: Span, credits: Vec<CreditRow>) -> Extract {
    let place = text.place(span);
    let input = text.input();
    let before: Vec<char> = input[..place.bytes[0]].chars().rev().take(CONTEXT_CHARS).collect();
    let sentences = text.sentences();
    let first = sentences.partition_point(|sentence| sentence.span.end() <= span.start());
    let last = sentences.partition_point(|sentence| sentence.span.start() < span.end());
    Extract {
        article,
        sentences: (first..last).collect(),
        chars: place.chars,
        bytes: place.bytes,
        exact: text.exact(span).to_owned(),
        prefix: before.into_iter().rev().collect(),
        suffix: input[place.bytes[1]..].chars().take(CONTEXT_CHARS).collect(),
        credits,
    }
}

/// The kept stretches of an overlap that are more than a small word, as the first text has them.
fn gist(edits: &[Edit], text: &Text) -> String {
    let telling = |words: &&str| words.chars().filter(|c| c.is_alphanumeric()).count() > 3;
    let hanging = |c: char| !c.is_alphanumeric() && !matches!(c, '“' | '”' | '"');
    let kept = edits.iter().filter(|edit| edit.op == Op::Equal).map(|edit| text.slice(edit.a).trim_matches(hanging));
    let kept: Vec<String> =
        kept.filter(telling).map(|words| words.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    kept.join(" … ")
}

/// The families with their names: a family is named by the versions in it, in whatever order they were read.
pub(super) fn families(articles: &[Article], families: &[Vec<usize>]) -> Vec<Families> {
    let named = |members: &[usize]| {
        let mut names: Vec<String> = members.iter().map(|&m| format!("{}\n", articles[m].version)).collect();
        names.sort();
        format!("f-{}", short(&names.concat()))
    };
    families.iter().map(|members| Families { id: named(members), members: members.clone() }).collect()
}

/// The short digest that results are named by.
pub(super) fn short(of: &str) -> String {
    let mut hex = Digest::of(of.as_bytes()).to_string();
    hex.truncate(16);
    hex
}

/// Which stage dropped what, in words.
pub(super) fn why_nothing(articles: usize, pairs: &[Pair], rejected: usize) -> String {
    match rejected {
        0 => {}
        1 => return "the one overlap that was found is rejected by a person".to_owned(),
        all => return format!("all {all} overlaps that were found are rejected by a person"),
    }
    if articles < 2 {
        let read = if articles == 1 { "1 article".to_owned() } else { "no article".to_owned() };
        return format!("{read} read: it takes two to share wording");
    }
    let compared = if pairs.len() == 1 { "1 pair".to_owned() } else { format!("{} pairs", pairs.len()) };
    let seeds: usize = pairs.iter().map(|pair| pair.dropped.seeds).sum();
    if seeds == 0 {
        return format!("{compared} compared: no two sentences share two rare words outside names");
    }
    let around = match pairs.iter().map(|pair| pair.dropped.regions).sum() {
        0 => "no region grew around them".to_owned(),
        1 => "the region that grew around them has no more in common than two texts of one subject may".to_owned(),
        regions => {
            format!(
                "the {regions} regions that grew around them have no more in common than two texts of one subject may"
            )
        }
    };
    format!("{compared} compared, {seeds} sentence pairs looked at: {around}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Meta, Source};

    #[test]
    fn labels_are_the_shortest_that_tell_apart() {
        assert_eq!(labels(&["000_71", "001_ae", "0011"]), ["000", "001_", "0011"]);
        assert_eq!(labels(&["a", "ab"]), ["a", "ab"]);
        assert_eq!(labels(&["same", "same"]), ["same", "same"]);
    }

    #[test]
    fn a_passage_of_no_overlap_stays_whatever_is_rejected() {
        let side = |article| Extract {
            article,
            sentences: vec![0],
            chars: [0, 3],
            bytes: [0, 3],
            exact: "One".to_owned(),
            prefix: String::new(),
            suffix: String::new(),
            credits: Vec::new(),
        };
        let passage = |overlaps: &[&str]| Passage {
            relation: Relation::Verbatim,
            a: side(0),
            b: side(1),
            overlaps: overlaps.iter().map(|&id| id.to_owned()).collect(),
        };
        let pair = PairRow {
            a: 0,
            b: 1,
            share_a: 0,
            share_b: 0,
            derivation_a: Derivation::None,
            derivation_b: Derivation::None,
            counts: BTreeMap::new(),
            conflicts: 0,
            credits_only_a: 0,
            credits_only_b: 0,
            overlaps: Vec::new(),
            rejected: Vec::new(),
            passages: vec![passage(&[]), passage(&["m-0"])],
            names: Vec::new(),
        };
        assert_eq!(pair.settled().passages, [passage(&[])]);
    }

    #[test]
    fn articles_of_one_name_and_one_wording_are_told_apart_in_the_order_of_their_keys() {
        let capture = |folder: &str, text: &str| {
            let source = Source { path: format!("{folder}/a.txt"), line: None, offset: None };
            let id = ArticleId::from_file(folder, "a.txt");
            Capture::new(id, source, Meta::default(), text.as_bytes().to_vec(), text)
        };
        let told = |captures: &[Capture]| -> Vec<[String; 3]> {
            let articles = articles(captures).into_iter();
            articles.map(|article| [article.label.clone(), article.name(), article.source]).collect()
        };
        let twins = [capture("t", "One."), capture("m", "One.")];
        assert_eq!(told(&twins), [["a~2", "a~2", "t/a.txt"], ["a", "a", "m/a.txt"]]);
        let three = [capture("m", "One."), capture("n", "Two."), capture("t", "One.")];
        let mut names: Vec<[String; 3]> = told(&three);
        assert!(names[2][0].starts_with("a@") && names[2][0].ends_with("~2"), "{names:?}");
        names.dedup_by_key(|[label, ..]| label.clone());
        assert_eq!(names.len(), 3);
    }
}
