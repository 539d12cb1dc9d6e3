//! Declarations, clauses, results, aggregates and functions.

use crate::language::vocabulary::signature::{Role, Signature};

const BASE: Signature = Signature::blank(Role::Declaration);

/// Statements that declare names.
pub const DECLARATIONS: &[Signature] = &[
    Signature {
        path: "use",
        usage: "use \"FILE.cfs\"",
        doc: "Brings the deployments and names of another file, found beside this one.",
        example: "use \"table1.cfs\"",
        ..BASE
    },
    Signature {
        path: "let",
        usage: "let NAME = EXPR",
        doc: "Names a value, for the rest of the file or block.",
        example: "let reach = 0.5 km",
        ..BASE
    },
    Signature {
        path: "deployment",
        usage: "deployment NAME [extends OTHER] { ... }",
        doc: "Settings under a name; what is not stated is as in OTHER, or has its default.",
        example: "deployment small extends table1 { ... }",
        ..BASE
    },
    Signature {
        path: "experiment",
        usage: "experiment NAME [on DEPLOYMENT] { ... }",
        doc: "One table of results: sweeps, what is solved, and what is expected of it.",
        example: "experiment region on table1 { ... }",
        ..BASE
    },
    Signature {
        path: "style",
        usage: "style { width LENGTH  font_size LENGTH  font \"NAME\"  colours [\"#rrggbb\", ...]  greyscale on | off }",
        doc: "How all figures of the file look, an option a line; what a `plot` states itself comes first. A file without `style` \
              has that of the files that it uses.",
        example: "style { ... }",
        ..BASE
    },
];

const fn clause(
    path: &'static str,
    usage: &'static str,
    doc: &'static str,
    example: &'static str,
) -> Signature {
    Signature {
        path,
        role: Role::Clause,
        usage,
        doc,
        example,
        ..BASE
    }
}

/// Words within statements; none of them can be the name of a value.
pub const CLAUSES: &[Signature] = &[
    clause(
        "from",
        "from A to B",
        "First value of a range, or the file that coordinates come from.",
        "from 0.5 km to 4 km step 0.5 km",
    ),
    clause(
        "to",
        "from A to B",
        "Last value of a range, included.",
        "from 0.5 km to 4 km step 0.5 km",
    ),
    clause(
        "step",
        "step S",
        "Distance between values; the i-th is start + i step.",
        "from 0.5 km to 4 km step 0.5 km",
    ),
    clause(
        "points",
        "points N",
        "How many values, both ends included.",
        "from 0 to 10 points 21",
    ),
    clause(
        "log",
        "log points N · log x · log y",
        "Spaces the values by a constant factor; in `plot`, makes an axis logarithmic.",
        "from 1 to 100 log points 5",
    ),
    clause(
        "over",
        "over [A, B, ...]",
        "Listed values; in `plot`, the horizontal axis.",
        "over [3, 4, 6, 8]",
    ),
    clause(
        "with",
        "with NAME = EXPR",
        "Derives a setting from what is swept.",
        "with antennas = 48 / aps",
    ),
    clause(
        "where",
        "where CONDITION",
        "Keeps only the points where the condition holds: comparisons, joined by `and`, `or` and `not`.",
        "where aps >= 4",
    ),
    clause(
        "at",
        "at NAME VALUE",
        "The budget of `solve`, delta or zeta, or the rows of an expectation or a figure.",
        "solve isac at delta 6",
    ),
    clause(
        "by",
        "by NAME",
        "In `plot`, one curve for each value; in `area rectangle`, the height.",
        "plot sum_rate over area by scheme",
    ),
    clause(
        "polar",
        "plot beampattern polar",
        "Draws beampatterns in polar coordinates.",
        "plot beampattern polar at realization 0",
    ),
    clause(
        "cdf",
        "plot cdf of METRIC [by NAME]",
        "In `plot`, the cumulative distribution of a metric over all realizations, of `rate`, `sinr` and `gain` over all users.",
        "plot cdf of rate by scheme",
    ),
    clause(
        "box",
        "plot box of METRIC over NAME [by NAME]",
        "In `plot`, the median, the quartiles and the 5 % and 95 % quantiles of a metric over all realizations or users.",
        "plot box of sum_rate over scheme",
    ),
    clause(
        "on",
        "on DEPLOYMENT",
        "The deployment of an experiment.",
        "experiment region on table1 { ... }",
    ),
    clause(
        "extends",
        "extends OTHER",
        "The deployment whose settings are inherited.",
        "deployment small extends table1 { ... }",
    ),
    clause(
        "rtol",
        "rtol NUMBER",
        "Relative tolerance of a golden table.",
        "golden \"region.golden.csv\" rtol 1e-6",
    ),
    clause(
        "atol",
        "atol NUMBER",
        "Absolute tolerance of a golden table.",
        "golden \"region.golden.csv\" atol 1e-9",
    ),
    clause(
        "for",
        "for each NAME",
        "In `expect`, at every value of a swept variable; if it holds at all of them, the closest is shown.",
        "expect mean sum_rate <= mean R_max for each area",
    ),
    clause(
        "and",
        "CONDITION and CONDITION",
        "Both conditions hold; binds tighter than `or`.",
        "where aps >= 4 and users <= 2 * aps",
    ),
    clause(
        "or",
        "CONDITION or CONDITION",
        "At least one of the conditions holds.",
        "where aps >= 4 or users == 1",
    ),
    clause(
        "not",
        "not CONDITION",
        "The condition, which is the next comparison, does not hold.",
        "where not aps == 4",
    ),
    clause(
        "until",
        "until METRIC within P % at most N [at least N]",
        "Draws networks until the mean of a metric is known to a precision.",
        "realizations until sum_rate within 1 % at most 2000",
    ),
    clause(
        "within",
        "within P %",
        "The largest half-width of the 95 % interval, as a share of the mean.",
        "realizations until sum_rate within 1 % at most 2000",
    ),
    clause(
        "as",
        "as npz · as mat",
        "In `record`, the file of the arrays: NAME.npz for NumPy, which is the default, or NAME.mat for MATLAB.",
        "record beams channels as mat",
    ),
    clause(
        "using",
        "using SCHEME",
        "How beams are chosen: the same as `scheme SCHEME` in a line of its own.",
        "solve isac at delta 6 using proposed",
    ),
];

const fn result(
    path: &'static str,
    doc: &'static str,
    example: &'static str,
    source: &'static str,
) -> Signature {
    Signature {
        path,
        role: Role::Result,
        doc,
        example,
        source,
        ..BASE
    }
}

/// Names of results, one value for each realization.
pub const RESULTS: &[Signature] = &[
    result(
        "S_min",
        "Least beampattern error: the optimum of P1.",
        "sweep delta from S_min to 10 step 0.5 solve isac",
        "P1, Section II-D",
    ),
    result(
        "R_max",
        "Largest sum rate, bit/s/Hz: the optimum of P2. Under another `objective` its largest value; where objectives are compared, name one: `mean R_max at objective sum_rate`.",
        "expect mean sum_rate at delta 6 >= 0.9 * mean R_max",
        "P2, Section II-D",
    ),
    result(
        "R_T",
        "Sum rate, or value of the `objective`, bit/s/Hz, at delta = S_min.",
        "sweep zeta from R_T to R_max points 5 solve isac",
        "Remark 2",
    ),
    result(
        "S_I",
        "Beampattern error at R_max.",
        "sweep delta from S_min to S_I points 10 solve isac",
        "Remark 2",
    ),
];

const fn aggregate(path: &'static str, doc: &'static str, example: &'static str) -> Signature {
    Signature {
        path,
        role: Role::Aggregate,
        doc,
        example,
        ..BASE
    }
}

/// Reduce many rows to one number. Only solved rows count.
pub const AGGREGATES: &[Signature] = &[
    aggregate(
        "mean",
        "Arithmetic mean over the solved rows.",
        "expect mean sum_rate >= 20",
    ),
    aggregate(
        "median",
        "Median over the solved rows.",
        "expect median sum_rate >= 20",
    ),
    aggregate(
        "p5",
        "5th percentile over the solved rows: what 95 % of the values reach; of a metric of users, over all users of the rows. \
         Any from p1 to p99 can be written. Between two values it is interpolated.",
        "expect p5 of rate >= 0.1",
    ),
    aggregate(
        "p10",
        "10th percentile over the solved rows; see p5.",
        "record p10 of rate",
    ),
    aggregate(
        "p90",
        "90th percentile over the solved rows; see p5.",
        "expect p90 of sum_rate <= 60",
    ),
    aggregate(
        "sd",
        "Standard deviation over the solved rows.",
        "expect sd sum_rate <= 10",
    ),
    aggregate(
        "min",
        "Least value over the solved rows.",
        "expect min of sum_rate > 0",
    ),
    aggregate(
        "max",
        "Greatest value over the solved rows.",
        "expect max of mse <= 10",
    ),
];

const fn function(
    path: &'static str,
    usage: &'static str,
    doc: &'static str,
    example: &'static str,
) -> Signature {
    Signature {
        path,
        role: Role::Function,
        usage,
        doc,
        example,
        ..BASE
    }
}

/// Functions of expressions.
pub const FUNCTIONS: &[Signature] = &[
    function(
        "min",
        "min(A, B, ...)",
        "The least argument.",
        "let a = min(2 km, 500 m)",
    ),
    function(
        "max",
        "max(A, B, ...)",
        "The greatest argument.",
        "let a = max(2, 3)",
    ),
    function("abs", "abs(A)", "Absolute value.", "let a = abs(-2)"),
    function(
        "sqrt",
        "sqrt(A)",
        "Square root; that of km^2 is km.",
        "let a = sqrt(4 km * 1 km)",
    ),
    function(
        "log10",
        "log10(A)",
        "Logarithm to base 10 of a plain number.",
        "let a = log10(100)",
    ),
    function(
        "log2",
        "log2(A)",
        "Logarithm to base 2 of a plain number.",
        "let a = log2(8)",
    ),
    function(
        "ln",
        "ln(A)",
        "Natural logarithm of a plain number.",
        "let a = ln(2)",
    ),
    function(
        "exp",
        "exp(A)",
        "e to the power of a plain number.",
        "let a = exp(1)",
    ),
    function(
        "floor",
        "floor(A)",
        "The largest whole number that is not above A; what is within 1e-9 of a whole number is that number.",
        "let a = floor(48 / 5)",
    ),
    function(
        "ceil",
        "ceil(A)",
        "The smallest whole number that is not below A.",
        "let a = ceil(48 / 5)",
    ),
    function(
        "round",
        "round(A)",
        "The nearest whole number; halves are rounded away from zero.",
        "let a = round(48 / 5)",
    ),
    function(
        "sin",
        "sin(A)",
        "Sine of an angle.",
        "let y = 0.5 km * sin(25 deg)",
    ),
    function(
        "cos",
        "cos(A)",
        "Cosine of an angle.",
        "let x = 0.5 km * cos(25 deg)",
    ),
    function(
        "tan",
        "tan(A)",
        "Tangent of an angle.",
        "let a = tan(45 deg)",
    ),
    function(
        "asin",
        "asin(A)",
        "The angle from -90 to 90 degrees of which A is the sine.",
        "let a = asin(0.5)",
    ),
    function(
        "acos",
        "acos(A)",
        "The angle from 0 to 180 degrees of which A is the cosine.",
        "let a = acos(0.5)",
    ),
    function(
        "atan",
        "atan(A)",
        "The angle from -90 to 90 degrees of which A is the tangent.",
        "let a = atan(1)",
    ),
    function(
        "atan2",
        "atan2(Y, X)",
        "The angle from -180 to 180 degrees of the point (X, Y), counted from the x axis.",
        "let a = atan2(300 m, 0.4 km)",
    ),
    function(
        "db",
        "db(A)",
        "The level of a linear ratio in dB, of a power in dBm.",
        "let a = db(200 linear)",
    ),
    function(
        "linear",
        "linear(A)",
        "The ratio that a level in dB is, the power that a level in dBm is.",
        "let a = linear(3 dB)",
    ),
];
