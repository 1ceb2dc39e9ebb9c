//! Whether a page holds its article: errors, checks of the reader, questions about cookies, and beginnings of what is for
//! sale. What gives them away is in `signs.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::flow::paragraphs;

/// A page of one of these kinds says little else. Articles may be as short (of 181 that people marked the shortest has 301
/// letters), so that a phrase must open the page's title, a heading or its text as well. Of 1,033 other pages none was
/// turned away that has an article.
const LITTLE: usize = 1_000;

/// The beginning that is shown of an article for sale is one to three paragraphs; what is longer than 300 words was delivered
/// whole, whatever the page says to its readers.
const BEGINNING: usize = 2_000;

/// `signs.toml` as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Signs {
    whole: Vec<String>,
    error: Vec<String>,
    barrier: Vec<String>,
    consent: Vec<String>,
    paywall: Vec<String>,
}

fn signs() -> &'static Signs {
    // The file is part of the program; that it can be read is tested below.
    static SIGNS: LazyLock<Signs> = LazyLock::new(|| read().unwrap_or_default());
    &SIGNS
}

fn read() -> Result<Signs, toml::de::Error> {
    toml::from_str(include_str!("signs.toml"))
}

/// What a page is in place of an article.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Instead {
    Error,
    Barrier,
    Consent,
}

/// Whether a page of another kind may say no more.
pub(super) fn is_little(text: &str) -> bool {
    letters(text) <= LITTLE
}

/// What the page is, if it is no article: `text` is what was extracted, `names` its title and headings.
pub(super) fn instead<'t>(text: &'t str, names: impl Iterator<Item = &'t str>) -> Option<(Instead, String)> {
    if !is_little(text) {
        return None;
    }
    let lines: Vec<String> = names.chain(text.lines().next()).map(folded).filter(|line| !line.is_empty()).collect();
    let Signs { whole, error, barrier, consent, .. } = signs();
    let kinds = [
        (Instead::Error, whole, true),
        (Instead::Error, error, false),
        (Instead::Barrier, barrier, false),
        (Instead::Consent, consent, false),
    ];
    kinds.into_iter().find_map(|(kind, phrases, all)| {
        let says =
            |phrase: &String| lines.iter().any(|line| if all { line == phrase } else { line.starts_with(phrase) });
        phrases.iter().find(|phrase| says(phrase)).map(|phrase| (kind, phrase.clone()))
    })
}

/// Why the text is only the beginning of an article, if it is: `page` are the letters of the whole page, `free` what its
/// markup says.
pub(super) fn beginning(text: &str, page: &str, free: Option<bool>) -> Option<String> {
    if letters(text) > BEGINNING {
        return None;
    }
    let page = straight(page).to_lowercase();
    let said = signs().paywall.iter().find(|phrase| page.contains(&phrase.split_whitespace().collect::<String>()));
    match (said, free) {
        (Some(phrase), _) => Some(format!("the page says \"{phrase}\"")),
        (None, Some(false)) => Some("its markup says that it is not free to read".to_owned()),
        (None, _) => None,
    }
}

/// What a page without scripts shows to readers who have none.
pub(super) fn needs_scripts(html: &str) -> bool {
    let lines = html.to_lowercase();
    let Some(at) = lines.find("<noscript") else { return false };
    let shown = paragraphs(lines.get(at..).unwrap_or_default().replace("noscript", "div").as_str());
    let letters = straight(&shown.letters);
    signs().barrier.iter().any(|phrase| letters.contains(&phrase.split_whitespace().collect::<String>()))
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

fn straight(text: &str) -> String {
    text.replace(['\u{2019}', '\u{2018}', '\u{b4}', '`'], "'")
}

fn folded(line: &str) -> String {
    straight(line).to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str, title: &str) -> Option<Instead> {
        instead(text, std::iter::once(title)).map(|(kind, _)| kind)
    }

    #[test]
    fn phrases_stand_once_as_they_are_looked_for() {
        let Signs { whole, error, barrier, consent, paywall } = read().unwrap();
        let mut all = [whole, error, barrier, consent, paywall].concat();
        for phrase in &all {
            assert_eq!(*phrase, folded(phrase));
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "a phrase stands twice");
    }

    #[test]
    fn a_page_without_an_article_is_known() {
        for (text, title, what) in [
            ("Sorry.", "404 Not Found", Instead::Error),
            ("404\n\nSorry.", "The Example", Instead::Error),
            ("Die Adresse ist falsch.", "Seite nicht gefunden | Beispiel", Instead::Error),
            ("Please enable JavaScript to view this site.", "The Example", Instead::Barrier),
            ("Verify you are human by completing the action below.", "Just a moment...", Instead::Barrier),
            ("We value your privacy\nWe and 900 partners.", "The Example", Instead::Consent),
            ("Страница не найдена", "Пример", Instead::Error),
        ] {
            assert_eq!(kind(text, title), Some(what), "{title}: {text}");
        }
        assert_eq!(kind("The bridge reopened on Monday.", "404 people crossed the bridge"), None);
        assert_eq!(kind("The bridge reopened.\n\nWe use cookies.", "Bridge"), None);
        assert_eq!(kind("Not found guilty, he left the court.", "Court"), None);
        assert_eq!(kind(&"A long report on cookies. ".repeat(60), "We use cookies, and so do you"), None);
    }

    #[test]
    fn a_beginning_is_short_and_says_so() {
        let page = "Thebridgereopened.Alreadyasubscriber?Logintocontinue";
        assert!(beginning("The bridge reopened.", page, None).is_some_and(|why| why.contains("already a subscriber")));
        assert!(beginning("The bridge reopened.", "Thebridgereopened.", Some(false)).is_some());
        assert_eq!(beginning("The bridge reopened.", "Thebridgereopened.", Some(true)), None);
        assert_eq!(beginning(&"The bridge reopened. ".repeat(150), page, Some(false)), None);
    }

    #[test]
    fn a_page_that_scripts_are_to_build_says_so_to_who_has_none() {
        assert!(needs_scripts("<div id=app></div><noscript>You need to enable JavaScript to run this app.</noscript>"));
        assert!(!needs_scripts("<p>enable javascript</p><noscript><img src=count.gif></noscript>"));
    }
}
