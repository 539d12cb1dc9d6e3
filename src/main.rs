//! The `cfs` command.

fn main() {}
