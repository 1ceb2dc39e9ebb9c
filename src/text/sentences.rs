//! Where sentences end.
//!
//! One pass over each paragraph ([`paragraphs`](super::paragraphs)): at every stop (`.`, `!`, `?`, `…` and their kin in
//! other scripts) the words on both sides decide ([`stops`]). Besides, a sign that counts a list on (`2.` after `1.`)
//! begins a sentence, and nothing inside brackets that were opened in mid-sentence ends one.
//!
//! A sentence keeps what closes behind its stop: quotation marks, brackets, footnote signs. Its span has no white
//! space around it.
//!
//! Stops inside a quotation end sentences too (“We will act. It is time.” said X), for each sentence quoted may be
//! copied by itself; but not where the quotation is a part of a sentence that goes on behind it. [`Inside::Whole`]
//! leaves all quotations whole; it is there to measure what parting them brings.

mod stops;

use super::items::ItemSign;
use super::marks::{is_closing_bracket, is_opening_bracket, is_stop};
use super::{Quotation, Span};
use stops::Stop;

/// What to do with the sentences inside a quotation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Inside {
    /// Part them, as everywhere.
    Parted,
    /// Leave a quotation whole.
    Whole,
}

/// The sentences of `body`: in order, disjoint, not empty, together holding every non-space character.
pub(super) fn split(body: &str, paragraphs: &[Span], quotations: &[Quotation], inside: Inside) -> Vec<Span> {
    let mut sentences = Vec::new();
    for paragraph in paragraphs {
        let text = paragraph.of(body);
        let first = quotations.partition_point(|quotation| quotation.outer.start() < paragraph.start());
        let mut ahead = &quotations[first..];
        let mut start = 0;
        for end in ends(text) {
            let at = paragraph.start() + end;
            while ahead.first().is_some_and(|quotation| quotation.outer.end() <= at) {
                ahead = &ahead[1..];
            }
            let around = ahead.first().filter(|quotation| quotation.outer.start() < at);
            if around.is_some_and(|quotation| {
                inside == Inside::Whole
                    || is_embedded(body, quotation.outer, paragraph.start() + start, paragraph.end())
            }) {
                continue;
            }
            push(&mut sentences, text, paragraph.start(), start, end);
            start = end;
        }
        push(&mut sentences, text, paragraph.start(), start, text.len());
    }
    sentences
}

/// Whether a quotation is a part of the sentence that begins at `start`: words of the sentence come before it and it
/// goes on behind it (they shouted “No! Never!” and left). Where the sentence ends with the quotation, what is quoted
/// stands for itself.
fn is_embedded(body: &str, quotation: Span, start: usize, paragraph_end: usize) -> bool {
    let behind = body[quotation.end()..paragraph_end].trim_start();
    let goes_on = behind.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—'));
    goes_on && start < quotation.start() && !body[start..quotation.start()].trim().is_empty()
}

/// Adds `start..end` of a paragraph that begins at `base`, without surrounding white space, unless nothing is left.
fn push(sentences: &mut Vec<Span>, text: &str, base: usize, start: usize, end: usize) {
    let words = text[start..end].trim_end();
    let lead = words.len() - words.trim_start().len();
    if lead < words.len() {
        sentences.push(Span::new(base + start + lead, base + start + words.len()));
    }
}

/// Where the sentences of one paragraph end; its own end is left out.
fn ends(text: &str) -> Vec<usize> {
    let brackets = brackets(text);
    let mut brackets = brackets.iter().peekable();
    let mut ends = Vec::new();
    // The sentence's first byte that is no white space.
    let mut start = 0;
    let mut sign = ItemSign::read(text);
    // No sentence ends before a bracket that was opened inside it closes.
    let mut closed_until = 0;
    // Stops up to here belong to one that was read.
    let mut read_until = 0;
    let mut before = ' ';
    let mut next = 0;
    while let Some(&byte) = text.as_bytes().get(next) {
        let at = next;
        // Most characters are letters and spaces, which are passed over unread; behind a sign up to the next space.
        if is_plain(byte) && (sign.is_none() || !before.is_whitespace()) {
            next += if sign.is_none() { plain(&text.as_bytes()[at..]) } else { 1 };
            before = char::from(text.as_bytes()[next - 1]);
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        next += c.len_utf8();
        let mut end = None;
        if is_opening_bracket(c)
            && let Some(bracket) = brackets.next_if(|bracket| bracket.start() == at)
            && at > start
        {
            closed_until = closed_until.max(bracket.end());
        }
        if before.is_whitespace()
            && at > start
            && let Some(next) =
                sign.and_then(|sign| ItemSign::read(&text[at..]).filter(|next| next.is_sure() && next.follows(&sign)))
        {
            sign = Some(next);
            end = Some(at);
        } else if at >= read_until
            && (is_stop(c) || matches!(c, ':' | ';'))
            && let Some(stop) = Stop::read(text, start, at)
        {
            read_until = stop.end;
            end = (stop.end >= closed_until && stop.ends_sentence()).then_some(stop.end);
        }
        if let Some(end) = end.filter(|&end| end < text.len()) {
            ends.push(end);
            start = end + (text[end..].len() - text[end..].trim_start().len());
            sign = ItemSign::read(&text[start..]).or(sign);
        }
        before = c;
    }
    ends
}

/// Whether a byte is a character that is neither a stop nor a bracket.
fn is_plain(byte: u8) -> bool {
    PLAIN[byte as usize]
}

static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        plain[byte] = !matches!(byte as u8, b'.' | b'!' | b'?' | b':' | b';' | b'(' | b')' | b'[' | b']' | b'{' | b'}');
        byte += 1;
    }
    plain
};

/// With how many of them the bytes begin.
fn plain(bytes: &[u8]) -> usize {
    bytes.iter().position(|&byte| !is_plain(byte)).unwrap_or(bytes.len())
}

/// The bracketed stretches of a paragraph, in order of their opening. A bracket that is not closed is none.
fn brackets(text: &str) -> Vec<Span> {
    let mut open = Vec::new();
    let mut pairs = Vec::new();
    let mut at = 0;
    loop {
        at += plain(&text.as_bytes()[at..]);
        let Some(c) = text[at..].chars().next() else { break };
        if is_opening_bracket(c) {
            open.push(at);
        } else if is_closing_bracket(c)
            && let Some(start) = open.pop()
        {
            pairs.push(Span::new(start, at + c.len_utf8()));
        }
        at += c.len_utf8();
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::{paragraphs, quotations};
    use super::*;

    fn split_with(body: &str, inside: Inside) -> Vec<&str> {
        let paragraphs = paragraphs::find(body);
        let spans = split(body, &paragraphs, &quotations::find(body, &paragraphs), inside);
        spans.into_iter().map(|span| span.of(body)).collect()
    }

    /// `marked` has `|` where a sentence ends.
    fn check(marked: &str) {
        let body = marked.replace('|', "");
        let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
        assert_eq!(split_with(&body, Inside::Parted), expected);
    }

    #[test]
    fn stops_end_sentences_with_all_that_closes() {
        check("The vote failed.| Who was absent?| Nobody knows!?| “It was late.”| (Few stayed.)| The end");
        check("He called it “a farce.”| The minister left (early!).| \"Why now?\"| She did not say.");
    }

    #[test]
    fn abbreviations_go_on() {
        check("Mr. Dupont met Gen. Ito and Dr. Sørensen at St. Anne's, i.e. at home.| They ate.");
        check("See No. 5, Fig. II and p. 12.| It was the 3 Jan. 2020 issue.");
        check("Sie traf Hrn. Dr. Weiß am 3. Juni bzw. am 4. Juli.| Der 2. Weltkrieg begann 1939.| Er war lang.");
        check("On l'a vu p. ex. à Rome.| Il a plu.");
        check(
            "Spotkał prof. Nowaka, tzn. ministra, w 2024 r. w Gdańsku.| Było to 5 km od ul. Długiej itd.| To wszystko.",
        );
        check("Він зустрів проф. Коваля на вул. Садовій, ім. Шевченка.| У 1991 р. Київ змінився.| Це видно.");
        check("Doç. Dr. Yılmaz 2. Dünya Savaşı'nı, vb. konuları anlattı.| Bu doğru.| Ancak yetmez.");
        check("वे डॉ. सिंह और प्रो. राव से मिले।| यह 5 कि.मी. दूर है।| वे लौटे।");
        check("التقى د. محمد أ. علي في القاهرة.| ثم عاد.| متى؟| غدا.");
        check("او با دکتر م. رضایی دیدار کرد.| چه شد؟| هیچ.");
        check("그는 김 박사를 만났다.| 언제였나?| 2024년이었다.| 그는 떠났다!");
        check("В 1991 г. Москва изменилась, т. е. выросла.| Она растёт и т. д.| Это видно.");
    }

    #[test]
    fn some_abbreviations_end_a_sentence_before_a_word_that_begins_one() {
        check("He left the U.S. Senate in May.| She stayed in the U.S.| But he returned.");
        check("Orion Inc. Vice President Lee bought Vega Ltd.| The price was high.");
        check("It closed at 5 p.m. Monday.| It opened at 9 a.m.| Police came at 10 a.m. EST.");
    }

    #[test]
    fn initials_belong_to_names() {
        check("The book by J. R. Miller and A. N. Other is out.| It sells.");
        check("Eat vitamin C.| It helps.| You and I.| We both know.");
    }

    #[test]
    fn numbers_addresses_and_ellipses_hold_together() {
        check("It rose 3.5 percent to $1,200.50.| Then it fell to .75 at example.org/a.b?c=d and v1.2.3.");
        check("Well ... maybe.| He paused . . . and went on.| She waited....| Nobody came…| ...and then it rained.");
        check("The law[3] was passed.[4]| It holds.12| Courts agree.");
    }

    #[test]
    fn lists_are_parted_at_their_signs() {
        check("1. Wash the rice| 2. Boil the water| 3. Wait");
        check("They agreed: (1) no war, (2) no tariffs.| (a) Peace is kept.| (b) Trade is free.");
        check("• 1990 begins| • 2000 ends");
    }

    #[test]
    fn brackets_opened_in_mid_sentence_hold_together() {
        check("He came home (it had rained. He was wet.) and slept.| (He was tired.| It was late.)| He slept.");
        check("The figure (?) is old.| The text [...] is new.");
    }

    #[test]
    fn a_name_and_a_verb_of_saying_belong_to_the_question_before() {
        check("\"Who pays?\" Lee asked.| \"Nobody!\" President Costa said.| \"Really?\"| Lee laughed.");
        check("„Wer zahlt?“ fragte sie.| « Qui paie ? » demanda-t-il.| Personne.");
    }

    #[test]
    fn writers_without_capitals_end_sentences_too() {
        check("it rained all day.| nobody came.| what now?| we went home!| then it stopped.");
        check("The approx. value of the misc. items fell.");
    }

    #[test]
    fn sentences_run_together_are_parted() {
        check("It ended last week.|The talks go on.| See Node.js and Yahoo.com.");
    }

    #[test]
    fn every_script_has_its_stops() {
        check("今天下雨。|他说：“走吧！”|我们走了。");
        check("彼は「行こう。」と言った。|雨だった！|本当？");
        check("यह सच है।| क्या आप जानते हैं?| हाँ।");
        check("هل جاء؟| نعم جاء.| ثم ذهب.");
        check("Նա եկավ։| Հետո գնաց:| Վերջ։");
        check("Πού είναι;| Δεν ξέρω.| Ίσως αύριο.");
        check("ዝናብ ዘነበ።| ሄድን።");
        check("မိုးရွာသည်။|သွားသည်။");
    }

    #[test]
    fn a_quotation_is_parted_unless_asked_not_to_be() {
        let body = "“We will act. It is time.” said the envoy. “No more. Enough,” he added.";
        let parted = ["“We will act.", "It is time.” said the envoy.", "“No more.", "Enough,” he added."];
        assert_eq!(split_with(body, Inside::Parted), parted);
        let whole = ["“We will act. It is time.” said the envoy.", "“No more. Enough,” he added."];
        assert_eq!(split_with(body, Inside::Whole), whole);
    }

    #[test]
    fn a_quotation_within_a_sentence_holds_together() {
        check("They shouted “No! Never!” and left.| He called, “Wait!| Come back!”| Nobody came.");
    }

    #[test]
    fn white_space_of_any_kind_parts_sentences_and_is_left_out() {
        check("\u{3000}First.\u{A0}|Second.\t|\u{2003}Third.\u{3000}");
    }
}
