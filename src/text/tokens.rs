//! Words and values of a text: what two texts are compared by. Punctuation is no token.

use std::borrow::Cow;
use std::fmt;

use super::dates::{self, Date};
use super::lexicon::{self, Sense};
use super::numbers::{Decimal, Money};
use super::scan::{Kind, Piece, Pieces};
use super::{Language, Span, amounts, words};

/// A word or a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Token {
    /// Not empty; tokens of one text are in order and disjoint.
    pub span: Span,
    pub class: Class,
    /// What a typed token says. `None` for a word, and for digits whose form says two things ("1.234", "02/03/2024").
    pub value: Option<Value>,
    flags: u8,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Class {
    Word,
    /// A cardinal number; a year by itself is one too (see [`Token::year`]), so that "1996" and "961" are one slot.
    Number,
    Ordinal,
    Percent,
    Money,
    Date,
}

/// What a typed token says. Two wordings of one fact are one value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    Number(Decimal),
    Ordinal(Decimal),
    Percent(Decimal),
    Money(Money),
    Date(Date),
}

/// `1234`, `#3`, `10%`, `USD 1500000000`, `2024-06-19`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => write!(f, "{number}"),
            Value::Ordinal(number) => write!(f, "#{number}"),
            Value::Percent(number) => write!(f, "{number}%"),
            Value::Money(money) => write!(f, "{money}"),
            Value::Date(date) => write!(f, "{date}"),
        }
    }
}

const CAPITALISED: u8 = 1 << 3;
const ALL_CAPS: u8 = 1 << 4;

impl Token {
    /// The form in which the token is compared: its value where it has one, else its folded words.
    pub fn form(self, body: &str) -> Cow<'_, str> {
        match self.value {
            Some(value) => Cow::Owned(value.to_string()),
            None => words::fold(self.span.of(body)),
        }
    }

    /// The year the number may be: four digits between 1000 and 2199, written without a separator. A digit has one
    /// byte, in Arabic two, in Devanagari, full-width and Han three.
    pub fn year(self) -> Option<i16> {
        match self.value {
            Some(Value::Number(number)) if matches!(self.span.len(), 4 | 8 | 12) => {
                number.whole().and_then(|whole| i16::try_from(whole).ok()).filter(|year| (1000..2200).contains(year))
            }
            _ => None,
        }
    }

    /// "not", "never", "hasn't".
    pub const fn is_negation(self) -> bool {
        self.flags & lexicon::NEGATION != 0
    }

    /// "may", "would".
    pub const fn is_modal(self) -> bool {
        self.flags & lexicon::MODAL != 0
    }

    /// "said", "reported".
    pub const fn is_attribution(self) -> bool {
        self.flags & lexicon::ATTRIBUTION != 0
    }

    /// Begins with a capital. Whether that is because a sentence begins is for the caller to see.
    pub const fn is_capitalised(self) -> bool {
        self.flags & CAPITALISED != 0
    }

    /// Two letters or more, all capitals.
    pub const fn is_all_caps(self) -> bool {
        self.flags & ALL_CAPS != 0
    }
}

/// The words and values of `body`, in order. Of a whole text take [`Text::tokens`](super::Text::tokens), which knows the
/// language.
pub fn tokens(body: &str) -> Vec<Token> {
    read(body, &|| None)
}

/// The words and values of `body`. `language` is asked only where digits leave something open.
pub(super) fn read(body: &str, language: &dyn Fn() -> Option<Language>) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(body.len() / 6 + 1);
    each(body, language, |token| tokens.push(token));
    tokens
}

/// Hands on the words and values of `body`, in order.
pub(super) fn each(body: &str, language: &dyn Fn() -> Option<Language>, mut token: impl FnMut(Token)) {
    let pieces = Pieces::of(body, language);
    let mut index = 0;
    // Everything before this byte is in a token or is none.
    let mut from = 0;
    while let Some(piece) = pieces.get(index) {
        let start = piece.start().max(from);
        if start >= piece.end() {
            index += 1;
        } else if begins_no_value(&pieces, index, piece) {
            token(word(&pieces, start, piece.end(), piece));
            index += 1;
        } else if let Some(found) = typed(&pieces, index, from) {
            if start < found.span.start() && piece.kind == Kind::Word {
                token(word(&pieces, start, found.span.start(), piece));
            }
            from = found.span.end();
            token(found);
        } else {
            // "US$" without an amount is still a word, "$" is none.
            let sign = matches!(piece.kind, Kind::Currency(_) | Kind::Percent);
            if !sign || body[start..].starts_with(char::is_alphabetic) {
                token(word(&pieces, start, piece.end(), piece));
            }
            index += 1;
        }
    }
}

fn word(pieces: &Pieces, start: usize, end: usize, piece: &Piece) -> Token {
    let text = &pieces.body()[start..end];
    let mut flags = piece.lexeme.flags;
    if flags & lexicon::NEGATION_IN != 0 {
        flags &= !lexicon::NEGATION_IN;
        if lexicon::denies_in(text, pieces.language()) {
            flags |= lexicon::NEGATION;
        }
    }
    let is_small = text.as_bytes().first().is_some_and(u8::is_ascii_lowercase);
    if !is_small && text.chars().next().is_some_and(char::is_uppercase) {
        flags |= CAPITALISED;
        let mut letters = text.chars().filter(|c| c.is_alphabetic());
        if letters.clone().nth(1).is_some() && letters.all(char::is_uppercase) {
            flags |= ALL_CAPS;
        }
    }
    Token { span: Span::new(start, end), class: Class::Word, value: None, flags }
}

/// Whether no value begins at piece `index` or inside it: most words mean nothing else and have no digits behind them, and
/// "a", "this" and "year" mean something before the right word only.
#[inline]
fn begins_no_value(pieces: &Pieces, index: usize, piece: &Piece) -> bool {
    let means_nothing = match piece.lexeme.sense {
        Sense::None | Sense::Unit(_) => true,
        Sense::Article | Sense::CardinalIn(1, _) => {
            let next = pieces.sense(index + 1);
            !next.is_scale() && !matches!(next, Sense::Part(_))
        }
        // Another number word stands behind it, or behind the word that joins them.
        Sense::CardinalIn(_, false) => !pieces.sense(index + 1).counts() && !pieces.sense(index + 2).is_cardinal(),
        Sense::ScaleIn(_) => !pieces.sense(index + 1).counts(),
        Sense::Dozen => true,
        Sense::Shift(_) => !matches!(pieces.sense(index + 1), Sense::Unit(_)),
        _ => false,
    };
    let is_plain = || !pieces.body().as_bytes()[piece.start()].is_ascii_digit();
    means_nothing && piece.kind == Kind::Word && pieces.kind(index + 1) != Some(Kind::Digits) && is_plain()
}

/// The value that begins at piece `index`, or inside it after letters that a page glued to it. Nothing before `from`
/// belongs to it.
fn typed(pieces: &Pieces, index: usize, from: usize) -> Option<Token> {
    if let Some((span, date)) = dates::find(pieces, index).filter(|(span, _)| span.start() >= from) {
        return Some(Token { span, class: Class::Date, value: date.map(Value::Date), flags: 0 });
    }
    let (span, class, value) = amounts::find(pieces, index, from)?;
    Some(Token { span, class, value, flags: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words_of(body: &str) -> Vec<&str> {
        tokens(body).iter().map(|token| token.span.of(body)).collect()
    }

    /// The values of a text as they are shown.
    fn values(body: &str) -> Vec<String> {
        tokens(body).iter().filter_map(|token| token.value.map(|value| value.to_string())).collect()
    }

    #[test]
    fn words_end_where_readers_end_them() {
        for (body, words) in [
            ("Russia’s aid, hasn’t", vec!["Russia’s", "aid", "hasn’t"]),
            ("O'Neill's 'Unambiguous'", vec!["O'Neill's", "Unambiguous"]),
            ("mutual-defense co-operation", vec!["mutual", "defense", "co-operation"]),
            ("the U.S. and U.N.", vec!["the", "U.S.", "and", "U.N."]),
            ("I did. A dog.", vec!["I", "did", "A", "dog"]),
            ("Jong-un", vec!["Jong", "un"]),
            ("l'armée d’État", vec!["l", "armée", "d", "État"]),
            ("F16 COVID-19 G7 1990s 5G", vec!["F16", "COVID", "19", "G7", "1990s", "5G"]),
            ("5km 30mph", vec!["5", "km", "30", "mph"]),
            ("條約は한국어 전쟁", vec!["條約", "は", "한국어", "전쟁"]),
            ("ภาษาไทย", vec!["ภาษา", "ไทย"]),
            ("政府提高军事预算。", vec!["政府", "提高", "军事", "预算"]),
            ("제19차 회의", vec!["제", "19", "차", "회의"]),
            ("و200 شخص، می\u{200c}شود", vec!["و", "200", "شخص", "می\u{200c}شود"]),
            ("Ankara’da", vec!["Ankara’da"]),
            ("हिन्दी नहीं", vec!["हिन्दी", "नहीं"]),
            ("Cafe\u{301} noir", vec!["Cafe\u{301}", "noir"]),
            ("", vec![]),
            ("—…!", vec![]),
        ] {
            assert_eq!(words_of(body), words);
        }
    }

    #[test]
    fn one_amount_in_many_wordings_is_one_value() {
        for (value, wordings) in [
            (
                "USD 1500000000",
                vec![
                    "$1.5 billion",
                    "1.5 bn US dollars",
                    "US$1,500,000,000",
                    "$1.5bn",
                    "USD 1.5 billion",
                    "1.5 billion dollars",
                    "1500 million U.S. dollars",
                ],
            ),
            (
                "EUR 5000000",
                vec!["€5m", "5m euros", "5 million euros", "5 Millionen Euro", "EUR 5,000,000", "five million euros"],
            ),
            ("EUR 1500000000", vec!["1,5 Mrd. Euro", "1,5 Milliarden Euro"]),
            ("35", vec!["35", "treinta y cinco", "trinta e cinco", "thirty-five", "тридцать пять", "trzydzieści pięć"]),
            ("12", vec!["12", "zwölf", "douze", "dodici", "twaalf", "двенадцать", "dwanaście"]),
            ("10%", vec!["10%", "10 %", "10 percent", "ten per cent", "10 Prozent", "ten-percent"]),
            ("1234", vec!["1,234", "1234", "one thousand two hundred and thirty-four"]),
            ("2000", vec!["2000", "two thousand", "2,000", "2 thousand"]),
            ("4000000", vec!["four million", "4 million", "4,000,000"]),
            ("1000000", vec!["a million", "one million"]),
            ("#21", vec!["21st", "twenty-first"]),
            ("-3.5%", vec!["-3.5%", "−3.5 percent"]),
            (
                "25%",
                vec![
                    "25％",
                    "%25",
                    "yüzde 25",
                    "٢٥٪",
                    "٢٥ في المئة",
                    "۲۵ درصد",
                    "२५ प्रतिशत",
                    "百分之25",
                    "百分之二十五",
                ],
            ),
            ("2.3%", vec!["百分之二点三", "٢٫٣٪"]),
            ("120000000", vec!["1.2亿", "1億2000万", "1억 2000만", "一亿二千万", "１２０，０００，０００"]),
            ("3500000", vec!["350万", "三百五十万"]),
            ("12345", vec!["١٢٬٣٤٥", "۱۲٬۳۴۵", "१२,३४५", "12\u{a0}345", "1万2345"]),
            ("3141", vec!["٣٬١٤١"]),
            ("3.141", vec!["٣٫١٤١"]),
            (
                "USD 1000000",
                vec![
                    "100万美元",
                    "100만 달러",
                    "10 लाख डॉलर",
                    "1 млн долларов",
                    "1 млн доларів",
                    "1 مليون دولار",
                    "۱ میلیون دلار",
                ],
            ),
            ("-2", vec!["−2"]),
        ] {
            for wording in wordings {
                let body = format!("about {wording} here");
                assert_eq!(values(&body), [value], "{wording}");
                let token = tokens(&body)[1];
                assert_eq!(token.span.of(&body), wording);
            }
        }
    }

    #[test]
    fn what_says_two_amounts_says_none() {
        for body in ["1.234", "1.5m", "02/03/2024"] {
            let token = tokens(body)[0];
            assert_eq!((token.value, token.span), (None, Span::new(0, body.len())), "{body}");
            assert_ne!(token.class, Class::Word, "{body}");
        }
        assert_eq!(values("one of them, a treaty, millions of people"), Vec::<String>::new());
    }

    #[test]
    fn the_language_of_the_text_decides_what_digits_leave_open() {
        let values_in = |body: &str, language| -> Vec<String> {
            read(body, &|| Some(language))
                .iter()
                .filter_map(|token| token.value.map(|value| value.to_string()))
                .collect()
        };
        assert_eq!(values_in("1.200 und 1,5", Language::German), ["1200", "1.5"]);
        assert_eq!(values_in("1.200 and 1,200", Language::English), ["1.2", "1200"]);
        assert_eq!(values_in("1,234", Language::French), ["1.234"]);
        assert!(values_in("1,234", Language::Spanish).is_empty());
        assert_eq!(values_in("1\u{202f}200,50", Language::French), ["1200.5"]);
        assert_eq!(
            values_in("3 milyon 500 bin kişi, 5 bin 200 ev, 5 milyon 2024", Language::Turkish),
            ["3500000", "5200", "5000000", "2024"]
        );
        assert_eq!(
            values_in("12 345 человек, 1 200,5 тонн, 2024 345", Language::Russian),
            ["12345", "1200.5", "2024", "345"]
        );
        assert_eq!(values_in("12 345", Language::English), ["12", "345"]);
        assert_eq!(values_in("5 bin bags", Language::English), ["5"]);
        assert_eq!(values_in("5 mil personas", Language::Spanish), ["5000"]);
        assert_eq!(values_in("۵ هزار و ۲۰۰ نفر", Language::Persian), ["5200"]);
        assert_eq!(values_in("02/03/2024", Language::French), ["2024-03-02"]);
        assert!(values_in("02/03/2024", Language::English).is_empty());
    }

    #[test]
    fn digits_of_a_date_complete_no_amount() {
        assert_eq!(values("3만 2024년 6월 19일"), ["30000", "2024-06-19"]);
        assert_eq!(values("5万6月"), ["50000", "6"]);
    }

    #[test]
    fn amounts_end_before_what_is_not_theirs() {
        assert_eq!(values("two hundred and the rest"), ["200"]);
        assert_eq!(values("twenty a day"), ["20"]);
        assert_eq!(values("two three"), ["2", "3"]);
        assert_eq!(values("the 961 and 2000 treaties and the 2000 and 2001"), ["961", "2000", "2000", "2001"]);
        assert_eq!(values("5-10%"), ["5", "10%"]);
    }

    #[test]
    fn numbers_in_words_are_read_whole_or_not_at_all() {
        let values_in = |body: &str, language: Option<Language>| -> Vec<String> {
            let value = |token: &Token| token.value.map(|value| value.to_string());
            let numbers = read(body, &|| language).into_iter().filter(|token| token.class != Class::Word);
            numbers.map(|token| value(&token).unwrap_or_else(|| "?".to_owned())).collect()
        };
        for (language, body, value) in [
            (Language::French, "deux cents personnes", "200"),
            (Language::French, "trois mille personnes", "3000"),
            (Language::French, "cent vingt et un hommes", "121"),
            (Language::French, "mille cinq cents euros", "EUR 1500"),
            (Language::French, "soixante-quinze quatre", "75 4"),
            (Language::French, "quatre-vingt-dix-huit", "98"),
            (Language::French, "quatre-vingts ans", "80"),
            (Language::French, "soixante et onze", "71"),
            (Language::French, "trois millions et demi", "3500000"),
            (Language::French, "un million et demi", "1500000"),
            (Language::French, "trois dizaines", "?"),
            (Language::French, "vingt-sept morts", "?"),
            (Language::Spanish, "ciento veinte", "120"),
            (Language::Spanish, "tres mil personas", "3000"),
            (Language::Spanish, "treinta y dos y treinta y una", "32 31"),
            (Language::Spanish, "tres millones y medio", "3500000"),
            (Language::Spanish, "tres mil millones", "3000000000"),
            (Language::Spanish, "medio millón de euros", "500000"),
            (Language::Spanish, "un hombre y una mujer, el quince por ciento", "15%"),
            (Language::Portuguese, "cento e vinte e um", "121"),
            (Language::Portuguese, "três mil e duzentos", "3200"),
            (Language::Portuguese, "dois mil e três mil", "2000 3000"),
            (Language::Italian, "cento venti, duecento", "120 200"),
            (Language::Dutch, "twee honderd en honderd twintig", "200 120"),
            (Language::Polish, "sto dwadzieścia jeden osób", "121"),
            (Language::Russian, "сто двадцать один и двести", "121 200"),
            (Language::Russian, "два с половиной миллиона", "2500000"),
            (Language::Ukrainian, "сто двадцять", "120"),
            (Language::Turkish, "on iki, iki yüz, yüz elli, iki buçuk milyon, bin beş yüz", "12 200 150 2500000 1500"),
            (Language::Turkish, "yüz yüze", ""),
            (Language::Hindi, "तीन सौ पच्चीस", "325"),
            (Language::German, "drei Dutzend, eine halbe Million, zweieinhalb Millionen", "36 500000 2500000"),
            (Language::German, "eine Million, ein Mann", "1000000"),
            (Language::English, "two dozen, a dozen, half a dozen, dozens of", "24 12 6"),
            (Language::English, "two and a half percent, 2 and a half", "2.5% 2.5"),
            (Language::English, "two and a half million dollars", "USD 2500000"),
            (Language::English, "a quarter of a million, three quarters", "250000 3"),
            (Language::English, "a quarter million, three-quarters of a million", "250000 750000"),
            (Language::English, "two and a quarter percent, first quarter million-dollar deals", "2.25% #1"),
            (Language::English, "half a million dollars, a half million", "USD 500000 500000"),
            (Language::English, "a million and a half, two thousand and three thousand", "1500000 2000 3000"),
            (Language::English, "half of the men, two cents, twenty on board, one day", "2 20"),
            (Language::English, "two hundred thousand and five", "200005"),
            (Language::English, "2½ and ½ percent, 2 1/2 percent, 1/2 percent, 2⅓", "2.5 0.5% 2.5% 0.5% ?"),
            (Language::English, "a $1.5tn plan, was –3% and 2020 –2024, 3–5%", "USD 1500000000000 -3% 2020 2024 3 5%"),
        ] {
            let known = values_in(body, Some(language));
            assert_eq!(known.join(" "), value, "{body}");
        }
        // Where the language is not known, the other words of a number tell it.
        for (body, values) in [
            ("deux cents personnes", "200"),
            ("ciento veinte personas", "120"),
            ("on iki kişi, iki bin", "12 2000"),
            ("cento e vinte pessoas", "120"),
            ("двадцать один человек", "21"),
            ("once on board, two on Monday, two cents, two mil, half on", "2 -W-1 2 2"),
        ] {
            assert_eq!(values_in(body, None).join(" "), values, "{body}");
        }
    }

    #[test]
    fn a_negation_is_one_whatever_its_apostrophe_and_in_its_own_language() {
        let denies = |body: &str, language: Option<Language>| -> Vec<String> {
            let tokens = read(body, &|| language).into_iter().filter(|token| token.is_negation());
            tokens.map(|token| token.span.of(body).to_owned()).collect()
        };
        assert_eq!(denies("it doesn’t and won't, it can’t", None), ["doesn’t", "won't", "can’t"]);
        for (language, body, words) in [
            (Language::Italian, "non ha firmato, mai", vec!["non", "mai"]),
            (Language::French, "le non, sans rien, im Mai", vec!["sans", "rien"]),
            (Language::English, "a sin, Non sans rien, no", vec!["no"]),
            (Language::Spanish, "sin condiciones, no", vec!["sin", "no"]),
            (Language::Portuguese, "sem acordo no Brasil, não", vec!["sem", "não"]),
            (Language::German, "weder im Mai noch im Juni", vec!["weder"]),
            (
                Language::Chinese,
                "政府不会签署协议，不能，该国不是成员，不再合作，不仅不过",
                vec!["不会", "不能", "不是", "不再"],
            ),
            (
                Language::Japanese,
                "首相は辞任しない。辞任しません。辞任しなかった。できなかった",
                vec!["しない", "せん", "しな", "なか"],
            ),
            (Language::Japanese, "事実ではない。署名せずに帰国した。少なかった。そのなかで", vec!["ない", "せず"]),
            (
                Language::Korean,
                "증거가 없었다 가지 못했다고 하지 않는다고 아니라고",
                vec!["없었다", "못했다고", "않는다고", "아니라고"],
            ),
        ] {
            assert_eq!(denies(body, Some(language)), words, "{body}");
        }
    }

    #[test]
    fn a_year_is_a_number_in_the_same_slot() {
        let body = "from 1996, not 961 nor 1,996";
        let found: Vec<_> = tokens(body).into_iter().filter(|token| token.class == Class::Number).collect();
        assert_eq!(found.iter().map(|token| token.year()).collect::<Vec<_>>(), [Some(1996), None, None]);
    }

    #[test]
    fn words_carry_their_flags() {
        let body = "DPRK said it hasn't May would";
        let found = tokens(body);
        assert!(found[0].is_all_caps() && found[0].is_capitalised());
        assert!(found[1].is_attribution() && !found[1].is_capitalised());
        assert!(found[3].is_negation());
        assert!(found[4].is_modal() && found[4].is_capitalised() && !found[4].is_all_caps());
        assert!(found[5].is_modal());
    }

    #[test]
    fn forms_are_values_or_folded_words() {
        let body = "Russia’s 2,000 Organisations of 19 June 2024";
        let forms: Vec<_> = tokens(body).iter().map(|token| token.form(body).into_owned()).collect();
        assert_eq!(forms, ["russia", "2000", "organisations", "of", "2024-06-19"]);
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_disjoint_and_on_character_boundaries(
            body in "\\PC{0,60}|([0-9]{1,4}|[-/.,:$%€ ]|June|may|Mon|PM|two|million|and|th|last|month|US|a|[a-zA-Z’'-]{1,9}| |\n){0,30}"
        ) {
            let mut from = 0;
            for token in tokens(&body) {
                prop_assert!(token.span.start() >= from && !token.span.is_empty());
                prop_assert!(body.get(token.span.range()).is_some());
                from = token.span.end();
            }
        }

        #[test]
        fn other_digits_and_scripts_without_spaces_are_in_order_too(
            body in "([٠-٩]{1,3}|[०-९]{1,2}|[０-９]{1,2}|[一二三十百千万亿零〇]{1,4}|[0-9]{1,4}|[年月日点，．٫٬/.,% -]|百分之|政府|은|년|만|원칙|يونيو|bin|ئ){0,24}"
        ) {
            let mut from = 0;
            for token in read(&body, &|| Some(Language::Turkish)) {
                prop_assert!(token.span.start() >= from && !token.span.is_empty());
                prop_assert!(body.get(token.span.range()).is_some());
                from = token.span.end();
            }
            let found = tokens(&body);
            for (at, _) in body.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                prop_assert!(found.iter().any(|token| token.span.range().contains(&at)), "{at} in {body:?}");
            }
        }

        #[test]
        fn no_letter_and_no_digit_is_left_out(body in "[\\PC\n]{0,60}") {
            let found = tokens(&body);
            for (at, _) in body.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
                prop_assert!(found.iter().any(|token| token.span.range().contains(&at)), "{at} in {body:?}");
            }
        }
    }
}
