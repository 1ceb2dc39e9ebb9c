//! A date as known, with its ground.
//!
//! Dates in metadata are read by ISO 8601, whole or cut short; of a page, whose fields are written for people, also as mail writes
//! them, and in words. A date in digits could be read two ways, and a date is never guessed.

use crate::text::{dates, mail_date};

/// Where a date comes from. A date is never guessed silently.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Basis {
    /// The text itself says it.
    Stated,
    /// The page's markup or the record's field says it.
    Record,
    /// The user said it (`sources.toml`, a sidecar, an option).
    Given,
    /// Worked out from words such as "on Saturday".
    Inferred,
}

/// A date as known, with its ground.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dated {
    /// ISO 8601, as exact as is known: `2024`, `2024-11`, `2024-11-10`, `2024-11-10T12:48`, with offset if stated.
    pub value: String,
    /// The words it was read from, if any.
    pub words: Option<String>,
    pub basis: Basis,
    /// The zone as stated; `None` = not stated.
    pub zone: Option<String>,
}

impl Dated {
    /// Reads an ISO 8601 date: year, month and day with `-`, `/` or nothing between them, from the left as many as are
    /// known; then, after `T` or a space, hours and minutes, seconds and their fraction, and the offset from UTC. `None`
    /// where `written` is none, or no day of the calendar. `words` keeps what was written where `value` differs.
    pub fn parse(written: &str, basis: Basis) -> Option<Dated> {
        let mut rest = Rest(written.trim());
        let mut value = rest.date()?;
        let mut zone = None;
        if !rest.0.is_empty() {
            if value.len() != "2024-11-10".len() || !(rest.eat("T") || rest.eat("t") || rest.eat(" ")) {
                return None;
            }
            value.push('T');
            value.push_str(&rest.time()?);
            if !rest.0.is_empty() {
                zone = Some(rest.0.trim().to_owned());
                value.push_str(&rest.offset()?);
            }
        }
        let words = (written != value).then(|| written.to_owned());
        Some(Dated { value, words, basis, zone })
    }
}

impl Dated {
    /// Reads a date as mail and RSS write it: `Sun, 10 Nov 2024 12:48:00 GMT`. `None` where `written` is none.
    pub fn parse_mail(written: &str, basis: Basis) -> Option<Dated> {
        let (value, zone) = mail_date(written)?;
        Some(Dated { value, words: Some(written.trim().to_owned()), basis, zone: Some(zone) })
    }
}

impl Dated {
    /// Reads a date in words, such as "10 November 2024, 12:48", in any language whose months are known. `None` where `written`
    /// holds more than one date, or digits beside it, which may be a zone; where it lacks the month or the year, or states a time
    /// and no day; and where its digits mean another day if the month stands first.
    pub fn parse_words(written: &str, basis: Basis) -> Option<Dated> {
        let written = written.trim();
        let [(span, date)] = dates(written)[..] else { return None };
        let words = span.of(written);
        let beside = written.replacen(words, "", 1);
        let is_counted = date.relative().is_some() || date.year().is_none() || date.month().is_none();
        let is_torn = date.time().is_some() && date.day().is_none();
        if is_counted || is_torn || beside.contains(char::is_numeric) || has_two_readings(words) {
            return None;
        }
        let zone = date.time().and_then(|time| time.offset).and_then(|_| words.rsplit(' ').next()).map(str::to_owned);
        Some(Dated { value: date.to_string(), words: Some(written.to_owned()), basis, zone })
    }
}

/// Whether day and month could change places: `10.11.2024`.
fn has_two_readings(words: &str) -> bool {
    let mut parts = words.split(['.', '/', '-']).map(|part| part.trim().parse::<u8>());
    matches!((parts.next(), parts.next()), (Some(Ok(one)), Some(Ok(other))) if one <= 12 && other <= 12 && one != other)
}

impl Dated {
    /// The same date, known to be stated: if whoever gave it gave its words too, the words stand in the text, and they
    /// say this date.
    pub fn grounded_in(self, input: &str) -> Dated {
        let says_so = |words: &String| {
            input.contains(words.as_str()) && dates(words).iter().any(|(_, date)| date.to_string() == self.value)
        };
        match &self.words {
            Some(words) if self.basis == Basis::Given && says_so(words) => Dated { basis: Basis::Stated, ..self },
            _ => self,
        }
    }
}

/// What is left to read. Each reader takes its part, or gives `None` where the part is wrong.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn eat(&mut self, prefix: &str) -> bool {
        self.0.strip_prefix(prefix).map(|rest| self.0 = rest).is_some()
    }

    /// A number of exactly `digits` digits from `least` to `most`.
    fn number(&mut self, digits: usize, least: u32, most: u32) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let number = number.parse().ok()?;
        self.0 = rest;
        (least..=most).contains(&number).then_some(number)
    }

    fn date(&mut self) -> Option<String> {
        let year = self.number(4, 1, 9999)?;
        if self.0.is_empty() {
            return Some(format!("{year:04}"));
        }
        let between = ["-", "/"].into_iter().find(|mark| self.eat(mark)).unwrap_or("");
        let month = self.number(2, 1, 12)?;
        // `202411` could as well be a day in the year 20: without a mark a date is whole.
        if self.0.is_empty() && !between.is_empty() {
            return Some(format!("{year:04}-{month:02}"));
        }
        if !self.eat(between) {
            return None;
        }
        let day = self.number(2, 1, days_in(year, month))?;
        Some(format!("{year:04}-{month:02}-{day:02}"))
    }

    fn time(&mut self) -> Option<String> {
        let hour = self.number(2, 0, 23)?;
        let colon = self.eat(":");
        let minute = self.number(2, 0, 59)?;
        let mut time = format!("{hour:02}:{minute:02}");
        let more = if colon { self.eat(":") } else { self.0.starts_with(|c: char| c.is_ascii_digit()) };
        if more {
            // 60 is a leap second.
            let second = self.number(2, 0, 60)?;
            time.push_str(&format!(":{second:02}"));
            if self.eat(".") || self.eat(",") {
                let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
                if digits == 0 {
                    return None;
                }
                let (fraction, rest) = self.0.split_at(digits);
                time.push('.');
                time.push_str(fraction);
                self.0 = rest;
            }
        }
        Some(time)
    }

    fn offset(&mut self) -> Option<String> {
        self.eat(" ");
        if let "Z" | "z" = self.0 {
            return Some("Z".to_owned());
        }
        let sign = ["+", "-"].into_iter().find(|sign| self.eat(sign))?;
        let hour = self.number(2, 0, 23)?;
        let minute = if self.0.is_empty() {
            0
        } else {
            self.eat(":");
            self.number(2, 0, 59)?
        };
        self.0.is_empty().then(|| format!("{sign}{hour:02}:{minute:02}"))
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_stated_only_if_its_words_stand_in_the_text_and_say_it() {
        let given = |value: &str, words: &str| Dated {
            words: Some(words.to_owned()),
            ..Dated::parse(value, Basis::Given).unwrap()
        };
        let basis = |date: Dated| date.grounded_in("Web DeskNovember 10, 2024 12:48 PMworld").basis;
        assert_eq!(basis(given("2024-11-10T12:48", "November 10, 2024 12:48 PM")), Basis::Stated);
        assert_eq!(basis(given("2024-11-11T12:48", "November 10, 2024 12:48 PM")), Basis::Given);
        assert_eq!(basis(given("2024-11-10", "10 November 2024")), Basis::Given);
        let record = Dated { basis: Basis::Record, ..given("2024-11-10T12:48", "November 10, 2024 12:48 PM") };
        assert_eq!(basis(record), Basis::Record);
    }

    #[test]
    fn iso_dates_are_read_as_exactly_as_they_are_known() {
        for (written, value, zone) in [
            ("2024", "2024", None),
            ("2024-11", "2024-11", None),
            ("2024-02-29", "2024-02-29", None),
            ("2024/11/10", "2024-11-10", None),
            ("20241110", "2024-11-10", None),
            ("2024-11-10T12:48", "2024-11-10T12:48", None),
            ("2024-11-10 12:48:05", "2024-11-10T12:48:05", None),
            ("2024-11-10T12:48:05.250Z", "2024-11-10T12:48:05.250Z", Some("Z")),
            ("20241110T124800Z", "2024-11-10T12:48:00Z", Some("Z")),
            ("2024-11-10T12:48:00+0530", "2024-11-10T12:48:00+05:30", Some("+0530")),
            ("2024-11-10 12:48:00 -05", "2024-11-10T12:48:00-05:00", Some("-05")),
        ] {
            let dated = Dated::parse(written, Basis::Record).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((dated.value.as_str(), dated.zone.as_deref()), (value, zone), "{written}");
            assert_eq!(dated.words.is_some(), written != value, "{written}");
        }
    }

    #[test]
    fn dates_in_words_are_read_where_they_say_one_day() {
        for (written, value, zone) in [
            ("November 10, 2024", "2024-11-10", None),
            ("Published: 10 Nov 2024 12:48 PM EST", "2024-11-10T12:48", None),
            ("10 November 2024, 12:48 GMT", "2024-11-10T12:48Z", Some("GMT")),
            ("Sonntag, 10. November 2024", "2024-11-10", None),
            ("2024年11月10日", "2024-11-10", None),
            ("10 ноября 2024", "2024-11-10", None),
            ("November 2024", "2024-11", None),
            ("13/11/2024", "2024-11-13", None),
            ("11.11.2024", "2024-11-11", None),
        ] {
            let dated = Dated::parse_words(written, Basis::Record).unwrap_or_else(|| panic!("{written}"));
            assert_eq!((dated.value.as_str(), dated.zone.as_deref()), (value, zone), "{written}");
            assert_eq!(dated.words.as_deref(), Some(written));
        }
        for written in [
            "10.11.2024",
            "10/11/2024",
            "yesterday",
            "Sunday",
            "10 November",
            "November 2024, 12:48",
            "12:48",
            "10-12 November 2024",
            "10 November 2024, updated 11 November 2024",
            "Sun Nov 10 2024 12:48:00 GMT+0100",
            "10 November 2024 12:48 GMT+1",
            "Saturday, 10 November 2024",
            "",
        ] {
            assert_eq!(Dated::parse_words(written, Basis::Record), None, "{written}");
        }
    }

    #[test]
    fn what_is_no_date_or_could_be_two_is_not_read() {
        for written in [
            "",
            "24",
            "202411",
            "2023-02-29",
            "2024-13-01",
            "2024-11-31",
            "2024-11/10",
            "10/11/2024",
            "2024-11-10T24:00",
            "2024-11-10T12",
            "2024-11-10T12:48+5",
            "2024-11-10T12:48 PM",
            "2024-11T12:48",
            "2024-11-10T12:48:05.",
            "yesterday",
            "２０２４",
        ] {
            assert_eq!(Dated::parse(written, Basis::Record), None, "{written}");
        }
    }
}
