//! Options of figures: after a `plot`, and in the block `style`.

use crate::language::vocabulary::signature::{Role, Signature};

const fn look(
    path: &'static str,
    usage: &'static str,
    doc: &'static str,
    example: &'static str,
) -> Signature {
    Signature {
        path,
        usage,
        doc,
        example,
        ..Signature::blank(Role::Look)
    }
}

/// Options of figures.
pub const LOOKS: &[Signature] = &[
    look(
        "title",
        "title \"TEXT\"",
        "In `plot`, a text above the figure; there is none without it. Between two `$` it is mathematics: letters are \
         italic, `_` and `^` set indices, `\\\\delta` is a Greek letter.",
        "plot sum_rate over mse title \"Boundary of the region\"",
    ),
    look(
        "x_label",
        "x_label \"TEXT\"",
        "In `plot`, the text along the horizontal axis in place of its own.",
        "plot sum_rate over mse x_label \"error budget\"",
    ),
    look(
        "y_label",
        "y_label \"TEXT\"",
        "In `plot`, the text along the vertical axis in place of its own.",
        "plot sum_rate over mse y_label \"sum rate (bit/s/Hz)\"",
    ),
    look(
        "linear",
        "linear x · linear y [from A] [to B]",
        "In `plot`, a linear axis, as it is where nothing is stated.",
        "plot sum_rate over mse linear x",
    ),
    look(
        "x",
        "x from A to B",
        "In `plot`, what the horizontal axis shows, in the unit of what is on it; either end can be left to the figure.",
        "plot sum_rate over mse x from 3 to 10",
    ),
    look(
        "y",
        "y from A to B",
        "In `plot`, what the vertical axis shows; `from A to B` alone means it.",
        "plot sum_rate over mse y from 0 to 60",
    ),
    look(
        "size",
        "size W in by H in",
        "In `plot`, width and height of the whole figure as it is printed, in `in`, `cm`, `mm` or `pt`; its text keeps its size. \
         A width alone leaves the height to the figure.",
        "plot sum_rate over mse size 3.5 in by 2.6 in",
    ),
    look(
        "width",
        "width LENGTH",
        "In `style`, the width of figures as they are printed: 3.5 in is a column of two, 7.16 in a page. Alone, it leaves the height to the \
         figure.",
        "style { ... }",
    ),
    look(
        "height",
        "height LENGTH",
        "In `style`, the height of figures as they are printed.",
        "style { ... }",
    ),
    look(
        "font_size",
        "font_size 8 pt",
        "In `style`, the height of all text of figures as they are printed.",
        "style { ... }",
    ),
    look(
        "font",
        "font \"NAME\"",
        "In `style`, the family of the font that SVG files name first; PNG and PDF are drawn with DejaVu Sans, and PGF takes the \
         font of the paper.",
        "style { ... }",
    ),
    look(
        "colours",
        "colours [\"#rrggbb\", ...]",
        "In `style`, the colours of curves in their order.",
        "style { ... }",
    ),
    look(
        "greyscale",
        "greyscale on | off",
        "In `style`, greys in place of all colours, each as light as its colour; markers and dashes distinguish curves.",
        "style { ... }",
    ),
];
