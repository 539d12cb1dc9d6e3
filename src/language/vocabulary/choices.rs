//! Words that the program computes something by, as typed values.

use std::borrow::Cow;

/// What a point solves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// P1: least beampattern MSE.
    Sensing,
    /// P2: largest sum rate.
    Communication,
    /// P3: largest sum rate under an MSE budget delta; P4: least MSE over a rate floor zeta.
    Isac,
    /// The whole boundary of the communication-sensing region.
    Region,
    /// No beams: how far estimates are from channels.
    Estimation,
}

impl Problem {
    /// Whether it needs targets to sense.
    pub fn senses(self) -> bool {
        matches!(self, Self::Sensing | Self::Isac | Self::Region)
    }
}

/// What makes one number of many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Arithmetic mean.
    Mean,
    /// Median.
    Median,
    /// The value that so many percent of the values do not exceed, from 1 to 99; 50 is [`Self::Median`].
    Percentile(u8),
    /// Standard deviation of the sample (n - 1).
    Deviation,
    /// Least.
    Min,
    /// Greatest.
    Max,
}

impl Aggregate {
    /// As it is written.
    pub fn text(self) -> Cow<'static, str> {
        let word = match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::Percentile(percent) => return format!("p{percent}").into(),
            Self::Deviation => "sd",
            Self::Min => "min",
            Self::Max => "max",
        };
        word.into()
    }

    /// The share of the values that a percentile or the median is not below; none of the others.
    pub fn share(self) -> Option<f64> {
        match self {
            Self::Median => Some(0.5),
            Self::Percentile(percent) => Some(f64::from(percent) / 100.0),
            Self::Mean | Self::Deviation | Self::Min | Self::Max => None,
        }
    }

    /// The number of a word that is written like a percentile: `p` and digits.
    pub fn percent(text: &str) -> Option<&str> {
        let digits = text.strip_prefix('p')?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(digits)
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        if let Some(digits) = Self::percent(text) {
            return match digits.parse() {
                Ok(50) => Some(Self::Median),
                Ok(percent @ 1..=99) => Some(Self::Percentile(percent)),
                _ => None,
            };
        }
        [
            Self::Mean,
            Self::Median,
            Self::Deviation,
            Self::Min,
            Self::Max,
        ]
        .into_iter()
        .find(|a| a.text() == text)
    }
}

/// A name that results give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResultName {
    /// Least beampattern error.
    SMin,
    /// Largest sum rate.
    RMax,
    /// Sum rate at delta = S_min.
    RT,
    /// Error at zeta = R_max.
    SI,
}

impl ResultName {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::SMin, Self::RMax, Self::RT, Self::SI];

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::SMin => "S_min",
            Self::RMax => "R_max",
            Self::RT => "R_T",
            Self::SI => "S_I",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.text() == text)
    }

    /// Its unit, empty for plain numbers.
    pub fn unit(self) -> &'static str {
        match self {
            Self::SMin | Self::SI => "",
            Self::RMax | Self::RT => "bit/s/Hz",
        }
    }
}

/// What the budget of `solve isac` bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// The beampattern error, from above: P3.
    Delta,
    /// The sum rate, from below: P4.
    Zeta,
}

impl Constraint {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Delta, Self::Zeta];

    /// As it is written, and the column of its values.
    pub fn text(self) -> &'static str {
        match self {
            Self::Delta => "delta",
            Self::Zeta => "zeta",
        }
    }

    /// The one written so.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.text() == text)
    }
}

/// What a statement of an experiment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Steps through values, nested in the sweeps before it.
    Sweep,
    /// Steps through words.
    Compare,
    /// Searches the value of a setting.
    Find,
    /// Steps the sweeps in its block together.
    Zip,
    /// Derives a setting.
    With,
    /// Leaves points out.
    Where,
    /// Says what is solved.
    Solve,
    /// Claims something of the results.
    Expect,
    /// Names a table that the results must equal.
    Golden,
    /// Asks for a figure.
    Plot,
    /// Asks for columns and tables.
    Record,
    /// Leaves the experiment out of tests.
    Skip,
    /// Says that the experiment fails in tests.
    Fails,
}
