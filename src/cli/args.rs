//! The grammar of the command line and its help.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use cfs::language::vocabulary::table;
use cfs::language::{Kind, Request, Role};
use cfs::plan::Share;
use cfs::plot::Formats;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// The folder of results where none is named.
pub(super) const RESULTS: &str = "results";

/// The largest number of threads that is accepted: more than any machine has cores.
const MOST_THREADS: u16 = 1024;

const OVERVIEW: &str = "\
Start with:
  cfs init first.cfs                a scenario to begin with
  cfs check scenarios/region.cfs    its errors, if it has any
  cfs plan scenarios/region.cfs     what a run would do, and every setting
  cfs run scenarios/region.cfs      tables into the folder `results`
  cfs explain sweep                 what a word means

Exit codes:
  0    success
  1    an expectation or a golden of a scenario failed
  2    the command line is wrong
  3    a scenario has errors or cannot be read
  4    a run failed: its results cannot be written, or all its points failed
  5    shares of a run are missing
  130  stopped by Ctrl-C or SIGTERM";

/// Run scenarios of cell-free massive MIMO integrated sensing and communication (ISAC).
#[derive(Debug, Parser)]
#[command(name = "cfs", version, after_help = OVERVIEW, max_term_width = 100)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run every experiment and write its tables
    ///
    /// All files and the output folder are checked before anything is computed. For each
    /// experiment, the folder gets NAME.csv (a row per point and realization), NAME.summary.csv
    /// (means, intervals, counts), NAME.paired.csv (differences of what is compared, realization by
    /// realization) and NAME.json (the meaning and origin of the columns): all of them or none. The
    /// same scenario gives the same bytes for any number of threads.
    #[command(after_long_help = RUN_EXAMPLES)]
    Run(RunArguments),
    /// Write a commented scenario to start from
    ///
    /// A file that exists is left as it is.
    #[command(after_long_help = "\
Examples:
  cfs init                          first.cfs, a small network
  cfs init study.cfs --from table1
  cfs init mine.cfs --from own-channels")]
    Init(InitArguments),
    /// Run scenarios again whenever a file that they read changes
    ///
    /// Tables and figures are written as by `cfs run`, after every save. A run whose files change meanwhile is stopped, and
    /// the next one uses the units that are done already, so that a change of a figure costs no computation. Errors
    /// are shown and wait for the next save.
    #[command(after_long_help = "\
Examples:
  cfs watch first.cfs
  cfs watch first.cfs --realizations 5 -o /tmp/results

Exit codes: 2 usage, 130 stopped by Ctrl-C or SIGTERM.")]
    Watch(WatchArguments),
    /// Report all errors without running anything
    #[command(after_long_help = "\
Examples:
  cfs check scenarios/*.cfs
  cfs check --fix first.cfs         apply the repairs that messages propose")]
    Check(CheckArguments),
    /// Bring scenarios into their canonical form
    ///
    /// Indents blocks, separates words by one space, and aligns the values of settings, what the text
    /// already aligns, and comments. Comments and groups of statements stay. A list that has a comma
    /// behind its last element keeps its lines; others are filled to 100 columns. A file with errors
    /// of syntax is left as it is.
    #[command(after_long_help = FMT_EXAMPLES)]
    Fmt(FmtArguments),
    /// Show what a run would do, and where each setting comes from
    ///
    /// On a terminal it ends with an estimate of the run time, for which it solves some units for at most
    /// three seconds.
    #[command(after_long_help = "\
Example:
  cfs plan scenarios/region.cfs")]
    Plan(PlanArguments),
    /// Draw figures from tables that a run has written
    ///
    /// Reads NAME.csv and the files that NAME.json beside it describes, and draws the figures that the
    /// scenario requests, or the one that `--y` and `--x` request. Nothing is solved; the same tables
    /// give the same bytes as during the run.
    #[command(after_long_help = PLOT_EXAMPLES)]
    Plot(PlotArguments),
    /// Run scenarios and check their expectations and goldens
    ///
    /// Results go to a temporary folder. A golden is a table beside the scenario that names it; its
    /// rows are matched by their keys (by the step where each realization has its own grid), and all
    /// columns except solver diagnostics are compared within the tolerances of the scenario.
    #[command(after_long_help = TEST_EXAMPLES)]
    Test(TestArguments),
    /// Compare two scenarios by their meaning, or two tables row by row
    ///
    /// Two files `*.cfs` are compared by what they mean: `2 km` is `2000 m`, wherever it is stated and
    /// whatever the comments. Of tables, rows are matched by their keys, which are listed in the NAME.json beside either table, or in
    /// order if there is none. Keys, words and whole numbers must be equal; solver diagnostics are not
    /// compared.
    #[command(after_long_help = "\
Examples:
  cfs diff old/region.csv new/region.csv
  cfs diff old/region.summary.csv new/region.summary.csv --rtol 1e-4
  cfs diff old/region.cfs new/region.cfs
  cfs diff --as scenarios/region.cfs /tmp/old.cfs /tmp/new.cfs

Exit codes: 0 they agree, 1 they differ, 2 they cannot be compared, 3 a scenario has errors.")]
    Diff(DiffArguments),
    /// Make one HTML page of results
    ///
    /// The page shows the summaries, paired differences, figures, expectations, settings and provenance
    /// of every experiment, from the files that NAME.json describes. It is self-contained: nothing is
    /// loaded from elsewhere.
    #[command(after_long_help = "\
Examples:
  cfs report results
  cfs report results/region.csv -o region.html")]
    Report(ReportArguments),
    /// List results and goldens that no scenario has any more, or remove them
    ///
    /// Results are listed whose experiment is neither in their own scenario nor in another one below the paths:
    /// it was renamed, or its scenario is gone. Tables below the paths are listed that are goldens and that no scenario
    /// there names. Files that were changed after they were written are never removed.
    #[command(after_long_help = "\
Examples:
  cfs clean                         what could be removed here and in `results`
  cfs clean scenarios -o out
  cfs clean --remove")]
    Clean(CleanArguments),
    /// Explain a word of the language or the code of a message
    #[command(after_long_help = "\
Examples:
  cfs explain                       a list of all words
  cfs explain sweep
  cfs explain pilots.allocate
  cfs explain cfs::unit::missing
  cfs explain --message-format json the vocabulary as data, for tools")]
    Explain(ExplainArguments),
    /// Put the shares of a run together
    ///
    /// The shares that `cfs run --share` wrote, in a folder or in files, become the very files that `cfs run` alone
    /// would have written. They must be of one scenario, one build and one kind of processor.
    #[command(after_long_help = MERGE_EXAMPLES)]
    Merge(MergeArguments),
    /// Write the shares of a run as jobs of a cluster
    ///
    /// Two scripts go into the folder: an array of shares, and the merge that waits for it. Their form is slurm.template there,
    /// which is yours to change. Shares that are done, or being computed, are left out, so that what failed is submitted by
    /// the same command.
    #[command(after_long_help = "\
Examples:
  cfs submit region.cfs --slurm --shares 40 -o results
  cfs submit region.cfs --slurm --shares 40 -o results -j 8 --go

Exit codes: 0 done, 2 usage, 3 the scenario has errors, 4 a file cannot be written or a job is refused.")]
    Submit(SubmitArguments),
    /// Show how far the shares of a run are
    #[command(after_long_help = "\
Examples:
  cfs status results

Exit codes: 0 all shares are done, 4 the folder has no share or cannot be read, 5 shares are missing.")]
    Status(StatusArguments),
    /// Serve an editor: the language server, on standard input and output
    ///
    /// An editor starts it and shows what it says: errors while one types, the meaning of words, what can be
    /// written at a place, definitions and references across files, repairs, numbers of points. `editors/`
    /// in the source says how each editor is set up.
    #[cfg(feature = "lsp")]
    Lsp,
    /// Print the manual page of the program, or of one of its commands
    #[command(after_long_help = "\
Examples:
  cfs man | man -l -
  cfs man run | man -l -
  cfs man > ~/.local/share/man/man1/cfs.1")]
    Man(ManArguments),
    /// Print a completion script for a shell
    #[command(after_long_help = "\
Example, for bash:
  cfs completions bash > ~/.local/share/bash-completion/completions/cfs")]
    Completions(CompletionsArguments),
}

const RUN_EXAMPLES: &str = "\
Examples:
  cfs run scenarios/region.cfs
  cfs run scenarios/region.cfs -o out -j 8
  cfs run scenarios/fig3b.cfs --realizations 200
  cfs run scenarios/region.cfs --resume
  cfs run scenarios/region.cfs --set seed=7 --set 'area=2 km' --only region
  generate-scenario | cfs run -

Ctrl-C stops the run when the units in progress are done (for the paper's schemes: the conic program in \
progress); no table of an unfinished experiment is written. A second Ctrl-C stops at once.

Finished units are in NAME.journal: --resume does not compute them again, nor the realizations of a \
finished run when the scenario asks for more. A unit is reused if the same build of the program computed \
it with the same settings and seed; the tables have the same bytes as those of a complete run. Units that \
are not of this run are kept in NAME.journal.old, where --resume finds them, too.

One run at a time writes an experiment into a folder. It replaces the results of the same scenario, edited \
or not, and removes those of its files that it does not write again. Results of another scenario, files \
that were changed since, and files that cfs did not write are replaced only with --replace.

Files are read in the folder of a scenario and in the repository around it, the nearest folder with a \
`.git`; --allow-outside reads others as well.

With --set, goldens are not compared: they are tables of other settings.

A point that cannot be solved is a row with a status, not a failure of the run.

Exit codes: 0 done, 1 an expectation or golden failed, 2 usage, 3 a scenario has errors, 4 the run failed \
or files must not be replaced, 130 stopped.";

const MERGE_EXAMPLES: &str = "\
Examples:
  cfs run region.cfs --share 1/3 -o shares     on one machine
  cfs run region.cfs --share 2/3 -o shares     on another
  cfs run region.cfs --share 3/3 -o shares
  cfs merge shares
  cfs merge shares --partial -o preview        what there is so far

A share that is missing or damaged is computed again with the same command; --resume keeps the units that it has. \
Where a precision decides how many networks are drawn, `cfs merge` says whether another round of shares is needed.

Exit codes: 0 done, 1 an expectation or golden failed, 2 usage, 4 shares do not belong together, are damaged, \
or results cannot be written, 5 shares are missing.";

const PLOT_EXAMPLES: &str = "\
Examples:
  cfs plot results/region.csv               the figures of the scenario
  cfs plot results/region.csv --png         and as PNG beside them
  cfs plot results/area.csv --y sum_rate --x area --by scheme
  cfs plot results/area.csv --y mse --x area --at scheme=zf -o mse.png
  cfs plot results/area.csv --y sum_rate --x scheme --at 'area=300 m'
  cfs plot results/bound.csv --y sum_rate --y upper_bound --x delta
  cfs plot results/area.csv --cdf rate --by scheme
  cfs plot results/area.csv --pgf --look 'size 3.5 in by 2.6 in'    for a paper

Exit codes: 0 done, 2 usage, 4 a figure cannot be drawn or written.";

const TEST_EXAMPLES: &str = "\
Examples:
  cfs test scenarios                every *.cfs file below the folder
  cfs test region.cfs --accept      write the tables as the goldens
  cfs test --accept --dry-run       what that would change
  cfs test --match area             experiments and files with this in the name
  cfs test --last-failed            only what failed last
  cfs test --junit junit.xml        outcomes for other programs
  cfs test --only region            that experiment, wherever it is

With `--set` the goldens are of other tables, so only expectations are checked.

A file without an experiment has nothing to check and is counted apart, and so are experiments that the scenario leaves out by `skip` or expects to fail by `fails`.

Exit codes: 0 all passed, 1 an expectation or golden failed, or --dry-run: a golden would change, 2 usage, 3 a scenario has errors, \
4 a run failed, 130 stopped.";

const FMT_EXAMPLES: &str = "\
Examples:
  cfs fmt scenarios                 every *.cfs file below the folder
  cfs fmt --check scenarios         name the files that would change
  cfs fmt - < first.cfs             print the canonical form

Exit codes: 0 done, 1 with --check: a file would change, 2 usage, 3 a file has errors of syntax or \
cannot be read, 4 a file cannot be written.";

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub(super) struct Messages {
    /// Format of messages: text, or one JSON object per line
    #[arg(long = "message-format", value_name = "FORMAT", value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

/// Form of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for people
    Human,
    /// One JSON object per line: messages on stderr, results on stdout
    Json,
}

/// What is asked of scenarios beside their text.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(super) struct Asked {
    /// Set a value in place of the scenario's: any setting, `seed`, `realizations` or a `let`
    #[arg(long, value_name = "NAME=VALUE", value_parser = assigned)]
    pub set: Vec<String>,
    /// Keep only this experiment; repeat it for several
    #[arg(long, value_name = "EXPERIMENT")]
    pub only: Vec<String>,
}

impl Asked {
    /// The same for the language, with the number of networks where one is given.
    pub(super) fn request(&self, realizations: Option<u32>) -> Request {
        let mut set = self.set.clone();
        set.extend(realizations.map(|number| format!("realizations={number}")));
        Request {
            set,
            only: self.only.clone(),
        }
    }
}

/// A text with a name before `=`; the language says what is wrong with either.
fn assigned(text: &str) -> Result<String, String> {
    assignment(text).map(|_| text.to_owned())
}

/// Which files are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub(super) struct Reading {
    /// Read files outside the folder of a scenario and the repository around it
    #[arg(long = "allow-outside")]
    pub outside: bool,
}

/// How much of the machine is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub(super) struct Threads {
    /// Threads to use [default: one per core]; the results do not depend on it
    #[arg(short = 'j', long = "jobs", value_name = "N", value_parser = threads)]
    pub jobs: Option<NonZeroUsize>,
}

fn threads(text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<u16>() {
        Ok(number) if number <= MOST_THREADS => {
            NonZeroUsize::new(number.into()).ok_or_else(|| "at least one thread is needed".into())
        }
        _ => Err(format!("expected a number from 1 to {MOST_THREADS}")),
    }
}

/// As many networks as a scenario may state.
fn realizations(text: &str) -> Result<u32, String> {
    let Some(Kind::Count { least, most }) =
        table::find(Role::Control, "realizations").map(|r| r.kind)
    else {
        return Err("this version cannot override realizations".into());
    };
    let number = text.parse::<u64>().ok();
    let allowed = number.filter(|number| (least..=most).contains(number));
    allowed
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| format!("expected a number from {least} to {most}"))
}

/// `cfs run`
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub realizations: Option<u32>,
    /// Folder for the results, created if missing
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// What figures are written as.
    #[command(flatten)]
    pub formats: FigureFormats,
    /// Reuse the finished units of an earlier run into the same folder
    #[arg(long)]
    pub resume: bool,
    /// Compute one share of the units only, such as 3/40, for `cfs merge`
    #[arg(long, value_name = "N/OF", conflicts_with_all = ["png", "pdf", "pgf", "replace"])]
    pub share: Option<Share>,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub replace: bool,
    /// How much of the machine is used.
    #[command(flatten)]
    pub threads: Threads,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs watch`
#[derive(Debug, Args)]
pub(super) struct WatchArguments {
    /// Scenarios
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub realizations: Option<u32>,
    /// Folder for the results, created if missing
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// What figures are written as.
    #[command(flatten)]
    pub formats: FigureFormats,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub replace: bool,
    /// How much of the machine is used.
    #[command(flatten)]
    pub threads: Threads,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

impl WatchArguments {
    /// What each of its runs is asked for.
    pub(super) fn run(&self) -> RunArguments {
        RunArguments {
            files: self.files.clone(),
            realizations: self.realizations,
            output: self.output.clone(),
            formats: self.formats,
            resume: true,
            share: None,
            replace: self.replace,
            threads: self.threads,
            quiet: self.quiet,
            asked: self.asked.clone(),
            reading: self.reading,
            messages: self.messages,
        }
    }
}

/// What figures are written as beside SVG.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct FigureFormats {
    /// Write figures also as PNG, of 300 pixels to the inch
    #[arg(long)]
    pub png: bool,
    /// Write figures also as PDF
    #[arg(long)]
    pub pdf: bool,
    /// Write figures also as pictures of PGFPlots, FILE.tex, in the font of the paper that inputs them
    #[arg(long)]
    pub pgf: bool,
}

impl FigureFormats {
    /// The same for the library.
    pub(super) fn of(self) -> Formats {
        let Self { png, pdf, pgf } = self;
        Formats { png, pdf, pgf }
    }
}

/// `cfs merge`
#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// Folders of shares, or shares
    #[arg(required = true, value_name = "DIR|SHARE", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Folder for the results, created if missing [default: the folder of the shares]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub output: Option<PathBuf>,
    /// Write the results of the units that there are, and say so in them, where shares are missing or damaged
    #[arg(long)]
    pub partial: bool,
    /// Put shares of different kinds of processors together, whose last digits may differ
    #[arg(long)]
    pub mixed: bool,
    /// What figures are written as.
    #[command(flatten)]
    pub formats: FigureFormats,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub replace: bool,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs submit`
#[derive(Debug, Args)]
pub(super) struct SubmitArguments {
    /// The scenario
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// For Slurm
    #[arg(long, required = true)]
    pub slurm: bool,
    /// Number of shares, a job each
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub shares: u32,
    /// Hand the jobs to the scheduler
    #[arg(long)]
    pub go: bool,
    /// Form of a job [default: slurm.template in the folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub template: Option<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub realizations: Option<u32>,
    /// Folder for the shares and the results, seen by all machines
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// How much of a machine is asked for.
    #[command(flatten)]
    pub threads: Threads,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs status`
#[derive(Debug, Args)]
pub(super) struct StatusArguments {
    /// Folder of the shares
    #[arg(value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs plot`
#[derive(Debug, Args)]
pub(super) struct PlotArguments {
    /// Tables that a run has written: results/NAME.csv
    #[arg(required = true, value_name = "TABLE", value_hint = ValueHint::FilePath)]
    pub tables: Vec<PathBuf>,
    /// Column of the vertical axis; repeat it for several columns of one unit
    #[arg(long, value_name = "NAME", group = "shown", requires = "x")]
    pub y: Vec<String>,
    /// Column of the horizontal axis
    #[arg(long, value_name = "NAME", requires = "shown", conflicts_with = "cdf")]
    pub x: Option<String>,
    /// One curve for each value of this column
    #[arg(long, value_name = "NAME", requires = "shown")]
    pub by: Option<String>,
    /// Use only rows where a swept column has this value, as the statement `plot` has it: `area=300m`
    #[arg(long, value_name = "NAME=VALUE", requires = "shown", value_parser = assignment)]
    pub at: Vec<(String, String)>,
    /// Curve of distribution of this column, over realizations or users
    #[arg(long, value_name = "NAME", group = "shown")]
    pub cdf: Option<String>,
    /// Boxes of quantiles of this column, over that of `--x`
    #[arg(long = "box", value_name = "NAME", group = "shown", requires = "x")]
    pub boxes: Option<String>,
    /// How the figures look, as in the statement `plot`: `--look 'title "Rates" log y size 3.5 in by 2.6 in'`
    #[arg(long, value_name = "OPTIONS")]
    pub look: Option<String>,
    /// What figures are written as.
    #[command(flatten)]
    pub formats: FigureFormats,
    /// A folder, or the file of the only figure: FILE.svg, FILE.png, FILE.pdf or FILE.tex [default: beside the table]
    #[arg(short, long, value_name = "FILE|DIR", value_hint = ValueHint::AnyPath)]
    pub output: Option<PathBuf>,
    /// Replace files that are not figures of cfs
    #[arg(long)]
    pub replace: bool,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE".into()),
    }
}

/// `cfs check`
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Folder that a run would write to: its results must not meet what the scenarios read
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// Apply the repairs that messages propose, to the named files, until none is left
    #[arg(long)]
    pub fix: bool,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs init`
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// The file to write
    #[arg(default_value = "first.cfs", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// What the scenario is about
    #[arg(long, value_enum, default_value_t = Template::First)]
    pub from: Template,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// Scenarios to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Template {
    /// A small network and its communication-sensing region
    First,
    /// The paper's network, Table I, with every setting
    Table1,
    /// Many access points with few antennas that only communicate, and standard rules
    Textbook,
    /// Channels from a NumPy file
    OwnChannels,
}

/// `cfs fmt`
#[derive(Debug, Args)]
pub(super) struct FmtArguments {
    /// Scenarios, or folders of them; `-` reads standard input and prints the result
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Change nothing; name the files that are not in canonical form
    #[arg(long)]
    pub check: bool,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs plan`
#[derive(Debug, Args)]
pub(super) struct PlanArguments {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub realizations: Option<u32>,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs test`
#[derive(Debug, Args)]
pub(super) struct TestArguments {
    /// Scenarios, and folders to search for *.cfs files
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Write the goldens instead of comparing with them, if the expectations hold, and show what changes
    #[arg(long)]
    pub accept: bool,
    /// With `--accept`: show what would change, and write nothing
    #[arg(long, requires = "accept")]
    pub dry_run: bool,
    /// Test only experiments whose name, or the path of whose file, has this text in it; repeat it for several
    #[arg(long = "match", value_name = "TEXT")]
    pub matching: Vec<String>,
    /// Test only what failed last in this folder; everything if nothing did
    #[arg(long)]
    pub last_failed: bool,
    /// Write the outcomes as JUnit XML to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Show failures as annotations of GitHub's pages; on its own where GITHUB_ACTIONS is `true`
    #[arg(long)]
    pub github: bool,
    /// What is asked of the scenarios.
    #[command(flatten)]
    pub asked: Asked,
    /// How much of the machine is used.
    #[command(flatten)]
    pub threads: Threads,
    /// Print only failures
    #[arg(short, long)]
    pub quiet: bool,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs diff`
#[derive(Debug, Args)]
pub(super) struct DiffArguments {
    /// The old scenario, or the expected table
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub old: PathBuf,
    /// The new scenario, or the table to compare with the old one
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub new: PathBuf,
    /// Read OLD and NEW as versions of the scenario at this path: what they use is found beside it
    #[arg(long = "as", value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub version_of: Option<PathBuf>,
    /// Allowed difference relative to the expected number
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 1e-9,
        allow_negative_numbers = true
    )]
    pub rtol: f64,
    /// Allowed difference in the unit of the column
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 0.0,
        allow_negative_numbers = true
    )]
    pub atol: f64,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs report`
#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// Folders of results, or tables in them
    #[arg(required = true, value_name = "DIR|TABLE", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// File to write the page to
    #[arg(short, long, value_name = "FILE", default_value = "report.html", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Replace a file that is not a report
    #[arg(long)]
    pub replace: bool,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs clean`
#[derive(Debug, Args)]
pub(super) struct CleanArguments {
    /// Scenarios, and folders to search for *.cfs files and goldens
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Folder of the results
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub output: PathBuf,
    /// Remove what is listed
    #[arg(long)]
    pub remove: bool,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs explain`
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Words (`sweep`, `pilots.length`, `hac`, `dB`) or codes (`cfs::unit::missing`)
    #[arg(value_name = "WORD|CODE")]
    pub words: Vec<String>,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// `cfs man`
#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// The command whose page is printed [default: that of the program]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// `cfs completions`
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: clap_complete::Shell,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Arguments;

    #[test]
    fn the_grammar_is_sound() {
        Arguments::command().debug_assert();
    }

    /// Clap wraps what is wider than the terminal, so a paragraph must be one line, and a line of a list be short.
    #[test]
    fn paragraphs_of_the_help_wrap_once() {
        let command = Arguments::command();
        let all = [&command].into_iter().chain(command.get_subcommands());
        for one in all {
            let after = [one.get_after_help(), one.get_after_long_help()];
            for text in after.into_iter().flatten().map(ToString::to_string) {
                let lines: Vec<&str> = text.lines().collect();
                for (index, line) in lines.iter().enumerate() {
                    let listed = line.starts_with(' ');
                    assert!(!listed || line.len() <= 80, "{line}");
                    let next = lines
                        .get(index + 1)
                        .is_some_and(|next| !next.is_empty() && !next.starts_with(' '));
                    assert!(listed || line.is_empty() || !next, "{line}");
                }
            }
        }
    }
}
