//! Columns of the written table that are not metrics: keys, the status of a point, and diagnostics of its proof.

use crate::language::vocabulary::meaning::Means;
use crate::language::vocabulary::signature::{Choice, Kind, Role, Signature};

/// The row of a column: what language and tables say of it.
#[derive(Debug, Clone, Copy)]
pub struct ColumnRow {
    /// The name of the column and what it means.
    pub signature: Signature,
    /// Its unit, empty for plain numbers.
    pub unit: &'static str,
}

/// A value that a column shows.
const fn shown(word: &'static str, doc: &'static str) -> Choice {
    Choice::plain(word, Means::Shown, doc)
}

/// Values of `status`.
const STATUS: &[Choice] = &[
    shown(
        "solved",
        "The point is proven to its tolerances, and has its metrics. What is proven depends on the scheme: for \
         `proposed` a stationary point, for a rule its largest share and least interference, for the `paper` schemes \
         only that the constraints hold.",
    ),
    shown(
        "infeasible",
        "No beams meet the budget: delta is below S_min, or zeta above an upper bound on the sum rate. The row has no metrics.",
    ),
    shown(
        "failed",
        "Neither proven nor shown to be infeasible; `reason` says why. The row has no metrics; its diagnostics say how \
         far the solver came.",
    ),
];

/// Values of `part`.
const PARTS: &[Choice] = &[
    shown("S_min", "The critical point (S_min, R_T)."),
    shown("S_I", "The critical point (S_I, R_max)."),
    shown(
        "full_power",
        "Where the boundary ends below R_max, at full power.",
    ),
    shown("between", "A point between the ends."),
];

const BASE: Signature = Signature::blank(Role::Column);

const fn plain(path: &'static str, doc: &'static str) -> ColumnRow {
    ColumnRow {
        signature: Signature { path, doc, ..BASE },
        unit: "",
    }
}

/// Keys first, then the status, then diagnostics.
pub const COLUMNS: &[ColumnRow] = &[
    plain("realization", "Number of the network drawn, from 0."),
    ColumnRow {
        signature: Signature {
            path: "delta",
            role: Role::Budget,
            doc: "Budget on the beampattern MSE, as asked for.",
            usage: "sweep delta from A to B step S · solve isac at delta EXPR",
            example: "sweep delta from S_min to 10 step 0.5 solve isac",
            source: "P3",
            ..BASE
        },
        unit: "",
    },
    ColumnRow {
        signature: Signature {
            path: "zeta",
            role: Role::Budget,
            doc: "Floor of the sum rate, as asked for.",
            usage: "sweep zeta from A to B step S · solve isac at zeta EXPR",
            example: "solve isac at zeta 0.9 * R_max",
            source: "P4",
            ..BASE
        },
        unit: "bit/s/Hz",
    },
    plain(
        "step",
        "Index on the grid of the budget, whose values differ between realizations.",
    ),
    ColumnRow {
        signature: Signature {
            path: "part",
            kind: Kind::Choice(PARTS),
            doc: "S_min and S_I: the critical points (S_min, R_T) and (S_I, R_max); full_power: where the \
                  boundary ends below R_max; between: between the ends.",
            source: "Remark 2",
            ..BASE
        },
        unit: "",
    },
    plain("access_point", "Number of the access point, from 1."),
    plain("user", "Number of the user, from 1."),
    ColumnRow {
        signature: Signature {
            path: "status",
            kind: Kind::Choice(STATUS),
            doc: "solved: proven to its tolerances; infeasible: no beams meet the budget; failed: neither.",
            ..BASE
        },
        unit: "",
    },
    plain("reason", "Why a point failed or is infeasible."),
    plain(
        "nu",
        "Share of its communication power that a rule's beams keep beside sensing; empty for the proposed beams.",
    ),
    plain(
        "gap",
        "Proven bound on a distance to an optimum, where there is one: of `solve sensing`, of the MSE to its least value, \
         over the squared sensing power; of a floor of the rate, the same over the MSE; for a rule's beams, of the sensing power that users receive to its least value, over it and the noise.",
    ),
    plain(
        "mse_violation",
        "By how much the MSE exceeds its budget, relative.",
    ),
    plain(
        "rate_violation",
        "By how much the sum rate falls short of its floor, relative.",
    ),
    plain(
        "power_violation",
        "Largest violation of a power constraint, relative.",
    ),
    plain(
        "floor_violation",
        "How far the rate of a user is below its floor at most, relative to the floor. Where a point is infeasible: how far each \
         floor must fall at least.",
    ),
    plain(
        "complementarity",
        "How far the multipliers of floors and of the least rate are from such: multiplier times slack over the value of the \
         objective, a negative one, or a sum other than 1.",
    ),
    plain(
        "kkt_residual",
        "Norm of the gradient of the Lagrangian over the sum rate in nats. Where the rate is below 1 % of what one \
         user has alone it is over that; where channels are so strong that rounding hides the gradient, over what makes \
         1e-6 the precision of its terms.",
    ),
    plain(
        "dual_violation",
        "How far the multiplier of the sensing covariance is from positive semidefinite, \
         over the same as `kkt_residual`.",
    ),
    plain(
        "spread",
        "How far apart the starts ended, relative to the best of them.",
    ),
];
