//! Values that a written number can mean: an interval, and comparison with three answers.

/// All the values that a written number can stand for, both ends included.
///
/// `>100` keeps 100 itself: people write it loosely, and only a contradiction is a finding.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The least value.
    pub low: f64,
    /// The greatest value; infinite for `1,000+`.
    pub high: f64,
}

/// The result of comparing two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Both can be true of one thing.
    Agrees,
    /// Both cannot be true of one thing.
    Contradicts,
    /// There is nothing to hold against each other.
    CannotTell,
}

/// Reach of `about` to either side, as a share.
const ABOUT: f64 = 0.1;
/// Sums of written decimals (`42.5k + 2.3k`) are not exact in binary.
const TOLERANCE: f64 = 1e-9;

impl Interval {
    /// Exactly `x`.
    pub fn exact(x: f64) -> Self {
        Self { low: x, high: x }
    }

    /// `x` or more.
    pub fn at_least(x: f64) -> Self {
        Self { low: x, high: f64::INFINITY }
    }

    /// From nothing to `x`.
    pub fn at_most(x: f64) -> Self {
        Self { low: x.min(0.0), high: x }
    }

    /// `x`, give or take a tenth.
    pub fn about(x: f64) -> Self {
        Self { low: x - x.abs() * ABOUT, high: x + x.abs() * ABOUT }
    }

    /// From one to the other, whichever is less.
    pub fn between(a: f64, b: f64) -> Self {
        Self { low: a.min(b), high: a.max(b) }
    }

    /// The least interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The values of the sum.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "the sum of two sets of values, which `+` would hide")]
    pub fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    /// Returns true if `x` is one of the values.
    pub fn contains(self, x: f64) -> bool {
        self.compare(&Self::exact(x)) == Comparison::Agrees
    }

    /// Returns true if there is but one value.
    pub fn is_exact(self) -> bool {
        self.high - self.low <= slack(self.low)
    }

    /// Returns true if there is no greatest value.
    pub fn is_unbounded(self) -> bool {
        self.high.is_infinite()
    }

    /// Agrees when a value is in both intervals, contradicts when none is.
    pub fn compare(&self, other: &Self) -> Comparison {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if [self.low, self.high, other.low, other.high].iter().any(|x| x.is_nan()) {
            Comparison::CannotTell
        } else if low <= high || low - high <= slack(low) {
            Comparison::Agrees
        } else {
            Comparison::Contradicts
        }
    }
}

/// The rounding error that a number of this size may carry.
fn slack(x: f64) -> f64 {
    if x.is_finite() { x.abs() * TOLERANCE } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_disjoint_intervals_contradict() {
        use Comparison::{Agrees, CannotTell, Contradicts};
        let cases = [
            (Interval::at_least(1000.0), Interval::exact(1000.0), Agrees),
            (Interval::at_least(1000.0), Interval::exact(999.0), Contradicts),
            (Interval::about(500.0), Interval::exact(450.0), Agrees),
            (Interval::about(500.0), Interval::exact(449.0), Contradicts),
            (Interval::at_most(100.0), Interval::at_least(100.0), Agrees),
            (Interval::exact(f64::NAN), Interval::exact(1.0), CannotTell),
            (Interval::exact(42.5).add(Interval::exact(2.3)), Interval::exact(44.8), Agrees),
        ];
        for (a, b, expected) in cases {
            assert_eq!(a.compare(&b), expected, "{a:?} {b:?}");
        }
    }

    proptest! {
        #[test]
        fn intervals_behave(a in 0.0..1e9_f64, b in 0.0..1e9_f64, c in 0.0..1e9_f64) {
            let (x, y) = (Interval::between(a, b), Interval::about(c));
            prop_assert_eq!(x.compare(&y), y.compare(&x));
            prop_assert!(x.contains(a) && x.contains(b) && y.contains(c));
            prop_assert!(x.add(y).contains(a + c));
            prop_assert!(x.hull(y).contains(a) && x.hull(y).contains(c));
            prop_assert!(Interval::at_least(c).contains(c) && Interval::at_most(c).contains(c));
        }
    }
}
