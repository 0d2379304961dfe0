//! Exit codes of a run.

/// The four ways a run can end. Which format was asked for never changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing at or above the failing severity.
    Clean,
    /// 1: findings at or above the failing severity.
    Findings,
    /// 2: wrong use or configuration.
    Misuse,
    /// 3: the run could not do its work.
    Unable,
}

impl Exit {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Misuse => 2,
            Self::Unable => 3,
        }
    }

    /// The graver of two ends, for a run that met both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_graver_end_has_the_greater_code() {
        let ends = [Exit::Clean, Exit::Findings, Exit::Misuse, Exit::Unable];
        assert_eq!(ends.map(Exit::code), [0, 1, 2, 3]);
        assert_eq!(Exit::Findings.or(Exit::Misuse), Exit::Misuse);
        assert_eq!(Exit::Unable.or(Exit::Clean), Exit::Unable);
    }
}
