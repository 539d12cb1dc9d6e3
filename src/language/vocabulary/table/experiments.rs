//! Words of an experiment.

use crate::engine::baseline::{Rule, local_mmse, local_zf, mrt, rzf, zf};
use crate::engine::scheme::{Scheme, proposed};
use crate::language::vocabulary::choices::{Problem, Verb};
use crate::language::vocabulary::meaning::Means;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

const fn problem(name: &'static str, problem: Problem, doc: &'static str) -> Choice {
    Choice::plain(name, Means::Problem(problem), doc)
}

/// A scheme; its word is the name that it has in the engine.
const fn scheme(scheme: Scheme, doc: &'static str) -> Choice {
    Choice::plain(scheme.name, Means::Scheme(scheme), doc)
}

/// A rule as a scheme.
const fn rule(rule: &'static Rule, doc: &'static str) -> Choice {
    scheme(Scheme::new(rule.name, rule), doc)
}

/// One of the paper's schemes, which only a build with the feature `conic` has.
#[cfg(feature = "conic")]
macro_rules! conic {
    ($scheme:ident, $word:literal, $doc:literal) => {
        scheme(crate::engine::scheme::paper::$scheme, $doc)
    };
}

#[cfg(not(feature = "conic"))]
macro_rules! conic {
    ($scheme:ident, $word:literal, $doc:literal) => {
        Choice::plain($word, Means::Planned, WITHOUT_CONIC)
    };
}

#[cfg(not(feature = "conic"))]
const WITHOUT_CONIC: &str = "One of the paper's own algorithms; they need the feature `conic`, which this build of cfs lacks.";

/// Words of `solve`, one for each problem.
pub const PROBLEMS: &[Choice] = &[
    problem(
        "sensing",
        Problem::Sensing,
        "P1: the least beampattern error, without users.",
    ),
    problem(
        "communication",
        Problem::Communication,
        "P2: the largest sum rate, without sensing.",
    ),
    problem(
        "isac",
        Problem::Isac,
        "P3: the largest sum rate under a beampattern error of at most delta; P4: the least such error with a \
         sum rate of at least zeta.",
    ),
    problem(
        "region",
        Problem::Region,
        "The whole boundary between its critical points, placed so that straight lines between them are within \
         region_tolerance. The mean over the realizations is in NAME.boundary.csv.",
    ),
    problem(
        "estimation",
        Problem::Estimation,
        "Channel estimation alone: the mean power of its error for every access point and user, in closed form and \
         sampled.",
    ),
];

/// Words of `scheme`.
pub const SCHEMES: &[Choice] = &[
    scheme(proposed::SCHEME, "The optimised beams of this program."),
    conic!(
        SOUND,
        "paper",
        "The paper's own algorithms by a conic solver, without the split (42)-(44); minutes where `proposed` takes \
         fractions of a second."
    ),
    conic!(
        PRINTED,
        "paper_printed",
        "The same with the split as printed, which stalls at the powers of Table I."
    ),
    conic!(
        PARALLEL,
        "paper_parallel",
        "The same as `paper` with the parallel updates of Algorithm 2, which need not converge."
    ),
    rule(
        &zf::RULE,
        "Zero forcing over all access points: no user receives another's beam, by the channel estimates; unit beams, one common scale.",
    ),
    rule(
        &mrt::RULE,
        "Maximum ratio transmission: each access point directs its beams along its own channel estimates, with powers in proportion to the channels'.",
    ),
    rule(
        &rzf::RULE,
        "Regularised zero forcing over all access points, the transmit Wiener filter: interference is suppressed as far as the noise makes it worthwhile.",
    ),
    rule(
        &local_zf::RULE,
        "Zero forcing at each access point by itself, between pilots; users that share a pilot share a direction.",
    ),
    rule(
        &local_mmse::RULE,
        "MMSE beams at each access point by itself: interference and estimation errors are weighed against the noise.",
    ),
    rule(
        &zf::EQUAL_GAIN,
        "Zero forcing with the same received gain for every user.",
    ),
    rule(
        &mrt::EQUAL_POWER,
        "Maximum ratio transmission with equal power for every user.",
    ),
];

/// What most rows share.
const BASE: Signature = Signature::blank(Role::Control);

/// Numbers and words of an experiment that are not part of its deployment.
pub const CONTROLS: &[Signature] = &[
    Signature {
        path: "realizations",
        kind: Kind::Count {
            least: 1,
            most: 10_000_000,
        },
        default: Some(Default::Count(1)),
        usage: "realizations N · until METRIC within P % at most N [at least N]",
        doc: "How many networks are drawn, numbered 0, 1, ...; or the precision that decides. It is checked after \
              `at least` (20) of them and then after every 20, or a tenth of those drawn if that is more: once the half-width \
              of the 95 % interval is within P % of the mean at every point, no more are drawn. Repeated checks make the interval a \
              little too narrow for its level; `at least` limits that.",
        example: "realizations until sum_rate within 1 % at most 2000",
        ..BASE
    },
    Signature {
        path: "seed",
        kind: Kind::Count {
            least: 0,
            most: 9_007_199_254_740_992,
        },
        default: Some(Default::Count(1)),
        doc: "Fixes every random draw.",
        example: "seed 2025",
        ..BASE
    },
    Signature {
        path: "starts",
        kind: Kind::Count {
            least: 1,
            most: 1_000,
        },
        default: Some(Default::Count(1)),
        doc: "Starting points of each local optimisation; the best end is kept.",
        example: "starts 4",
        ..BASE
    },
    Signature {
        path: "samples",
        kind: Kind::Count {
            least: 2,
            most: 10_000_000,
        },
        default: Some(Default::Count(1000)),
        doc: "How many coherence blocks are simulated to sample the errors that `solve estimation` computes in closed form.",
        example: "samples 1000",
        source: "Propositions 1 to 3",
        ..BASE
    },
    Signature {
        path: "boundary_tolerance",
        kind: Kind::Number {
            measure: Measure::Plain,
            range: Range::Within(1e-12, 0.5),
        },
        default: Some(Default::Number(1e-4, "")),
        doc: "How far inside its end the trade-off is solved: delta = S_min is taken as S_min (1 + tolerance), \
              zeta = R_max as R_max (1 - tolerance).",
        example: "boundary_tolerance 1e-4",
        ..BASE
    },
    Signature {
        path: "region_tolerance",
        kind: Kind::Number {
            measure: Measure::Plain,
            range: Range::Within(1e-6, 0.5),
        },
        default: Some(Default::Number(0.005, "")),
        doc: "How finely `solve region` resolves the boundary: the error of straight lines between its points, \
              relative to R_max.",
        example: "region_tolerance 0.001",
        ..BASE
    },
    Signature {
        path: "scheme",
        kind: Kind::Choice(SCHEMES),
        default: Some(Default::Word("proposed")),
        usage: "scheme SCHEME · scheme NAME external",
        doc: "How beams are chosen. A rule's beams are scaled by the largest share nu of their power that lets sensing beams of least interference meet the budget. A rule that ignores interference does not always gain from more power, so its rate may fall as the budget grows. \
              `scheme NAME external` declares a scheme that a program gives, in Python by `cfs.run(FILE, schemes={\"NAME\": function})`; \
              it is in force for the rest of the file or block, and an experiment that declares it and names no other uses it. \
              Its beams are judged by the same rates, powers and errors as all others.",
        example: "scheme proposed",
        ..BASE
    },
];

/// Statements of an experiment.
pub const STATEMENTS: &[Signature] = &[
    Signature {
        path: "sweep",
        role: Role::Statement,
        verb: Some(Verb::Sweep),
        usage: "sweep NAME from A to B step S · from A to B [log] points N · over [A, B, ...] — then with X = EXPR, where CONDITION, solve ...",
        doc: "Steps a setting, the budget `delta` or `zeta`, the scheme, or a `let` with all that follows from it; ends are included, the first sweep is outermost.",
        example: "sweep delta from S_min to 10 step 0.5 solve isac",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "compare",
        role: Role::Statement,
        verb: Some(Verb::Compare),
        usage: "compare NAME [A, B, ...]",
        doc: "Steps a word: a scheme or a policy. The same as `sweep NAME over [A, B, ...]`. \
              Realizations are the same for each word, so a table of paired differences to the first is also written.",
        example: "compare allocate [hac, random, round_robin]",
        ..BASE
    },
    Signature {
        path: "find",
        role: Role::Statement,
        verb: Some(Verb::Find),
        usage: "find NAME from A to B [step S] where AGGREGATE of METRIC = VALUE · >= VALUE · <= VALUE",
        doc: "Searches the value of a setting or `let` at which a mean or a percentile meets a target, on the same networks, for every \
              combination of what is swept: nine values evenly over the range, then a bisection between the first two of them that have the target between \
              them. NAME.found.csv has what was found, one of the values that were tried: with `=` the nearer of \
              the two between which the statistic crosses the target, with `>=` or `<=` the one that meets it; the statistic there; the interval: the values at \
              which the target is inside the 95 % interval of the statistic; and how often the statistic crosses the target: of several crossings that of the \
              least value is found. `step` says which values may be tried; without it they are every whole number, 1025 values of other settings, 513 of a `let`.",
        example: "find aps.power from 100 dB to 140 dB where mean sum_rate = 40",
        ..BASE
    },
    Signature {
        path: "zip",
        role: Role::Statement,
        verb: Some(Verb::Zip),
        usage: "zip { sweep ... sweep ... }",
        doc: "Steps the sweeps between its braces together instead of nesting them.",
        example: "zip { ... }",
        ..BASE
    },
    Signature {
        path: "with",
        role: Role::Statement,
        verb: Some(Verb::With),
        usage: "with NAME = EXPR",
        doc: "Derives a setting from what is swept, in a line of its own or at the end of a sweep.",
        example: "with antennas = 48 / aps",
        ..BASE
    },
    Signature {
        path: "where",
        role: Role::Statement,
        verb: Some(Verb::Where),
        usage: "where CONDITION",
        doc: "Keeps only the points where the condition holds, in a line of its own or at the end of a sweep.",
        example: "where aps >= 4",
        ..BASE
    },
    Signature {
        path: "solve",
        role: Role::Statement,
        verb: Some(Verb::Solve),
        usage: "solve PROBLEM [at delta EXPR | at zeta EXPR] [using SCHEME]",
        kind: Kind::Choice(PROBLEMS),
        doc: "What is solved at each point; it closes the sweeps.",
        example: "solve isac at delta 6",
        source: "P1, P2, P3, P4",
        ..BASE
    },
    Signature {
        path: "expect",
        role: Role::Statement,
        verb: Some(Verb::Expect),
        usage: "expect EXPR COMPARISON EXPR [for each NAME]",
        doc: "A statement about the results that must hold; if it does not, the run ends with exit code 1. `<=`, `>=` and `==` \
              allow the tolerance to which points are solved, 1e-6 relative. With `for each` it \
              must hold at every value of a swept variable.",
        example: "expect mean sum_rate at delta 6 >= 0.9 * mean R_max",
        ..BASE
    },
    Signature {
        path: "golden",
        role: Role::Statement,
        verb: Some(Verb::Golden),
        usage: "golden \"FILE.csv\" [rtol NUMBER] [atol NUMBER]",
        doc: "A table that the results are compared with.",
        example: "golden \"region.golden.csv\" rtol 1e-6 atol 1e-9",
        ..BASE
    },
    Signature {
        path: "plot",
        role: Role::Statement,
        verb: Some(Verb::Plot),
        usage: "plot METRIC ... over NAME [by NAME] [at NAME VALUE ...] · plot PERCENTILE of METRIC over NAME [by NAME] · plot beampattern [polar] [by NAME] [at NAME VALUE ...] · plot layout [at NAME VALUE ...] · plot cdf of METRIC [by NAME] [at NAME VALUE ...] · plot box of METRIC over NAME [by NAME] [at NAME VALUE ...] — then title \"TEXT\", x_label \"TEXT\", y_label \"TEXT\", log x, x from A to B, size W in by H in ...",
        doc: "A figure, drawn as SVG beside the table: means or percentiles of a metric, or of several of one unit, with their 95 % intervals, \
              distributions over realizations or users, beampatterns, or the map of a network. Beampatterns and maps show \
              the first of whatever `at` does not select.",
        example: "plot sum_rate over mse",
        ..BASE
    },
    Signature {
        path: "record",
        role: Role::Statement,
        verb: Some(Verb::Record),
        usage: "record NAME ... [as npz|mat] · record PERCENTILE of METRIC ...",
        doc: "Further columns for the table, metrics or ends of the trade-off such as `R_T`, tables of their own: \
              `beampattern`, `layout`, `users`, or arrays: `beams`, `channels`, `estimates`, `covariances`, `places`; with a \
              percentile, `p5 of rate` say, columns of the summary: the percentile and its distribution-free 95 % interval.",
        example: "record normalised_mse rates layout",
        ..BASE
    },
    Signature {
        path: "skip",
        role: Role::Statement,
        verb: Some(Verb::Skip),
        usage: "skip \"REASON\"",
        doc: "Leaves the experiment out of `cfs test`, which shows the reason. `cfs run` runs it.",
        example: "skip \"takes an hour\"",
        ..BASE
    },
    Signature {
        path: "fails",
        role: Role::Statement,
        verb: Some(Verb::Fails),
        usage: "fails \"REASON\"",
        doc: "Says that the experiment does not hold what it claims yet: `cfs test` runs it, and fails once all its expectations \
              and goldens hold, so that the statement is removed. `cfs run` takes no notice of it.",
        example: "fails \"the paper's split stalls at these powers\"",
        ..BASE
    },
];

impl Problem {
    /// The word for it in a scenario.
    pub fn text(self) -> &'static str {
        let row = PROBLEMS.iter().find(|row| row.problem() == Some(self));
        // The table has a row for each problem, as a test of every word makes sure of.
        row.map_or("", |row| row.word)
    }
}
