//! Where letters stand in the bytes of a page: character references are read as the tokenizer reads them, so that each
//! letter knows what it was written as.

use std::ops::Range;

use super::flow::{Flow, paragraphs};

/// What the letters of a page are written as.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Each character or reference that is no white space, in order.
    units: Vec<Unit>,
}

#[derive(Debug)]
struct Unit {
    /// Where its letters begin and end, in bytes of the page's letters.
    letters: Range<usize>,
    /// The bytes of the page.
    html: Range<usize>,
    /// Which of the page's texts it belongs to.
    node: usize,
}

impl Places {
    pub fn new(html: &str, page: &Flow) -> Places {
        let mut units = Vec::new();
        for (node, text) in page.nodes.iter().enumerate() {
            let source = html.get(text.html.clone()).unwrap_or_default();
            let mut at = text.letters.start;
            for (written, letters) in written(source, text.is_raw) {
                let html = text.html.start + written.start..text.html.start + written.end;
                units.push(Unit { letters: at..at + letters, html, node });
                at += letters;
            }
        }
        Places { units }
    }

    /// The bytes of the page that a range of its letters is written in: one range for each text it touches.
    pub fn of(&self, letters: Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        let first = self.units.partition_point(|unit| unit.letters.end <= letters.start);
        for unit in self.units.iter().skip(first).take_while(|unit| unit.letters.start < letters.end) {
            match found.last_mut() {
                Some((node, range)) if *node == unit.node => range.end = unit.html.end,
                _ => found.push((unit.node, unit.html.clone())),
            }
        }
        found.into_iter().map(|(_, range)| range).collect()
    }
}

/// What letters are written as: each character that is no white space, and each reference unless the text is raw, with the
/// bytes of its letters.
fn written(source: &str, is_raw: bool) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = source.get(at..).filter(|rest| !rest.is_empty())?;
            let begins = at;
            // An end tag without a name is passed over, and parts no text.
            if !is_raw && rest.starts_with("</>") {
                at += "</>".len();
                continue;
            }
            if let Some(named) = rest.strip_prefix('&').filter(|_| !is_raw) {
                let name = named.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(named.len());
                let end = 1 + name + usize::from(named.get(name..).is_some_and(|rest| rest.starts_with(';')));
                at += end;
                // What it means depends on nothing behind it.
                let letters = paragraphs(rest.get(..end)?).letters.len();
                if letters > 0 {
                    return Some((begins..at, letters));
                }
                continue;
            }
            let c = rest.chars().next()?;
            at += c.len_utf8();
            match c {
                // The tokenizer reads U+0000 as U+FFFD.
                '\0' => return Some((begins..at, '\u{fffd}'.len_utf8())),
                c if !c.is_whitespace() => return Some((begins..at, c.len_utf8())),
                _ => {}
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_know_what_they_are_written_as() {
        let html = "<p>Caf&eacute; &amp; B&#228;r&nbsp;<b>5&lt6</b> &unknown; x</p>";
        let page = paragraphs(html);
        let places = Places::new(html, &page);
        assert_eq!(page.letters, "Café&Bär5<6&unknown;x");
        let written = |letters: &str| {
            let at = page.letters.find(letters).unwrap();
            places.of(at..at + letters.len()).into_iter().map(|place| &html[place]).collect::<Vec<_>>()
        };
        assert_eq!(written("é"), ["&eacute;"]);
        assert_eq!(written("&B"), ["&amp; B"]);
        assert_eq!(written("är5<"), ["&#228;r", "5&lt6"]);
        assert_eq!(written("x"), ["x"]);
    }

    #[test]
    fn an_end_tag_without_a_name_is_no_letter() {
        let second = |html: &str| Places::new(html, &paragraphs(html)).of(1..2).pop();
        assert_eq!(second("&</>A"), Some(4..5));
        assert_eq!(second("<xmp>x</>"), Some(6..7));
        assert_eq!(second("<xmp>&amp;</xmp>"), Some(6..7));
    }

    proptest! {
        #[test]
        fn what_a_place_holds_reads_as_its_letters(
            html in "(<p>|</p>|<b>|</b>|<br>|&amp;|&lt;|&#x41;|&eacute|&nbsp;|&|<|</>|;|[a-zé ]{1,4}|\u{a0}|<script>x</script>|<!-- y -->){0,12}"
        ) {
            let page = paragraphs(&html);
            let places = Places::new(&html, &page).of(0..page.letters.len());
            let read: String = places.into_iter().map(|place| paragraphs(&html[place]).letters).collect();
            prop_assert_eq!(read, page.letters);
        }
    }
}
