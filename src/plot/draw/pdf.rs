//! Figures as PDF, where the feature `png` is on.
//!
//! Texts are outlines of the program's own font, so that a page needs none and shows the same everywhere. A figure
//! whose text is to be that of the paper is [PGF](fn@crate::plot::pgf).

use crate::plot::error::PlotError;

/// The page of a figure that [`draw`](fn@crate::plot::draw) gave, as large as it is printed.
///
/// # Errors
/// When the text is not SVG, or this build lacks the feature `png`.
#[cfg(not(feature = "png"))]
pub fn pdf(_svg: &str) -> Result<Vec<u8>, PlotError> {
    let reason = "PDF needs the feature `png`, which this build lacks";
    Err(PlotError::Drawing(reason.into()))
}

#[cfg(feature = "png")]
pub use drawing::pdf;

#[cfg(feature = "png")]
mod drawing {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use resvg::tiny_skia::{Path as Outline, PathSegment, Point};
    use resvg::usvg::{FillRule, Group, LineCap, LineJoin, Node, Paint, Path, Transform};

    use super::super::canvas::size;
    use super::super::png::tree;
    use super::PlotError;

    /// Points of a page to a pixel of SVG.
    const SCALE: f64 = 72.0 / 96.0;
    /// How hard the page is compressed: well, and soon.
    const LEVEL: u8 = 6;

    /// The page of a figure that [`draw`](fn@crate::plot::draw) gave, as large as it is printed.
    ///
    /// # Errors
    /// When the text is not SVG.
    pub fn pdf(svg: &str) -> Result<Vec<u8>, PlotError> {
        let tree = tree(svg)?;
        let (width, height) = (
            f64::from(tree.size().width()),
            f64::from(tree.size().height()),
        );
        let (width, height) = (width * SCALE, height * SCALE);
        let mut page = Page::default();
        // Upwards, as PDF has it.
        let _ = writeln!(
            page.content,
            "{} 0 0 {} 0 {} cm",
            size(SCALE, 4),
            size(-SCALE, 4),
            size(height, 3)
        );
        page.group(tree.root());
        Ok(page.file(width, height))
    }

    /// The content of a page while it is written.
    #[derive(Default)]
    struct Page {
        content: String,
        /// Shares of their colour that areas and lines have, in percent.
        shares: BTreeSet<(u8, u8)>,
    }

    impl Page {
        fn group(&mut self, group: &Group) {
            self.content.push_str("q\n");
            if let Some(clip) = group.clip_path() {
                let base = group.abs_transform().pre_concat(clip.transform());
                for node in clip.root().children() {
                    if let Node::Path(path) = node {
                        self.outline(path.data(), base.pre_concat(path.abs_transform()));
                    }
                }
                self.content.push_str("W n\n");
            }
            for node in group.children() {
                match node {
                    Node::Group(inner) => self.group(inner),
                    Node::Path(path) if path.is_visible() => self.path(path),
                    Node::Text(text) => self.group(text.flattened()),
                    Node::Path(_) | Node::Image(_) => {}
                }
            }
            self.content.push_str("Q\n");
        }

        fn path(&mut self, path: &Path) {
            let percent = |share: f32| (share * 100.0).round().clamp(0.0, 100.0) as u8;
            let fill = path
                .fill()
                .and_then(|fill| Some((fill, colour(fill.paint())?)));
            let stroke = path
                .stroke()
                .and_then(|stroke| Some((stroke, colour(stroke.paint())?)));
            let shares = (
                fill.as_ref()
                    .map_or(100, |(fill, _)| percent(fill.opacity().get())),
                stroke
                    .as_ref()
                    .map_or(100, |(stroke, _)| percent(stroke.opacity().get())),
            );
            self.shares.insert(shares);
            let transform = path.abs_transform();
            let _ = writeln!(self.content, "q /S{}x{} gs", shares.0, shares.1);
            if let Some((_, colour)) = &fill {
                let _ = writeln!(self.content, "{colour} rg");
            }
            if let Some((stroke, colour)) = &stroke {
                // Figures are scaled alike in all directions.
                let scale = f64::from(transform.get_scale().0);
                let wide = |value: f32| size(f64::from(value) * scale, 3);
                let cap = match stroke.linecap() {
                    LineCap::Butt => 0,
                    LineCap::Round => 1,
                    LineCap::Square => 2,
                };
                let join = match stroke.linejoin() {
                    LineJoin::Round => 1,
                    LineJoin::Bevel => 2,
                    LineJoin::Miter | LineJoin::MiterClip => 0,
                };
                let _ = writeln!(
                    self.content,
                    "{colour} RG {} w {cap} J {join} j",
                    wide(stroke.width().get())
                );
                if let Some(dashes) = stroke.dasharray() {
                    let dashes: Vec<String> = dashes.iter().map(|dash| wide(*dash)).collect();
                    let _ = writeln!(self.content, "[{}] 0 d", dashes.join(" "));
                }
            }
            self.outline(path.data(), transform);
            self.content.push_str(match (fill, stroke) {
                (Some((fill, _)), None) if fill.rule() == FillRule::EvenOdd => "f* Q\n",
                (Some(_), None) => "f Q\n",
                (Some((fill, _)), Some(_)) if fill.rule() == FillRule::EvenOdd => "B* Q\n",
                (Some(_), Some(_)) => "B Q\n",
                (None, Some(_)) => "S Q\n",
                (None, None) => "n Q\n",
            });
        }

        fn outline(&mut self, outline: &Outline, transform: Transform) {
            let mut last = Point::zero();
            for segment in outline.segments() {
                let mut say = |points: &[Point], operator: &str| {
                    for point in points {
                        let mut point = *point;
                        transform.map_point(&mut point);
                        let (x, y) = (size(f64::from(point.x), 3), size(f64::from(point.y), 3));
                        let _ = write!(self.content, "{x} {y} ");
                    }
                    let _ = writeln!(self.content, "{operator}");
                };
                match segment {
                    PathSegment::MoveTo(to) => {
                        say(&[to], "m");
                        last = to;
                    }
                    PathSegment::LineTo(to) => {
                        say(&[to], "l");
                        last = to;
                    }
                    PathSegment::QuadTo(by, to) => {
                        // PDF has curves of the third degree only.
                        let towards = |end: Point| {
                            let mix = |a: f32, b: f32| a + (b - a) * 2.0 / 3.0;
                            Point::from_xy(mix(end.x, by.x), mix(end.y, by.y))
                        };
                        say(&[towards(last), towards(to), to], "c");
                        last = to;
                    }
                    PathSegment::CubicTo(a, b, to) => {
                        say(&[a, b, to], "c");
                        last = to;
                    }
                    PathSegment::Close => say(&[], "h"),
                }
            }
        }

        /// The file: a catalogue, a list of one page, the page, what it uses, and its content.
        fn file(self, width: f64, height: f64) -> Vec<u8> {
            let content =
                miniz_oxide::deflate::compress_to_vec_zlib(self.content.as_bytes(), LEVEL);
            let mut states = String::new();
            for (fill, stroke) in &self.shares {
                let share = |percent: u8| size(f64::from(percent) / 100.0, 2);
                let _ = write!(
                    states,
                    "/S{fill}x{stroke} << /ca {} /CA {} >> ",
                    share(*fill),
                    share(*stroke)
                );
            }
            let (width, height) = (size(width, 3), size(height, 3));
            let objects: [Vec<u8>; 4] = [
                b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
                format!(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents 4 0 R \
                     /Group << /S /Transparency /CS /DeviceRGB >> /Resources << /ExtGState << {states}>> >> >>"
                )
                .into_bytes(),
                [
                    format!("<< /Length {} /Filter /FlateDecode >>\nstream\n", content.len()).as_bytes(),
                    &content,
                    b"\nendstream",
                ]
                .concat(),
            ];
            // The second line says that the file is not text.
            let mut file = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
            let mut places = Vec::new();
            for (index, object) in objects.iter().enumerate() {
                places.push(file.len());
                file.extend(format!("{} 0 obj\n", index + 1).bytes());
                file.extend(object);
                file.extend(b"\nendobj\n");
            }
            let table = file.len();
            file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
            for place in places {
                file.extend(format!("{place:010} 00000 n \n").bytes());
            }
            let size = objects.len() + 1;
            file.extend(
                format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n")
                    .bytes(),
            );
            file
        }
    }

    fn colour(paint: &Paint) -> Option<String> {
        let Paint::Color(colour) = paint else {
            return None;
        };
        let part = |part: u8| size(f64::from(part) / 255.0, 4);
        Some(format!(
            "{} {} {}",
            part(colour.red),
            part(colour.green),
            part(colour.blue)
        ))
    }
}
