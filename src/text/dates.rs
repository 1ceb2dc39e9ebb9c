//! Dates as texts write them: in all common orders, with as much as the text says and no more.
//!
//! A date is searched for wherever it stands: pages glue dates to other words ("Web DeskNovember 10, 2024 12:48 PMworld").
//! The only door to the crate `jiff`, which knows the calendar.

mod digits;
mod utc;
mod written;

use std::fmt;

pub use utc::{iso_day, iso_moment, mail_date, unix_second, utc_minute, utc_second};

pub(super) use digits::numeric;
pub(super) use written::{begins_date, find};

use super::{Class, Span, Value, tokens};

/// What a text says of a date. Every part may be unsaid.
///
/// Invariant: the day exists in its month and year; the weekday of a full date is known and right. So two wordings of
/// one date are equal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Date {
    year: Option<i16>,
    month: Option<u8>,
    day: Option<u8>,
    weekday: Option<u8>,
    time: Option<Time>,
    relative: Option<Relative>,
    /// The first year of a decade, if no more is said.
    decade: Option<i16>,
}

/// A time of day as stated.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Time {
    /// 0 to 23.
    pub hour: u8,
    pub minute: u8,
    pub second: Option<u8>,
    /// Minutes east of UTC, where stated.
    pub offset: Option<i16>,
}

/// A time counted from the day of writing: "yesterday", "last month", "this year".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Relative {
    pub unit: Unit,
    /// -1: the one before, 0: this, 1: the next.
    pub shift: i8,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

impl Date {
    /// The date of these parts, if the calendar has it.
    pub fn new(year: Option<i16>, month: Option<u8>, day: Option<u8>) -> Option<Date> {
        let signed = |part: Option<u8>| part.map_or(Some(1), |part| i8::try_from(part).ok());
        // Without a year 29 February may be meant.
        let civil = jiff::civil::Date::new(year.unwrap_or(2000), signed(month)?, signed(day)?).ok()?;
        let full = year.is_some() && month.is_some() && day.is_some();
        let weekday = full.then(|| civil.weekday().to_monday_one_offset().unsigned_abs());
        Some(Date { year, month, day, weekday, ..Date::default() })
    }

    pub const fn year(self) -> Option<i16> {
        self.year
    }

    /// 1 to 12.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// ISO 8601: Monday is 1.
    pub const fn weekday(self) -> Option<u8> {
        self.weekday
    }

    pub const fn time(self) -> Option<Time> {
        self.time
    }

    pub const fn relative(self) -> Option<Relative> {
        self.relative
    }

    /// The first year of the decade that is all that is said: 1990 in "the 1990s".
    pub const fn decade(self) -> Option<i16> {
        self.decade
    }

    /// Year, month and day are known.
    pub const fn is_full(self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    /// Whether no part that both state differs: "June" and "19 June 2024" may be one date.
    pub fn agrees_with(self, other: Date) -> bool {
        fn same<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
            a.zip(b).is_none_or(|(a, b)| a == b)
        }
        same(self.year, other.year)
            && same(self.month, other.month)
            && same(self.day, other.day)
            && same(self.weekday, other.weekday)
            && self.time.zip(other.time).is_none_or(|(a, b)| a.agrees_with(b))
            && same(self.relative, other.relative)
            && same(self.years_ten(), other.years_ten())
    }

    /// The decade that is said or that the year is in.
    fn years_ten(self) -> Option<i16> {
        self.decade.or(self.year).map(|year| year.div_euclid(10))
    }
}

impl Time {
    /// Whether no part that both state differs: "7 p.m." and "7 p.m. GMT" may be one time.
    fn agrees_with(self, other: Time) -> bool {
        (self.hour, self.minute) == (other.hour, other.minute)
            && self.second.zip(other.second).is_none_or(|(a, b)| a == b)
            && self.offset.zip(other.offset).is_none_or(|(a, b)| a == b)
    }
}

/// ISO 8601 as exact as is known: `2024`, `2024-06`, `2024-06-19`, `2024-11-10T12:48`, `…+05:30`; without a year
/// `--06-19`, a weekday alone `-W-6`, a time alone `T12:48`. What is counted from the day of writing is written as the
/// unit and the shift: `month-1`, `--10@year+0`. A decade is `199X`, as in EDTF.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(decade) = self.decade {
            return write!(f, "{:03}X", decade.div_euclid(10));
        }
        match (self.year, self.month, self.day) {
            (Some(year), None, _) => write!(f, "{year:04}")?,
            (Some(year), Some(month), None) => write!(f, "{year:04}-{month:02}")?,
            (Some(year), Some(month), Some(day)) => write!(f, "{year:04}-{month:02}-{day:02}")?,
            (None, Some(month), None) => write!(f, "--{month:02}")?,
            (None, Some(month), Some(day)) => write!(f, "--{month:02}-{day:02}")?,
            (None, None, _) => {}
        }
        if let Some(weekday) = self.weekday.filter(|_| !self.is_full()) {
            write!(f, "-W-{weekday}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        if let Some(relative) = self.relative {
            if self.month.is_some() || self.weekday.is_some() {
                f.write_str("@")?;
            }
            write!(f, "{relative}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.offset {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{unit}{:+}", self.shift)
    }
}

/// The dates of `body`, in order; a date in digits that may mean two days is left out.
pub fn dates(body: &str) -> Vec<(Span, Date)> {
    let dated = tokens(body).into_iter().filter(|token| token.class == Class::Date);
    dated
        .filter_map(|token| {
            token.value.and_then(|value| if let Value::Date(date) = value { Some((token.span, date)) } else { None })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(body: &str) -> Vec<String> {
        dates(body).iter().map(|(_, date)| date.to_string()).collect()
    }

    #[test]
    fn one_day_in_all_orders_is_one_value() {
        for form in [
            "19 June 2024",
            "June 19, 2024",
            "June 19,2024",
            "June 19th, 2024",
            "19th of June 2024",
            "2024-06-19",
            "2024/06/19",
            "19/06/2024",
            "06/19/2024",
            "19.06.2024",
            "19. Juni 2024",
            "19 juin 2024",
            "19 de junio de 2024",
            "19 giugno 2024",
            "19 de junho de 2024",
            "19 juni 2024",
            "19 czerwca 2024",
            "19 июня 2024",
            "19 червня 2024",
            "2024年6月19日",
            "2024 年 6 月 19 日",
            "２０２４年６月１９日",
            "二〇二四年六月十九日",
            "2024년 6월 19일",
            "19 Haziran 2024",
            "19 जून 2024",
            "१९ जून २०२४",
            "19 يونيو 2024",
            "١٩ يونيو ٢٠٢٤",
            "19 يونيو/حزيران 2024",
            "۱۹ ژوئن ۲۰۲۴",
            "19 czerwca 2024",
            "Wednesday, 19 June 2024",
            "Wed. 19 June 2024",
            "Wednesday, June 19, 2024",
            "19\nJune 2024",
        ] {
            let found = dates(form);
            assert_eq!(shown(form), ["2024-06-19"], "{form}");
            assert_eq!(found[0].0, Span::new(0, form.len()), "{form}");
            assert_eq!(Some(found[0].1), Date::new(Some(2024), Some(6), Some(19)), "{form}");
        }
    }

    #[test]
    fn a_date_says_as_much_as_the_text() {
        for (body, date) in [
            ("signed in June 2024 and", "2024-06"),
            ("a visit in June.", "--06"),
            ("the June 19 treaty", "--06-19"),
            ("on Saturday", "-W-6"),
            ("Saturday, 9 November", "--11-09-W-6"),
            ("endorsed it last month", "month-1"),
            ("this week", "week+0"),
            ("in October this year", "--10@year+0"),
            ("yesterday", "day-1"),
            ("at 12:48 PM", "T12:48"),
            ("at 5 p.m. local", "T17:00"),
            ("12am", "T00:00"),
            ("17:30 GMT", "T17:30Z"),
            ("In May 2024", "2024-05"),
            ("since May", "--05"),
            ("2024-11-10T12:48:00+05:30", "2024-11-10T12:48:00+05:30"),
            ("2024-11-10T12:48Z", "2024-11-10T12:48Z"),
            ("10:05 on 3 May 2024", "2024-05-03T10:05"),
            ("5 mars 2024", "2024-03-05"),
            ("en mars", "--03"),
            ("5. Mai", "--05-05"),
            ("6月19日，", "--06-19"),
            ("6월 19일에", "--06-19"),
            ("19 Haziran’da", "--06-19"),
            ("w marcu 2024", "2024-03"),
            ("في مارس 2024", "2024-03"),
            ("星期三", "-W-3"),
            ("上礼拜五发表", "-W-5"),
            ("na segunda-feira, em Lisboa", "-W-1"),
            ("يوم الأحد", "-W-7"),
            ("до четверга", "-W-4"),
            ("am Dienstagnachmittag", "-W-2"),
            ("um 15.30 Uhr", "T15:30"),
            ("um 15:30 Uhr", "T15:30"),
            ("um 15 Uhr", "T15:00"),
            ("om 15.30 uur", "T15:30"),
            ("à 20h30, à", "T20:30"),
            ("à 20 h 30.", "T20:30"),
            ("à 21h", "T21:00"),
            ("in the 1990s", "199X"),
            ("the 1990’s end", "199X"),
            ("der 1990er Jahre", "199X"),
            ("on Monday (June 3) in", "--06-03-W-1"),
            ("am Montag (3. Juni) in", "--06-03-W-1"),
            ("Mon., Sept. 5", "--09-05-W-1"),
        ] {
            assert_eq!(shown(body), [date], "{body}");
        }
    }

    #[test]
    fn a_date_is_found_where_a_page_glued_it() {
        let body = "Web DeskNovember 10, 2024 12:48 PMworld";
        let found = dates(body);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.of(body), "November 10, 2024 12:48 PM");
        assert_eq!(found[0].1.to_string(), "2024-11-10T12:48");
        assert_eq!(shown(" date 2024-10-15 Putin"), ["2024-10-15"]);
    }

    #[test]
    fn what_is_no_date_is_none() {
        for body in [
            "it may rain",
            "the Mayo Clinic",
            "life on Mars",
            "Mars 2020",
            "they march on",
            "5 may have died",
            "the August House",
            "March in step",
            "10.20.30.40",
            "a 3-2 win",
            "version 1.2.3",
            "13/13/2024",
            "June5",
            "he sat down",
            "مارس الضغط",
            "三个月",
            "一日中",
            "3月以来",
            "lasted 15.30 hours",
            "duurde 3 uur",
            "1995s",
            "pendant 48h",
        ] {
            assert_eq!(shown(body), Vec::<String>::new(), "{body}");
        }
    }

    #[test]
    fn digits_that_say_two_days_say_none() {
        assert_eq!(shown("02/03/2024"), Vec::<String>::new());
        assert_eq!(shown("03/03/2024"), ["2024-03-03"]);
        assert_eq!(tokens("02/03/2024")[0].class, Class::Date);
    }

    #[test]
    fn the_calendar_is_asked() {
        assert_eq!(Date::new(Some(2024), Some(6), Some(31)), None);
        assert_eq!(Date::new(Some(2023), Some(2), Some(29)), None);
        assert_eq!(shown("31 June 2024"), ["2024-06"]);
        assert_eq!(Date::new(Some(2024), Some(11), Some(9)).and_then(Date::weekday), Some(6));
    }

    #[test]
    fn a_weekday_that_is_not_the_dates_stands_by_itself() {
        assert_eq!(shown("Sunday, 9 November 2024"), ["-W-7", "2024-11-09"]);
    }

    #[test]
    fn dates_agree_unless_a_part_differs() {
        let [full, june, saturday, july] =
            ["19 June 2024", "June", "Saturday", "July 2024"].map(|body| dates(body)[0].1);
        assert!(full.agrees_with(june) && june.agrees_with(full));
        assert!(!full.agrees_with(saturday) && !full.agrees_with(july));
    }
}
