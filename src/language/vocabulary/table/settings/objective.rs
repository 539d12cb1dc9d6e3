//! What beams are to be good for: the objective of P2, P3 and P4, and floors of the users' rates.

use super::form::{BASE, choice, choice_of, direct, number};
use crate::engine::{RateFloor, Utility};
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

const OBJECTIVES: &[Choice] = &[
    choice(
        "sum_rate",
        "The sum of the rates, as in the paper. Its optimum may leave users without a rate.",
        |_, to| to.utility = Utility::SumRate,
    ),
    choice_of(
        "weighted",
        &[direct("objective.weights")],
        "The sum of the rates, each times the weight of its user. With equal weights of 1 it is `sum_rate`.",
        |given, to| to.utility = Utility::Weighted(given.numbers("objective.weights")),
    ),
    choice(
        "proportional_fair",
        "The geometric mean of the rates, whose order is that of the sum of their logarithms; zero where a user has no rate.",
        |_, to| to.utility = Utility::ProportionalFair,
    ),
    choice(
        "min_rate",
        "The least rate of a user: max-min fairness. In P2 a solved point is the global optimum.",
        |_, to| to.utility = Utility::MinRate,
    ),
];

const FLOORS: &[Choice] = &[
    choice_of(
        "every",
        &[direct("rate_floor")],
        "The same floor for every user; what a number alone means.",
        |given, to| to.rate_floor = RateFloor::Every(given.number("rate_floor")),
    ),
    choice_of(
        "each",
        &[direct("rate_floor.list")],
        "A floor for each user in turn; 0 for none.",
        |given, to| to.rate_floor = RateFloor::Each(given.numbers("rate_floor.list")),
    ),
];

/// Numbers of users, none negative.
const OF_USERS: Kind = Kind::Numbers {
    range: Range::NotNegative,
};

/// Objective and floors.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "objective",
        usage: "objective sum_rate|proportional_fair|min_rate · objective weighted [NUMBER, ...]",
        kind: Kind::Choice(OBJECTIVES),
        default: Some(Default::Word("sum_rate")),
        label: "objective",
        doc: "What P2 and P3 maximise and P4 keeps above zeta. Each is a rate, bit/s/Hz, and R_max, R_T, S_I, zeta and \
              the boundary of a region are those of the objective: its largest value, its value at S_min, the error at its \
              largest value. The scheme `proposed` finds its optimum; rules have beams of their own, which are \
              judged by it; `paper` and its variants maximise the sum rate only.",
        example: "objective min_rate",
        source: "Eqs. (23)-(25) have the sum rate",
        ..BASE
    },
    Signature {
        path: "objective.weights",
        role: Role::Parameter,
        kind: OF_USERS,
        doc: "The weight of each user's rate in turn, 0 or greater.",
        example: "objective weighted [1, 1, 1, 1, 2, 2, 2, 2, 2]",
        ..BASE
    },
    Signature {
        path: "rate_floor",
        usage: "rate_floor NUMBER · rate_floor each [NUMBER, ...]",
        kind: number(Measure::Plain, Range::NotNegative),
        mode: Some("rate_floor.users"),
        default: Some(Default::Number(0.0, "")),
        label: "floor of each user's rate",
        doc: "Rate that every user must have at least, bit/s/Hz, in P2, P3 and P4. Where floors are proved to be too high \
              for any beams, a point is infeasible; where no beams were found that meet them, it has failed.",
        example: "rate_floor 0.5",
        ..BASE
    },
    Signature {
        path: "rate_floor.users",
        role: Role::Parameter,
        kind: Kind::Choice(FLOORS),
        default: Some(Default::Word("every")),
        noun: "floor of rates",
        doc: "Whether all users have the same floor, or each its own.",
        example: "rate_floor each [0, 0, 0, 0, 0.5, 0.5, 0.5, 1, 1]",
        ..BASE
    },
    Signature {
        path: "rate_floor.list",
        role: Role::Parameter,
        kind: OF_USERS,
        doc: "The floor of each user's rate in turn, bit/s/Hz; 0 for none.",
        example: "rate_floor each [0, 0, 0, 0, 0.5, 0.5, 0.5, 1, 1]",
        ..BASE
    },
];
