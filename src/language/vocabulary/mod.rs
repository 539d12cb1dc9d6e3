//! Every word of the language, once.

pub mod choices;
pub mod describe;
pub mod dictionary;
pub mod explain;
pub(crate) mod foreign;
pub mod meaning;
pub mod reference;
pub mod signature;
pub mod suggest;
pub mod table;
pub mod units;
