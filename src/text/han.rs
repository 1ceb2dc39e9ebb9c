//! Numbers in Chinese characters: 三百, 一千二百万, 二〇二四. Only where they are sure: most of these characters are parts
//! of other words too (一些, 百姓, 千万).

/// The number that the whole of `run` writes, if it writes one surely: with a unit behind a digit (三百, 二十五), or ten
/// and a digit (十九). Units go down, and no digit is left out that a speaker may leave out in more than one way (一百二).
pub(super) fn number(run: &str) -> Option<u64> {
    let mut total = 0;
    // Below the last 万 or 亿, and the last thousand, hundred or ten in it.
    let (mut section, mut unit) = (0, u64::MAX);
    let mut myriad = u64::MAX;
    let (mut digit, mut zero) = (None, false);
    let (mut digits, mut units) = (0, 0);
    for c in run.chars() {
        match sign(c)? {
            Sign::Digit(0) => zero = true,
            Sign::Digit(value) => {
                if digit.replace(value).is_some() {
                    return None;
                }
                digits += 1;
            }
            Sign::Unit(value) => {
                let factor = digit.take().or((value == 10 && section == 0 && total == 0).then_some(1))?;
                if value >= unit {
                    return None;
                }
                (section, unit, zero) = (section + factor * value, value, false);
                units += 1;
            }
            Sign::Myriad(value) => {
                let whole = section + ones(digit.take(), unit, zero)?;
                if whole == 0 || value >= myriad {
                    return None;
                }
                (total, myriad) = (total + whole * value, value);
                (section, unit, zero) = (0, u64::MAX, false);
                units += 1;
            }
        }
    }
    // 三万五: thirty-five thousand, or a slip.
    if digit.is_some() && total > 0 && section == 0 && !zero {
        return None;
    }
    let rest = ones(digit, unit, zero)?;
    (units > 0 && digits + units > 1).then_some(total + section + rest)
}

/// What the last digit of a section says: it must follow a ten, a zero or nothing.
fn ones(digit: Option<u64>, unit: u64, zero: bool) -> Option<u64> {
    match digit {
        None => Some(0),
        Some(value) if zero || unit == 10 || unit == u64::MAX => Some(value),
        Some(_) => None,
    }
}

/// The digits of `run` one by one, if it is digits only: the year 二〇二四.
pub(super) fn digits(run: &str) -> Option<String> {
    let digit = |c| match sign(c)? {
        Sign::Digit(value) => char::from_digit(u32::try_from(value).ok()?, 10),
        Sign::Unit(_) | Sign::Myriad(_) => None,
    };
    run.chars().map(digit).collect()
}

pub(super) fn is_numeral(c: char) -> bool {
    sign(c).is_some()
}

enum Sign {
    Digit(u64),
    Unit(u64),
    Myriad(u64),
}

fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '〇' | '零' => Sign::Digit(0),
        '一' => Sign::Digit(1),
        '二' | '两' | '兩' => Sign::Digit(2),
        '三' => Sign::Digit(3),
        '四' => Sign::Digit(4),
        '五' => Sign::Digit(5),
        '六' => Sign::Digit(6),
        '七' => Sign::Digit(7),
        '八' => Sign::Digit(8),
        '九' => Sign::Digit(9),
        '十' => Sign::Unit(10),
        '百' => Sign::Unit(100),
        '千' => Sign::Unit(1000),
        '万' | '萬' => Sign::Myriad(10_000),
        '亿' | '億' => Sign::Myriad(100_000_000),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_are_read_where_they_are_sure() {
        for (run, value) in [
            ("三百", 300),
            ("十九", 19),
            ("二十", 20),
            ("三十八", 38),
            ("一百零五", 105),
            ("两千", 2000),
            ("一千二百万", 12_000_000),
            ("三亿五千万", 350_000_000),
            ("十二万", 120_000),
            ("五万", 50_000),
            ("一千零一", 1001),
        ] {
            assert_eq!(number(run), Some(value), "{run}");
        }
    }

    #[test]
    fn what_may_be_another_word_is_no_number() {
        for run in ["一", "十", "百", "千万", "万一", "五一", "四五十", "一百二", "三万五", "十百", "零", "", "百万千"]
        {
            assert_eq!(number(run), None, "{run}");
        }
    }

    #[test]
    fn digits_one_by_one_are_a_year() {
        assert_eq!(digits("二〇二四").as_deref(), Some("2024"));
        assert_eq!(digits("二零二四").as_deref(), Some("2024"));
        assert_eq!(digits("二十"), None);
    }
}
