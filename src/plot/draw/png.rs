//! Figures as pictures of pixels, where the feature `png` is on.
//!
//! The font is part of the program (DejaVu Sans, licence in LICENSE-DEJAVU), so
//! that the same figure gives the same bytes wherever it is drawn.

use crate::plot::error::PlotError;

/// The picture of a figure that [`draw`](fn@crate::plot::draw) gave, of 300 pixels to the inch as it is printed.
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
pub(crate) use drawing::tree;

#[cfg(feature = "png")]
mod drawing {
    use std::sync::Arc;

    use resvg::tiny_skia::{Color, Pixmap, Transform};
    use resvg::usvg::{Options, Tree, fontdb};

    use super::PlotError;

    /// Pixels to the inch that SVG counts in.
    const SVG_PIXELS: f32 = 96.0;
    /// Pixels to the inch of the picture, as journals ask for.
    const PIXELS: f32 = 300.0;
    /// The same to the metre.
    const PIXELS_TO_METRE: u32 = 11_811;
    /// Bytes of a PNG before the first place where its size on paper can be: signature and header.
    const HEAD: usize = 8 + 25;

    /// The picture of a figure that [`draw`](fn@crate::plot::draw) gave, of 300 pixels to the inch as it is printed.
    ///
    /// # Errors
    /// When the text is not SVG, or the picture would be too large.
    pub fn png(svg: &str) -> Result<Vec<u8>, PlotError> {
        let tree = tree(svg)?;
        let refused = |reason: &dyn ToString| PlotError::Drawing(reason.to_string());
        let density = PIXELS / SVG_PIXELS;
        let size = tree.size().to_int_size().scale_by(density);
        let mut picture = size
            .and_then(|size| Pixmap::new(size.width(), size.height()))
            .ok_or_else(|| refused(&"the picture would be too large"))?;
        let scale = Transform::from_scale(density, density);
        // Its last rows of pixels may be more than the figure.
        picture.fill(Color::WHITE);
        resvg::render(&tree, scale, &mut picture.as_mut());
        let bytes = picture.encode_png().map_err(|error| refused(&error))?;
        Ok(with_size(&bytes))
    }

    /// What an SVG draws, its text in the font of the program.
    pub(crate) fn tree(svg: &str) -> Result<Tree, PlotError> {
        Tree::from_str(svg, &options()).map_err(|error| PlotError::Drawing(error.to_string()))
    }

    /// A PNG that says how many pixels a metre has, so that it is printed at its size.
    fn with_size(png: &[u8]) -> Vec<u8> {
        let Some((head, rest)) = png.split_at_checked(HEAD) else {
            return png.to_vec();
        };
        let mut chunk = b"pHYs".to_vec();
        for _ in 0..2 {
            chunk.extend(PIXELS_TO_METRE.to_be_bytes());
        }
        chunk.push(1);
        let length = (chunk.len() as u32 - 4).to_be_bytes();
        let sum = crc(&chunk).to_be_bytes();
        [head, &length, &chunk, &sum, rest].concat()
    }

    /// The checksum of PNG, CRC-32.
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| {
            if crc & 1 == 1 {
                0xedb8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            }
        };
        let byte = |crc: u32, &byte: &u8| (0..8).fold(crc ^ u32::from(byte), step);
        !bytes.iter().fold(!0, byte)
    }

    fn options() -> Options<'static> {
        let mut fonts = fontdb::Database::new();
        fonts.load_font_data(dejavu::sans::regular().to_vec());
        fonts.load_font_data(dejavu::sans::oblique().to_vec());
        fonts.set_sans_serif_family("DejaVu Sans");
        Options {
            dpi: SVG_PIXELS,
            fontdb: Arc::new(fonts),
            ..Options::default()
        }
    }

    #[cfg(test)]
    mod tests {
        use super::crc;

        #[test]
        fn the_checksum_is_that_of_the_standard() {
            // The check value of CRC-32/ISO-HDLC.
            assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        }
    }
}
