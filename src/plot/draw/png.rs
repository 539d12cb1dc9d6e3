//! Figures as pictures of pixels, where the feature `png` is on.
//!
//! The font is part of the program (DejaVu Sans, licence in LICENSE-DEJAVU), so
//! that the same figure gives the same bytes wherever it is drawn.

use crate::plot::error::PlotError;

/// The picture of a figure that [`draw`](super::draw) gave.
///
/// # Errors
/// When the text is not SVG, the picture would be too large, or this build lacks the feature `png`.
#[cfg(not(feature = "png"))]
pub fn png(_svg: &str) -> Result<Vec<u8>, PlotError> {
    let reason = "PNG needs the feature `png`, which this build lacks";
    Err(PlotError::Drawing(reason.into()))
}

#[cfg(feature = "png")]
pub use drawing::png;

#[cfg(feature = "png")]
mod drawing {
    use std::sync::Arc;

    use resvg::tiny_skia::{Pixmap, Transform};
    use resvg::usvg::{Options, Tree, fontdb};

    use super::PlotError;

    /// Pixels of the picture to a pixel of the figure: sharp enough for print.
    const DENSITY: f32 = 2.0;

    /// The picture of a figure that [`draw`](fn@crate::plot::draw) gave.
    ///
    /// # Errors
    /// When the text is not SVG, or the picture would be too large.
    pub fn png(svg: &str) -> Result<Vec<u8>, PlotError> {
        let refused = |reason: &dyn ToString| PlotError::Drawing(reason.to_string());
        let tree = Tree::from_str(svg, &options()).map_err(|error| refused(&error))?;
        let size = tree.size().to_int_size().scale_by(DENSITY);
        let mut picture = size
            .and_then(|size| Pixmap::new(size.width(), size.height()))
            .ok_or_else(|| refused(&"the picture would be too large"))?;
        let scale = Transform::from_scale(DENSITY, DENSITY);
        resvg::render(&tree, scale, &mut picture.as_mut());
        picture.encode_png().map_err(|error| refused(&error))
    }

    fn options() -> Options<'static> {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.set_sans_serif_family("DejaVu Sans");
        Options {
            fontdb: Arc::new(fonts),
            ..Options::default()
        }
    }
}
