//! Dates made of several pieces of a text: names of months and days, numbers, times.

use super::digits::day_first as day_first_in_digits;
use super::{Date, Relative, Time, Unit, numeric};
use crate::text::Span;
use crate::text::lexicon::{self, Company, Sense};
use crate::text::scan::{Gap, Kind, Pieces};

/// The date that begins at piece `index`, or inside it where a page glued a month to a word, with its span. `None` as
/// the date: the digits may mean two days.
pub(in crate::text) fn find(pieces: &Pieces, index: usize) -> Option<(Span, Option<Date>)> {
    let piece = pieces.get(index)?;
    if piece.kind == Kind::NumericDate && numeric(pieces.text(index)).is_some_and(|(_, date)| date.is_none()) {
        let language = pieces.language().filter(|language| language.puts_day_first());
        let date = language.and_then(|_| day_first_in_digits(pieces.text(index)));
        return Some((Span::new(piece.start(), piece.end()), date));
    }
    if let Some(decade) = decade(pieces, index) {
        return Some((Span::new(decade.start, decade.end), Some(decade.date)));
    }
    let found = if let Some(day) = day_of_week(pieces, index) {
        with_time(pieces, day)
    } else {
        let time = time(pieces, index)?;
        time_first(pieces, time)
    };
    Some((Span::new(found.start, found.end), Some(found.date)))
}

/// A date, where it stands, and the piece after it.
#[derive(Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    next: usize,
    date: Date,
}

impl Found {
    /// A date of the pieces `first..next`.
    fn of(pieces: &Pieces, first: usize, next: usize, date: Date) -> Option<Found> {
        let (start, end) = (pieces.get(first)?.start(), pieces.get(next.checked_sub(1)?)?.end());
        Some(Found { start, end, next, date })
    }
}

/// "12:48 PM" after a date, "at" between them or not.
fn with_time(pieces: &Pieces, day: Found) -> Found {
    let near = matches!(pieces.gap(day.next - 1), Gap::Space | Gap::Comma);
    let at = pieces.text(day.next).eq_ignore_ascii_case("at") && pieces.gap(day.next) == Gap::Space;
    match time(pieces, day.next + usize::from(at)) {
        Some(time) if near && day.date.time.is_none() && day.date.relative.is_none() => {
            Found { end: time.end, next: time.next, date: Date { time: time.date.time, ..day.date }, ..day }
        }
        _ => day,
    }
}

/// A date after "12:48 PM", "on" between them or not.
fn time_first(pieces: &Pieces, time: Found) -> Found {
    // A time that ends inside a piece has other words glued to it.
    if !matches!(pieces.gap(time.next - 1), Gap::Space | Gap::Comma)
        || time.end != pieces.get(time.next - 1).map_or(0, |p| p.end())
    {
        return time;
    }
    let on = pieces.text(time.next).eq_ignore_ascii_case("on") && pieces.gap(time.next) == Gap::Space;
    match day_of_week(pieces, time.next + usize::from(on)) {
        Some(day) if day.date.relative.is_none() && day.date.time.is_none() => {
            Found { start: time.start, date: Date { time: time.date.time, ..day.date }, ..day }
        }
        _ => time,
    }
}

/// A weekday, a day of the calendar, or both: "Tuesday", "Tuesday, 12 November 2024".
fn day_of_week(pieces: &Pieces, index: usize) -> Option<Found> {
    let Sense::Weekday(weekday, company) = pieces.sense(index) else { return calendar(pieces, index) };
    let near = match pieces.gap(index) {
        Gap::Space | Gap::Comma => index + 1,
        Gap::Stop if company == Company::Any => index + 1,
        // "Mon., Sept. 5"
        Gap::Other if company == Company::Any && between(pieces, index).starts_with("., ") => index + 1,
        Gap::Other if between(pieces, index) == " (" => return in_brackets(pieces, index, weekday, company),
        _ => usize::MAX,
    };
    let the = usize::from(lexicon::within_date(&pieces.text(near).to_lowercase()));
    match calendar(pieces, near.saturating_add(the)) {
        // A weekday that is not the date's stays a token of its own: a slip the text made.
        Some(day) if day.date.day.is_some() && day.date.weekday.is_none_or(|known| known == weekday) => {
            let start = pieces.get(index)?.start();
            Some(Found { start, date: Date { weekday: Some(weekday), ..day.date }, ..day })
        }
        _ => weekday_alone(pieces, index, weekday, company),
    }
}

fn weekday_alone(pieces: &Pieces, index: usize, weekday: u8, company: Company) -> Option<Found> {
    let date = Date { weekday: Some(weekday), ..Date::default() };
    (company == Company::None).then(|| Found::of(pieces, index, index + 1, date))?
}

/// "Monday (June 3)": a weekday with its date behind it.
fn in_brackets(pieces: &Pieces, index: usize, weekday: u8, company: Company) -> Option<Found> {
    let fits = |day: &Found| {
        let is_closed = pieces.body()[day.end..].starts_with(')');
        is_closed && day.date.day.is_some() && day.date.weekday.is_none_or(|known| known == weekday)
    };
    match calendar(pieces, index + 1).filter(fits) {
        Some(day) => {
            let start = pieces.get(index)?.start();
            Some(Found { start, end: day.end + 1, date: Date { weekday: Some(weekday), ..day.date }, ..day })
        }
        None => weekday_alone(pieces, index, weekday, company),
    }
}

/// What stands between piece `index` and the next.
fn between<'a>(pieces: &Pieces<'a>, index: usize) -> &'a str {
    let ends = pieces.get(index).zip(pieces.get(index + 1));
    ends.map_or("", |(piece, next)| &pieces.body()[piece.end()..next.start()])
}

/// "1990s", "1990's", "1990er".
fn decade(pieces: &Pieces, index: usize) -> Option<Found> {
    let text = pieces.text(index);
    let (year, next) = match pieces.kind(index)? {
        Kind::Word => (text.strip_suffix('s')?, index + 1),
        Kind::Digits if text.len() == 4 => match (between(pieces, index), pieces.text(index + 1)) {
            ("'" | "’", "s") | ("", "er" | "ern") => (text, index + 2),
            _ => return None,
        },
        _ => return None,
    };
    let year = year_of(year).filter(|year| year % 10 == 0)?;
    Found::of(pieces, index, next, Date { decade: Some(year), ..Date::default() })
}

/// A date of the calendar or one counted from the day of writing.
fn calendar(pieces: &Pieces, index: usize) -> Option<Found> {
    match (pieces.kind(index)?, pieces.sense(index)) {
        (Kind::NumericDate, _) => Found::of(pieces, index, index + 1, numeric(pieces.text(index))?.1?),
        (Kind::Digits, _) => day_first(pieces, index).or_else(|| in_signs(pieces, index)),
        (_, Sense::Month(month, company)) => month_first(pieces, index, month, company),
        (_, Sense::Day(shift)) => {
            let relative = Some(Relative { unit: Unit::Day, shift });
            Found::of(pieces, index, index + 1, Date { relative, ..Date::default() })
        }
        (_, Sense::Shift(_)) => {
            let relative = Some(shifted(pieces, index)?);
            Found::of(pieces, index, index + 2, Date { relative, ..Date::default() })
        }
        (Kind::Word, _) => glued(pieces, index),
        _ => None,
    }
}

/// "last month"
fn shifted(pieces: &Pieces, index: usize) -> Option<Relative> {
    match (pieces.sense(index), pieces.gap(index), pieces.sense(index + 1)) {
        (Sense::Shift(shift), Gap::Space, Sense::Unit(unit)) => Some(Relative { unit, shift }),
        _ => None,
    }
}

/// A month at the end of a word it was glued to, with a number after it: "DeskNovember 10, 2024".
fn glued(pieces: &Pieces, index: usize) -> Option<Found> {
    let text = pieces.text(index);
    let at = text.char_indices().rev().find(|(_, c)| c.is_uppercase())?.0;
    let hump = text[..at].chars().next_back()?.is_lowercase() && pieces.kind(index + 1)? == Kind::Digits;
    let Sense::Month(month, _) = lexicon::lexeme(&text[at..].to_lowercase()).sense else { return None };
    let found = month_and_number(pieces, index, month).filter(|_| hump)?;
    Some(Found { start: pieces.get(index)?.start() + at, ..found })
}

/// "June 19, 2024", "June 2024", "June this year", "in June".
fn month_first(pieces: &Pieces, index: usize, month: u8, company: Company) -> Option<Found> {
    let capital = pieces.text(index).starts_with(char::is_uppercase);
    if (company == Company::Any && !capital) || (company == Company::Day && capital) {
        return None;
    }
    if let Some(found) = month_and_number(pieces, index, month) {
        return Some(found);
    }
    let date = Date { month: Some(month), ..Date::default() };
    if pieces.gap(index) == Gap::Space
        && let Some(relative) = shifted(pieces, index + 1).filter(|relative| relative.unit == Unit::Year)
    {
        return Found::of(pieces, index, index + 3, Date { relative: Some(relative), ..date });
    }
    let introduced = index > 0
        && pieces.gap(index - 1) == Gap::Space
        && lexicon::before_month(&pieces.text(index - 1).to_lowercase());
    (company == Company::None || introduced).then(|| Found::of(pieces, index, index + 1, date))?
}

/// A month with the day, the year or both after it.
fn month_and_number(pieces: &Pieces, index: usize, month: u8) -> Option<Found> {
    if !matches!(pieces.gap(index), Gap::Space | Gap::Comma | Gap::Stop) {
        return None;
    }
    let next = index + 1;
    // `June 19,2024`
    if let Some((day, year)) = pieces.text(next).split_once(',')
        && let (Ok(day), Some(year)) = (day.parse::<u8>(), year_of(year))
        && let Some(date) = Date::new(Some(year), Some(month), Some(day))
    {
        return Found::of(pieces, index, next + 1, date);
    }
    let of = usize::from(lexicon::within_date(&pieces.text(next).to_lowercase()));
    if let Some(year) = year(pieces, next + of) {
        return Found::of(pieces, index, next + of + 1, Date::new(Some(year), Some(month), None)?);
    }
    let (day, after) = day(pieces, next)?;
    let near = matches!(pieces.gap(after - 1), Gap::Space | Gap::Comma);
    let full = year(pieces, after).filter(|_| near).and_then(|year| Date::new(Some(year), Some(month), Some(day)));
    match full {
        Some(date) => Found::of(pieces, index, after + 1, date),
        // "June 10:30" and "June 5 percent" name no day.
        None if is_counted(pieces, after) => None,
        None => Found::of(pieces, index, after, Date::new(None, Some(month), Some(day))?),
    }
}

/// Whether what stands before piece `after` is an amount or a time, so no day.
fn is_counted(pieces: &Pieces, after: usize) -> bool {
    match pieces.gap(after - 1) {
        Gap::Colon => true,
        Gap::Nothing | Gap::Space => {
            let percent =
                pieces.kind(after) == Some(Kind::Percent) || lexicon::percent(&pieces.text(after).to_lowercase());
            percent || matches!(pieces.sense(after), Sense::Scale(_))
        }
        _ => false,
    }
}

/// "19 June 2024", "19. Juni 2024", "19th of June", "19 de junio de 2024", "19-Jun-2024".
fn day_first(pieces: &Pieces, index: usize) -> Option<Found> {
    let (day, mut at) = day(pieces, index)?;
    let within = |at: usize| lexicon::within_date(&pieces.text(at).to_lowercase()) && pieces.gap(at) == Gap::Space;
    let near = |at: usize| matches!(pieces.gap(at - 1), Gap::Space | Gap::Stop | Gap::Hyphen | Gap::Comma);
    if !near(at) || pieces.gap(at - 1) == Gap::Comma {
        return None;
    }
    at += usize::from(within(at));
    let Sense::Month(month, company) = pieces.sense(at) else { return None };
    if company == Company::Any && !pieces.text(at).starts_with(char::is_uppercase) {
        return None;
    }
    let mut next = at + 1;
    // Two names of one month, as in the Arab world: 19 يونيو/حزيران.
    if let (Some(one), Some(other)) = (pieces.get(at), pieces.get(next))
        && &pieces.body()[one.end()..other.start()] == "/"
        && matches!(pieces.sense(next), Sense::Month(same, _) if same == month)
    {
        next += 1;
    }
    let of = usize::from(within(next));
    let full =
        year(pieces, next + of).filter(|_| near(next)).and_then(|year| Date::new(Some(year), Some(month), Some(day)));
    match full {
        Some(date) => Found::of(pieces, index, next + of + 1, date),
        None => Found::of(pieces, index, next, Date::new(None, Some(month), Some(day))?),
    }
}

const YEAR: [&str; 2] = ["年", "년"];
const MONTH: [&str; 2] = ["月", "월"];
const DAY: [&str; 2] = ["日", "일"];

/// `2024年6月19日`, `2024년 6월 19일`, without the day or without the year; in typography also with spaces.
fn in_signs(pieces: &Pieces, index: usize) -> Option<Found> {
    let near = |at: usize| matches!(pieces.gap(at), Gap::Nothing | Gap::Space);
    let signed = |at: usize, signs: [&str; 2]| near(at) && signs.contains(&pieces.text(at + 1));
    let small = |at: usize| pieces.text(at).parse::<u8>().ok();
    let year = year(pieces, index).filter(|_| signed(index, YEAR) && near(index + 1));
    let at = index + if year.is_some() { 2 } else { 0 };
    let month = small(at).filter(|_| signed(at, MONTH))?;
    match small(at + 2).filter(|_| near(at + 1) && signed(at + 2, DAY)) {
        Some(day) => Found::of(pieces, index, at + 4, Date::new(year, Some(month), Some(day))?),
        None => Found::of(pieces, index, at + 2, Date::new(Some(year?), Some(month), None)?),
    }
}

/// Whether piece `index`, digits, is followed by what makes it part of a date.
pub(in crate::text) fn begins_date(pieces: &Pieces, index: usize) -> bool {
    let next = pieces.text(index + 1);
    matches!(pieces.sense(index + 1), Sense::Month(..)) || [YEAR, MONTH, DAY].as_flattened().contains(&next)
}

/// A day of the month at piece `index`, and the piece after it and its ending ("19th", "1er").
fn day(pieces: &Pieces, index: usize) -> Option<(u8, usize)> {
    let text = pieces.text(index);
    let day = text.parse::<u8>().ok().filter(|day| (1..=31).contains(day) && text.len() <= 2)?;
    let ending = pieces.gap(index) == Gap::Nothing && ["st", "nd", "rd", "th", "er"].contains(&pieces.text(index + 1));
    Some((day, index + 1 + usize::from(ending)))
}

fn year(pieces: &Pieces, index: usize) -> Option<i16> {
    year_of(pieces.text(index))
}

fn year_of(text: &str) -> Option<i16> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?.filter(|year| (1000..3000).contains(year))
}

/// "15.30 Uhr", "15:30 Uhr", "15 Uhr", "15.30 uur", "20h30", "20 h 30", "21h".
fn with_word(pieces: &Pieces, index: usize) -> Option<Found> {
    let two = |digits: &str, most: u8| {
        let is_part = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_part.then(|| digits.parse::<u8>().ok())?.filter(|&part| part < most)
    };
    let minutes = |digits: &str| two(digits, 60).filter(|_| digits.len() == 2);
    let found = |hour, minute, next| {
        let time = Some(Time { hour, minute, second: None, offset: None });
        Found::of(pieces, index, next, Date { time, ..Date::default() })
    };
    let text = pieces.text(index);
    let is_near = |at: usize| matches!(pieces.gap(at), Gap::Nothing | Gap::Space);
    let word = pieces.text(index + 1);
    if let Some(behind) = word.strip_prefix(['h', 'H']).filter(|_| is_near(index)) {
        let hour = two(text, 24)?;
        return match minutes(behind) {
            Some(minute) if pieces.gap(index) == Gap::Nothing => found(hour, minute, index + 2),
            _ if !behind.is_empty() => None,
            _ => match minutes(pieces.text(index + 2)).filter(|_| is_near(index + 1)) {
                Some(minute) => found(hour, minute, index + 3),
                None => (word == "h" && pieces.gap(index) == Gap::Nothing).then(|| found(hour, 0, index + 2))?,
            },
        };
    }
    // A stop joins the digits, a colon does not.
    let (hour, minute, at) = match text.split_once('.') {
        Some((hour, minute)) => (two(hour, 24)?, Some(minutes(minute)?), index),
        None if pieces.gap(index) == Gap::Colon => (two(text, 24)?, Some(minutes(word)?), index + 1),
        None => (two(text, 24)?, None, index),
    };
    let (with_minutes, alone) = lexicon::clock(&pieces.text(at + 1).to_lowercase());
    let is_time = pieces.gap(at) == Gap::Space && if minute.is_some() { with_minutes } else { alone };
    is_time.then(|| found(hour, minute.unwrap_or(0), at + 2))?
}

/// "12:48", "12:48 PM", "5 p.m.", "17:30 GMT".
fn time(pieces: &Pieces, index: usize) -> Option<Found> {
    if pieces.kind(index)? != Kind::Digits {
        return None;
    }
    let part = |at: usize, most: u8| {
        let text = pieces.text(at);
        text.parse::<u8>().ok().filter(|&part| text.len() <= 2 && part < most)
    };
    let sixty = |at: usize| part(at, 60).filter(|_| pieces.gap(at - 1) == Gap::Colon && pieces.text(at).len() == 2);
    if let Some(found) = with_word(pieces, index) {
        return Some(found);
    }
    let mut hour = part(index, 24)?;
    let minute = sixty(index + 1);
    let second = minute.and_then(|_| sixty(index + 2));
    let mut next = index + 1 + usize::from(minute.is_some()) + usize::from(second.is_some());
    let mut end = pieces.get(next - 1)?.end();
    let half = half_of_day(pieces, next, minute.is_some()).filter(|_| hour <= 12);
    if minute.is_none() && half.is_none() {
        return None;
    }
    if let Some((afternoon, length)) = half {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
        end = pieces.get(next)?.start() + length;
        next += 1;
    }
    let zone = ["GMT", "UTC"].contains(&pieces.text(next)) && pieces.gap(next - 1) == Gap::Space;
    if zone {
        end = pieces.get(next)?.end();
        next += 1;
    }
    let time = Time { hour, minute: minute.unwrap_or(0), second, offset: zone.then_some(0) };
    let start = pieces.get(index)?.start();
    Some(Found { start, end, next, date: Date { time: Some(time), ..Date::default() } })
}

/// Whether piece `index` says afternoon, if it says "a.m." or "p.m.", and in how many bytes. `glued`: capitals with
/// small letters after them count too ("PMworld").
fn half_of_day(pieces: &Pieces, index: usize, glued: bool) -> Option<(bool, usize)> {
    if !matches!(pieces.gap(index.checked_sub(1)?), Gap::Nothing | Gap::Space) {
        return None;
    }
    let text = pieces.text(index);
    let (length, half) = match text.to_ascii_lowercase().as_str() {
        half @ ("am" | "pm" | "a.m." | "p.m." | "a.m" | "p.m") => (text.len(), half.starts_with('p')),
        _ if glued && text.chars().skip(2).all(char::is_lowercase) => match text.get(..2)? {
            "AM" => (2, false),
            "PM" => (2, true),
            _ => return None,
        },
        _ => return None,
    };
    Some((half, length))
}
