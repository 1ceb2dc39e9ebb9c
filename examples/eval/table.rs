//! The table: a line for each measure, with what was asked of it.

use std::io::{self, Write};

/// What was measured.
#[derive(Clone, Copy, Debug)]
pub enum Value {
    /// A part of one.
    Share(f64),
    Count(usize),
    Seconds(f64),
    Megabytes(f64),
    /// How many times as much.
    Times(f64),
    /// Anything else, with one digit after the point.
    Rate(f64),
}

/// What is asked of a measure.
#[derive(Clone, Copy, Debug)]
pub enum Bound {
    None,
    AtLeast(f64),
    AtMost(f64),
}

pub use Bound::{AtLeast, AtMost};
pub use Value::{Count, Megabytes, Rate, Seconds, Share, Times};

impl Value {
    fn number(self) -> f64 {
        match self {
            Share(number) | Seconds(number) | Megabytes(number) | Times(number) | Rate(number) => number,
            Count(count) => count as f64,
        }
    }

    /// `number` as values of this kind are written.
    fn written(self, number: f64) -> String {
        match self {
            Share(_) => format!("{number:.4}"),
            Count(_) => format!("{number}"),
            Seconds(_) => format!("{number:.2} s"),
            Megabytes(_) => format!("{number:.0} MB"),
            Times(_) => format!("{number:.2} ×"),
            Rate(_) => format!("{number:.1}"),
        }
    }
}

impl Bound {
    fn verdict(self, value: f64) -> &'static str {
        match self {
            Bound::None => "",
            AtLeast(bound) if value < bound => "below",
            AtMost(bound) if value > bound => "above",
            _ => "ok",
        }
    }

    fn written(self, value: Value) -> String {
        match self {
            Bound::None => "–".to_owned(),
            AtLeast(bound) => format!("≥ {}", value.written(bound)),
            AtMost(bound) => format!("≤ {}", value.written(bound)),
        }
    }
}

/// The lines of one set.
pub struct Table<'w> {
    set: &'static str,
    out: &'w mut dyn Write,
}

impl<'w> Table<'w> {
    pub fn of(set: &'static str, out: &'w mut dyn Write) -> Table<'w> {
        Table { set, out }
    }

    pub fn line(&mut self, measure: &str, value: Value, bound: Bound) -> io::Result<()> {
        let number = value.number();
        row(self.out, [self.set, measure, &value.written(number), &bound.written(value), bound.verdict(number)])
    }
}

pub fn head(out: &mut dyn Write) -> io::Result<()> {
    row(out, ["set", "measure", "value", "asked", ""])
}

pub fn absent(out: &mut dyn Write, set: &str, path: &str) -> io::Result<()> {
    row(out, [set, &format!("absent: no {path}"), "", "", ""])
}

fn row(out: &mut dyn Write, [set, measure, value, bound, verdict]: [&str; 5]) -> io::Result<()> {
    let line = format!("{set:<17} {measure:<46} {value:>11}  {bound:>11}  {verdict}");
    writeln!(out, "{}", line.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_held_to_by_what_was_measured_not_by_what_is_written() {
        let mut out = Vec::new();
        let mut table = Table::of("set", &mut out);
        table.line("share", Share(0.989_99), AtLeast(0.99)).unwrap();
        table.line("cpu", Seconds(1.0), AtMost(1.0)).unwrap();
        let lines = String::from_utf8(out).unwrap();
        let words: Vec<Vec<&str>> = lines.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["set", "share", "0.9900", "≥", "0.9900", "below"]);
        assert_eq!(words[1], ["set", "cpu", "1.00", "s", "≤", "1.00", "s", "ok"]);
    }
}
