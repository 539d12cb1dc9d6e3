//! Colours, markers and lines that distinguish curves, in colour and without.
//!
//! The colours are those of Okabe and Ito (2008), which readers with any kind
//! of colour vision distinguish; a marker goes with each, so that a print in
//! black and white is as good. Many curves that belong to values of a number
//! take their colours from a scale of growing lightness instead. Where each of
//! them is several, one for each metric, the line says which.

use plotters::style::RGBColor;

/// The colour of text.
pub(in crate::plot) const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// The colour of text that explains.
pub(in crate::plot) const FAINT: RGBColor = RGBColor(0x59, 0x59, 0x59);

/// The colour of lines behind the data.
pub(in crate::plot) const GRID: RGBColor = RGBColor(0xe3, 0xe3, 0xe3);

/// The colour of areas behind the data.
pub(in crate::plot) const SHADE: RGBColor = RGBColor(0xcc, 0xcc, 0xcc);

/// How many curves have a colour and marker of their own.
pub(crate) const DISTINCT: usize = 7;

/// Okabe and Ito, without the yellow that is faint on white.
const COLOURS: [RGBColor; DISTINCT] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x00, 0x00, 0x00),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
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
    /// A diagonal cross.
    Cross,
    /// An upright cross.
    Plus,
    /// A star of five points.
    Star,
    /// An antenna: a triangle on its tip, on a stem.
    Antenna,
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
];

/// How the line of a curve is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stroke {
    /// It is not.
    Solid,
    /// Short dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Long dashes.
    Long,
}

impl Stroke {
    /// Every one; readers distinguish no more.
    pub(crate) const ALL: [Self; 4] = [Self::Solid, Self::Dashed, Self::Dotted, Self::Long];
}

/// How a curve or a group of points looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// Its colour.
    pub colour: RGBColor,
    /// The shape of its points.
    pub marker: Marker,
    /// How its line is broken.
    pub stroke: Stroke,
}

impl Style {
    /// A style with a line that is not broken.
    pub(crate) const fn of(colour: RGBColor, marker: Marker) -> Self {
        Self {
            colour,
            marker,
            stroke: Stroke::Solid,
        }
    }

    /// The styles of users on a map, where black is the colour of access points and targets.
    pub(crate) const USERS: [usize; 6] = [0, 1, 2, 3, 5, 6];

    /// The style of the curve of this index.
    pub(crate) fn nth(index: usize) -> Self {
        Self::of(COLOURS[index % DISTINCT], MARKERS[index % DISTINCT])
    }

    /// The style of a curve among some, each in a colour of its own as far as these go.
    pub(crate) fn among(index: usize, of: usize) -> Self {
        if of > DISTINCT {
            Self::on_scale(index, of)
        } else {
            Self::nth(index)
        }
    }

    /// The style of a curve among so many that only a scale orders them.
    fn on_scale(index: usize, of: usize) -> Self {
        let place = index as f64 / of.saturating_sub(1).max(1) as f64 * (SCALE.len() - 1) as f64;
        let low = (place.floor() as usize).min(SCALE.len() - 2);
        let share = place - low as f64;
        let (from, to) = (SCALE[low], SCALE[low + 1]);
        let mix = |a: f64, b: f64| (a + share * (b - a)).round().clamp(0.0, 255.0) as u8;
        let colour = RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2));
        Self::of(colour, Marker::Disc)
    }
}
