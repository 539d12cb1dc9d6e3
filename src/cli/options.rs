//! Options that several commands have.

use std::num::NonZeroUsize;

use cfs::language::vocabulary::table;
use cfs::language::{Kind, Request, Role};
use cfs::plot::Formats;
use cfs::run::MOST_THREADS;
use clap::{Args, ValueEnum};

/// The folder of results where none is named.
pub(super) const RESULTS: &str = "results";

/// How messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub(super) struct Messages {
    /// Format of messages: `human`, or `json` for one object per line, messages on stderr and results on stdout
    #[arg(long = "message-format", value_name = "FORMAT", value_enum, default_value_t = Format::Human, hide_possible_values = true)]
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

/// What a command says, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Args)]
pub(super) struct Says {
    /// Print only warnings and errors
    #[arg(short, long)]
    pub quiet: bool,
    /// How messages are written.
    #[command(flatten)]
    pub messages: Messages,
}

/// How scenarios are read.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub(super) struct Source {
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub reading: Reading,
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
    match text.parse::<usize>() {
        Ok(number) if number <= MOST_THREADS => {
            NonZeroUsize::new(number).ok_or_else(|| "at least one thread is needed".into())
        }
        _ => Err(format!("expected a number from 1 to {MOST_THREADS}")),
    }
}

/// As many networks as a scenario may state.
pub(super) fn realizations(text: &str) -> Result<u32, String> {
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

pub(super) fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() && !value.is_empty() => {
            Ok((name.to_owned(), value.to_owned()))
        }
        _ => Err("expected NAME=VALUE".into()),
    }
}
