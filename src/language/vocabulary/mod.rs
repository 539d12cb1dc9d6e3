//! Every word of the language, once.

pub mod choices;
pub mod describe;
pub mod explain;
pub mod meaning;
pub mod reference;
pub mod schema;
pub mod signature;
pub mod suggest;
pub mod table;
pub mod units;
