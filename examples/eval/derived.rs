//! How much of an article is derived from the one it was copied from: what is told, against what was planted.

use std::error::Error;

use wirecopy::overlap::Derivation;

use crate::cuts::{best, f1};
use crate::table::{Bound, Count, Share, Table};

/// One copy, and the article it was made of.
pub struct Derived {
    /// What was done: `reprint`, `rewrite`, `embed` or `quote`.
    pub kind: String,
    /// How much of the article was planted from the other (characters) …
    pub planted: f64,
    /// … and how much of its own prose is told to be (words).
    pub told: f64,
    pub derivation: Derivation,
}

/// What a copy can be: none is derived from nothing.
const CLASSES: [Derivation; 2] = [Derivation::Partially, Derivation::Wholly];

/// Where reprints and articles with an embedded passage part, by what was planted.
pub fn cut(all: &[Derived]) -> f64 {
    let class = |derived: &Derived| ["embed", "reprint"].iter().position(|kind| *kind == derived.kind);
    let examples = all.iter().filter_map(|derived| Some((derived.planted, class(derived)?))).collect();
    best(examples, 2)[0]
}

/// The lines of the table. What has more than `wholly` planted is wholly derived.
pub fn lines(table: &mut Table, name: &str, all: &[Derived], wholly: f64) -> Result<(), Box<dyn Error>> {
    let truth = |derived: &Derived| match derived.planted {
        planted if planted >= wholly => Derivation::Wholly,
        _ => Derivation::Partially,
    };
    let count = |wanted: &dyn Fn(&Derived) -> bool| all.iter().filter(|derived| wanted(derived)).count();
    table.line(&format!("{name} derivation, copies of articles at hand"), Count(all.len()), Bound::None)?;
    table.line(&format!("{name} derivation, wholly from"), Share(wholly), Bound::None)?;
    let right = count(&|derived| truth(derived) == derived.derivation);
    table.line(&format!("{name} derivation, accuracy"), Share(right as f64 / all.len().max(1) as f64), Bound::None)?;
    let mut sum = 0.0;
    for class in CLASSES {
        let told = count(&|derived| derived.derivation == class);
        let meant = count(&|derived| truth(derived) == class);
        let right = count(&|derived| derived.derivation == class && truth(derived) == class);
        let of_class = f1(right, told, meant);
        table.line(&format!("{name} derivation, F1, {class:?} ({meant})"), Share(of_class), Bound::None)?;
        sum += of_class;
    }
    table.line(&format!("{name} derivation, F1, mean"), Share(sum / CLASSES.len() as f64), Bound::None)?;
    let error: f64 = all.iter().map(|derived| (derived.told - derived.planted).abs()).sum();
    table.line(
        &format!("{name} derivation, share, mean error"),
        Share(error / all.len().max(1) as f64),
        Bound::None,
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reprints_and_embedded_passages_are_parted_by_what_was_planted() {
        let derived = |kind: &str, planted: f64| Derived {
            kind: kind.to_owned(),
            planted,
            told: planted,
            derivation: Derivation::None,
        };
        let all = [derived("embed", 0.3), derived("reprint", 0.8), derived("embed", 0.6), derived("rewrite", 0.1)];
        assert!((cut(&all) - 0.7).abs() < 1e-9);
    }
}
