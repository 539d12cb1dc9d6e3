//! Beams by standard rules, and their completion by sensing.
//!
//! A rule gives communication beams, one file each; [`completion`] scales them and adds the sensing streams.

pub(crate) mod barrier;
pub mod completion;
pub(crate) mod interference;
pub(crate) mod local;
pub mod local_mmse;
pub mod local_zf;
pub mod mrt;
pub(crate) mod power;
pub(crate) mod proof;
pub mod rzf;
pub(crate) mod toeplitz;
pub mod zf;

use super::downlink::Downlink;
use super::downlink::beams::Beams;
use completion::Scaling;
use zf::NoNulls;

/// A rule for communication beams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// [`mrt::beams`].
    Mrt,
    /// [`mrt::equal_power`].
    MrtEqualPower,
    /// [`zf::beams`].
    Zf,
    /// [`zf::equal_gain`].
    ZfEqualGain,
    /// [`rzf::beams`].
    Rzf,
    /// [`local_zf::beams`].
    LocalZf,
    /// [`local_mmse::beams`].
    LocalMmse,
}

impl Rule {
    /// Beams with powers of at most one.
    ///
    /// # Errors
    /// The rule has no beams for these channels: zero forcing with dependent estimates.
    pub fn beams(self, downlink: &Downlink) -> Result<Beams, NoNulls> {
        match self {
            Self::Mrt => Ok(mrt::beams(downlink)),
            Self::MrtEqualPower => Ok(mrt::equal_power(downlink)),
            Self::Zf => zf::beams(downlink),
            Self::ZfEqualGain => zf::equal_gain(downlink),
            Self::Rzf => Ok(rzf::beams(downlink)),
            Self::LocalZf => Ok(local_zf::beams(downlink)),
            Self::LocalMmse => Ok(local_mmse::beams(downlink)),
        }
    }

    /// What may be scaled: beams over all access points together, those of single ones apart.
    pub fn scaling(self) -> Scaling {
        match self {
            Self::Zf | Self::ZfEqualGain | Self::Rzf => Scaling::Common,
            Self::Mrt | Self::MrtEqualPower | Self::LocalZf | Self::LocalMmse => Scaling::Sensing,
        }
    }
}
