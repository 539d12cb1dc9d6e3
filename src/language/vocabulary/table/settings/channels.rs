//! Where channels come from.

use super::form::{BASE, choice, choice_of, direct};
use crate::engine::Channels;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Role, Signature};

const CHANNELS: &[Choice] = &[
    choice(
        "model",
        "Drawn: (2) to (5), and estimated from pilots, (6) to (12).",
        |_, to| to.channels = Channels::Model,
    ),
    choice_of(
        "from",
        &[direct("channels.file")],
        "Read from a NumPy file and known without error. Its axes are (realizations, users, access points, antennas); \
         without the first, every realization has the same channels, and with one access point (users, \
         antennas) is enough. An entry is that of h in y = h^H x + n: where y = H x, store the conjugate of H. \
         Path loss, shadowing and pilots then have no effect on rates; positions matter only to sensing.",
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
        usage: "channels model · channels from \"FILE.npy\"",
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
        doc: "A NumPy file of channels, relative to the scenario.",
        example: "channels from \"h.npy\"",
        ..BASE
    },
];
