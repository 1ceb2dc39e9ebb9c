//! Where the paragraphs that an extractor gave stand on the page. An extractor gives copies of texts, not their places, and
//! it may lose or add white space at links; the letters are the page's own. So its letters are looked for in the page's, in
//! order, and the page says what parts them.
//!
//! A paragraph is looked for whole behind the last one found, then on the whole page; where something was taken out of its middle,
//! word by word. What stands nowhere (an article that a page holds in its data alone) is kept as the extractor gave it.

use std::ops::Range;

use super::flow::{Flow, Gap};

/// Letters of a paragraph that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Run {
    /// They stand there on the page.
    Page(Range<usize>),
    /// They stand there in what was extracted, and nowhere on the page.
    Own(Range<usize>),
}

/// How far words are looked for behind the last one found: further away the same word is another one.
const REACH: usize = 2_000;

/// So many words together are hardly ever somewhere else too.
const TOGETHER: usize = 4;

/// The whole page is searched as long as so many times its length were not passed over yet. Beyond it, which a page made
/// for that alone comes to, paragraphs are looked for nearby.
const SEARCHES: usize = 256;

pub(super) struct Aligner<'a> {
    page: &'a Flow,
    given: &'a Flow,
    /// Behind the last letter found.
    at: usize,
    /// How many letters may still be passed over by searching.
    left: usize,
}

impl<'a> Aligner<'a> {
    pub fn new(page: &'a Flow, given: &'a Flow) -> Aligner<'a> {
        Aligner { page, given, at: 0, left: page.letters.len().saturating_mul(SEARCHES) }
    }

    /// Where the letters of a paragraph stand.
    pub fn paragraph(&mut self, letters: Range<usize>) -> Vec<Run> {
        if let Some(found) = self.whole(letters.clone()) {
            self.at = found.end;
            return vec![Run::Page(found)];
        }
        self.word_by_word(letters)
    }

    fn whole(&mut self, letters: Range<usize>) -> Option<Range<usize>> {
        let wanted = self.given.letters.get(letters)?;
        let behind = self.find(wanted, self.at, self.page.letters.len());
        behind.or_else(|| self.find(wanted, 0, self.page.letters.len()))
    }

    /// The first place from `from` where these letters stand as words of their own.
    fn find(&mut self, wanted: &str, from: usize, to: usize) -> Option<Range<usize>> {
        let to = if self.left > 0 { to } else { to.min(self.near(from)) };
        let mut from = from;
        loop {
            let found = self.page.letters.get(from..to)?.find(wanted);
            self.left = self.left.saturating_sub(found.unwrap_or(to - from));
            let at = from + found?;
            if self.page.is_bound(at) && self.page.is_bound(at + wanted.len()) {
                return Some(at..at + wanted.len());
            }
            // Behind its first letter.
            from = at + wanted.chars().next().map_or(1, char::len_utf8);
        }
    }

    /// The end of what is near.
    fn near(&self, from: usize) -> usize {
        let mut to = (from + REACH).min(self.page.letters.len());
        while !self.page.letters.is_char_boundary(to) {
            to -= 1;
        }
        to
    }

    fn word_by_word(&mut self, letters: Range<usize>) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let words: Vec<Range<usize>> = self.given.words(letters).into_iter().map(|(_, word)| word).collect();
        let mut next = 0;
        while let Some(word) = words.get(next) {
            // As many words as stand together, then fewer; the first ones may stand anywhere behind.
            let most = TOGETHER.min(words.len() - next);
            let found = (1..=most).rev().find_map(|count| {
                let last = words.get(next + count - 1)?;
                let wanted = self.given.letters.get(word.start..last.end)?;
                // One or two words are common; they are themselves only right behind.
                let to = if count > 2 { self.page.letters.len() } else { self.near(self.at) };
                self.find(wanted, self.at, to).map(|found| (found, count))
            });
            match found {
                Some((found, count)) => {
                    self.at = found.end;
                    match runs.last_mut() {
                        Some(Run::Page(last)) if last.end == found.start => last.end = found.end,
                        _ => runs.push(Run::Page(found)),
                    }
                    next += count;
                }
                None => {
                    match runs.last_mut() {
                        Some(Run::Own(last)) if last.end == word.start => last.end = word.end,
                        _ => runs.push(Run::Own(word.clone())),
                    }
                    next += 1;
                }
            }
        }
        runs
    }

    /// What parts the first letter of `run` from the last one of `before`, inside a paragraph.
    pub fn between(&self, before: &Run, run: &Run) -> Gap {
        match (before, run) {
            // Something stands between them that was taken out. That it took a block of its own does not part the two.
            (Run::Page(before), Run::Page(run)) if before.end <= run.start => {
                let most = self.page.most(before.end..run.start + 1);
                if before.end == run.start { most } else { most.min(Gap::Space) }
            }
            (_, Run::Own(run)) => self.given.gap(run.start).min(Gap::Line),
            _ => Gap::Space,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::flow::paragraphs;
    use super::*;

    /// The runs of all paragraphs of `given`, those of the page in brackets.
    fn aligned(page: &str, given: &[&str]) -> Vec<String> {
        let page = paragraphs(page);
        let given = paragraphs(&given.join("<p>"));
        let mut aligner = Aligner::new(&page, &given);
        let mut starts: Vec<usize> = Vec::new();
        for (gap, word) in given.words(0..given.letters.len()) {
            if gap == Gap::Block || starts.is_empty() {
                starts.push(word.start);
            }
        }
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([given.letters.len()]).collect();
        let mut all = Vec::new();
        for (start, end) in starts.into_iter().zip(ends) {
            let runs = aligner.paragraph(start..end);
            all.push(
                runs.into_iter()
                    .map(|run| match run {
                        Run::Page(at) => format!("[{}]{}", &page.letters[at.clone()], at.start),
                        Run::Own(at) => given.letters[at].to_owned(),
                    })
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
        all
    }

    #[test]
    fn each_paragraph_is_found_behind_the_last() {
        let page = "<nav>Home</nav><p>One two.</p><div>ad</div><p>By <a>A</a>: three.</p><p>One two.</p>";
        assert_eq!(
            aligned(page, &["One two.", "By A : three.", "One two."]),
            ["[Onetwo.]4", "[ByA:three.]13", "[Onetwo.]23"]
        );
    }

    #[test]
    fn what_was_taken_out_of_a_paragraph_does_not_hinder() {
        let page = "<p>It rained in the north <span>share this</span> and snowed in the south.</p>";
        assert_eq!(
            aligned(page, &["It rained in the north and snowed in the south."]),
            ["[Itrainedinthenorth]0 [andsnowedinthesouth.]27"]
        );
        assert_eq!(aligned(page, &["Never said."]), ["Neversaid."]);
    }

    #[test]
    fn a_short_word_is_not_found_inside_another() {
        assert_eq!(aligned("<p>MAPS</p><p>AP</p>", &["AP"]), ["[AP]4"]);
    }
}
