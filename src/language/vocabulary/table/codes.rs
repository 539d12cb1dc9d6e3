//! The codes of errors, each with what it means and how to repair it.

/// A code and its explanation.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Without `cfs::` before it.
    pub code: &'static str,
    /// What it means and how to repair it.
    pub doc: &'static str,
}

const fn code(code: &'static str, doc: &'static str) -> Code {
    Code { code, doc }
}

/// Every code of what is wrong with the text of a scenario, by phase.
pub const CODES: &[Code] = &[
    code(
        "syntax::expected",
        "Something else is expected here; the message says what.",
    ),
    code(
        "syntax::unexpected",
        "The statement ends before this. Each statement has a line of its own.",
    ),
    code(
        "syntax::unclosed",
        "A brace, bracket or parenthesis is opened and never closed. Lists may span lines; a parenthesis ends on its line.",
    ),
    code(
        "syntax::brace",
        "A `}` without its `{`, a `{` that is not on the line of its statement, or braces around values: a list has brackets.",
    ),
    code(
        "syntax::comparison",
        "Comparisons in a row have one direction, as in `2 <= users < 8`; both halves must hold. Join others with `and`.",
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
        "The files of a scenario may have half a megabyte and ten thousand statements together; a scenario written by hand has a few lines. Long lists of coordinates go into a CSV file.",
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
        "A file cannot be read. Names are relative to the file that uses them.",
    ),
    code(
        "use::cycle",
        "Files use each other in a circle: remove one of the `use` statements.",
    ),
    code(
        "extends::cycle",
        "Deployments extend each other in a circle: one of them must not extend another.",
    ),
    code(
        "unit::missing",
        "A length, an angle, a frequency or a power ratio needs its unit: `power 125 dB`.",
    ),
    code(
        "unit::unknown",
        "The unit is not known. Units are km, m, dB, linear, deg, rad, GHz, MHz, kHz, dBm, W, mW, K and %.",
    ),
    code(
        "unit::mismatch",
        "The value is of another kind than the setting: a length where a power is expected.",
    ),
    code(
        "unit::absolute",
        "A unit of power that is not known: powers are in dBm, mW or W, or over the noise in dB.",
    ),
    code(
        "unit::arithmetic",
        "The operator cannot combine these quantities. A level in dB and a linear ratio are never mixed implicitly: convert with `db(...)` or `linear(...)`.",
    ),
    code(
        "unit::truth",
        "A comparison is true or false, which is not a number: it cannot be added, compared or used as the value of a setting. `and`, `or` and `not` join comparisons, not numbers.",
    ),
    code(
        "unit::argument",
        "The function takes a quantity of another kind.",
    ),
    code(
        "name::unknown",
        "This word is not known here; the message suggests the most similar one.",
    ),
    code(
        "name::unavailable",
        "The word is part of the language, but not available in this version.",
    ),
    code(
        "name::ambiguous",
        "Several settings end in this word: write its path, such as `pilots.power`.",
    ),
    code(
        "name::clash",
        "The same thing is stated twice; the message shows both places. Remove one of them.",
    ),
    code(
        "name::arguments",
        "The function takes another number of arguments.",
    ),
    code(
        "name::result",
        "S_min, R_max, R_T and S_I follow from the deployment, so no setting can depend on them. They may be used in budgets, conditions and, with an aggregate, in expectations.",
    ),
    code("value::range", "The value lies outside the allowed range."),
    code(
        "request::experiment",
        "`--only` names an experiment that the scenario does not have.",
    ),
    code(
        "request::no_effect",
        "`--set` names a setting that an experiment sweeps, derives or does not use, so that its value would change nothing there.",
    ),
    code(
        "value::whole",
        "The setting counts something, so its value must be a whole number.",
    ),
    code("value::finite", "The expression has no finite value."),
    code(
        "place::wrong",
        "The word is known and belongs elsewhere; the message says where.",
    ),
    code(
        "place::block",
        "The statement needs a block `{ ... }`, or cannot have one.",
    ),
    code(
        "setting::derived",
        "A derived setting uses one that has no effect here: `area.height` of a square, `bearing` where arrays face their targets.",
    ),
    code(
        "setting::size",
        "The network is larger than the program can hold in memory. Use fewer access points, antennas or users.",
    ),
    code(
        "setting::targets",
        "An access point senses one target at most, or as many as `targets_per_ap` says; all targets need an access point. \
         A network with `targets 0` only communicates: it solves `communication` or `estimation`.",
    ),
    code(
        "setting::pilots",
        "Pilots must fit: they are shorter than the coherence block, and have at least as many symbols as there are groups of users.",
    ),
    code(
        "setting::coordinates",
        "There must be as many coordinates as entities, all within the area, and for `each realization` places of every network.",
    ),
    code(
        "setting::placement",
        "The entities cannot be placed so far apart in this area.",
    ),
    code(
        "setting::power",
        "A fixed total must leave power for the access points that do not sense.",
    ),
    code(
        "setting::area",
        "Only a square or a rectangle has edges to wrap around.",
    ),
    code(
        "setting::noise",
        "An absolute power is divided by the noise power, so the deployment states its `noise`, and with it a bandwidth.",
    ),
    code(
        "setting::channels",
        "A file of channels must be a NumPy array of complex numbers, for as many users, access points and antennas as the deployment has, and for at least as many realizations as the experiment asks for.",
    ),
    code(
        "setting::objective",
        "A list of weights or floors has a number for each user, a weight is not 0, and a scheme that maximises the sum rate only goes \
         with `objective sum_rate` and no `rate_floor`.",
    ),
    code(
        "setting::pairing",
        "An explicit pairing names an access point for each target, none more often than `targets_per_ap` says.",
    ),
    code(
        "sweep::step",
        "A step leads from the first value towards the last, and is not zero.",
    ),
    code("sweep::range", "The ends of a range must be finite."),
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
        "Only a setting whose value is a number, a word or a switch can be swept.",
    ),
    code(
        "sweep::zip",
        "Sweeps that step together need the same number of values, known before anything is solved.",
    ),
    code("sweep::empty", "The conditions exclude every point."),
    code(
        "sweep::where",
        "A condition on results or on the budget chooses among the values of the budget, and this experiment has none.",
    ),
    code(
        "sweep::no_effect",
        "Sweeping the setting changes nothing: it belongs to an option that is not chosen, or is a part of the noise where powers are over it already, \
         in dB.",
    ),
    code(
        "experiment::solve",
        "An experiment has one `solve`, after its sweeps.",
    ),
    code(
        "experiment::budget",
        "`solve isac` takes delta from a sweep or from `at delta`, not from both; the other problems have no budget.",
    ),
    code(
        "experiment::region",
        "`solve region` places the points of the boundary by its slope, which only the proposed beams have. Other schemes \
         are compared on a grid of delta.",
    ),
    code(
        "experiment::arrays",
        "`record` is asked for arrays that the experiment does not have, or that are larger than a file may be.",
    ),
    code(
        "experiment::scheme",
        "An external scheme chooses the beams of users; `solve sensing` and `solve estimation` have none, so it would have no effect.",
    ),
    code(
        "experiment::deployment",
        "With several deployments in the file, an experiment names its own: `experiment NAME on DEPLOYMENT`.",
    ),
    code(
        "experiment::outside",
        "A statement is outside every block that could give it a meaning.",
    ),
    code(
        "claim::comparison",
        "An expectation compares two values: `expect mean sum_rate >= 20`.",
    ),
    code(
        "claim::aggregate",
        "A metric has many values; an expectation names an aggregate of them: `mean`, `median`, `sd`, `min of`, `max of`, or a percentile \
         from `p1` to `p99`. Results have no value in settings, conditions and budgets, which are known before anything is solved.",
    ),
    code(
        "claim::find",
        "A search needs one statistic at every value: it goes with neither `realizations until` nor `solve region`.",
    ),
    code(
        "claim::metric",
        "A metric has no value: `solve sensing` gives no rates, and `throughput` needs the bandwidth of `noise`.",
    ),
    code(
        "claim::plot",
        "A `plot` asks for what a figure cannot show: a metric of several columns on one axis, metrics of different units on \
         one axis, or rows that the figure does not have. \
         `cfs explain plot` shows its forms.",
    ),
    code(
        "claim::look",
        "A figure cannot look as `plot` or `style` states: a size of 0 in, a length without a unit, a logarithmic axis from 0, \
         an axis that ends before it begins, or a colour that is none. `cfs explain size` and the like show the options.",
    ),
    code(
        "claim::each",
        "`for each` needs values that all realizations share, and an aggregate that follows them: a grid that begins at S_min differs between \
         realizations, and `at users 2` fixes the value of `users`.",
    ),
    code(
        "claim::golden",
        "A golden is in the folder of its scenario or below it, so that a scenario cannot write elsewhere.",
    ),
    code(
        "claim::selector",
        "An expectation selects rows by a value that a sweep takes.",
    ),
];

/// Makes the codes of commands: a name for the code that reports it, the code, and what it means.
macro_rules! codes_of_commands {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $text:expr;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("cfs::", $code);)*

        /// The codes of what commands report, which is not about the text of a scenario.
        pub const OF_COMMANDS: &[Code] = &[$(code($code, $text),)*];
    };
}

codes_of_commands! {
    /// An expectation does not hold.
    EXPECTATION = "expect::failed": "A statement `expect` does not hold for the results, or one side of it has no value because no solved row matches. \
     The results are written all the same; the exit code is 1.";
    /// A result differs from its golden.
    GOLDEN = "golden::differs": "The results differ from the golden by more than its tolerances. \
     If the change is intended, `cfs test FILE --accept` updates the golden; the exit code is 1.";
    /// A golden does not exist.
    GOLDEN_MISSING = "golden::missing": "A statement `golden` names a file that does not exist. `cfs test FILE --accept` writes it; the exit code is 1.";
    /// A golden cannot be compared or written.
    GOLDEN_UNUSABLE = "golden::unusable": "A golden cannot be compared with the results: its columns or rows do not match, or it cannot be read or written. \
     `cfs test --accept` does not write a golden if every point failed or an expectation of the experiment does not hold.";
    /// An experiment that is expected to fail does not.
    HOLDS = "fails::holds": "An experiment with the statement `fails` holds all that it claims. Remove the statement, so that `cfs test` \
     asks for it from now on; the exit code is 1.";
    /// Two experiments would write the same file.
    SAME_FILES = "output::clash": "Two experiments would write files of the same name, letter case aside. \
     Rename one of them, or run their files one after the other into folders of their own.";
    /// Results cannot be written.
    OUTPUT = "output::write": "Results cannot be written, for the reason given by the system. Files that were in the folder before are unchanged.";
    /// Another run writes the same files.
    BUSY = "output::busy": "Another run writes the files of this experiment in the same folder. Wait until it has ended, \
     or name another folder; the exit code is 4.";
    /// Files are in the place of results that must not be replaced.
    NOT_OURS = "output::not_ours": "The folder has the results of another scenario under the name of this experiment, a file that was changed \
     after the run that wrote it, or one that cfs did not write. Write into another folder with `-o FOLDER`, or replace what is there with \
     `--replace`. Nothing was computed; the exit code is 4.";
    /// Shares of a run are missing.
    SHARE_MISSING = "share::missing": "Units of a shared run are in no file that `cfs merge` was given, or its precision or its search asks for another round. \
     The message names their shares: compute those with `cfs run FILE --share N/OF --resume`, or take what there is with `--partial`; the exit code is 5.";
    /// A share is damaged.
    SHARE_DAMAGED = "share::damaged": "A file is not a share, was cut or changed. Its units are computed again with `cfs run FILE --share N/OF`, \
     or left out with `--partial`; the exit code is 4.";
    /// Shares do not belong together.
    SHARE_FOREIGN = "share::foreign": "Shares are of different scenarios, settings or builds, or have different results of one unit. \
     Nothing was written; the exit code is 4.";
    /// Shares are of processors of different kinds.
    SHARE_PROCESSOR = "share::processor": "Shares were computed on processors that give different last digits, so the results are not to the byte those of one machine. \
     `cfs merge --mixed` puts them together all the same; the exit code is 4.";
    /// A figure cannot be drawn.
    PLOT = "output::plot": "A figure cannot be drawn from these files: a table or its description is missing, has changed since the run, \
     or lacks a requested column or row; the exit code is 4.";
    /// A file is not in canonical form.
    FORMAT = "format::differs": "`cfs fmt --check` found a file that is not in canonical form: `cfs fmt FILE` rewrites it; the exit code is 1.";
    /// A file cannot be formatted.
    FORMAT_FAILED = "format::failed": "A file cannot be written, or its canonical form would not say the same, which is a fault of this program. \
     The file is unchanged; the exit code is 4.";
    /// Nothing to run.
    NOTHING = "run::nothing": "There is no experiment in any of the files: deployments alone give no results.";
    /// Every point of an experiment failed.
    ALL_FAILED = "run::points": "Every point of an experiment failed. The rows are written, and their column `reason` says why; the exit code is 4.";
    /// A search found no value.
    NOT_FOUND = "run::search": "A `find` found no value: what its two ends give is on one side of the target, or no network is solved there. The \
     rows are written, and the column `reason` of NAME.found.csv says why; the exit code is that of a claim that fails.";
    /// The run could not be carried out.
    RUN = "run::failed": "The run could not be carried out; the exit code is 4.";
    /// A scheme of the caller was not given.
    EXTERNAL = "run::external": "The scenario declares a scheme with `scheme NAME external`, which a program brings: \
     `cfs.run(\"FILE.cfs\", schemes={\"NAME\": function})` in Python, `Scenario::give` in Rust. The command cannot run it. \
     Nothing was computed; the exit code is 4.";
    /// The run was stopped.
    STOPPED = "run::stopped": "The run was stopped by Ctrl-C or SIGTERM. Finished experiments are written, the one in progress is not, \
     but `cfs run --resume` continues from its finished units; the exit code is 130.";
    /// There are no results to report.
    REPORT = "report::read": "A report needs a folder that `cfs run` wrote, or a table in it: NAME.json must be beside NAME.csv, \
     both unchanged. The exit code is 4.";
    /// The command line asks for something impossible.
    USAGE = "usage": "The command line asks for something impossible; the exit code is 2.";
}
