//! Colours, markers and lines that distinguish curves, in colour and without.
//!
//! Eight colours were chosen by search: their lightness (CIELAB L* of 40, 63, 0, 73, 24, 50, 34 and 13) is at least 6 apart, so
//! that they are eight greys in a print without colour, and any two differ by at least 35 (CIE 1976) for full colour
//! vision, 30 without red, 32 without green and 23 without blue cones (Machado, Oliveira and Fernandes 2009). A marker
//! and a kind of dashes go with each. Many curves that belong to values of a number
//! take their colours from a scale of growing lightness instead, with markers and dashes by turns where they are not too many.
//! Where each of them is several, one for each metric, the line says which.

use crate::language::Look;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Colour(pub u8, pub u8, pub u8);

impl Colour {
    /// The one that `#rrggbb` means.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some(Self(part(0)?, part(2)?, part(4)?))
    }

    /// The grey that is as light: of its luminance (Rec. 709, sRGB).
    fn grey(self) -> Self {
        let Self(r, g, b) = self;
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            match share <= 0.040_45 {
                true => share / 12.92,
                false => libm::pow((share + 0.055) / 1.055, 2.4),
            }
        };
        let luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
        let share = match luminance <= 0.003_130_8 {
            true => 12.92 * luminance,
            false => 1.055 * libm::pow(luminance, 1.0 / 2.4) - 0.055,
        };
        let light = (255.0 * share).round().clamp(0.0, 255.0) as u8;
        Self(light, light, light)
    }
}

/// What becomes of colours: a figure is made in the usual ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Palette {
    colours: Vec<Colour>,
    greyscale: bool,
}

impl Palette {
    /// The one that a look states.
    pub(crate) fn of(look: &Look) -> Self {
        Self {
            colours: look
                .colours
                .iter()
                .filter_map(|text| Colour::read(text))
                .collect(),
            greyscale: look.greyscale == Some(true),
        }
    }

    /// What is drawn for a colour.
    pub(crate) fn of_colour(&self, colour: Colour) -> Colour {
        let index = COLOURS.iter().position(|usual| *usual == colour);
        let stated = index.and_then(|index| self.colours.get(index)).copied();
        let shown = stated.unwrap_or(colour);
        if self.greyscale { shown.grey() } else { shown }
    }
}

/// The colour of text.
pub(in crate::plot) const INK: Colour = Colour(0x22, 0x22, 0x22);

/// The colour of text that explains.
pub(in crate::plot) const FAINT: Colour = Colour(0x59, 0x59, 0x59);

/// The colour of lines behind the data.
pub(in crate::plot) const GRID: Colour = Colour(0xe3, 0xe3, 0xe3);

/// The colour of areas behind the data.
pub(in crate::plot) const SHADE: Colour = Colour(0xcc, 0xcc, 0xcc);

/// How many curves have a colour, a marker and dashes of their own.
pub(crate) const DISTINCT: usize = 8;

/// How many curves have markers and dashes at all: of two with the same, one is much lighter.
pub(crate) const MARKED: usize = 2 * DISTINCT;

/// The colours of curves, the most different first.
const COLOURS: [Colour; DISTINCT] = [
    Colour(0x2d, 0x50, 0xdc),
    Colour(0xf0, 0x78, 0x1e),
    Colour(0x00, 0x00, 0x00),
    Colour(0x37, 0xc3, 0xd7),
    Colour(0x4b, 0x2d, 0x5a),
    Colour(0x0f, 0x87, 0x69),
    Colour(0xa5, 0x00, 0x00),
    Colour(0x23, 0x00, 0x6e),
];

/// Places on the scale of cividis (Nuñez, Anderton and Renslow 2018), which
/// readers with any kind of colour vision see alike; its lightest end is left out.
const SCALE: [(f64, f64, f64); 5] = [
    (0.0, 34.0, 78.0),
    (53.0, 69.0, 107.0),
    (102.0, 105.0, 112.0),
    (148.0, 142.0, 119.0),
    (200.0, 184.0, 102.0),
];

/// The shape of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle on its base.
    Triangle,
    /// A square on a corner.
    Diamond,
    /// A triangle on its tip.
    Tip,
    /// A triangle that points left.
    Left,
    /// A diagonal cross.
    Cross,
    /// An upright cross.
    Plus,
    /// A star of five points.
    Star,
}

/// The markers, in the order of the colours.
const MARKERS: [Marker; DISTINCT] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Tip,
    Marker::Cross,
    Marker::Plus,
    Marker::Left,
];

/// How the line of a curve is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// It is not.
    Solid,
    /// Short dashes.
    Dashed,
    /// A dash and a dot by turns.
    DashDot,
    /// Dots.
    Dotted,
    /// Long dashes.
    Long,
    /// A dash and two dots by turns.
    DashDotDot,
    /// A long and a short dash by turns.
    LongShort,
    /// Short dashes far apart.
    Loose,
}

impl Stroke {
    /// Those that distinguish metrics; readers distinguish no more without markers.
    pub(crate) const METRICS: [Self; 4] = [Self::Solid, Self::Dashed, Self::Dotted, Self::Long];

    /// Those of curves, in the order of their colours.
    const CURVES: [Self; DISTINCT] = [
        Self::Solid,
        Self::Dashed,
        Self::DashDot,
        // The lightest colour is not dotted.
        Self::Long,
        Self::Dotted,
        Self::DashDotDot,
        Self::LongShort,
        Self::Loose,
    ];

    /// Lengths of dashes and gaps by turns, in points; none of a line that is not broken. Dashes of no length are dots.
    pub(crate) const fn pattern(self) -> &'static [f64] {
        match self {
            Self::Solid => &[],
            Self::Dashed => &[3.6, 3.0],
            Self::DashDot => &[5.0, 2.6, 0.05, 2.6],
            Self::Dotted => &[0.05, 2.4],
            Self::Long => &[9.0, 3.6],
            Self::DashDotDot => &[5.0, 2.4, 0.05, 2.4, 0.05, 2.4],
            Self::LongShort => &[8.0, 2.8, 2.2, 2.8],
            Self::Loose => &[2.4, 5.2],
        }
    }
}

/// How a curve or a group of points looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// Its colour.
    pub colour: Colour,
    /// The shape of its points.
    pub marker: Marker,
    /// How its line is broken.
    pub stroke: Stroke,
}

impl Style {
    /// A style with a line that is not broken.
    pub(crate) const fn of(colour: Colour, marker: Marker) -> Self {
        Self {
            colour,
            marker,
            stroke: Stroke::Solid,
        }
    }

    /// How many groups of users have a style of their own on a map.
    pub(crate) const USERS: usize = 7;

    /// The style of a group of users on a map, and whether it is hollow. Triangles and stars, and black, are for access
    /// points and targets.
    pub(crate) fn of_users(index: usize) -> (Self, bool) {
        let (colour, marker, hollow) = match index % Self::USERS {
            0 => (0, Marker::Disc, false),
            1 => (1, Marker::Square, false),
            2 => (3, Marker::Diamond, false),
            3 => (5, Marker::Cross, false),
            4 => (6, Marker::Plus, false),
            5 => (4, Marker::Disc, true),
            _ => (7, Marker::Square, true),
        };
        (Self::of(COLOURS[colour], marker), hollow)
    }

    /// The style of the curve of this index.
    pub(crate) fn nth(index: usize) -> Self {
        Self::of(COLOURS[index % DISTINCT], MARKERS[index % DISTINCT])
    }

    /// The same with a line that is not broken.
    pub(crate) fn unbroken(self) -> Self {
        Self {
            stroke: Stroke::Solid,
            ..self
        }
    }

    /// The style of a curve among some, each in a colour, with a marker and dashes of its own as far as these go.
    pub(crate) fn among(index: usize, of: usize) -> Self {
        if of > DISTINCT {
            Self::on_scale(index, of)
        } else {
            let stroke = Stroke::CURVES[index % DISTINCT];
            Self {
                stroke,
                ..Self::nth(index)
            }
        }
    }

    /// The style of a curve among so many that only a scale orders them.
    fn on_scale(index: usize, of: usize) -> Self {
        let place = index as f64 / of.saturating_sub(1).max(1) as f64 * (SCALE.len() - 1) as f64;
        let low = (place.floor() as usize).min(SCALE.len() - 2);
        let share = place - low as f64;
        let (from, to) = (SCALE[low], SCALE[low + 1]);
        let mix = |a: f64, b: f64| (a + share * (b - a)).round().clamp(0.0, 255.0) as u8;
        let colour = Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2));
        let stroke = match of <= MARKED {
            true => Stroke::CURVES[index % DISTINCT],
            false => Stroke::Solid,
        };
        let marker = match of <= MARKED {
            true => MARKERS[index % DISTINCT],
            false => Marker::Disc,
        };
        Self {
            colour,
            marker,
            stroke,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{COLOURS, Colour, DISTINCT, MARKED, Marker, Palette, Stroke, Style};

    /// CIELAB L* of a grey.
    fn lightness(Colour(light, ..): Colour) -> f64 {
        let share = f64::from(light) / 255.0;
        let linear = if share <= 0.040_45 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        };
        if linear <= 216.0 / 24_389.0 {
            linear * 24_389.0 / 27.0
        } else {
            116.0 * linear.cbrt() - 16.0
        }
    }

    #[test]
    fn eight_curves_differ_in_lightness_marker_and_dashes() {
        let styles: Vec<Style> = (0..DISTINCT)
            .map(|index| Style::among(index, DISTINCT))
            .collect();
        for (index, one) in styles.iter().enumerate() {
            for other in &styles[index + 1..] {
                assert_ne!(one.marker, other.marker);
                assert_ne!(one.stroke, other.stroke);
                let apart = lightness(one.colour.grey()) - lightness(other.colour.grey());
                assert!(apart.abs() > 5.5, "{one:?} {other:?}");
            }
            // Two and three curves, which most figures have, are far apart.
            if index < 3 {
                let near = |other: &Style| {
                    (lightness(one.colour.grey()) - lightness(other.colour.grey())).abs()
                };
                assert!(
                    styles[..3]
                        .iter()
                        .all(|other| other == one || near(other) > 20.0)
                );
            }
        }
        assert!(
            Stroke::METRICS
                .iter()
                .all(|stroke| Stroke::CURVES.contains(stroke))
        );
    }

    #[test]
    fn of_more_curves_those_with_the_same_marker_and_dashes_differ_much_in_lightness() {
        for of in DISTINCT + 1..=MARKED {
            let styles: Vec<Style> = (0..of).map(|index| Style::among(index, of)).collect();
            for (index, one) in styles.iter().enumerate() {
                for other in &styles[index + 1..] {
                    let apart = lightness(one.colour.grey()) - lightness(other.colour.grey());
                    let alike = one.marker == other.marker || one.stroke == other.stroke;
                    assert!(!alike || apart.abs() > 25.0, "{of}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn users_on_a_map_differ_in_their_markers_and_from_access_points_and_targets() {
        let styles: Vec<_> = (0..Style::USERS).map(Style::of_users).collect();
        for (index, (style, hollow)) in styles.iter().enumerate() {
            assert!(![Marker::Triangle, Marker::Star].contains(&style.marker));
            for (other, also) in &styles[index + 1..] {
                assert!(style.marker != other.marker || hollow != also);
                assert_ne!(style.colour, other.colour);
            }
        }
    }

    #[test]
    fn greys_are_as_light_as_the_colours() {
        let palette = Palette {
            greyscale: true,
            ..Palette::default()
        };
        // L* of 40 and 63.
        assert_eq!(palette.of_colour(COLOURS[0]), Colour(0x5f, 0x5f, 0x5f));
        assert_eq!(palette.of_colour(COLOURS[1]), Colour(0x99, 0x99, 0x99));
    }
}
