//! How far numbers may be apart.

/// How far a number may be from the expected one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Tolerance {
    /// As a share of the expected number's magnitude.
    pub rtol: f64,
    /// In the column's unit.
    pub atol: f64,
}

impl Tolerance {
    /// The largest difference allowed from an expected number.
    #[must_use]
    pub fn allowed(&self, expected: f64) -> f64 {
        self.atol + self.rtol * expected.abs()
    }
}
