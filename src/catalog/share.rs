//! Shares of a whole, compared without rounding.

/// A share: `Share(4, 5)` is four fifths.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Share(pub(crate) usize, pub(crate) usize);

impl Share {
    /// Half of a whole: what is said of most things is said of them as a group.
    pub(crate) const HALF: Self = Self(1, 2);
    /// A fourth of a whole.
    pub(crate) const FOURTH: Self = Self(1, 4);
    /// A third of a whole.
    pub(crate) const THIRD: Self = Self(1, 3);
    /// A quarter of a whole.
    pub(crate) const QUARTER: Self = Self(1, 4);
    /// Two thirds of a whole.
    pub(crate) const TWO_THIRDS: Self = Self(2, 3);

    /// True if a part is at least this share of a whole.
    pub(crate) const fn is_reached(self, part: usize, whole: usize) -> bool {
        part * self.1 >= whole * self.0
    }

    /// True if a part is more than this share of a whole.
    pub(crate) const fn is_exceeded(self, part: usize, whole: usize) -> bool {
        part * self.1 > whole * self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact() {
        assert!(Share(4, 5).is_reached(4, 5) && !Share(4, 5).is_exceeded(4, 5) && !Share(4, 5).is_reached(7, 9));
        assert!(Share::HALF.is_exceeded(2, 3) && Share::THIRD.is_reached(0, 0) && !Share::THIRD.is_exceeded(0, 0));
    }
}
