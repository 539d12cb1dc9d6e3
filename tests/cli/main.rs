//! The program from outside: what it prints, writes and ends with.

#[path = "../support/arrays.rs"]
mod array_file;
mod arrays;
mod asked;
mod check;
mod clean;
mod clocks;
mod compare;
mod diff;
mod edges;
mod expectations;
mod explain;
mod faults;
mod files;
mod fmt;
mod folders;
mod goldens;
mod help;
mod init;
#[cfg(target_os = "linux")]
mod injected;
mod kills;
mod meaning;
mod metrics;
#[path = "../support/numpy.rs"]
mod numpy;
mod outcomes;
mod plan;
mod plot;
mod precision;
mod reading;
mod report;
mod results;
mod resume;
mod rounds;
mod run;
#[path = "../support/folders.rs"]
mod same;
mod schemes;
mod search;
mod shares;
#[cfg(unix)]
mod signals;
mod streams;
mod support;
mod targets;
mod testing;
#[path = "../support/texts.rs"]
mod texts;
#[cfg(unix)]
mod watch;
