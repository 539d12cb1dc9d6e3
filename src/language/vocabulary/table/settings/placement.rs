//! Where access points, users and targets are: one family of rows for the three of them.

use super::form::{BASE, LENGTH, PART, choice, choice_of, direct, planned};
use crate::engine::Placement;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Signature};

/// The ways to place entities: a field of the deployment, and the path of their setting.
macro_rules! placements {
    ($entities:ident, $path:literal) => {
        &[
            choice(
                "uniform",
                "Independently and uniformly over the area.",
                |_, to| to.$entities.placement = Placement::Uniform,
            ),
            choice(
                "grid",
                "At the centres of the cells of the most square regular grid that holds them.",
                |_, to| to.$entities.placement = Placement::Grid,
            ),
            choice_of(
                "separated",
                &[direct(concat!($path, ".separation"))],
                "Uniformly, redrawn until no two are closer than this.",
                |given, to| {
                    let least = given.number(concat!($path, ".separation"));
                    to.$entities.placement = Placement::Separated(least);
                },
            ),
            choice_of(
                "at",
                &[direct(concat!($path, ".at"))],
                "At these coordinates, listed or `from` a CSV file with the columns x_km and y_km, or x_m and y_m; or `from` a table of \
                 `record layout`, in which `realization N` chooses the network. With `each realization` the column `realization`, \
                 counted from 0, says of which network a place is: every network has its own. Arrays of NumPy, MATLAB and HDF5 are \
                 read as channels are, `from \"scene.npz\" variable \"xy\" in m`, in `m` or `km`: two axes are places and their \
                 coordinates x and y, three begin with realizations; `axes [coordinates, users, realizations]` says so where it is \
                 otherwise. A third coordinate, a height, has no effect.",
                |given, to| {
                    const PATH: &str = concat!($path, ".at");
                    to.$entities.placement = match given.places(PATH) {
                        Some(each) => Placement::AtEach(each),
                        None => Placement::At(given.points(PATH)),
                    };
                },
            ),
            planned(
                "poisson",
                "A Poisson process. A scenario states counts, and given its count such a process is `uniform`.",
            ),
        ]
    };
}

const fn placement(
    path: &'static str,
    choices: &'static [Choice],
    doc: &'static str,
    example: &'static str,
) -> Signature {
    Signature {
        path,
        usage: "placement uniform|grid · placement separated LENGTH · placement at [(X, Y), ...] · placement at from \"FILE\" [variable \"NAME\"] [axes [AXIS, ...]] [in UNIT] [realization N|each realization]",
        kind: Kind::Choice(choices),
        default: Some(Default::Word("uniform")),
        doc,
        example,
        source: "Section V",
        ..BASE
    }
}

const fn separation(path: &'static str, doc: &'static str, example: &'static str) -> Signature {
    Signature {
        path,
        kind: LENGTH,
        doc,
        example,
        ..PART
    }
}

const fn coordinates(path: &'static str, doc: &'static str, example: &'static str) -> Signature {
    Signature {
        path,
        kind: Kind::Points,
        doc,
        example,
        ..PART
    }
}

/// Places of access points.
pub const OF_ACCESS_POINTS: &[Signature] = &[
    placement(
        "aps.placement",
        placements!(access_points, "aps.placement"),
        "Positions of the access points.",
        "placement separated 0.2 km",
    ),
    separation(
        "aps.placement.separation",
        "Least distance between two access points.",
        "placement separated 0.2 km",
    ),
    coordinates(
        "aps.placement.at",
        "Coordinates of the access points.",
        "placement at [(0.5 km, 0.5 km), (1.5 km, 1.5 km), (0.5 km, 1.5 km)]",
    ),
];

/// Places of users.
pub const OF_USERS: &[Signature] = &[
    placement(
        "users.placement",
        placements!(users, "users.placement"),
        "Positions of the users.",
        "placement grid",
    ),
    separation(
        "users.placement.separation",
        "Least distance between two users.",
        "placement separated 0.1 km",
    ),
    coordinates(
        "users.placement.at",
        "Coordinates of the users.",
        "placement at from \"users.csv\"",
    ),
];

/// Expected places of targets.
pub const OF_TARGETS: &[Signature] = &[
    placement(
        "targets.placement",
        placements!(targets, "targets.placement"),
        "Expected positions of the targets.",
        "placement uniform",
    ),
    separation(
        "targets.placement.separation",
        "Least distance between two targets.",
        "placement separated 0.1 km",
    ),
    coordinates(
        "targets.placement.at",
        "Expected coordinates of the targets.",
        "placement at [(1 km, 1 km), (0.2 km, 1.8 km), (1.8 km, 0.2 km)]",
    ),
];
