//! The grammar of the command line and its help.

use clap::{Parser, Subcommand};

use super::commands::check::CheckArguments;
use super::commands::clean::CleanArguments;
use super::commands::completions::CompletionsArguments;
use super::commands::diff::DiffArguments;
use super::commands::explain::ExplainArguments;
use super::commands::fmt::FmtArguments;
use super::commands::init::InitArguments;
use super::commands::man::ManArguments;
use super::commands::merge::MergeArguments;
use super::commands::plan::PlanArguments;
use super::commands::plot::PlotArguments;
use super::commands::report::ReportArguments;
use super::commands::run::RunArguments;
use super::commands::status::StatusArguments;
use super::commands::submit::SubmitArguments;
use super::commands::test::TestArguments;
use super::commands::watch::WatchArguments;

const OVERVIEW: &str = "\
Start with:
  cfs init first.cfs                a scenario to begin with
  cfs check scenarios/region.cfs    its errors, if it has any
  cfs plan scenarios/region.cfs     what a run would do, and every setting
  cfs run scenarios/region.cfs      tables into the folder `results`
  cfs explain sweep                 what a word means

Exit codes:
  0    success
  1    an expectation, a golden or a search of a scenario failed
  2    the command line is wrong
  3    a scenario has errors or cannot be read
  4    a run failed: its results cannot be written, or all its points failed
  5    shares of a run are missing
  130  stopped by Ctrl-C or SIGTERM";

/// Run scenarios of cell-free massive MIMO integrated sensing and communication (ISAC).
#[derive(Debug, Parser)]
#[command(name = "cfs", version, after_help = OVERVIEW, max_term_width = 80)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Run(RunArguments),
    Init(InitArguments),
    Watch(WatchArguments),
    Check(CheckArguments),
    Fmt(FmtArguments),
    Plan(PlanArguments),
    Plot(PlotArguments),
    Test(TestArguments),
    Diff(DiffArguments),
    Report(ReportArguments),
    Clean(CleanArguments),
    Explain(ExplainArguments),
    Merge(MergeArguments),
    Submit(SubmitArguments),
    Status(StatusArguments),
    /// Serve an editor: the language server, on standard input and output
    ///
    /// An editor starts it and shows what it says: errors as you type, the meaning of words, what can be
    /// written at a place, definitions and references across files, repairs, numbers of points. `editors/`
    /// in the source says how each editor is set up.
    #[cfg(feature = "lsp")]
    Lsp,
    Man(ManArguments),
    Completions(CompletionsArguments),
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
