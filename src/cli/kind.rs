//! Files that are not scenarios, by the ends of their names: what they are, and which command takes them.

use std::path::Path;

use cfs::language::vocabulary::table::codes;

use super::message::Message;

/// Ends of names, what such a file is, and what to do with it; `FILE` is its name.
const KINDS: &[(&[&str], &str, &str)] = &[
    (
        &["csv"],
        "a table",
        "`cfs plot FILE` draws it, `cfs report FILE` makes a page of it and `cfs diff` compares it with another",
    ),
    (
        &["json"],
        "the description of a table",
        "name the scenario that it is of",
    ),
    (
        &["npz", "npy", "mat", "h5", "hdf5"],
        "a file of arrays",
        "a scenario names channels in it, `channels from \"FILE\"`",
    ),
    (
        &["svg", "png", "pdf", "tex"],
        "a figure",
        "name the scenario that it is of",
    ),
    (&["html"], "a page", "name the scenario that it is of"),
    (
        &["journal"],
        "the journal of a run",
        "`--resume` uses it beside the scenario that it is of",
    ),
    (
        &["share"],
        "a share of a run",
        "`cfs merge` puts shares together",
    ),
];

/// That a file cannot be a scenario, judging by the end of its name.
pub(super) fn no_scenario(path: &Path) -> Option<Message> {
    let ending = path.extension()?.to_str()?.to_lowercase();
    let (_, what, help) = KINDS
        .iter()
        .find(|(endings, ..)| endings.contains(&ending.as_str()))?;
    let file = path.display().to_string();
    let message = format!("`{file}` is {what}, not a scenario");
    Some(Message::error(codes::USAGE, message).help(help.replace("FILE", &file)))
}
