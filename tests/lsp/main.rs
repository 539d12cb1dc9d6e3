//! The language server as an editor meets it: the real program over standard input and output.

#![cfg(unix)]

mod answers;
mod client;
mod long;
mod speed;
mod survival;
