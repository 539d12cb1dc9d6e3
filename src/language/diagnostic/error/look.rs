//! What can be wrong with how a figure is to look: the options of `plot`, and the block `style`.

use crate::language::diagnostic::fix::Fix;
use crate::language::syntax::Span;

/// How a figure cannot look, and where that is stated.
#[derive(Debug, Clone, PartialEq)]
pub struct LookError {
    pub span: Span,
    /// What is wrong.
    pub kind: LookFault,
}

/// What can be wrong with how a figure looks.
#[derive(Debug, Clone, PartialEq)]
pub enum LookFault {
    /// An option without what it needs.
    Missing {
        /// The option: `title`, `size`.
        option: &'static str,
        /// What is needed: `a text in quotes`.
        wanted: &'static str,
        /// A line that is right.
        example: &'static str,
        /// What was probably meant.
        fix: Option<Fix>,
    },
    /// A length without a unit of paper.
    Unit {
        /// The option.
        option: &'static str,
        /// The unit that is written, where one is.
        found: Option<String>,
        /// The units that would do.
        known: Vec<&'static str>,
        /// Writes the likeliest unit.
        fix: Fix,
    },
    /// A length that is no size of a figure or of its text.
    Length {
        /// The option.
        option: &'static str,
        /// The length as it is written.
        value: String,
        /// The least and the greatest allowed, with their unit.
        least: String,
        most: String,
        /// Writes the nearest that is allowed.
        fix: Fix,
    },
    /// An axis that ends where it begins, or before.
    Empty {
        /// `x` or `y`.
        axis: &'static str,
        /// Exchanges the ends, where that helps.
        fix: Option<Fix>,
    },
    /// A logarithmic axis from zero or below.
    LogFrom {
        /// `x` or `y`.
        axis: &'static str,
        /// Removes that end, where that is enough.
        fix: Option<Fix>,
    },
    /// A scale or an end of an axis that has words, angles or a map.
    NoScale {
        /// `x` or `y`.
        axis: &'static str,
        /// What the axis shows: `words`.
        shows: &'static str,
        /// Whether it is the scale and not the end that it lacks.
        scale: bool,
    },
    /// An option that is stated already.
    Twice { option: &'static str },
    /// What is no colour.
    Colour { text: String },
    /// More colours than there are kinds of curves.
    Colours { most: usize },
    /// A font with signs that no family has.
    Font,
    /// What another program, or another statement, calls an option.
    Otherwise {
        /// As it is written.
        word: String,
        /// What is right.
        example: &'static str,
        /// Writes the option, where what follows it can stay.
        fix: Option<Fix>,
    },
}

impl LookFault {
    /// The error at a place.
    pub fn at(self, span: Span) -> LookError {
        LookError { span, kind: self }
    }

    /// What to write instead, where that is known.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            Self::Unit { fix, .. } | Self::Length { fix, .. } => Some(fix),
            Self::Missing { fix, .. }
            | Self::Empty { fix, .. }
            | Self::LogFrom { fix, .. }
            | Self::Otherwise { fix, .. } => fix.as_ref(),
            Self::NoScale { .. }
            | Self::Twice { .. }
            | Self::Colour { .. }
            | Self::Colours { .. }
            | Self::Font => None,
        }
    }
}
