//! Settings of a deployment: Table I of the paper and what surrounds it.

use crate::language::vocabulary::signature::{
    Choice, Default, Kind, Range, Role, Signature, choice, choice_of, direct, named, planned,
};
use crate::language::vocabulary::units::Measure;

/// Most access points, users or targets: far beyond what the model is meant for.
const MOST_ENTITIES: u64 = 10_000;
/// Most antennas of one array.
const MOST_ANTENNAS: u64 = 4_096;
/// Longest pilot or coherence block, symbols.
const MOST_SYMBOLS: u64 = 1_000_000;
/// Most targets of one access point: more lobes than an array of any use could form.
const MOST_TARGETS_PER_AP: u64 = 100;
/// Most sampled directions.
const MOST_SAMPLES: u64 = 100_001;

const SHAPES: &[Choice] = &[
    choice_of(
        "square",
        &[direct("area")],
        "A square of this side; what a length alone means.",
    ),
    choice_of(
        "rectangle",
        &[direct("area"), named("by", "area.height")],
        "A rectangle: width `by` height.",
    ),
    choice_of("disc", &[direct("area")], "A disc of this radius."),
];

const POWER_BUDGETS: &[Choice] = &[
    choice_of(
        "each",
        &[direct("aps.power")],
        "The same power at every access point; what a power alone means.",
    ),
    choice_of(
        "total",
        &[
            direct("aps.power.total"),
            named("sensing", "aps.power.sensing"),
        ],
        "A fixed total: each sensing access point has `sensing`, the others share the rest.",
    ),
];

const FACINGS: &[Choice] = &[
    choice(
        "target",
        "A sensing access point faces its target, so that the target is at 0 degrees; with several, the first. \
         Without a target it faces north.",
    ),
    choice(
        "axis",
        "A sensing access point turns so that the sum of the squared cosines of its targets' angles is greatest; the same \
         as `target` where it has one.",
    ),
    choice_of(
        "bearing",
        &[direct("aps.facing.bearing")],
        "Every array faces this bearing, clockwise from north.",
    ),
];

const AP_PLACEMENTS: &[Choice] = &[
    choice("uniform", "Independently and uniformly over the area."),
    choice(
        "grid",
        "At the centres of the cells of the most square regular grid that holds them.",
    ),
    choice_of(
        "separated",
        &[direct("aps.placement.separation")],
        "Uniformly, redrawn until no two are closer than this.",
    ),
    choice_of(
        "at",
        &[direct("aps.placement.at")],
        "At these coordinates, listed or `from` a CSV file.",
    ),
    planned(
        "poisson",
        "A Poisson process. A scenario states counts, and given its count such a process is `uniform`.",
    ),
];

const USER_PLACEMENTS: &[Choice] = &[
    choice("uniform", "Independently and uniformly over the area."),
    choice(
        "grid",
        "At the centres of the cells of the most square regular grid that holds them.",
    ),
    choice_of(
        "separated",
        &[direct("users.placement.separation")],
        "Uniformly, redrawn until no two are closer than this.",
    ),
    choice_of(
        "at",
        &[direct("users.placement.at")],
        "At these coordinates, listed or `from` a CSV file.",
    ),
    planned(
        "poisson",
        "A Poisson process. A scenario states counts, and given its count such a process is `uniform`.",
    ),
];

const TARGET_PLACEMENTS: &[Choice] = &[
    choice("uniform", "Independently and uniformly over the area."),
    choice(
        "grid",
        "At the centres of the cells of the most square regular grid that holds them.",
    ),
    choice_of(
        "separated",
        &[direct("targets.placement.separation")],
        "Uniformly, redrawn until no two are closer than this.",
    ),
    choice_of(
        "at",
        &[direct("targets.placement.at")],
        "At these coordinates, listed or `from` a CSV file.",
    ),
    planned(
        "poisson",
        "A Poisson process. A scenario states counts, and given its count such a process is `uniform`.",
    ),
];

const PATH_LOSSES: &[Choice] = &[
    choice("paper", "128.1 + 37.6 log10(d) dB, d in km."),
    choice_of(
        "free_space",
        &[named("carrier", "path_loss.carrier")],
        "92.45 + 20 log10(f d) dB, f in GHz, d in km.",
    ),
    choice_of(
        "umi",
        &[named("carrier", "path_loss.carrier")],
        "3GPP TR 38.901 urban micro street canyon, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
    ),
    choice_of(
        "uma",
        &[named("carrier", "path_loss.carrier")],
        "3GPP TR 38.901 urban macro, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
    ),
    choice("three_slope", "The three-slope law of Ngo et al. (2017)."),
    choice_of(
        "log_distance",
        &[
            named("intercept", "path_loss.intercept"),
            named("slope", "path_loss.slope"),
        ],
        "`intercept` at 1 km, and `slope` per decade of distance.",
    ),
    choice_of(
        "formula",
        &[direct("path_loss.formula")],
        "Any law: a formula of `d`, the distance as a plain number of km, that gives dB.",
    ),
];

const TARGET_PATH_LOSSES: &[Choice] = &[
    choice("same", "As `path_loss`, the law of the other links."),
    choice("paper", "128.1 + 37.6 log10(d) dB, d in km."),
    choice_of(
        "free_space",
        &[named("carrier", "targets.path_loss.target_carrier")],
        "92.45 + 20 log10(f d) dB, f in GHz, d in km.",
    ),
    choice_of(
        "umi",
        &[named("carrier", "targets.path_loss.target_carrier")],
        "3GPP TR 38.901 urban micro street canyon, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
    ),
    choice_of(
        "uma",
        &[named("carrier", "targets.path_loss.target_carrier")],
        "3GPP TR 38.901 urban macro, non line of sight; for 0.5 to 100 GHz and 10 m to 5 km.",
    ),
    choice("three_slope", "The three-slope law of Ngo et al. (2017)."),
    choice_of(
        "log_distance",
        &[
            named("intercept", "targets.path_loss.target_intercept"),
            named("slope", "targets.path_loss.target_slope"),
        ],
        "`intercept` at 1 km, and `slope` per decade of distance.",
    ),
    choice_of(
        "formula",
        &[direct("targets.path_loss.target_formula")],
        "Any law: a formula of `d`, a plain number of km, that gives dB.",
    ),
];

const CHANNELS: &[Choice] = &[
    choice(
        "model",
        "Drawn: (2) to (5), and estimated from pilots, (6) to (12).",
    ),
    choice_of(
        "from",
        &[direct("channels.file")],
        "Read from a NumPy file and known without error. Its axes are (realizations, users, access points, antennas); \
         without the first, every realization has the same channels, and with one access point (users, \
         antennas) is enough. An entry is that of h in y = h^H x + n: where y = H x, store the conjugate of H. \
         Path loss, shadowing and pilots then have no effect on rates; positions matter only to sensing.",
    ),
];

const ALLOCATIONS: &[Choice] = &[
    choice(
        "hac",
        "Hierarchical clustering: users far apart share a pilot.",
    ),
    choice("random", "Each user draws a pilot."),
    choice(
        "greedy",
        "Ngo et al. (2017): from random pilots, the user of the lowest rate (in closed form, of conjugate beams) moves to the \
         pilot where the gains of the other users are least, until it has that pilot already.",
    ),
    choice(
        "strongest_ap",
        "Demir et al. (2021), Algorithm 4.1: users in order, the first a pilot each, every further one the pilot of least \
         interference at the access point that it receives best.",
    ),
    choice(
        "round_robin",
        "User k takes pilot k modulo the number of pilots.",
    ),
    choice(
        "orthogonal",
        "One pilot for each user; needs as many symbols as users.",
    ),
    choice_of(
        "explicit",
        &[direct("pilots.allocate.groups")],
        "These groups of users, numbered from 1, share a pilot each.",
    ),
];

const PAIRINGS: &[Choice] = &[
    choice("kuhn_munkres", "Least sum of distances."),
    choice(
        "nearest",
        "Targets in order; each takes the nearest access point with room for it.",
    ),
    choice(
        "bottleneck",
        "Least largest distance, ties by the least sum.",
    ),
    choice("random", "Random access points with room for them."),
    choice_of(
        "explicit",
        &[direct("pairing.access_points")],
        "The access point of each target in turn, numbered from 1.",
    ),
];

const WINDOWS: &[Choice] = &[
    choice(
        "inclusive",
        "Directions within half the width of the target, both ends included.",
    ),
    choice(
        "half_open",
        "As `inclusive`, without the upper end; it gives the paper's 0.0080.",
    ),
];

/// What most rows share.
const BASE: Signature = Signature::blank(Role::Setting);

const fn count(least: u64, most: u64) -> Kind {
    Kind::Count { least, most }
}

const fn number(measure: Measure, range: Range) -> Kind {
    Kind::Number { measure, range }
}

const LENGTH: Kind = number(Measure::Length, Range::Positive);
const RATIO: Kind = number(Measure::PowerRatio, Range::Positive);
const VARIANCE: Kind = number(Measure::PowerRatio, Range::NotNegative);

/// The rows. A block's own row precedes those of its settings.
pub const SETTINGS: &[Signature] = &[
    Signature {
        path: "area",
        usage: "area [square|disc] LENGTH · area rectangle LENGTH by LENGTH",
        kind: LENGTH,
        mode: Some("area.shape"),
        default: Some(Default::Number(2.0, "km")),
        label: "area side",
        doc: "The service area: side of the square, width of the rectangle or radius of the disc.",
        example: "area square 2 km",
        source: "Table I, D",
        ..BASE
    },
    Signature {
        path: "area.shape",
        role: Role::Parameter,
        kind: Kind::Choice(SHAPES),
        default: Some(Default::Word("square")),
        doc: "Shape of the service area.",
        example: "area disc 1 km",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "area.height",
        role: Role::Parameter,
        kind: LENGTH,
        doc: "Height of a rectangle.",
        example: "area rectangle 2 km by 1 km",
        ..BASE
    },
    Signature {
        path: "area.wrap_around",
        kind: Kind::Switch,
        default: Some(Default::Switch(false)),
        doc: "Distances wrap around the edges of a square or rectangle.",
        example: "wrap_around on",
        ..BASE
    },
    Signature {
        path: "shadowing",
        kind: number(Measure::Level, Range::NotNegative),
        default: Some(Default::Number(0.0, "dB")),
        doc: "Standard deviation of the log-normal shadowing of direct links.",
        example: "shadowing 8 dB",
        ..BASE
    },
    Signature {
        path: "path_loss",
        usage: "path_loss LAW",
        kind: Kind::Choice(PATH_LOSSES),
        default: Some(Default::Word("paper")),
        doc: "Law of the path loss over distance.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        source: "Eq. (1)",
        ..BASE
    },
    Signature {
        path: "path_loss.carrier",
        role: Role::Parameter,
        kind: number(Measure::Frequency, Range::Positive),
        doc: "Carrier frequency of a path-loss law.",
        example: "path_loss umi carrier 3.5 GHz",
        ..BASE
    },
    Signature {
        path: "path_loss.intercept",
        role: Role::Parameter,
        kind: number(Measure::Level, Range::Any),
        doc: "Loss at 1 km.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        ..BASE
    },
    Signature {
        path: "path_loss.slope",
        role: Role::Parameter,
        kind: number(Measure::Level, Range::NotNegative),
        doc: "Loss for each factor of ten in distance.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        ..BASE
    },
    Signature {
        path: "path_loss.formula",
        role: Role::Parameter,
        kind: Kind::Formula,
        doc: "Loss as a formula of the distance `d`, a plain number of km; it gives dB.",
        example: "path_loss formula 128.1 dB + 37.6 dB * log10(d)",
        ..BASE
    },
    Signature {
        path: "channels",
        usage: "channels model · channels from \"FILE.npy\"",
        kind: Kind::Choice(CHANNELS),
        default: Some(Default::Word("model")),
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
    Signature {
        path: "aps",
        usage: "aps [COUNT] [{ ... }]",
        kind: count(1, MOST_ENTITIES),
        default: Some(Default::Count(6)),
        label: "access points",
        doc: "The access points, and how many there are.",
        example: "aps 6",
        source: "Table I, M",
        ..BASE
    },
    Signature {
        path: "aps.antennas",
        kind: count(1, MOST_ANTENNAS),
        default: Some(Default::Count(12)),
        label: "antennas of an access point",
        doc: "Antennas of each uniform linear array.",
        example: "antennas 12",
        source: "Table I, N_T",
        ..BASE
    },
    Signature {
        path: "aps.spacing",
        kind: number(Measure::Plain, Range::Positive),
        default: Some(Default::Number(0.5, "")),
        label: "antenna spacing over the wavelength",
        doc: "Distance between antennas, in wavelengths.",
        example: "spacing 0.5",
        source: "after Eq. (3), d over lambda",
        ..BASE
    },
    Signature {
        path: "aps.power",
        usage: "power POWER · power total POWER sensing POWER",
        kind: RATIO,
        mode: Some("aps.power.budget"),
        default: Some(Default::Number(125.0, "dB")),
        label: "power of an access point",
        doc: "Downlink power of each access point over the noise power.",
        example: "power 125 dB",
        source: "Table I, p_m",
        ..BASE
    },
    Signature {
        path: "aps.power.budget",
        role: Role::Parameter,
        kind: Kind::Choice(POWER_BUDGETS),
        default: Some(Default::Word("each")),
        doc: "Whether each access point has a power of its own, or all share a total.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.power.total",
        role: Role::Parameter,
        kind: RATIO,
        label: "power of all access points",
        doc: "Sum of the powers of all access points over the noise power.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.power.sensing",
        role: Role::Parameter,
        kind: RATIO,
        label: "power of a sensing access point",
        doc: "Power of each sensing access point under a fixed total.",
        example: "power total 133 dB sensing 125 dB",
        source: "Section V, footnote 1",
        ..BASE
    },
    Signature {
        path: "aps.facing",
        usage: "facing target|axis · facing bearing ANGLE",
        kind: Kind::Choice(FACINGS),
        default: Some(Default::Word("target")),
        doc: "Where the normal of an array points.",
        example: "facing target",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "aps.facing.bearing",
        role: Role::Parameter,
        kind: number(Measure::Angle, Range::Within(-360.0, 360.0)),
        label: "bearing of the arrays",
        doc: "Bearing of every array's normal, clockwise from north.",
        example: "facing bearing 30 deg",
        ..BASE
    },
    Signature {
        path: "aps.placement",
        usage: "placement uniform|grid · placement separated LENGTH · placement at [(X, Y), ...] · placement at from \"FILE.csv\"",
        kind: Kind::Choice(AP_PLACEMENTS),
        default: Some(Default::Word("uniform")),
        doc: "Positions of the access points.",
        example: "placement separated 0.2 km",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "aps.placement.separation",
        role: Role::Parameter,
        kind: LENGTH,
        doc: "Least distance between two access points.",
        example: "placement separated 0.2 km",
        ..BASE
    },
    Signature {
        path: "aps.placement.at",
        role: Role::Parameter,
        kind: Kind::Points,
        doc: "Coordinates of the access points.",
        example: "placement at [(0.5 km, 0.5 km), (1.5 km, 1.5 km), (0.5 km, 1.5 km)]",
        ..BASE
    },
    Signature {
        path: "users",
        usage: "users [COUNT] [{ ... }]",
        kind: count(1, MOST_ENTITIES),
        default: Some(Default::Count(9)),
        doc: "The single-antenna users, and how many there are.",
        example: "users 9",
        source: "Table I, K",
        ..BASE
    },
    Signature {
        path: "users.placement",
        usage: "placement uniform|grid · placement separated LENGTH · placement at [(X, Y), ...] · placement at from \"FILE.csv\"",
        kind: Kind::Choice(USER_PLACEMENTS),
        default: Some(Default::Word("uniform")),
        doc: "Positions of the users.",
        example: "placement grid",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "users.placement.separation",
        role: Role::Parameter,
        kind: LENGTH,
        doc: "Least distance between two users.",
        example: "placement separated 0.1 km",
        ..BASE
    },
    Signature {
        path: "users.placement.at",
        role: Role::Parameter,
        kind: Kind::Points,
        doc: "Coordinates of the users.",
        example: "placement at from \"users.csv\"",
        ..BASE
    },
    Signature {
        path: "targets",
        usage: "targets [COUNT] [{ ... }]",
        kind: count(1, MOST_ENTITIES),
        default: Some(Default::Count(3)),
        doc: "The point-like targets, and how many there are.",
        example: "targets 3",
        source: "Table I, T",
        ..BASE
    },
    Signature {
        path: "targets.reflection",
        kind: number(Measure::Plain, Range::NotNegative),
        default: Some(Default::Number(0.8, "")),
        label: "reflection coefficient",
        doc: "Reflection coefficient of an amplitude.",
        example: "reflection 0.8",
        source: "Table I, alpha_t",
        ..BASE
    },
    Signature {
        path: "targets.gain_variance_ap",
        kind: VARIANCE,
        default: Some(Default::Number(-160.0, "dB")),
        label: "gain variance, target to access point",
        doc: "Variance of the amplitude gain between a target and an access point.",
        example: "gain_variance_ap -160 dB",
        source: "Table I, sigma^2 of T, A",
        ..BASE
    },
    Signature {
        path: "targets.gain_variance_user",
        kind: VARIANCE,
        default: Some(Default::Number(-160.0, "dB")),
        label: "gain variance, target to user",
        doc: "Variance of the amplitude gain between a user and a target.",
        example: "gain_variance_user -160 dB",
        source: "Table I, sigma^2 of U, T",
        ..BASE
    },
    Signature {
        path: "targets.steering_variance",
        kind: VARIANCE,
        default: Some(Default::Number(-30.0, "dB")),
        doc: "Variance, per antenna, of the steering vector to a target.",
        example: "steering_variance -30 dB",
        source: "Table I, chi^2 of T, A",
        ..BASE
    },
    Signature {
        path: "targets.path_loss",
        usage: "path_loss LAW",
        kind: Kind::Choice(TARGET_PATH_LOSSES),
        default: Some(Default::Word("same")),
        label: "path loss of the targets",
        doc: "Gain over distance between targets and access points. Those links are in line of sight in the paper, so they may \
              follow a law of their own; the links between users and targets follow `path_loss`.",
        example: "path_loss free_space carrier 3.5 GHz",
        source: "Eq. (3)",
        ..BASE
    },
    Signature {
        path: "targets.path_loss.target_carrier",
        role: Role::Parameter,
        kind: number(Measure::Frequency, Range::Positive),
        doc: "Carrier frequency of the targets' path-loss law.",
        example: "path_loss umi carrier 3.5 GHz",
        ..BASE
    },
    Signature {
        path: "targets.path_loss.target_intercept",
        role: Role::Parameter,
        kind: number(Measure::Level, Range::Any),
        doc: "Loss at 1 km.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        ..BASE
    },
    Signature {
        path: "targets.path_loss.target_slope",
        role: Role::Parameter,
        kind: number(Measure::Level, Range::NotNegative),
        doc: "Loss for each factor of ten in distance.",
        example: "path_loss log_distance intercept 128.1 dB slope 37.6 dB",
        ..BASE
    },
    Signature {
        path: "targets.path_loss.target_formula",
        role: Role::Parameter,
        kind: Kind::Formula,
        doc: "Loss as a formula of the distance `d`, a plain number of km; it gives dB.",
        example: "path_loss formula 128.1 dB + 37.6 dB * log10(d)",
        ..BASE
    },
    Signature {
        path: "targets.placement",
        usage: "placement uniform|grid · placement separated LENGTH · placement at [(X, Y), ...] · placement at from \"FILE.csv\"",
        kind: Kind::Choice(TARGET_PLACEMENTS),
        default: Some(Default::Word("uniform")),
        doc: "Expected positions of the targets.",
        example: "placement uniform",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "targets.placement.separation",
        role: Role::Parameter,
        kind: LENGTH,
        doc: "Least distance between two targets.",
        example: "placement separated 0.1 km",
        ..BASE
    },
    Signature {
        path: "targets.placement.at",
        role: Role::Parameter,
        kind: Kind::Points,
        doc: "Expected coordinates of the targets.",
        example: "placement at [(1 km, 1 km), (0.2 km, 1.8 km), (1.8 km, 0.2 km)]",
        ..BASE
    },
    Signature {
        path: "pilots",
        usage: "pilots { ... }",
        doc: "Uplink training.",
        example: "pilots { length 5 }",
        source: "Section II-B",
        ..BASE
    },
    Signature {
        path: "pilots.length",
        kind: count(1, MOST_SYMBOLS),
        default: Some(Default::Count(5)),
        label: "pilot length",
        doc: "Symbols of a pilot sequence, and so how many orthogonal ones there are.",
        example: "length 5",
        source: "Table I, tau_p",
        ..BASE
    },
    Signature {
        path: "pilots.power",
        kind: RATIO,
        default: Some(Default::Number(150.0, "dB")),
        label: "pilot power",
        doc: "Power of a pilot symbol over the noise power.",
        example: "power 150 dB",
        source: "Table I, p_p",
        ..BASE
    },
    Signature {
        path: "pilots.allocate",
        usage: "allocate POLICY",
        kind: Kind::Choice(ALLOCATIONS),
        default: Some(Default::Word("hac")),
        label: "pilot allocation",
        doc: "Which users share a pilot.",
        example: "allocate hac",
        source: "Algorithm 1",
        ..BASE
    },
    Signature {
        path: "pilots.allocate.groups",
        role: Role::Parameter,
        kind: Kind::Groups,
        doc: "Groups of users that share a pilot; users are numbered from 1.",
        example: "allocate explicit [[1, 2], [3, 4], [5, 6], [7, 8], [9]]",
        ..BASE
    },
    Signature {
        path: "pairing",
        usage: "pairing POLICY",
        kind: Kind::Choice(PAIRINGS),
        default: Some(Default::Word("kuhn_munkres")),
        doc: "Which access point senses each target.",
        example: "pairing kuhn_munkres",
        source: "Section III",
        ..BASE
    },
    Signature {
        path: "pairing.access_points",
        role: Role::Parameter,
        kind: Kind::Indices,
        doc: "The access point of each target in turn; access points are numbered from 1.",
        example: "pairing explicit [2, 1, 3]",
        ..BASE
    },
    Signature {
        path: "targets_per_ap",
        kind: count(1, MOST_TARGETS_PER_AP),
        default: Some(Default::Count(1)),
        label: "targets of an access point",
        doc: "Most targets that one access point senses, whatever the pairing policy. With several, its ideal beampattern \
              has a main lobe for each; directions in two of them count once.",
        example: "targets_per_ap 3",
        source: "Section III-B gives each target an access point of its own",
        ..BASE
    },
    Signature {
        path: "coherence",
        kind: count(2, MOST_SYMBOLS),
        default: Some(Default::Count(40)),
        label: "coherence length",
        doc: "Symbols of a coherence block, pilots included.",
        example: "coherence 40",
        source: "Table I, tau_c",
        ..BASE
    },
    Signature {
        path: "beampattern",
        usage: "beampattern { ... }",
        doc: "The ideal beampattern that sensing aims at, and how it is sampled.",
        example: "beampattern { width 10 deg }",
        source: "Eq. (19), (20)",
        ..BASE
    },
    Signature {
        path: "beampattern.width",
        kind: number(Measure::Angle, Range::Within(0.0, 180.0)),
        default: Some(Default::Number(10.0, "deg")),
        label: "width of the main lobe",
        doc: "Width of the ideal main lobe.",
        example: "width 10 deg",
        source: "Table I, Delta theta",
        ..BASE
    },
    Signature {
        path: "beampattern.samples",
        kind: count(2, MOST_SAMPLES),
        default: Some(Default::Count(181)),
        label: "sampled directions",
        doc: "Sampled directions from -90 to 90 degrees, both included. Errors are sums over them, so that an array with more \
              terms in its beampattern than they tell apart seems better than it is: `cfs check` notes fewer than four for \
              each of the 2 N_T - 1 terms (more for antennas over half a wavelength apart), and lobes narrower than ten \
              spacings. Otherwise the least error is within a quarter of its limit.",
        example: "samples 181",
        source: "Table I, N",
        ..BASE
    },
    Signature {
        path: "beampattern.window",
        kind: Kind::Choice(WINDOWS),
        default: Some(Default::Word("inclusive")),
        label: "window of the main lobe",
        doc: "Which sampled directions belong to the main lobe.",
        example: "window inclusive",
        source: "after Eq. (20)",
        ..BASE
    },
    Signature {
        path: "beampattern.power",
        kind: RATIO,
        default: Some(Default::Number(0.0, "dB")),
        label: "sensing power",
        doc: "Sensing power; every beampattern error scales with its square. The paper's figures need 5 dB.",
        example: "power 5 dB",
        source: "Eq. (19), (20)",
        ..BASE
    },
];
