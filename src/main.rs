//! The `cfs` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    cfs::cli::main(std::env::args_os()).into()
}
