//! `cfs submit`

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use cfs::disk::files::{self, OutputFolder};
use cfs::plan::ExperimentPlan;
use cfs::session::Scenario;
use cfs::session::share::status::{Status, status};
use clap::{Args, ValueHint};

use super::status::ranges;
use crate::cli::console::Console;
use crate::cli::estimate;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::load;
use crate::cli::message::Message;
use crate::cli::options::{Messages, RESULTS, Source, Threads, realizations};

/// Write the shares of a run as jobs of a cluster
///
/// Two scripts go into the folder: an array of shares, and the merge that waits for it. Their form is slurm.template there,
/// which is yours to change. Shares that are done, or being computed, are left out, so that what failed is submitted by
/// the same command.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs submit region.cfs --slurm --shares 40 -o results
  cfs submit region.cfs --slurm --shares 40 -o results -j 8 --go

Exit codes: 0 done, 2 usage, 3 the scenario has errors, 4 a file cannot be written or a job is refused.")]
pub(crate) struct SubmitArguments {
    /// The scenario
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) file: PathBuf,
    /// For Slurm
    #[arg(long, required = true)]
    pub(crate) slurm: bool,
    /// Number of shares, a job each
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) shares: u32,
    /// Hand the jobs to the scheduler
    #[arg(long)]
    pub(crate) go: bool,
    /// Form of a job [default: slurm.template in the folder]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) template: Option<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub(crate) realizations: Option<u32>,
    /// Folder for the shares and the results, seen by all machines
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// How much of a machine is asked for.
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// How scenarios are read.
    #[command(flatten)]
    pub(crate) source: Source,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// The form of a job, until a user writes another one.
const TEMPLATE: &str = include_str!("../templates/slurm.sh");

/// The file that holds the form of jobs.
const TEMPLATE_FILE: &str = "slurm.template";

/// Most bytes of that file.
const MOST: u64 = 1 << 16;

/// Longest that the estimate of an experiment may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Least time that is asked for: starting is part of it.
const LEAST: Duration = Duration::from_secs(600);

/// How many times the estimate is asked for: networks differ, and so do machines.
const MARGIN: f64 = 3.0;

/// Memory of a process without units, and of each thread, in megabytes.
const MEMORY: (u64, u64) = (768, 256);

/// Writes jobs for a cluster, and hands them to it where that is asked for.
pub(crate) fn run(arguments: &SubmitArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let exit = submit(arguments, &console).unwrap_or_else(|failure| match failure {
        Ended::Shown(exit) => exit,
        Ended::Failed(failure) => {
            console.message(&failure.message());
            failure.exit()
        }
    });
    console.exit(exit)
}

/// Why there are no jobs.
enum Ended {
    Shown(Exit),
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for Ended {
    fn from(failure: T) -> Self {
        Self::Failed(failure.into())
    }
}

fn submit(arguments: &SubmitArguments, console: &Console) -> Result<Exit, Ended> {
    let request = arguments.source.asked.request(arguments.realizations);
    let files = std::slice::from_ref(&arguments.file);
    let scenarios =
        load::all(console, files, arguments.source.reading, &request).map_err(Ended::Shown)?;
    let folder = OutputFolder::open(&arguments.output)?;
    let of = arguments.shares;
    let open = open_shares(folder.path(), &scenarios, of);
    let template = template(arguments, &folder)?;
    let threads = arguments.threads.jobs.map_or(1, usize::from);
    let share = scenarios
        .iter()
        .map(|scenario| time_of_share(scenario, folder.path(), of, threads))
        .sum();
    let stem = arguments
        .file
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy();
    let program = std::env::current_exe().map_err(|error| usage(&error))?;
    let quoted = |path: &Path| quoted(&path.to_string_lossy());
    let output = quoted(&arguments.output);
    let mut asked: Vec<String> = Vec::new();
    for set in &request.set {
        asked.extend(["--set".to_owned(), self::quoted(set)]);
    }
    for only in &request.only {
        asked.extend(["--only".to_owned(), self::quoted(only)]);
    }
    if arguments.source.reading.outside {
        asked.push("--allow-outside".into());
    }
    let asked: String = asked.iter().map(|word| format!(" {word}")).collect();
    let program = quoted(&program);
    let array = format!(
        "{program} run {} --share \"$SLURM_ARRAY_TASK_ID/{of}\" -o {output} --resume -q -j \"${{SLURM_CPUS_PER_TASK:-{threads}}}\"{asked}",
        quoted(&arguments.file)
    );
    let merge = format!("{program} merge {output}");
    let write = |kind: &str, time: Duration, log: &str, command: &str| {
        let name = format!("{stem}.{kind}.sh");
        let log = arguments.output.join(format!("{stem}.{kind}.{log}.log"));
        let text = template
            .replace("{name}", &format!("{stem}-{kind}"))
            .replace("{threads}", &threads.to_string())
            .replace("{time}", &minutes(time))
            .replace(
                "{memory}",
                &format!("{}M", MEMORY.0 + MEMORY.1 * threads as u64),
            )
            .replace("{log}", &log.to_string_lossy())
            .replace("{command}", command);
        folder.write(&name, text.as_bytes())?;
        Ok::<_, Failure>(arguments.output.join(name))
    };
    let array = write("array", share, "%a", &array)?;
    let merge = write("merge", LEAST, "%j", &merge)?;
    let [array, merge] = [&array, &merge].map(|path: &PathBuf| path.to_string_lossy().into_owned());
    if open.is_empty() {
        let message = format!("all {of} shares are done; only the merge is left");
        console.advice(&Message::note(message));
    }
    let numbers = ranges(&open);
    let array = (!open.is_empty()).then(|| vec![format!("--array={numbers}"), array]);
    if arguments.go {
        let job = array.map(|words| sbatch(&words)).transpose()?;
        let mut words = Vec::from_iter(
            job.as_ref()
                .map(|job| format!("--dependency=afterok:{job}")),
        );
        words.push(merge);
        let last = sbatch(&words)?;
        if let Some(job) = job {
            console.print(&format!("job {job}: shares {numbers} of {of}\n"));
        }
        console.print(&format!("job {last}: merge\n"));
        return Ok(Exit::Ok);
    }
    match array {
        Some(words) => console.print(&format!(
            "job=$(sbatch --parsable {}) &&\nsbatch --dependency=afterok:$job {merge}\n",
            words.join(" ")
        )),
        None => console.print(&format!("sbatch {merge}\n")),
    }
    Ok(Exit::Ok)
}

/// Numbers of the shares that are neither done nor being computed.
fn open_shares(folder: &Path, scenarios: &[Scenario], of: u32) -> Vec<u32> {
    let known: Vec<Status> = status(folder).unwrap_or_default();
    let experiments = load::experiments(scenarios);
    let is_open = |number: &u32| {
        experiments.iter().any(|experiment| {
            let mut known = known.iter();
            let known = known.find(|s| s.experiment == experiment.name() && s.shares == of);
            known.is_none_or(|status| status.open().any(|open| open == *number))
        })
    };
    (1..=of).filter(is_open).collect()
}

/// The form of a job: what the user names, what is in the folder, or else one that is put there.
fn template(arguments: &SubmitArguments, folder: &OutputFolder) -> Result<String, Failure> {
    let own = folder.place(TEMPLATE_FILE)?;
    let path = match &arguments.template {
        Some(path) => path.clone(),
        None if own.is_file() => own,
        None => {
            folder.write(TEMPLATE_FILE, TEMPLATE.as_bytes())?;
            return Ok(TEMPLATE.to_owned());
        }
    };
    let bytes = files::read_up_to(&path, MOST)?;
    let text = String::from_utf8(bytes).map_err(|_| usage(&"the template is not text"))?;
    match text.contains("{command}") {
        true => Ok(text),
        false => Err(usage(&format!(
            "`{}` has no `{{command}}`, which is what a job runs",
            path.display()
        ))),
    }
}

/// The time to ask for: that of the share that takes longest.
fn time_of_share(scenario: &Scenario, folder: &Path, of: u32, threads: usize) -> Duration {
    let times = scenario.plan().experiments().map(|experiment| {
        let plan: &ExperimentPlan = experiment.plan();
        let each = estimate::seconds_each(plan, PATIENCE);
        let loads = experiment.loads_of_shares(folder, of);
        let most = loads.into_iter().fold(0.0, f64::max);
        each * most / threads as f64
    });
    let seconds: f64 = times.sum();
    Duration::try_from_secs_f64(seconds * MARGIN).map_or(Duration::MAX, |time| time.max(LEAST))
}

/// Hours, minutes and seconds as Slurm takes them, in whole minutes.
fn minutes(time: Duration) -> String {
    let minutes = time.as_secs().div_ceil(60);
    format!("{:02}:{:02}:00", minutes / 60, minutes % 60)
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:,@%".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

/// Hands a job to Slurm and says its number.
fn sbatch(words: &[String]) -> Result<String, Failure> {
    let output = Command::new("sbatch")
        .arg("--parsable")
        .args(words)
        .output();
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            usage(&"there is no command `sbatch` here: without `--go` the jobs are only written")
        }
        _ => usage(&format!("`sbatch` cannot be run: {error}")),
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::Job(said.trim().to_owned()));
    }
    let job = String::from_utf8_lossy(&output.stdout);
    let job = job.trim().split(';').next().unwrap_or_default();
    Ok(job.to_owned())
}

fn usage(reason: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(reason.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_a_shell() {
        assert_eq!(quoted("a/b-1.cfs"), "a/b-1.cfs");
        assert_eq!(quoted("area=2 km"), "'area=2 km'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(minutes(Duration::from_secs(3700)), "01:02:00");
    }
}
