//! Messages without a place in a text; those with one are faults.

use serde::Serialize;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// Something is not done.
    Error,
    /// Something to look at.
    Warning,
    /// Something to know.
    Note,
}

impl Level {
    /// As it is written.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }

    /// The escape sequence of its colour.
    pub(super) fn colour(self) -> &'static str {
        match self {
            Self::Error => "\u{1b}[1;31m",
            Self::Warning => "\u{1b}[1;33m",
            Self::Note => "\u{1b}[1;36m",
        }
    }
}

/// A message. In JSON it has the form of a fault without labels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Message {
    /// How bad it is.
    pub level: Level,
    /// Stable code, `cfs::output::write`; none for notes.
    pub code: Option<&'static str>,
    /// What it is.
    pub message: String,
    /// Always empty; tools find the same fields in all messages.
    labels: [(); 0],
    /// A fix, where one is known.
    pub help: Option<String>,
}

impl Message {
    /// An error with its code.
    pub(super) fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::new(Level::Error, message)
        }
    }

    /// A warning.
    pub(super) fn warning(message: impl Into<String>) -> Self {
        Self::new(Level::Warning, message)
    }

    /// A note.
    pub(super) fn note(message: impl Into<String>) -> Self {
        Self::new(Level::Note, message)
    }

    fn new(level: Level, message: impl Into<String>) -> Self {
        Self {
            level,
            code: None,
            message: message.into(),
            labels: [],
            help: None,
        }
    }

    /// Adds a fix.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
