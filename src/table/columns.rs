//! Names of columns that more than one room reads or writes, each once.

/// Of every table of points: number of the network drawn, from 0.
pub const REALIZATION: &str = "realization";
/// Of every table of points: how beams are chosen.
pub const SCHEME: &str = "scheme";
/// Index on a grid that each realization has of its own.
pub const STEP: &str = "step";
/// Budget on the beampattern MSE.
pub const DELTA: &str = "delta";
/// Floor of the sum rate.
pub const ZETA: &str = "zeta";
/// The columns in which a budget has its value.
pub const BUDGETS: [&str; 2] = [DELTA, ZETA];
/// The columns that say where a point is on the grid of its budget.
pub const GRID: [&str; 3] = [STEP, DELTA, ZETA];
/// Which part of the boundary of a region a row is.
pub const PART: &str = "part";
/// Sum of the users' rates: what a boundary bounds.
pub const SUM_RATE: &str = "sum_rate";
/// What the objective makes of the users' rates: R_max is its largest value.
pub const OBJECTIVE_VALUE: &str = "objective_value";
/// What beams are to make large: a key where several are compared.
pub const OBJECTIVE: &str = "objective";
/// Beampattern error: what delta bounds.
pub const MSE: &str = "mse";

/// What became of a point: one of [`STATUSES`].
pub const STATUS: &str = "status";
/// Why a point failed or is infeasible.
pub const REASON: &str = "reason";
/// Of what a search found: what else is to be said of it.
pub const NOTE: &str = "note";
/// The status of a point that is proven to its tolerances.
pub const SOLVED: &str = "solved";
/// The status of a point whose budget no beams meet.
pub const INFEASIBLE: &str = "infeasible";
/// The status of a point that is neither proven nor shown to be impossible.
pub const FAILED: &str = "failed";
/// Every status, which is also the name of the column of a summary that counts its rows.
pub const STATUSES: [&str; 3] = [SOLVED, INFEASIBLE, FAILED];

/// Of a summary: ends the name of a column of means.
pub const MEAN: &str = "_mean";
/// Of a summary: ends the name of a column of standard deviations.
pub const DEVIATION: &str = "_sd";
/// Of a summary: ends the name of a column of half-widths of 95 % intervals.
pub const HALF_WIDTH: &str = "_ci95";
/// Of a summary: ends the name of a column that counts the values behind a mean.
pub const COUNT: &str = "_n";

/// Of a summary: ends the name of a column of lower ends of the intervals of a percentile.
pub const LOW: &str = "_low";
/// Of a summary: ends the name of a column of upper ends.
pub const HIGH: &str = "_high";

/// Of beampatterns and links: number of the access point, from 1.
pub const ACCESS_POINT: &str = "access_point";
/// Of links and users: number of the user, from 1.
pub const USER: &str = "user";
/// Of users: rate, bit/s/Hz.
pub const RATE: &str = "rate";
/// Of users: signal over interference and noise, linear.
pub const SINR: &str = "sinr";
/// Of users: rate over the whole coherence block, bit/s/Hz.
pub const USER_SPECTRAL_EFFICIENCY: &str = "user_spectral_efficiency";
/// Of users: bits per second, Mbit/s.
pub const USER_THROUGHPUT: &str = "user_throughput";
/// Of users: multiplier of the rate.
pub const RATE_MULTIPLIER: &str = "rate_multiplier";
/// Of users: mean power of the channels.
pub const GAIN: &str = "gain";
/// Of beampatterns: angle from broadside, in degrees.
pub const ANGLE: &str = "angle_deg";
/// Of beampatterns: whether the error is computed over this direction, or only figures show it.
pub const SAMPLED: &str = "sampled";
/// Of beampatterns: radiated power in that direction.
pub const PATTERN: &str = "pattern";
/// Of beampatterns: the ideal pattern at its best scale.
pub const IDEAL: &str = "ideal";

/// Of layouts: what is at a place, one of the words in [`kind`].
pub const KIND: &str = "kind";
/// Of layouts: number among its kind, from 1.
pub const NUMBER: &str = "number";
/// Of layouts and users: coordinate, km.
pub const X: &str = "x";
/// Of layouts and users: coordinate, km.
pub const Y: &str = "y";
/// Of layouts: of a target, the access point that senses it; of an access point, its target.
pub const PAIR: &str = "pair";
/// Of layouts: where the array of an access point faces, degrees clockwise from north.
pub const FACING: &str = "facing";
/// Of layouts and users: of a user, its pilot.
pub const PILOT: &str = "pilot";

/// Values of [`KIND`].
pub mod kind {
    /// A corner of the area; corners come in order.
    pub const BOUNDARY: &str = "boundary";
    /// An access point.
    pub const ACCESS_POINT: &str = "access_point";
    /// A target.
    pub const TARGET: &str = "target";
    /// A user.
    pub const USER: &str = "user";
}
