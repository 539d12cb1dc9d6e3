//! `cfs lsp`: the language server, a thin layer between the protocol of editors and [`cfs::editor`].
//!
//! One thread reads messages, one answers them, one checks scenarios. Texts, and what was made of them, are held for
//! open documents only; sizes of messages, documents and texts are limited.

mod answers;
mod checker;
mod convert;
mod disk;
mod documents;
mod server;
mod transport;
mod uri;

use super::exit::Exit;

/// Serves an editor on standard input and output until it says `exit` or goes away.
pub(super) fn run() -> Exit {
    server::run()
}
