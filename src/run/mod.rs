//! Tasks to results.
