//! Paragraphs out of lines: what every page repeats is left out, lines beneath each other are put together, and words that were parted at a line's
//! end are whole again.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{Line, is_wide};

/// In parts of a hundred of the size of the letters: what begins so far to the right begins a paragraph, and what would have fit with so
/// much to spare was parted on purpose.
const INDENT: i32 = 70;
const SPARE: i32 = 50;

/// A line that stands so much lower than lines usually do, in parts of a hundred, begins something else.
const LOWER: i32 = 130;

/// Lines usually stand so far from each other where nothing says so, in parts of a hundred of their size.
const LEADING: i32 = 120;

/// So many lines at the head and at the foot of a page may be repeated on others, at heights that differ by so many hundredths of a point at most.
const REPEATED: usize = 3;
const HEIGHT: i32 = 300;

/// Lines beneath each other.
struct Block {
    lines: Vec<Line>,
}

impl Block {
    fn left(&self) -> i32 {
        self.lines.iter().map(|line| line.left).min().unwrap_or(0)
    }

    fn right(&self) -> i32 {
        self.lines.iter().map(|line| line.right).max().unwrap_or(0)
    }

    fn top(&self) -> i32 {
        self.lines.first().map_or(0, |line| line.base - line.size)
    }

    fn bottom(&self) -> i32 {
        self.lines.last().map_or(0, |line| line.base)
    }
}

/// A paragraph, and what tells whether another goes on with it.
struct Paragraph {
    text: String,
    size: i32,
    /// Whether its last line is as long as its column is wide.
    is_full: bool,
    /// Whether its first line is set in.
    is_set_in: bool,
}

/// The text of pages, in paragraphs, and how many lines were left out that stand on page after page.
pub(super) fn paragraphs(mut pages: Vec<Vec<Line>>) -> (String, usize) {
    let left_out = leave_out_repeated(&mut pages);
    let leading = leading(&pages);
    let words = Words::of(&pages);
    let mut whole: Vec<Paragraph> = Vec::new();
    for block in pages.into_iter().flat_map(|page| blocks(page, leading)) {
        for (at, paragraph) in parted(&block, &words).into_iter().enumerate() {
            match whole.last_mut() {
                Some(last) if at == 0 && goes_on(last, &paragraph) => {
                    join(&mut last.text, &paragraph.text, &words);
                    last.is_full = paragraph.is_full;
                }
                _ => whole.push(paragraph),
            }
        }
    }
    let texts = whole.into_iter().map(|paragraph| paragraph.text.replace('\u{ad}', ""));
    (texts.collect::<Vec<_>>().join("\n\n"), left_out)
}

/// Takes away heads and feet: lines that two pages have, and one in three, at one height, but for the numbers in them; and, of several pages,
/// first and last lines that are numbers.
fn leave_out_repeated(pages: &mut [Vec<Line>]) -> usize {
    if pages.len() < 2 {
        return 0;
    }
    let key = |line: &Line| {
        let text: String = line.text.chars().map(|c| if c.is_numeric() { '#' } else { c }).collect();
        text.replace("##", "#").replace("##", "#")
    };
    let mut met: BTreeMap<String, Vec<i32>> = BTreeMap::new();
    for page in pages.iter() {
        for line in edges(page, REPEATED).into_iter().filter_map(|at| page.get(at)) {
            met.entry(key(line)).or_default().push(line.base);
        }
    }
    let enough = 2.max(pages.len().div_ceil(3));
    let is_repeated = |line: &Line| {
        let near = |base: &&i32| (**base - line.base).abs() <= HEIGHT;
        met.get(&key(line)).is_some_and(|bases| bases.iter().filter(near).count() >= enough)
    };
    let is_number = |line: &Line| line.text.contains(char::is_numeric) && !line.text.contains(char::is_alphabetic);
    let mut count = 0;
    for page in pages {
        let mut out = edges(page, REPEATED);
        out.retain(|at| page.get(*at).is_some_and(is_repeated));
        out.extend(edges(page, 1).into_iter().filter(|at| page.get(*at).is_some_and(is_number)));
        count += out.len();
        let kept = std::mem::take(page).into_iter().enumerate().filter(|(at, _)| !out.contains(at));
        *page = kept.map(|(_, line)| line).collect();
    }
    count
}

/// Which of the lines are the first and the last ones of a page, so many each.
fn edges(page: &[Line], many: usize) -> BTreeSet<usize> {
    let mut order: Vec<usize> = (0..page.len()).collect();
    order.sort_by_key(|at| page.get(*at).map_or(0, |line| line.base));
    let many = many.min(page.len().div_ceil(3));
    order.iter().take(many).chain(order.iter().rev().take(many)).copied().collect()
}

/// How far lines usually stand from each other, in parts of a hundred of their size.
fn leading(pages: &[Vec<Line>]) -> i32 {
    let steps = pages.iter().flat_map(|page| page.windows(2)).filter_map(|pair| match pair {
        [above, below] if is_of_size(above, below) && overlaps(above, below) => {
            let step = (below.base - above.base).saturating_mul(100) / below.size.max(1);
            (70..300).contains(&step).then_some(step)
        }
        _ => None,
    });
    let mut steps: Vec<i32> = steps.collect();
    steps.sort_unstable();
    steps.get(steps.len() / 2).copied().unwrap_or(LEADING)
}

fn is_of_size(a: &Line, b: &Line) -> bool {
    (a.size - b.size).abs() * 100 <= 8 * a.size.max(b.size)
}

/// Whether one stands above the other, for two parts of five of the shorter one.
fn overlaps(a: &Line, b: &Line) -> bool {
    let shared = a.right.min(b.right) - a.left.max(b.left);
    shared * 5 >= 2 * (a.right - a.left).min(b.right - b.left)
}

/// The blocks of a page, in the order they are read: the one in which they were drawn, which is that of who wrote them, unless they
/// were drawn row by row across columns.
fn blocks(lines: Vec<Line>, leading: i32) -> Vec<Block> {
    let is_beside = |pair: &[Line]| match pair {
        [one, other] => (one.base - other.base).abs() * 2 < one.size && other.left > one.right,
        _ => false,
    };
    let (count, beside) = (lines.len(), lines.windows(2).filter(|pair| is_beside(pair)).count());
    let mut blocks: Vec<Block> = Vec::new();
    for line in lines {
        let goes_on = |block: &&mut Block| {
            let Some(last) = block.lines.last() else { return false };
            let step = (line.base - last.base) * 100;
            let fits = step * 2 > last.size * 100 && step * 100 <= LOWER * leading * last.size.max(line.size);
            fits && is_of_size(last, &line) && overlaps(last, &line) && last.is_from_right == line.is_from_right
        };
        match blocks.iter_mut().rev().find(goes_on) {
            Some(block) => block.lines.push(line),
            None => blocks.push(Block { lines: vec![line] }),
        }
    }
    if beside >= 4 && beside * 4 >= count { by_columns(blocks, 0) } else { blocks }
}

/// Blocks column by column: parted where nothing stands from the top to the foot, else beneath what stands at the top.
fn by_columns(mut blocks: Vec<Block>, depth: usize) -> Vec<Block> {
    if blocks.len() < 2 || depth > 64 {
        return blocks;
    }
    blocks.sort_by_key(|block| (block.left(), block.top()));
    if let Some(at) = gap(&blocks, Block::left, Block::right) {
        let right = blocks.split_off(at);
        return [by_columns(blocks, depth + 1), by_columns(right, depth + 1)].into_iter().flatten().collect();
    }
    blocks.sort_by_key(|block| (block.top(), block.left()));
    if let Some(at) = gap(&blocks, Block::top, Block::bottom) {
        let below = blocks.split_off(at);
        return [by_columns(blocks, depth + 1), by_columns(below, depth + 1)].into_iter().flatten().collect();
    }
    blocks
}

/// Before which of the blocks, which are sorted by where they begin, all those before have ended.
fn gap(blocks: &[Block], begin: fn(&Block) -> i32, end: fn(&Block) -> i32) -> Option<usize> {
    let mut furthest = end(blocks.first()?);
    for (at, block) in blocks.iter().enumerate().skip(1) {
        if begin(block) >= furthest {
            return Some(at);
        }
        furthest = furthest.max(end(block));
    }
    None
}

/// The paragraphs of a block.
fn parted(block: &Block, words: &Words) -> Vec<Paragraph> {
    let (left, right) = (block.left(), block.right());
    // As if all were read from the left.
    let begin = |line: &Line| if line.is_from_right { right - line.right } else { line.left - left };
    let spare = |line: &Line| if line.is_from_right { line.left - left } else { right - line.right };
    let is_centred = block.lines.len() > 1
        && block.lines.iter().all(|line| (begin(line) - spare(line)).abs() * 100 <= INDENT * line.size)
        && block.lines.iter().any(|line| begin(line) * 100 > INDENT * line.size);
    let is_set_in = |line: &Line| !is_centred && begin(line) * 100 > INDENT * line.size;
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before: Option<&Line> = None;
    for line in &block.lines {
        let is_new = before.is_none_or(|before| {
            let is_short = !is_centred && line.first * 100 + SPARE * line.size < spare(before) * 100;
            // A line of a list may be set in too, behind its first.
            let is_begun =
                ends_sentence(&before.text) || !is_set_in(before) && !line.text.starts_with(char::is_lowercase);
            is_set_in(line) && is_begun || is_short
        });
        let is_full = spare(line) * 100 <= 2 * INDENT * line.size && block.lines.len() > 1;
        match paragraphs.last_mut().filter(|_| !is_new) {
            Some(last) => {
                join(&mut last.text, &line.text, words);
                last.is_full = is_full;
            }
            None => paragraphs.push(Paragraph {
                text: line.text.clone(),
                size: line.size,
                is_full,
                is_set_in: is_set_in(line),
            }),
        }
        before = Some(line);
    }
    paragraphs
}

/// Whether the second paragraph goes on with the first, which ended with its column or its page.
fn goes_on(last: &Paragraph, next: &Paragraph) -> bool {
    let is_of_size = (last.size - next.size).abs() * 100 <= 8 * last.size;
    let goes_on = next.text.starts_with(char::is_lowercase) || last.is_full;
    is_of_size && !ends_sentence(&last.text) && goes_on && !next.is_set_in
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』']);
    text.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '۔'])
}

/// Adds what follows in the next line: with a space, unless a word or a sign goes on.
fn join(text: &mut String, next: &str, words: &Words) {
    let mut back = text.chars().rev();
    let (Some(last), before, Some(first)) = (back.next(), back.next().unwrap_or(' '), next.chars().next()) else {
        return text.push_str(next);
    };
    let is_inside = before.is_alphanumeric() && first.is_alphanumeric();
    if is_hyphen(last) && is_inside {
        if words.is_parted(text, last, next) {
            text.pop();
        }
    } else if !(is_wide(last) && is_wide(first) || matches!(last, '—' | '/') && before != ' ') {
        text.push(' ');
    }
    text.push_str(next);
}

/// A hyphen, or the place of one.
fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | HYPHEN | '\u{ad}')
}

/// What programs part words with; people write `-`.
const HYPHEN: char = '\u{2010}';

/// What a document shows of how it parts words at the end of a line.
struct Words {
    /// Those inside lines, in lower case.
    whole: BTreeSet<String>,
    /// A program parted words, with a hyphen of its own that no word is written with.
    has_own: bool,
}

impl Words {
    fn of(pages: &[Vec<Line>]) -> Words {
        let (mut whole, mut is_parted, mut ends) = (BTreeSet::new(), false, false);
        for line in pages.iter().flatten() {
            let in_line = line.text.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c));
            // What the line before has begun is no word.
            for word in
                in_line.skip(usize::from(is_parted)).filter(|word| !word.is_empty() && !word.ends_with(is_hyphen))
            {
                whole.insert(word.to_lowercase());
            }
            is_parted = line.text.ends_with(is_hyphen);
            ends |= line.text.ends_with([HYPHEN, '\u{ad}']);
        }
        let has_own = ends && !whole.iter().any(|word| word.contains(HYPHEN));
        Words { whole, has_own }
    }

    /// Whether the hyphen at the end of `text` parts a word that goes on in `next`, and is none of the word's own.
    fn is_parted(&self, text: &str, hyphen: char, next: &str) -> bool {
        if self.has_own || hyphen == '\u{ad}' {
            return hyphen != '-';
        }
        let begin =
            text.rsplit(|c: char| !c.is_alphanumeric() && !is_hyphen(c)).next().unwrap_or_default().to_lowercase();
        let end = next.split(|c: char| !c.is_alphanumeric() && !is_hyphen(c)).next().unwrap_or_default().to_lowercase();
        let bare = begin.trim_end_matches(is_hyphen);
        let has = |word: &str| self.whole.contains(word);
        let is_own = has(&format!("{begin}{end}")) || has(bare) && has(&end);
        let is_word =
            text.chars().rev().nth(1).is_some_and(char::is_alphabetic) && next.starts_with(char::is_lowercase);
        is_word && (has(&format!("{bare}{end}")) || !is_own)
    }
}
