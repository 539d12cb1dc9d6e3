//! Columns of the tables that figures are drawn from.

/// Of beampatterns: number of the sensing access point, from 1.
pub const ACCESS_POINT: &str = "access_point";
/// Of beampatterns: angle from broadside, in degrees.
pub const ANGLE: &str = "angle_deg";
/// Of beampatterns: radiated power in that direction.
pub const PATTERN: &str = "pattern";
/// Of beampatterns: the ideal pattern at its best scale.
pub const IDEAL: &str = "ideal";

/// Of layouts: what stands at a place, one of [`KINDS`].
pub const KIND: &str = "kind";
/// Of layouts: number among its kind, from 1.
pub const NUMBER: &str = "number";
/// Of layouts: coordinate, km.
pub const X: &str = "x";
/// Of layouts: coordinate, km.
pub const Y: &str = "y";
/// Of layouts: of a target, the access point that senses it; of an access point, its target.
pub const PAIR: &str = "pair";
/// Of layouts: of a user, its pilot.
pub const PILOT: &str = "pilot";

/// Values of [`KIND`]: corners of the area in order, then what stands in it.
pub const KINDS: [&str; 4] = ["boundary", "access_point", "target", "user"];

/// Number of the network drawn.
pub const REALIZATION: &str = "realization";
/// Columns of the index and the value of a budget.
pub const BUDGETS: [&str; 3] = ["step", "delta", "zeta"];
/// Which part of the boundary of a region a row is.
pub const PART: &str = "part";
