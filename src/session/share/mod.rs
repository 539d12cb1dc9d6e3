//! Shares of an experiment: computed anywhere, in any order, more than once, and put together into the files that one
//! machine would have written.

mod carried;
mod compute;
pub mod fault;
mod file;
pub(super) mod left;
pub mod merge;
mod round;
pub mod status;

pub use compute::ShareDone;
pub use fault::ShareError;
pub use merge::{Merged, ShareSet};

use crate::plan::Share;

/// Ends the name of a share's file.
pub const ENDING: &str = ".share";

/// Ends the name of the file that says what a round of shares computes, where a precision or a search decides.
const ROUND: &str = ".round";

/// The stem of a share's files: `region.3of40`.
#[must_use]
pub fn stem(experiment: &str, share: Share) -> String {
    format!("{experiment}.{}of{}", share.number, share.of)
}

/// The experiment and the share whose stem this is.
fn read_stem(stem: &str) -> Option<(&str, Share)> {
    let (experiment, share) = stem.rsplit_once('.')?;
    let share = share.replacen("of", "/", 1).parse().ok()?;
    (self::stem(experiment, share) == stem).then_some((experiment, share))
}
