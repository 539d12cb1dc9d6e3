//! Colours, markers and lines that distinguish curves, in colour and without.
//!
//! The colours are those of Okabe and Ito (2008), which readers with any kind
//! of colour vision distinguish; a marker goes with each, so that a print in
//! black and white is as good. Many curves that belong to values of a number
//! take their colours from a scale of growing lightness instead. Where each of
//! them is several, one for each metric, the line says which.

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

    /// How light it is, from 0 to 255 (Rec. 709).
    fn lightness(self) -> u8 {
        let Self(r, g, b) = self;
        let light = 0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b);
        light.round().clamp(0.0, 255.0) as u8
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
        match (self.greyscale, stated, index) {
            (false, stated, _) => stated.unwrap_or(colour),
            (true, Some(stated), _) => {
                let light = stated.lightness();
                Colour(light, light, light)
            }
            (true, None, Some(index)) => {
                let light = GREYS[index];
                Colour(light, light, light)
            }
            (true, None, None) => {
                let light = colour.lightness();
                Colour(light, light, light)
            }
        }
    }
}

/// Greys in place of [`COLOURS`], neighbours far apart.
const GREYS: [u8; DISTINCT] = [0x00, 0x80, 0x40, 0xa0, 0x20, 0x60, 0xb0];

/// The colour of text.
pub(in crate::plot) const INK: Colour = Colour(0x22, 0x22, 0x22);

/// The colour of text that explains.
pub(in crate::plot) const FAINT: Colour = Colour(0x59, 0x59, 0x59);

/// The colour of lines behind the data.
pub(in crate::plot) const GRID: Colour = Colour(0xe3, 0xe3, 0xe3);

/// The colour of areas behind the data.
pub(in crate::plot) const SHADE: Colour = Colour(0xcc, 0xcc, 0xcc);

/// How many curves have a colour and marker of their own.
pub(crate) const DISTINCT: usize = 7;

/// Okabe and Ito, without the yellow that is faint on white.
const COLOURS: [Colour; DISTINCT] = [
    Colour(0x00, 0x72, 0xb2),
    Colour(0xd5, 0x5e, 0x00),
    Colour(0x00, 0x9e, 0x73),
    Colour(0xcc, 0x79, 0xa7),
    Colour(0x00, 0x00, 0x00),
    Colour(0xe6, 0x9f, 0x00),
    Colour(0x56, 0xb4, 0xe9),
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
        let colour = Colour(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2));
        Self::of(colour, Marker::Disc)
    }
}
