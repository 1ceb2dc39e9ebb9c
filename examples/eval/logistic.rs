//! Logistic regression: the weights under which examples are likeliest, by Newton's method.

pub struct Logistic {
    /// Of each feature its mean and its deviation among the examples.
    scales: Vec<(f64, f64)>,
    /// One for each feature, and one for itself.
    weights: Vec<f64>,
}

/// Keeps the weights small where the examples leave them open.
const RIDGE: f64 = 0.1;

/// Newton's method has long converged by then.
const STEPS: usize = 12;

impl Logistic {
    /// `examples` have features, all as many, and whether they are meant.
    pub fn fit(examples: &[(&[f64], bool)]) -> Logistic {
        let count = examples.len() as f64;
        let size = examples.first().map_or(0, |(features, _)| features.len());
        let scale = |at: usize| {
            let mean = examples.iter().map(|(features, _)| features[at]).sum::<f64>() / count;
            let variance = examples.iter().map(|(features, _)| (features[at] - mean).powi(2)).sum::<f64>() / count;
            (mean, variance.sqrt().max(1e-9))
        };
        let mut model = Logistic { scales: (0..size).map(scale).collect(), weights: vec![0.0; size + 1] };
        let scaled: Vec<(Vec<f64>, bool)> =
            examples.iter().map(|(features, meant)| (model.scaled(features), *meant)).collect();
        for _ in 0..STEPS {
            let mut slope: Vec<f64> = model.weights.iter().map(|weight| -RIDGE * weight).collect();
            let mut curve = vec![vec![0.0; size + 1]; size + 1];
            for (features, meant) in &scaled {
                let chance = 1.0 / (1.0 + (-product(&model.weights, features)).exp());
                for (at, feature) in features.iter().enumerate() {
                    slope[at] += feature * (f64::from(u8::from(*meant)) - chance);
                    for (sum, other) in curve[at].iter_mut().zip(features) {
                        *sum += chance * (1.0 - chance) * feature * other;
                    }
                }
            }
            curve.iter_mut().enumerate().for_each(|(at, row)| row[at] += RIDGE);
            model.weights.iter_mut().zip(solve(curve, slope)).for_each(|(weight, step)| *weight += step);
        }
        model
    }

    /// The more, the likelier.
    pub fn score(&self, features: &[f64]) -> f64 {
        product(&self.weights, &self.scaled(features))
    }

    fn scaled(&self, features: &[f64]) -> Vec<f64> {
        let scaled = features.iter().zip(&self.scales).map(|(feature, (mean, deviation))| (feature - mean) / deviation);
        scaled.chain([1.0]).collect()
    }
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The solution of linear equations whose matrix is positive definite, by elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    for at in 0..right.len() {
        let (row, value) = (matrix[at].clone(), right[at]);
        for below in at + 1..right.len() {
            let factor = matrix[below][at] / row[at];
            matrix[below].iter_mut().zip(&row).for_each(|(x, y)| *x -= factor * y);
            right[below] -= factor * value;
        }
    }
    for at in (0..right.len()).rev() {
        let known = product(&matrix[at][at + 1..], &right[at + 1..]);
        right[at] = (right[at] - known) / matrix[at][at];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_are_solved() {
        let solution = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![9.0, 5.0]);
        assert!((solution[0] - 2.0).abs() < 1e-12 && (solution[1] - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_tells_the_classes_apart_is_what_counts() {
        let examples: Vec<([f64; 2], bool)> =
            (0..40).map(|n| ([f64::from(n % 7), f64::from(n)], n + 3 * (n % 2) >= 20)).collect();
        let examples: Vec<(&[f64], bool)> = examples.iter().map(|(x, meant)| (x.as_slice(), *meant)).collect();
        let model = Logistic::fit(&examples);
        assert!(model.weights[1] > 2.0 && model.weights[1] > 4.0 * model.weights[0].abs());
        assert!(model.score(&[3.0, 39.0]) > 0.0 && model.score(&[3.0, 0.0]) < 0.0);
    }
}
