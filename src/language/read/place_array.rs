//! Coordinates from an array of a file of NumPy, MATLAB or HDF5.

use std::fmt;

use super::channels::array;
use super::channels::raw::Raw;
use super::list::MAX_LIST;
use crate::engine::Point;
use crate::language::diagnostic::error::setting::CoordinatesFault;
use crate::language::vocabulary::table::particles::IN;
use crate::language::vocabulary::table::settings::channels::{AXES, VARIABLE};

/// Units of coordinates, and how many of each are a kilometre.
pub(super) const UNITS: [(&str, f64); 2] = [("m", 1000.0), ("km", 1.0)];
/// x and y, or x, y and a height.
const COORDINATES: [usize; 2] = [2, 3];

/// What is placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Placed {
    AccessPoint,
    User,
    Target,
}

/// What an axis of an array of places counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlaceAxis {
    Realizations,
    Places,
    Coordinates,
}

impl Placed {
    /// As tables of layouts call it.
    pub(super) fn of_layouts(self) -> &'static str {
        match self {
            Self::AccessPoint => "access_point",
            Self::User => "user",
            Self::Target => "target",
        }
    }

    /// The words for axes, in their usual order.
    pub(super) fn axes(self) -> [&'static str; 3] {
        ["realizations", self.word(), "coordinates"]
    }

    fn word(self) -> &'static str {
        match self {
            Self::AccessPoint => "aps",
            Self::User => "users",
            Self::Target => "targets",
        }
    }

    /// The axis of this word.
    pub(super) fn axis(self, word: &str) -> Option<PlaceAxis> {
        let place = self.axes().iter().position(|known| *known == word)?;
        USUAL.get(place).copied()
    }

    fn text(self, axis: PlaceAxis) -> &'static str {
        self.axes()[axis as usize]
    }
}

/// The axes, the last ones of which every array has.
const USUAL: [PlaceAxis; 3] = [
    PlaceAxis::Realizations,
    PlaceAxis::Places,
    PlaceAxis::Coordinates,
];

/// Which networks' places are wanted of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Networks {
    /// Those of the only one.
    Only,
    /// Those of this realization.
    Number(u64),
    /// Those of each realization, from 0 on.
    Each,
}

/// How a statement says that an array is to be read.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    kind: Placed,
    /// The array of the file.
    pub(super) variable: Option<String>,
    /// What its axes are.
    pub(super) axes: Option<Vec<PlaceAxis>>,
    /// How many of its units are a kilometre.
    pub(super) per_km: Option<f64>,
}

impl Reading {
    /// Nothing is said yet.
    pub(super) fn of(kind: Placed) -> Self {
        Self {
            kind,
            variable: None,
            axes: None,
            per_km: None,
        }
    }

    /// Whether anything is said.
    pub(super) fn is_stated(&self) -> bool {
        self.variable.is_some() || self.axes.is_some() || self.per_km.is_some()
    }

    /// The places of each realization that is wanted of a file.
    ///
    /// # Errors
    /// When the file holds no such array, or it holds no such places.
    pub(super) fn places(
        &self,
        bytes: &[u8],
        name: &str,
        networks: Networks,
    ) -> Result<Vec<Vec<Point>>, CoordinatesFault> {
        let raw = array(bytes, self.variable.as_deref()).map_err(CoordinatesFault::Array)?;
        if raw.real.is_none() {
            return Err(CoordinatesFault::Complex);
        }
        let per_km = self.per_km.ok_or(CoordinatesFault::NoArrayUnit)?;
        let axes = self.axes_of(&raw)?;
        let place = |axis: PlaceAxis| axes.iter().position(|other| *other == axis);
        // MATLAB leaves out last axes of length 1.
        let length =
            |axis: PlaceAxis| place(axis).map(|at| raw.shape.get(at).copied().unwrap_or(1));
        let coordinates = length(PlaceAxis::Coordinates).unwrap_or(0);
        if !COORDINATES.contains(&coordinates) {
            return Err(self.other_shape(&raw));
        }
        let (draws, count) = (
            length(PlaceAxis::Realizations),
            length(PlaceAxis::Places).unwrap_or(1),
        );
        let wanted = match (networks, draws) {
            (Networks::Only, None | Some(1)) => 0..1,
            (Networks::Only, Some(0)) | (_, Some(0)) => return Err(CoordinatesFault::Empty),
            (Networks::Only, Some(_)) => {
                return Err(CoordinatesFault::SeveralNetworks {
                    first: 0,
                    other: 1,
                    file: format!("\"{name}\"{self}"),
                });
            }
            (Networks::Number(_) | Networks::Each, None) => {
                return Err(CoordinatesFault::NoRealizations {
                    axes: self.kind.axes().to_vec(),
                });
            }
            (Networks::Each, Some(draws)) => 0..draws,
            (Networks::Number(asked), Some(draws)) => {
                let number = usize::try_from(asked).ok().filter(|number| *number < draws);
                let number = number.ok_or(CoordinatesFault::NoSuchRealization { asked, draws })?;
                number..number + 1
            }
        };
        if count == 0 {
            return Err(CoordinatesFault::Empty);
        }
        if count > MAX_LIST {
            return Err(CoordinatesFault::TooMany { limit: MAX_LIST });
        }
        let mut index = vec![0; raw.shape.len()];
        let set = |index: &mut Vec<usize>, axis: PlaceAxis, value: usize| {
            if let Some(index) = place(axis).and_then(|at| index.get_mut(at)) {
                *index = value;
            }
        };
        let mut each = Vec::with_capacity(wanted.len());
        for draw in wanted {
            set(&mut index, PlaceAxis::Realizations, draw);
            let mut points = Vec::with_capacity(count);
            for number in 0..count {
                set(&mut index, PlaceAxis::Places, number);
                let mut at = |coordinate: usize| {
                    set(&mut index, PlaceAxis::Coordinates, coordinate);
                    let value = raw.at(&index).re / per_km;
                    match value.is_finite() {
                        true => Ok(value),
                        false => Err(CoordinatesFault::NotFinite {
                            index: index.clone(),
                        }),
                    }
                };
                points.push(Point {
                    x: at(0)?,
                    y: at(1)?,
                });
            }
            each.push(points);
        }
        Ok(each)
    }

    /// The axes of an array: those that are named, or the last of the usual ones.
    fn axes_of(&self, raw: &Raw) -> Result<Vec<PlaceAxis>, CoordinatesFault> {
        match &self.axes {
            Some(axes) if raw.shape.len() <= axes.len() => Ok(axes.clone()),
            None if (1..=USUAL.len()).contains(&raw.shape.len()) => {
                Ok(USUAL[USUAL.len() - raw.shape.len()..].to_vec())
            }
            _ => Err(self.other_shape(raw)),
        }
    }

    /// The array has no axis of two or three coordinates where one is expected; another axis may be it.
    fn other_shape(&self, raw: &Raw) -> CoordinatesFault {
        let reversed = USUAL[USUAL.len().saturating_sub(raw.shape.len())..]
            .iter()
            .rev();
        let is_first = raw
            .shape
            .first()
            .is_some_and(|length| COORDINATES.contains(length));
        let fits = is_first && raw.shape.len() <= USUAL.len() && self.axes.is_none();
        CoordinatesFault::ArrayShape {
            shape: raw.shape.clone(),
            axes: match &self.axes {
                Some(axes) => axes.iter().map(|axis| self.kind.text(*axis)).collect(),
                None => self.kind.axes().to_vec(),
            },
            instead: fits.then(|| reversed.map(|axis| self.kind.text(*axis)).collect()),
        }
    }
}

/// As a scenario states it: ` variable "xy" in m`, say.
impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(variable) = &self.variable {
            write!(f, " {VARIABLE} \"{variable}\"")?;
        }
        if let Some(axes) = &self.axes {
            let axes: Vec<&str> = axes.iter().map(|axis| self.kind.text(*axis)).collect();
            write!(f, " {AXES} [{}]", axes.join(", "))?;
        }
        let unit = UNITS
            .iter()
            .find(|(_, per_km)| Some(*per_km) == self.per_km);
        unit.map_or(Ok(()), |(unit, _)| write!(f, " {IN} {unit}"))
    }
}
