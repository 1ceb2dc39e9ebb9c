//! Mail (RFC 5322, MIME): one file, one article, named by its file. The text is that of the plain parts, else of the pages; the
//! subject is the title, the sender the author. Attachments are left out.

use std::io::BufRead;

use mail_parser::{Address, MessageParser, PartType};

use super::entry::{Entry, Text};
use super::intake::Intake;
use super::place::Place;
use super::{Format, Problem, Reads};

pub(super) const FORMAT: Format =
    Format { name: "mail", is_article: true, endings: &["eml"], looks: |_| false, reads: Reads::Unpacked(read) };

fn read(input: &mut dyn BufRead, place: &Place, intake: &mut Intake) {
    let at = place.source(None);
    let Some(raw) = intake.whole(input, &at) else { return };
    let parsed = MessageParser::default().parse(&raw);
    let Some(message) = parsed.filter(|message| message.from().is_some() || message.subject().is_some()) else {
        let what = "no mail: it has neither a sender nor a subject".to_owned();
        return intake.problem(Problem::BadDocument { at, what });
    };
    let plain: Vec<&str> = message
        .text_bodies()
        .filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    let pages: Vec<&str> = message
        .html_bodies()
        .filter_map(|part| match &part.body {
            PartType::Html(page) => Some(page.as_ref()),
            _ => None,
        })
        .collect();
    let text = match (plain.iter().all(|text| text.trim().is_empty()), pages.is_empty()) {
        (false, _) => Some(Text::Plain(plain.join("\n\n").replace("\r\n", "\n"))),
        (true, false) => Some(Text::Markup(pages.join("\n"))),
        (true, true) => None,
    };
    let Some(text) = text else { return intake.problem(Problem::Empty { at }) };
    let entry = Entry {
        id: message.message_id().map(str::to_owned),
        title: message.subject().map(str::to_owned),
        author: message.from().and_then(sender),
        date: message.header_raw("Date").map(|date| date.trim().to_owned()),
        text: Some(text),
        ..Entry::default()
    };
    entry.take_raw(raw, place.article(), at, place, intake);
}

fn sender(from: &Address) -> Option<String> {
    let first = from.first()?;
    first.name.as_deref().or(first.address.as_deref()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Batch, Input, Options, read};
    use super::*;

    fn taken(mail: &[u8]) -> Batch {
        read(&[Input::Stdin], &Options { format: Some("mail"), ..Options::default() }, &mut &*mail)
    }

    const HEAD: &str = "From: =?utf-8?q?Caf=C3=A9_News?= <news@example.org>\r\nSubject: =?iso-8859-1?q?R=E9ouverture?=\r\nDate: Sun, 10 Nov 2024 12:48:00 +0100\r\nMessage-ID: <7@example.org>\r\nMIME-Version: 1.0\r\n";

    #[test]
    fn a_mail_is_its_plain_text_or_its_page() {
        let plain = format!(
            "{HEAD}Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nLe pont a rouvert =E0 midi.\r\n"
        );
        let both = format!(
            "{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLe pont a rouvert à midi.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Page.\r\n--b--\r\n"
        );
        for mail in [plain, both] {
            let batch = taken(mail.as_bytes());
            let capture = &batch.captures[0];
            assert_eq!(capture.text.input().trim(), "Le pont a rouvert à midi.", "{:?}", batch.problems);
            let meta = &capture.meta;
            assert_eq!((meta.title.as_deref(), meta.author.as_deref()), (Some("Réouverture"), Some("Café News")));
            let date = meta.published.as_ref().unwrap();
            assert_eq!((date.value.as_str(), date.zone.as_deref()), ("2024-11-10T12:48:00+01:00", Some("+0100")));
            assert_eq!((capture.raw(), meta.extra["guid"].as_str()), (mail.as_bytes(), "\"7@example.org\""));
        }
        if cfg!(feature = "html") {
            let page = format!("{HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n<h1>Pont</h1><p>Rouvert.");
            assert_eq!(taken(page.as_bytes()).captures[0].text.input(), "Pont\n\nRouvert.");
        }
    }

    #[test]
    fn what_is_no_mail_is_named() {
        assert!(matches!(taken(b"Just words.").problems[0], Problem::BadDocument { .. }));
        let none = format!("{HEAD}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA");
        assert!(matches!(taken(none.as_bytes()).problems[0], Problem::Empty { .. }));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(head in "(From: |Subject: |Content-Type: multipart/mixed; boundary=b|--b|=\\?utf-8\\?b\\?|\r\n|\n|x|: ){0,30}", rest in prop::collection::vec(any::<u8>(), 0..100)) {
            let batch = taken(&[head.as_bytes(), &rest].concat());
            prop_assert!(batch.captures.len() + batch.problems.len() <= 2);
        }

        #[test]
        fn nested_mail_is_bounded(depth in 1..400usize) {
            let nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(depth);
            taken(format!("{HEAD}{nested}").as_bytes());
        }
    }
}
