//! Files of arrays, written in place: their layout is known beforehand, so values may come in any order and none are
//! held.

mod file;
mod layout;
mod mat;
mod npz;

pub use file::ArrayFile;
pub use layout::Storage;
pub use mat::HEADER as MAT_HEADER;
