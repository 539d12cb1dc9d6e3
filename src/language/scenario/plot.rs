//! Figures that a scenario asks for.

use std::fmt;

use super::axis::Selection;
use crate::language::syntax::Span;

/// `plot FIGURE at NAME VALUE ...`
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// What is drawn.
    pub figure: Figure,
    /// Of which rows.
    pub at: Vec<Selection>,
    /// The statement.
    pub span: Span,
}

/// As it is written, without the word `plot`.
impl fmt::Display for Plot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match &self.figure {
            Figure::Curves { y, x, by } => {
                write!(f, "{} over {x}", y.join(" "))?;
                by.as_ref()
            }
            Figure::Beampattern { polar, by } => {
                f.write_str(if *polar {
                    "beampattern polar"
                } else {
                    "beampattern"
                })?;
                by.as_ref()
            }
            Figure::Layout => {
                f.write_str("layout")?;
                None
            }
        };
        if let Some(by) = by {
            write!(f, " by {by}")?;
        }
        for Selection { axis, value } in &self.at {
            write!(f, " at {axis} {value}")?;
        }
        Ok(())
    }
}

/// What a plot draws; names are those of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// `y ... over x by s`: means.
    Curves {
        /// Vertical axis: one metric, or several of one unit.
        y: Vec<String>,
        /// Horizontal axis.
        x: String,
        /// One curve for each of its values.
        by: Option<String>,
    },
    /// `beampattern [polar] by s`
    Beampattern {
        /// Whether angles are angles.
        polar: bool,
        /// One curve for each of its values.
        by: Option<String>,
    },
    /// `layout`
    Layout,
}
