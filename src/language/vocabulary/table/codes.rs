//! The codes of faults, each with what it means and how to mend it.

/// A code and its explanation.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Without `cfs::` before it.
    pub code: &'static str,
    /// What it means and how to mend it.
    pub doc: &'static str,
}

const fn code(code: &'static str, doc: &'static str) -> Code {
    Code { code, doc }
}

/// Every code, by phase.
pub const CODES: &[Code] = &[
    code(
        "syntax::expected",
        "Something else has to stand here; the message says what.",
    ),
    code(
        "syntax::unexpected",
        "The statement is complete before this. One statement stands on one line.",
    ),
    code(
        "syntax::unclosed",
        "A brace, bracket or parenthesis is opened and never closed. Lists may span lines; a parenthesis ends on its line.",
    ),
    code(
        "syntax::brace",
        "A `}` without its `{`, a `{` that does not stand on the line of its statement, or braces around values: a list stands in brackets.",
    ),
    code(
        "syntax::string",
        "A string ends with `\"` on the line where it begins.",
    ),
    code(
        "syntax::number",
        "The number is beyond what double precision holds.",
    ),
    code(
        "limit::nesting",
        "Braces, brackets and parentheses nest to a limited depth. Name parts with `let`.",
    ),
    code(
        "limit::size",
        "A source may have a few megabytes; a scenario is written by hand and has a few lines.",
    ),
    code(
        "limit::expression",
        "An expression may have a limited number of parts. Name parts with `let`.",
    ),
    code(
        "limit::use",
        "Files may use each other to a limited depth and number.",
    ),
    code(
        "use::unreadable",
        "A file can not be read. Names are relative to the file that uses them.",
    ),
    code(
        "use::cycle",
        "Files use each other in a circle: take out one of the uses.",
    ),
    code(
        "extends::cycle",
        "Deployments extend each other in a circle: one of them has to stand on its own.",
    ),
    code(
        "unit::missing",
        "A length, an angle, a frequency or a power ratio needs its unit: `power 125 dB`.",
    ),
    code(
        "unit::unknown",
        "There is no such unit. Units are km, m, dB, linear, deg, rad, GHz, MHz and %.",
    ),
    code(
        "unit::mismatch",
        "The value measures something else than the setting.",
    ),
    code(
        "unit::absolute",
        "Powers are ratios to the noise power: a power of P dBm over noise of N dBm is P - N dB.",
    ),
    code(
        "unit::arithmetic",
        "The operator can not join these quantities. A level in dB and a linear ratio never mix unsaid: convert with `db(...)` or `linear(...)`.",
    ),
    code(
        "unit::argument",
        "The function takes a quantity of another kind.",
    ),
    code(
        "name::unknown",
        "There is no such word here; the message offers the most similar one.",
    ),
    code(
        "name::unavailable",
        "The language knows the word, and this version can not do it yet.",
    ),
    code(
        "name::ambiguous",
        "Several settings end in this word: write its path, such as `pilots.power`.",
    ),
    code(
        "name::clash",
        "The same thing is stated twice; the message shows both places. Take out one of them.",
    ),
    code(
        "name::arguments",
        "The function takes another number of arguments.",
    ),
    code(
        "name::result",
        "S_min, R_max, R_T and S_I follow from the deployment, so no setting can depend on them. They may stand in budgets, conditions and, with an aggregate, in expectations.",
    ),
    code("value::range", "The value lies outside the allowed range."),
    code(
        "value::whole",
        "The setting counts something, so its value has to be whole.",
    ),
    code("value::finite", "The expression has no finite value."),
    code(
        "place::wrong",
        "The word is known and belongs elsewhere; the message says where.",
    ),
    code(
        "place::block",
        "The statement needs a block `{ ... }`, or can not have one.",
    ),
    code(
        "setting::derived",
        "A derived setting uses one that is not in force: `area.height` of a square, `bearing` where arrays face their targets.",
    ),
    code(
        "setting::size",
        "The network is larger than the program holds in memory: fewer access points, antennas or users.",
    ),
    code(
        "setting::targets",
        "An access point senses one target at most, or as many as `targets_per_ap` says; there have to be enough access points for all targets.",
    ),
    code(
        "setting::pilots",
        "Pilots have to fit: shorter than the coherence block, a group of users for each, as many symbols as groups.",
    ),
    code(
        "setting::coordinates",
        "Coordinates have to be as many as there are entities, and lie within the area.",
    ),
    code(
        "setting::placement",
        "The entities can not be placed so far apart in this area.",
    ),
    code(
        "setting::power",
        "A fixed total has to leave power to access points that do not sense.",
    ),
    code(
        "setting::area",
        "Only a square or a rectangle has edges to wrap around.",
    ),
    code(
        "setting::channels",
        "A file of channels has to be a NumPy array of complex numbers, of as many users, access points and antennas as the deployment has, and of no fewer realizations than the experiment asks for.",
    ),
    code(
        "setting::pairing",
        "An explicit pairing names an access point for each target, none more often than `targets_per_ap` says.",
    ),
    code(
        "sweep::step",
        "A step leads from the first value towards the last, and is not zero.",
    ),
    code("sweep::range", "The ends of a range have to be finite."),
    code(
        "sweep::log",
        "A logarithmic range stays on one side of zero.",
    ),
    code(
        "sweep::limit",
        "There are too many values. Sweep fewer, or in several experiments.",
    ),
    code(
        "sweep::duplicate",
        "A list holds the same value twice, which would give the same rows twice.",
    ),
    code(
        "sweep::setting",
        "This is no setting with a number, a word or a switch as its value.",
    ),
    code(
        "sweep::zip",
        "Sweeps that step together need as many values each, known before anything is solved.",
    ),
    code("sweep::empty", "The conditions leave no point."),
    code(
        "sweep::where",
        "A condition on results or delta chooses among the values of delta, and there are none.",
    ),
    code(
        "sweep::no_effect",
        "The setting belongs to an option that is not chosen, so sweeping it changes nothing.",
    ),
    code(
        "experiment::solve",
        "An experiment has one `solve`, after its sweeps.",
    ),
    code(
        "experiment::budget",
        "`solve isac` takes delta from a sweep or from `at delta`, from one of them; the other problems take none.",
    ),
    code(
        "experiment::region",
        "`solve region` places the points of the boundary by its slope, which only the proposed beams have. Other schemes \
         are compared on a grid of delta.",
    ),
    code(
        "experiment::deployment",
        "With several deployments in force, an experiment says on which it is: `experiment NAME on DEPLOYMENT`.",
    ),
    code(
        "experiment::outside",
        "A statement stands outside every block that could give it a meaning.",
    ),
    code(
        "claim::comparison",
        "An expectation compares two values: `expect mean sum_rate >= 20`.",
    ),
    code(
        "claim::aggregate",
        "A metric has many values; an expectation says which one it means: `mean`, `median`, `sd`, `min of`, `max of`.",
    ),
    code(
        "claim::plot",
        "A `plot` asks for what no figure can show: a metric of several columns on one axis, metrics of different units on \
         one axis, or rows that are none of the figure's. \
         `cfs explain plot` shows its forms.",
    ),
    code(
        "claim::each",
        "`for each` needs values that all realizations share; a grid that begins at S_min is each one's own.",
    ),
    code(
        "claim::golden",
        "Goldens are written where their scenario lies, so that no scenario writes elsewhere.",
    ),
    code(
        "claim::selector",
        "An expectation selects rows by a value that a sweep takes.",
    ),
];
