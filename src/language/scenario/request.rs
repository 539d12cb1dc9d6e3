//! What a run asks of a scenario beside its text.

/// Values that are set, and experiments that are chosen, from outside the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `NAME=VALUE` each: a setting, a number or word of experiments such as `seed`, or a `let`. Values are
    /// written as in a scenario.
    pub set: Vec<String>,
    /// Names of the only experiments to keep; all are kept where there are none.
    pub only: Vec<String>,
}

/// A value that was set from outside, as results record it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Override {
    /// The path of the setting, or the name of the `let`.
    pub name: String,
    /// The value as given, white space around it aside.
    pub value: String,
}
