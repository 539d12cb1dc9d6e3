//! Where channels come from.

use super::form::{BASE, choice, choice_of, direct};
use crate::engine::Channels;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Role, Signature};

/// The word before the name of an array in a file of several.
pub const VARIABLE: &str = "variable";
/// The word before the list of what the axes of an array are.
pub const AXES: &str = "axes";
/// The word that says that entries multiply the signal themselves.
pub const CONJUGATED: &str = "conjugated";

/// What an axis of given channels counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelAxis {
    /// Realizations.
    Realizations,
    /// Users.
    Users,
    /// Access points.
    AccessPoints,
    /// Antennas of an access point.
    Antennas,
    /// Antennas of a user.
    ReceiveAntennas,
    /// Subcarriers, each of which is a realization.
    Subcarriers,
}

impl ChannelAxis {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Realizations,
        Self::Users,
        Self::AccessPoints,
        Self::Antennas,
        Self::ReceiveAntennas,
        Self::Subcarriers,
    ];

    /// The word for it in a scenario.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Realizations => "realizations",
            Self::Users => "users",
            Self::AccessPoints => "aps",
            Self::Antennas => "antennas",
            Self::ReceiveAntennas => "receive_antennas",
            Self::Subcarriers => "subcarriers",
        }
    }

    /// The one that a scenario calls so.
    pub fn read(word: &str) -> Option<Self> {
        // What ray tracers call those of an access point, beside those of a user.
        if word == "transmit_antennas" {
            return Some(Self::Antennas);
        }
        Self::ALL.into_iter().find(|axis| axis.text() == word)
    }
}

const CHANNELS: &[Choice] = &[
    choice(
        "model",
        "Drawn: (2) to (5), and estimated from pilots, (6) to (12).",
        |_, to| to.channels = Channels::Model,
    ),
    choice_of(
        "from",
        &[direct("channels.file")],
        "Read from a file and known without error: `.npy` and `.npz` of NumPy, `.mat` of MATLAB (versions 6, 7 and 7.3) and `.h5` of h5py, complex. `variable \
         \"H\"` names one of several arrays. `axes [realizations, users, aps, antennas]` says what the axes are, in the order that the program shows \
         which wrote them; it is the default for four axes, for three it is without realizations, and for two also without access points. Every \
         realization has the same channels where no axis counts them. `receive_antennas` has length 1, each of the `subcarriers` is a \
         realization, and `transmit_antennas` is another word for `antennas`, so that ray tracers' arrays are \
         `axes [users, receive_antennas, transmit_antennas, subcarriers]`. An entry is that of h in y = h^H x; `conjugated` says that it multiplies the \
         signal itself, y = H x. Path loss, shadowing and pilots then have no effect on rates; positions matter only to sensing. The power of the \
         access points must be stated, over the noise or beside `noise`.",
        |given, to| {
            if let Some(channels) = given.channels("channels.file") {
                to.channels = Channels::Known(channels);
            }
        },
    ),
];

/// Where channels come from.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "channels",
        usage: "channels model · channels from \"FILE\" [variable \"NAME\"] [axes [AXIS, ...]] [conjugated]",
        kind: Kind::Choice(CHANNELS),
        default: Some(Default::Word("model")),
        noun: "source of channels",
        doc: "Where channels come from.",
        example: "channels from \"h.npy\"",
        source: "Section II",
        ..BASE
    },
    Signature {
        path: "channels.file",
        role: Role::Parameter,
        kind: Kind::Channels,
        doc: "A file of channels, relative to the scenario, and how it is read.",
        example: "channels from \"h.npy\"",
        ..BASE
    },
];
