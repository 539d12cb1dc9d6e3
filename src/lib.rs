//! `cfs` is a declarative language, and its interpreter, for simulations of cell-free massive MIMO systems
//! that communicate and sense at once (ISAC). A *scenario* says what is deployed and what is solved; the
//! library checks it, plans it, solves it with certificates, and writes tables, figures and where they came
//! from. The command `cfs` is this library with a terminal.
//!
//! # A scenario from text to tables
//!
//! ```
//! use cfs::{MemorySources, Run, Scenario};
//!
//! let text = "
//!     area square 1 km
//!     aps 3 { antennas 4 }
//!     users 2
//!     targets 1
//!     realizations 2
//!     sweep delta from S_min to 1.2 * S_min step 0.1 * S_min solve isac
//! ";
//! let sources = MemorySources::new().with("region.cfs", text);
//! let scenario = Scenario::parse(&sources, "region.cfs")?;
//! for experiment in scenario.plan().experiments() {
//!     let results = experiment.run(&Run::default())?;
//!     // A row per point and realization, a column per key, metric and diagnostic.
//!     let rates = results.table()?.numbers("sum_rate")?;
//!     assert_eq!(rates.len(), 6);
//!     // Means and 95 % intervals over the realizations, as the command shows them.
//!     println!("{}", results.summary()?);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A file to a folder
//!
//! ```no_run
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let scenario = cfs::Scenario::open("first.cfs")?;
//!     for experiment in scenario.plan().experiments() {
//!         let results = experiment.run(&cfs::Run::default())?; // threads, stop flag, store, observer: all optional
//!         println!("{}", results.summary()?);
//!         results.write("results")?; // the files that `cfs run` writes
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A scenario with errors is not a scenario: [`Faults`] is an error whose text shows each one in its line.
//! Threads, a stop flag, a store of results and an observer of the progress are the optional fields of
//! [`Run`]; the results do not depend on any of them.
//!
//! # Where to look
//!
//! - [`language`] reads text into typed scenarios, and does no input or output: formatters, editors and other
//!   tools need nothing else.
//! - [`engine`] is the mathematics, with plain typed values: it draws networks, estimates channels and solves
//!   P1 to P4 for channels that a caller has, and knows nothing of the language.
//! - Between them, data flows one way through rooms that are not part of the face: scenario, plan, run,
//!   results, files. ARCHITECTURE.md describes them.
//!
//! # Features
//!
//! All are on by default; `default-features = false` leaves a library that needs no terminal, no clock and no
//! randomness of the system.
//!
//! | feature | adds |
//! |---|---|
//! | `cli` | the command `cfs` |
//! | `lsp` | the language server, `cfs lsp` |
//! | `conic` | the paper's own algorithms by a conic solver, as the schemes `paper`, `paper_printed` and `paper_parallel` |
//! | `bundled-lapack` | the BLAS and LAPACK routines that they need; without it, link a library that has them |
//! | `png` | figures as PNG and PDF beside SVG and PGF |

#![warn(unreachable_pub)]

pub mod engine;
pub mod language;

// Rooms that the command and the tests use. They are not part of the face and may change at any time.
#[doc(hidden)]
pub mod archive;
#[doc(hidden)]
pub mod disk;
#[doc(hidden)]
pub mod editor;
#[doc(hidden)]
pub mod golden;
#[doc(hidden)]
pub mod plan;
#[doc(hidden)]
pub mod plot;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod results;
#[doc(hidden)]
pub mod run;
#[doc(hidden)]
pub mod session;
#[doc(hidden)]
pub mod table;

pub use archive::write::{ResultsError, Written};
pub use disk::files::OutputFolder;
pub use language::syntax::{MemorySources, SourceProvider};
pub use results::RunError;
pub use run::{Observer, Store, StoreError, UnitResult};
pub use session::{
    Build, Experiment, Faults, Journal, NotExternal, Output, Plan, Results, Run, Scenario,
};
pub use table::Table;
