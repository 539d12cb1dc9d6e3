//! The two streams of the program: results on standard output, messages on standard error.

use std::cell::Cell;
use std::env;
use std::io::{self, IsTerminal as _, Write as _};

use serde::Serialize;

use cfs::language::syntax::{Sources, escaped, visible};
use cfs::language::{Fault, Style, render, render_json};

use super::exit::Exit;
use super::message::Message;
use super::options::{Format, Says};
use super::progress::Meter;
use cfs::language::vocabulary::table::codes;

/// Width where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;
/// Narrower terminals are treated as this wide: nothing readable fits otherwise.
const LEAST_WIDTH: usize = 40;
/// Lines longer than this are hard to read, however wide the terminal.
const MOST_WIDTH: usize = 160;

/// Where output goes, and in which form.
#[derive(Debug)]
pub(super) struct Console {
    format: Format,
    quiet: bool,
    style: Style,
    /// Standard output still has a reader and accepts text.
    open: Cell<bool>,
    /// Standard output refused something though it has a reader.
    refused: Cell<bool>,
    meter: Meter,
}

impl Console {
    /// The streams of this process, used as asked.
    pub(super) fn of(says: Says) -> Self {
        Self::new(says.messages.format, says.quiet)
    }

    /// The streams of this process.
    pub(super) fn new(format: Format, quiet: bool) -> Self {
        let terminal = io::stderr().is_terminal();
        Self {
            format,
            quiet,
            style: if terminal && colours() {
                Style::Fancy
            } else {
                Style::Plain
            },
            open: Cell::new(true),
            refused: Cell::new(false),
            meter: Meter::new(terminal && !quiet && format == Format::Human),
        }
    }

    /// The progress bar of this console.
    pub(super) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Whether results are text on a terminal.
    pub(super) fn has_reader(&self) -> bool {
        self.format == Format::Human && io::stdout().is_terminal()
    }

    /// Whether messages and results are objects for tools.
    pub(super) fn is_for_tools(&self) -> bool {
        self.format == Format::Json
    }

    /// Columns of standard output.
    pub(super) fn width(&self) -> usize {
        width(terminal_size::terminal_size_of(io::stdout()))
    }

    /// Prints a result for a reader.
    pub(super) fn print(&self, text: &str) {
        if !self.quiet && self.format == Format::Human {
            self.write(&visible(text));
        }
    }

    /// Prints a result for a tool, as an object on a line of its own.
    pub(super) fn object(&self, value: &impl Serialize) {
        if self.quiet || self.format != Format::Json {
            return;
        }
        match serde_json::to_string(value) {
            Ok(text) => self.write(&format!("{}\n", escaped(&text))),
            Err(_) => self.refused.set(true),
        }
    }

    /// Shows faults of a scenario.
    pub(super) fn faults(&self, faults: &[Fault], sources: &Sources) {
        if faults.is_empty() {
            return;
        }
        self.complain(&match self.format {
            Format::Human => {
                let columns = width(terminal_size::terminal_size_of(io::stderr()));
                render(faults, sources, self.style, columns)
            }
            Format::Json => render_json(faults, sources),
        });
    }

    /// Shows a message that does not point into a text.
    pub(super) fn message(&self, message: &Message) {
        self.complain(&self.text(message));
    }

    /// Shows advice, unless only warnings and errors are wanted.
    pub(super) fn advice(&self, message: &Message) {
        if !self.quiet {
            self.message(message);
        }
    }

    /// A message as it is shown.
    pub(super) fn text(&self, message: &Message) -> String {
        match self.format {
            Format::Human => self.drawn(message),
            // Strings always serialise.
            Format::Json => {
                let json = serde_json::to_string(message).unwrap_or_default();
                escaped(&json).into_owned() + "\n"
            }
        }
    }

    /// The exit code, given how the work went: output that was refused is a failure too.
    pub(super) fn exit(&self, exit: Exit) -> Exit {
        if !self.refused.get() {
            return exit;
        }
        self.message(&Message::error(
            codes::OUTPUT,
            "standard output cannot be written",
        ));
        exit.max(Exit::Run)
    }

    fn drawn(&self, message: &Message) -> String {
        let (colour, end) = match self.style {
            Style::Fancy => (message.level.colour(), "\u{1b}[0m"),
            Style::Plain => ("", ""),
        };
        let code = message
            .code
            .map_or_else(String::new, |code| format!("[{code}]"));
        let mut text = format!(
            "{colour}{}{code}{end}: {}\n",
            message.level.word(),
            visible(&message.message)
        );
        if let Some(help) = &message.help {
            text.push_str(&format!("  help: {}\n", visible(help)));
        }
        text
    }

    /// Writes to standard output. Once its reader has closed it, later text is dropped: the files of a
    /// run are written all the same.
    fn write(&self, text: &str) {
        if !self.open.get() {
            return;
        }
        let mut out = io::stdout().lock();
        if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            self.open.set(false);
            self.refused.set(error.kind() != io::ErrorKind::BrokenPipe);
        }
    }

    /// Writes to standard error, above the progress bar if there is one.
    pub(super) fn complain(&self, text: &str) {
        self.meter.above(|| {
            // A closed standard error cannot be reported anywhere.
            let _ = io::stderr().write_all(text.as_bytes());
        });
    }
}

/// Whether colours are wanted: see <https://no-color.org>.
fn colours() -> bool {
    let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn width(size: Option<(terminal_size::Width, terminal_size::Height)>) -> usize {
    size.map_or(DEFAULT_WIDTH, |(terminal_size::Width(columns), _)| {
        usize::from(columns).clamp(LEAST_WIDTH, MOST_WIDTH)
    })
}
