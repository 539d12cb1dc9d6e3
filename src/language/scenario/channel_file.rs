//! Channels that a scenario names.

use std::fmt;
use std::sync::Arc;

use crate::engine::known::KnownChannels;
use crate::language::vocabulary::table::settings::channels::{
    AXES, CONJUGATED, ChannelAxis, VARIABLE,
};

/// Channels and the file that they are from.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// The lengths of its axes, as the program that wrote it shows them.
    pub shape: Vec<usize>,
    /// The array of the file, where one is named.
    pub variable: Option<String>,
    /// What its axes are; MATLAB leaves out last ones of length 1.
    pub axes: Vec<ChannelAxis>,
    /// Whether the scenario names the axes.
    pub axes_stated: bool,
    /// Whether entries are conjugated.
    pub conjugated: bool,
    /// What it holds.
    pub channels: Arc<KnownChannels>,
}

impl ChannelFile {
    /// How it is read, as a scenario states it: ` variable "H" conjugated`, say.
    #[must_use]
    pub fn reading(&self) -> String {
        let mut text = String::new();
        if let Some(variable) = &self.variable {
            text.push_str(&format!(" {VARIABLE} \"{variable}\""));
        }
        if self.axes_stated {
            let axes: Vec<&str> = self.axes.iter().map(|axis| axis.text()).collect();
            text.push_str(&format!(" {AXES} [{}]", axes.join(", ")));
        }
        if self.conjugated {
            text.push(' ');
            text.push_str(CONJUGATED);
        }
        text
    }

    /// What its axes are taken for: `3 realizations x 8 users x 4 aps x 2 antennas`.
    #[must_use]
    pub fn meaning(&self) -> String {
        let length = |axis: usize| self.shape.get(axis).copied().unwrap_or(1);
        let axes = self.axes.iter().enumerate();
        let axes: Vec<String> = axes
            .map(|(index, axis)| format!("{} {}", length(index), axis.text()))
            .collect();
        axes.join(" x ")
    }
}

impl fmt::Display for ChannelFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"{}", self.name, self.reading())
    }
}
