use proptest::prelude::*;

use super::*;
use crate::text::Text;

/// A page with a menu, an advertisement, a picture and a footer around an article of these paragraphs.
fn news(body: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>Bridge reopens | The Example</title></head><body>\
         <nav><ul><li><a href=/>Home</a></li><li><a href=/w>World</a></li></ul></nav>\
         <article><h1>Bridge reopens</h1>{body}</article>\
         <footer><p><a href=/terms>Terms</a> © The Example</p></footer></body></html>"
    )
}

const BODY: &str = "<p class=lead>The old bridge over the river reopened on Monday after two years of work, the\n   city council said.</p>\
    <figure><img src=x><figcaption>The bridge on Monday. Photo: A. Camera</figcaption></figure>\
    <h2>What it cost</h2>\
    <p>The work cost 12&nbsp;million euros, <a href=/more>more than</a> was planned; &ldquo;every cent was worth it&rdquo;, said <b>mayor</b> Anna\
    Example.<br>Traffic was led over two other bridges meanwhile, and shops nearby lost customers.</p>\
    <p>A report by <em>The Other</em>, published in 2023, had warned of the age of the steel in all three bridges of the town.</p>";

fn explained(html: &str) -> Explained {
    Explained::new(html.as_bytes(), None, None).unwrap()
}

#[test]
fn the_text_is_the_articles_in_the_pages_own_letters() {
    let page = explained(&news(BODY));
    assert_eq!(
        page.text(),
        "The old bridge over the river reopened on Monday after two years of work, the city council said.\n\n\
         What it cost\n\n\
         The work cost 12 million euros, more than was planned; “every cent was worth it”, said mayor AnnaExample.\n\
         Traffic was led over two other bridges meanwhile, and shops nearby lost customers.\n\n\
         A report by The Other, published in 2023, had warned of the age of the steel in all three bridges of the town."
    );
}

#[test]
fn every_letter_of_the_text_has_its_place_on_the_page() {
    let html = news(BODY);
    let page = explained(&html);
    let places = page.html_bytes(0..page.text().len());
    let read: String = places.iter().map(|place| flow::paragraphs(&html[place.clone()]).letters).collect();
    assert_eq!(read, page.text().split_whitespace().collect::<String>());
    let at = page.text().find("12 million").unwrap();
    let million = page.html_bytes(at..at + "12 million".len());
    assert_eq!(million.iter().map(|place| &html[place.clone()]).collect::<Vec<_>>(), ["12&nbsp;million"]);
    let at = page.text().find("more than was").unwrap();
    let parts = page.html_bytes(at..at + "more than was".len());
    assert_eq!(parts.iter().map(|place| &html[place.clone()]).collect::<Vec<_>>(), ["more than", "was"]);
}

#[test]
fn a_caption_is_told_apart_also_where_the_extractor_takes_it_for_text() {
    // No paragraphs: the extractor gives all of the article as one.
    let html = news(
        "The old bridge over the river reopened on Monday after two years of work, the city council said. \
        <table><caption>Cost by year</caption><tr><td>12</td></tr></table> Traffic was led over two other bridges meanwhile, and \
        shops nearby lost customers, who did not come back, a report by The Other had warned in 2023. It cost 12 million euros, \
        more than was planned; every cent was worth it, said the mayor.",
    );
    let page = explained(&html);
    assert!(!page.text().contains("Cost by year"), "{}", page.text());
    assert_eq!(page.captions(), ["Cost by year"]);
    assert_eq!(explained(&news(BODY)).captions(), ["The bridge on Monday. Photo: A. Camera"]);
    assert!(page.text().contains("council said.") && page.text().contains("Traffic was led"), "{}", page.text());
}

#[test]
fn a_page_nested_without_end_is_read_in_bounded_memory_and_time() {
    let text =
        "<p>The old bridge over the river reopened on Monday after two years of work, the city council said.</p>"
            .repeat(5);
    let deep = format!("{}{text}", "<div>".repeat(1_000_000));
    assert!(Page::read(&deep, None).is_ok_and(|page| page.body.text.contains("city council")));
    for open in [
        "<b>",
        "<i id=1><p>",
        "<table><tr><td>",
        "<a><div>",
        "<svg>",
        "<ul><li>",
        "<font size=1><div>",
        "<span><button>",
    ] {
        let html = format!("{}{text}", open.repeat(20_000));
        match Page::read(&html, None) {
            Ok(page) => assert!(page.body.text.len() < html.len(), "{open}"),
            // Siblings without end.
            Err(why) => assert!(why.contains("60000 elements"), "{open}: {why}"),
        }
    }
    // Attributes that differ, so that each element is opened again in every paragraph.
    let html: String = (0..5_000).map(|n| format!("<b id={n}>")).chain((0..5_000).map(|_| "<p>x".to_owned())).collect();
    assert!(Page::read(&html, None).is_ok());
    let many = "<i></i>".repeat(lean::NODES + 1);
    assert!(Page::read(&many, None).is_err_and(|why| why.contains("60000 elements")));
}

#[test]
fn a_few_nul_bytes_do_not_unmake_a_page() {
    let raw = news(&BODY.repeat(2)).replacen("two years", "two\0years", 1).into_bytes();
    assert_eq!(decode(&raw, None).map(|decoded| decoded.how), Ok(How::BadBytes(1)));
    assert!(Explained::new(&raw, None, None).unwrap().text().contains("after two years of work"));
    assert!(decode(b"PK\x03\x04\0\0<a><b><c>", None).is_err());
}

/// A page in an encoding, with or without its label.
fn encoded(encoding: &'static encoding_rs::Encoding, label: &str, text: &str) -> Vec<u8> {
    let head = if label.is_empty() { String::new() } else { format!("<meta charset={label}>") };
    let html = format!("<html><head>{head}<title>x</title></head><body><article><p>{text}</p></article></body></html>");
    encoding.encode(&html).0.into_owned()
}

#[test]
fn pages_in_other_encodings_are_read() {
    let russian = "Президент подписал закон о ратификации договора о стратегическом партнёрстве. ".repeat(4);
    let chinese = "总统周一签署了关于批准全面战略伙伴关系条约的法律，议会此前已经通过。".repeat(6);
    let japanese = "大統領は月曜日、包括的戦略的パートナーシップ条約の批准に関する法律に署名した。".repeat(6);
    let polish = "Prezydent podpisał w poniedziałek ustawę o ratyfikacji traktatu, którą wcześniej przyjął parlament. "
        .repeat(4);
    let greek = "Ο πρόεδρος υπέγραψε τη Δευτέρα τον νόμο για την επικύρωση της συνθήκης. ".repeat(5);
    for (encoding, label, text) in [
        (encoding_rs::WINDOWS_1251, "windows-1251", &russian),
        (encoding_rs::WINDOWS_1251, "", &russian),
        (encoding_rs::KOI8_R, "koi8-r", &russian),
        (encoding_rs::GB18030, "gb18030", &chinese),
        (encoding_rs::GB18030, "", &chinese),
        (encoding_rs::SHIFT_JIS, "shift_jis", &japanese),
        (encoding_rs::SHIFT_JIS, "", &japanese),
        (encoding_rs::EUC_JP, "euc-jp", &japanese),
        (encoding_rs::ISO_8859_2, "iso-8859-2", &polish),
        (encoding_rs::ISO_8859_7, "iso-8859-7", &greek),
        // What the page says of itself is wrong.
        (encoding_rs::UTF_8, "iso-8859-1", &russian),
    ] {
        let page = Explained::new(&encoded(encoding, label, text), None, None).unwrap();
        assert_eq!(page.text(), text.trim(), "{} {label}", encoding.name());
    }
    let marked =
        |units: fn(u16) -> [u8; 2]| format!("\u{feff}<p>{russian}").encode_utf16().flat_map(units).collect::<Vec<u8>>();
    for raw in [marked(u16::to_le_bytes), marked(u16::to_be_bytes)] {
        assert_eq!(Explained::new(&raw, None, None).unwrap().text(), russian.trim());
    }
    // The label that came with the bytes goes before the page's own.
    let raw = encoded(encoding_rs::WINDOWS_1251, "koi8-r", "Мост открыт");
    assert_eq!(decode(&raw, Some("windows-1251")).unwrap().text, encoding_rs::WINDOWS_1251.decode(&raw).0);
}

#[test]
fn an_article_that_stands_in_the_data_alone_is_taken_from_there() {
    let body = "The old bridge over the river reopened on Monday after two years of work. ".repeat(8);
    let html = format!(
        "<html><body><script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"headline\": \"Bridge reopens\", \"articleBody\": \"{body}\"}}</script>\
         <div id=app></div></body></html>"
    );
    let page = explained(&html);
    assert_eq!(page.text(), body.trim());
    assert!(page.html_bytes(0..page.text().len()).is_empty());
}

/// Pieces of pages, good and broken.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "</?(p|div|b|a|h1|h2|ul|li|table|tr|td|figure|figcaption|svg|title|script|style|article|br|time|template|select)( (class|href|itemprop|itemscope|rel|datetime)=?\"?[a-z:/]{0,6}\"?)?>",
        "[A-Za-z é“”.,]{1,40}",
        Just(
            "The old bridge over the river reopened on Monday after two years of work, the city council said. "
                .to_owned()
        ),
        "&(amp|lt|nbsp|#x?[0-9a-f]{1,6}|[a-z]{1,8});?",
        "<!--.{0,10}-?-?>?",
        "<meta (name|property)=(author|og:title|date) content=\"[^\"]{0,12}\">",
        Just("<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"x\"".to_owned()),
        "\\PC{0,6}",
        "[<>&\"'=/!-]{1,4}",
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Whatever a page is, what was read of it holds together.
fn check(html: &str) -> Result<(), TestCaseError> {
    let Ok(page) = Explained::of(html.to_owned(), None) else { return Ok(()) };
    let places = page.html_bytes(0..page.text().len());
    let read: String =
        places.iter().map(|place| flow::paragraphs(html.get(place.clone()).unwrap_or("?")).letters).collect();
    let letters: String = page.page.body.words.iter().map(|word| &page.text()[word.text.clone()]).collect();
    prop_assert_eq!(read, letters);
    for word in &page.page.body.words {
        prop_assert_eq!(&page.text()[word.text.clone()], &page.page.flow.letters[word.letters.clone()]);
    }
    prop_assert!(!page.text().contains("\n\n\n") && page.text().trim() == page.text());
    let text = Text::new(page.text(), crate::article::line_phrases());
    for sentence in text.sentences() {
        let place = text.place(sentence.span);
        page.html_bytes(place.bytes[0]..place.bytes[1]);
    }
    Ok(())
}

pub(in crate::ingest) fn check_bytes(raw: &[u8]) -> Result<(), TestCaseError> {
    decode(raw, None).map_or(Ok(()), |decoded| check(&decoded.text))
}

proptest! {
    #[test]
    fn any_page_is_read_or_refused(html in soup()) {
        check_bytes(html.as_bytes())?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), inside in any::<bool>()) {
        let raw = if inside { [news(BODY).as_bytes(), &bytes, BODY.as_bytes()].concat() } else { bytes };
        check_bytes(&raw)?;
    }
}
