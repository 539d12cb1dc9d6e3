//! Channels that a scenario names.

use std::sync::Arc;

use crate::engine::known::KnownChannels;

/// Channels and the file that they are from.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content, lower-case hexadecimal.
    pub sha256: String,
    /// The lengths of its axes.
    pub shape: Vec<usize>,
    /// What it holds.
    pub channels: Arc<KnownChannels>,
}
