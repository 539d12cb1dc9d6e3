//! `cfs status`

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use cfs::session::share::status::{State, Status, status};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::{Messages, RESULTS};
use crate::cli::progress::duration;

/// Show how far the shares of a run are
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs status results

Exit codes: 0 all shares are done, 4 the folder has no share or cannot be read, 5 shares are missing.")]
pub(crate) struct StatusArguments {
    /// Folder of the shares
    #[arg(value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(crate) folder: PathBuf,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// How far an experiment is, for tools.
#[derive(Serialize)]
struct Object<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    status: &'a Status,
}

/// Shows how far shared runs are. It is not done before all shares are.
pub(crate) fn run(arguments: &StatusArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let exit = match status(&arguments.folder) {
        Ok(all) => {
            for status in &all {
                console.print(&text(status));
                let r#type = "status";
                console.object(&Object { r#type, status });
            }
            let is_done = |status: &Status| {
                let done = status.begun.values().filter(|state| **state == State::Done);
                done.count() == status.shares as usize
            };
            match all.iter().all(is_done) {
                true => Exit::Ok,
                false => Exit::Incomplete,
            }
        }
        Err(error) => {
            let failure = Failure::share("", error);
            console.message(&failure.message());
            failure.exit()
        }
    };
    console.exit(exit)
}

fn text(status: &Status) -> String {
    let numbers = |wanted: fn(&State) -> bool| -> Vec<u32> {
        let wanted = status.begun.iter().filter(|(_, state)| wanted(state));
        wanted.map(|(number, _)| *number).collect()
    };
    let done = numbers(|state| *state == State::Done);
    let running = numbers(|state| matches!(state, State::Running { .. }));
    let stopped = numbers(|state| matches!(state, State::Stopped { .. }));
    let earlier = numbers(|state| *state == State::Earlier);
    let missing: Vec<u32> = (1..=status.shares)
        .filter(|number| !status.begun.contains_key(number))
        .collect();
    let mut text = format!(
        "{}: {} of {} shares done",
        status.experiment,
        done.len(),
        status.shares
    );
    if let Some((done, all)) = status.units {
        let _ = write!(text, ", {done} of {all} units");
    }
    text.push('\n');
    for (word, numbers) in [
        ("running", running),
        ("stopped", stopped),
        ("of an earlier round, or of fewer realizations", earlier),
        ("missing", missing),
    ] {
        if !numbers.is_empty() {
            let _ = writeln!(text, "  {word}: {}", ranges(&numbers));
        }
    }
    for file in &status.damaged {
        let _ = writeln!(text, "  damaged: {file}");
    }
    if let Some(left) = status.seconds_left {
        let left = Duration::try_from_secs_f64(left).unwrap_or(Duration::MAX);
        let _ = writeln!(text, "  about {} left with what is running", duration(left));
    }
    text
}

/// `1-3,7`: numbers as Slurm takes them.
pub(super) fn ranges(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let texts = ranges.iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    texts.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn numbers_in_a_row_are_a_range() {
        assert_eq!(ranges(&[1, 2, 3, 7, 9, 10]), "1-3,7,9-10");
        assert_eq!(ranges(&[]), "");
    }
}
