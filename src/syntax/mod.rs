//! Text to a spanned tree, and back. No input or output.
