//! The arrays of an experiment: beams of every row, and channels, estimates and places of every network.
//!
//! Beams are part of what units give. Networks are drawn again, one after the other: a draw is a function of case, seed
//! and number. So no more than one unit's arrays are held at a time, and values go to the file in the order of units.

use std::collections::HashMap;
use std::io;

use num_complex::Complex64;
use serde::Serialize;

use crate::engine::downlink::beams::Beams;
use crate::engine::estimation::{self, Estimate};
use crate::engine::network::{self, Network, channel};
use crate::engine::{Channels, Deployment, Point, Window};
use crate::language::vocabulary::table::arrays::{
    ArrayAxis, ArrayEntry, ArrayFormat, ArrayLengths, ArrayRow, Arrays, arrays_of,
};
use crate::plan::{Case, ExperimentPlan, Unit};
use crate::table::arrays::{ArrayContent, ArrayMember, ArraySink, Values};
use crate::table::{Cell, ColumnType};

use super::key::{Key, UnitSource};
use super::place::place;
use super::shape::Shape;
use super::units::Known;

/// The text that every file has.
pub(crate) const README: &str = "README";

/// What is written of an experiment's arrays.
#[derive(Clone, Copy)]
pub struct Recorded<'a> {
    known: Known<'a>,
}

/// An array, as the file and the description of the results describe it.
#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize)]
pub struct DescribedArray {
    /// Its name.
    pub name: String,
    /// `complex`, `number`, `integer`, `boolean` or `string`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Its axes, the last running fastest.
    pub axes: Vec<String>,
    /// Their lengths.
    pub shape: Vec<u64>,
    /// Unit of its entries, empty for plain numbers.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What it is, with scale and conjugation.
    pub description: String,
}

/// What the text of a file says.
#[derive(Serialize)]
struct Readme<'a> {
    program: &'static str,
    experiment: &'a str,
    about: &'static str,
    order: &'static str,
    arrays: &'a [DescribedArray],
}

const ABOUT: &str = "Row i is row i of the table NAME.csv beside this file, and entry row_unit[i] of an axis `unit` is its network. \
    Entries beyond the users, access points, antennas or targets of a unit are zero. NAME.json says where all of it comes from.";
const ORDER_NPZ: &str = "Shapes and indices are in NumPy's order: the last index runs fastest.";
const ORDER_MAT: &str = "Axes and shapes are in MATLAB's order, the first index running fastest: the opposite of the order in the descriptions, so \
    that W[i, k, m, n] of a description is W(n, m, k, i) counted from 1. Numbers of rows and units count from 0 as in the descriptions.";

/// An array of the file, and where it comes from.
enum Source {
    Row(&'static ArrayRow),
    /// A key that all rows of a unit share, by its index among those.
    Key(usize),
}

impl<'a> Recorded<'a> {
    /// The arrays that the plan of known results asks for; none where it asks for none.
    pub(crate) fn of(known: Known<'a>) -> Option<Self> {
        let asked = !known.plan.arrays().is_empty();
        asked.then_some(Self { known })
    }

    /// The kind of file.
    #[must_use]
    pub fn format(&self) -> ArrayFormat {
        self.known.plan.array_format
    }

    /// The work, ready to be written.
    ///
    /// # Errors
    /// When the result of a unit cannot be read back.
    pub fn prepared(&self) -> io::Result<Prepared<'a>> {
        Prepared::new(*self)
    }
}

/// Arrays whose sizes are known.
pub struct Prepared<'a> {
    known: Known<'a>,
    plan: &'a ExperimentPlan,
    keys: Vec<Key>,
    sources: Vec<Source>,
    lengths: ArrayLengths,
}

impl<'a> Prepared<'a> {
    fn new(Recorded { known }: Recorded<'a>) -> io::Result<Self> {
        let plan = known.plan;
        let shape = Shape::of(plan);
        let keys: Vec<Key> = shape
            .keys
            .into_iter()
            .filter(|key| matches!(key.unit(), Some(UnitSource::Setting { .. })))
            .collect();
        let mut rows = 0;
        for units in known.realizations() {
            let units = units.map_err(io::Error::other)?;
            rows += units
                .iter()
                .map(|(_, result)| result.points.len() as u64)
                .sum::<u64>();
        }
        let words = plan.arrays();
        let own = (0..keys.len()).map(Source::Key);
        Ok(Self {
            known,
            plan,
            sources: arrays_of(&words).map(Source::Row).chain(own).collect(),
            keys,
            lengths: plan.array_lengths(rows, known.units.count()),
        })
    }

    /// The arrays in words; axes as the file has them.
    #[must_use]
    pub fn described(&self) -> Vec<DescribedArray> {
        let mut all = self.described_as_put();
        if self.plan.array_format == ArrayFormat::Mat {
            for described in &mut all {
                described.axes.reverse();
                described.shape.reverse();
            }
        }
        all
    }

    /// The same with axes as values are put: the last runs fastest.
    #[must_use]
    pub fn described_as_put(&self) -> Vec<DescribedArray> {
        let describe = |source: &Source| match source {
            Source::Row(row) => DescribedArray {
                name: row.name.to_owned(),
                ty: match row.entry {
                    ArrayEntry::Complex => "complex",
                    ArrayEntry::Real => "number",
                    ArrayEntry::Whole => "integer",
                    ArrayEntry::Switch => "boolean",
                }
                .to_owned(),
                axes: row.axes.iter().map(|axis| axis.text().to_owned()).collect(),
                shape: self.shape(row.axes),
                unit: row.unit.to_owned(),
                description: row.doc.to_owned(),
            },
            Source::Key(index) => {
                let column = &self.keys[*index].column;
                DescribedArray {
                    name: key_name(&self.keys[*index]),
                    ty: match column.ty {
                        ColumnType::Text => "string",
                        ColumnType::Integer | ColumnType::Number => "number",
                    }
                    .to_owned(),
                    axes: vec![ArrayAxis::Unit.text().to_owned()],
                    shape: vec![self.lengths.units],
                    unit: column.unit.clone(),
                    description: format!("`{}` of the unit, as in the table.", column.name),
                }
            }
        };
        self.sources.iter().map(describe).collect()
    }

    fn shape(&self, axes: &[ArrayAxis]) -> Vec<u64> {
        axes.iter().map(|axis| self.lengths.get(*axis)).collect()
    }

    /// The arrays of the file: its text, then the numbers.
    ///
    /// # Errors
    /// When the description has no text.
    pub fn members(&self) -> io::Result<Vec<ArrayMember>> {
        let described = self.described();
        let readme = Readme {
            program: "cfs",
            experiment: &self.plan.name,
            about: ABOUT,
            order: match self.plan.array_format {
                ArrayFormat::Npz => ORDER_NPZ,
                ArrayFormat::Mat => ORDER_MAT,
            },
            arrays: &described,
        };
        let text = serde_json::to_string_pretty(&readme).map_err(io::Error::other)?;
        let mut members = vec![ArrayMember {
            name: README.to_owned(),
            content: ArrayContent::Text(text),
        }];
        members.extend(self.sources.iter().map(|source| match source {
            Source::Row(row) => ArrayMember {
                name: row.name.to_owned(),
                content: ArrayContent::Numbers {
                    entry: row.entry,
                    shape: self.shape(row.axes),
                },
            },
            Source::Key(index) => {
                let key = &self.keys[*index];
                let content = if key.column.ty == ColumnType::Text {
                    let cells = self.cells(key);
                    ArrayContent::Words(cells.iter().map(Cell::to_string).collect())
                } else {
                    ArrayContent::Numbers {
                        entry: ArrayEntry::Real,
                        shape: vec![self.lengths.units],
                    }
                };
                ArrayMember {
                    name: key_name(key),
                    content,
                }
            }
        }));
        Ok(members)
    }

    /// The cells of a key, by the place of the unit: by realization, then case.
    fn cells(&self, key: &Key) -> Vec<Cell> {
        let cell = |unit: Unit| match (key.unit(), self.plan.cases.get(unit.case)) {
            (Some(source), Some(case)) => source.cell(unit, case),
            _ => Cell::Missing,
        };
        self.known.units.by_realization().map(cell).collect()
    }

    /// Puts all values where they belong.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&self, sink: &mut dyn ArraySink) -> io::Result<()> {
        let mut to = Target {
            sink,
            names: (self.sources.iter().enumerate())
                .filter_map(|(index, source)| match source {
                    // The text comes first.
                    Source::Row(row) => Some((row.name, (index + 1, *row))),
                    Source::Key(_) => None,
                })
                .collect(),
            lengths: self.lengths,
        };
        let mut counts = Counts::new(self.lengths.units as usize);
        let mut row_unit = Vec::new();
        let mut row_has_beams = Vec::new();
        let mut at = 0;
        for units in self.known.realizations() {
            let units = units.map_err(io::Error::other)?;
            let first = at;
            for (unit, _) in &units {
                counts.realization[at as usize] = i64::from(unit.realization);
                if let Some(case) = self.plan.cases.get(unit.case) {
                    self.network(case, *unit, at, &mut counts, &mut to)?;
                }
                at += 1;
            }
            // By realization, then in the order of the axes: the rows of the table.
            let numbers: HashMap<Unit, i64> = (first as i64..)
                .zip(&units)
                .map(|(at, done)| (done.0, at))
                .collect();
            for placed in place(self.plan, &units) {
                row_unit.push(numbers.get(&placed.unit).copied().unwrap_or_default());
                row_has_beams.push(placed.point.beams.is_some());
                if let Some(beams) = &placed.point.beams {
                    to.beams(row_unit.len() as u64 - 1, beams)?;
                }
            }
        }
        to.whole("row_unit", &row_unit)?;
        to.switch("row_has_beams", 0, &row_has_beams)?;
        counts.write(&mut to)?;
        for (index, source) in self.sources.iter().enumerate() {
            let Source::Key(key) = source else { continue };
            let key = &self.keys[*key];
            if key.column.ty != ColumnType::Text {
                let cells = self.cells(key);
                let value = |cell: &Cell| cell.as_number().unwrap_or(f64::NAN);
                let values: Vec<f64> = cells.iter().map(value).collect();
                to.sink.put(index + 1, 0, Values::Real(&values))?;
            }
        }
        Ok(())
    }

    /// What is known of the network of a unit; nothing where it cannot be drawn.
    fn network(
        &self,
        case: &Case,
        unit: Unit,
        at: u64,
        counts: &mut Counts,
        to: &mut Target<'_>,
    ) -> io::Result<()> {
        let deployment = case.deployment.as_ref();
        let (seed, realization) = (self.plan.seed, u64::from(unit.realization));
        let Ok(network) = network::draw(deployment, seed, realization) else {
            return Ok(());
        };
        counts.set(at as usize, deployment);
        to.context(at, &network)?;
        let wants = |arrays: Arrays| self.plan.arrays().contains(&arrays);
        if wants(Arrays::Places) {
            to.places(at, &network)?;
        }
        if wants(Arrays::Channels) {
            to.channels(at, &network, deployment, seed, realization)?;
        }
        if wants(Arrays::Estimates) || wants(Arrays::Covariances) {
            let estimate = estimation::of_realization(&network, deployment, seed, realization);
            if let Ok(estimate) = estimate {
                to.estimates(at, &network, &estimate)?;
            }
        }
        Ok(())
    }
}

/// The name of the array of a key.
fn key_name(key: &Key) -> String {
    format!("unit_{}", key.column.name)
}

/// Numbers of each unit that are written together.
struct Counts {
    realization: Vec<i64>,
    users: Vec<i64>,
    access_points: Vec<i64>,
    antennas: Vec<i64>,
    targets: Vec<i64>,
    samples: Vec<i64>,
    spacing: Vec<f64>,
    width: Vec<f64>,
    half_open: Vec<bool>,
    power: Vec<f64>,
}

impl Counts {
    fn new(units: usize) -> Self {
        let (whole, real) = (|| vec![0; units], || vec![0.0; units]);
        Self {
            realization: whole(),
            users: whole(),
            access_points: whole(),
            antennas: whole(),
            targets: whole(),
            samples: whole(),
            spacing: real(),
            width: real(),
            half_open: vec![false; units],
            power: real(),
        }
    }

    fn set(&mut self, at: usize, deployment: &Deployment) {
        let (aps, ideal) = (&deployment.access_points, &deployment.beampattern);
        self.users[at] = deployment.users.count as i64;
        self.access_points[at] = aps.count as i64;
        self.antennas[at] = aps.antennas as i64;
        self.targets[at] = deployment.targets.count as i64;
        self.samples[at] = ideal.samples as i64;
        self.spacing[at] = aps.spacing;
        self.width[at] = ideal.width;
        self.half_open[at] = ideal.window == Window::HalfOpen;
        self.power[at] = ideal.power;
    }

    fn write(&self, to: &mut Target<'_>) -> io::Result<()> {
        to.whole("unit_realization", &self.realization)?;
        to.whole("n_users", &self.users)?;
        to.whole("n_access_points", &self.access_points)?;
        to.whole("n_antennas", &self.antennas)?;
        to.whole("n_targets", &self.targets)?;
        to.whole("beampattern_samples", &self.samples)?;
        to.real("spacing", 0, &self.spacing)?;
        to.real("beampattern_width", 0, &self.width)?;
        to.switch("beampattern_half_open", 0, &self.half_open)?;
        to.real("beampattern_power", 0, &self.power)
    }
}

/// Where values go, by the names of their arrays; those of arrays that the file does not have go nowhere.
struct Target<'a> {
    sink: &'a mut dyn ArraySink,
    names: HashMap<&'static str, (usize, &'static ArrayRow)>,
    lengths: ArrayLengths,
}

impl Target<'_> {
    fn whole(&mut self, name: &str, values: &[i64]) -> io::Result<()> {
        self.put(name, 0, Values::Whole(values))
    }

    fn real(&mut self, name: &str, at: u64, values: &[f64]) -> io::Result<()> {
        self.put(name, at, Values::Real(values))
    }

    fn switch(&mut self, name: &str, at: u64, values: &[bool]) -> io::Result<()> {
        self.put(name, at, Values::Switch(values))
    }

    fn put(&mut self, name: &str, at: u64, values: Values<'_>) -> io::Result<()> {
        match self.names.get(name) {
            Some(&(array, _)) => self.sink.put(array, at, values),
            None => Ok(()),
        }
    }

    /// The entry of an array at these indices of its first axes, zeros behind them.
    fn at(&self, name: &str, indices: &[usize]) -> u64 {
        let axes = self.names.get(name).map_or(&[][..], |(_, row)| row.axes);
        let index = |place: usize| indices.get(place).map_or(0, |&index| index as u64);
        let axes = axes.iter().enumerate();
        axes.fold(0, |at, (place, axis)| {
            at * self.lengths.get(*axis) + index(place)
        })
    }

    /// Values of a table of rows and columns that may be shorter than those of the array.
    fn table<T: Entry>(
        &mut self,
        name: &str,
        indices: &[usize],
        rows: impl Iterator<Item = Vec<T>>,
    ) -> io::Result<()> {
        let Some((_, row)) = self.names.get(name) else {
            return Ok(());
        };
        let width = row.axes.last().map_or(0, |axis| self.lengths.get(*axis)) as usize;
        let mut entries: Vec<T> = Vec::new();
        for row in rows {
            let end = entries.len() + width;
            entries.extend(row);
            entries.resize(end, T::default());
        }
        let at = self.at(name, indices);
        self.put(name, at, T::values(&entries))
    }

    /// W and Z of a row.
    fn beams(&mut self, row: u64, beams: &Beams) -> io::Result<()> {
        let row = row as usize;
        for k in 0..beams.users {
            let own = (0..beams.access_points()).map(|m| beams.w(m, k).to_vec());
            self.table("W", &[row, k], own)?;
        }
        let n = beams.antennas;
        for (m, streams) in beams.v.iter().enumerate() {
            if streams.is_empty() {
                continue;
            }
            let entry = |i: usize, j: usize| -> Complex64 {
                streams.iter().map(|v| v[i] * v[j].conj()).sum()
            };
            let rows = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect());
            self.table("Z", &[row, m], rows)?;
        }
        Ok(())
    }

    /// What the formulas of rate and error need beside channels.
    fn context(&mut self, at: u64, network: &Network) -> io::Result<()> {
        let unit = at as usize;
        let power = self.at("power", &[unit]);
        self.real("power", power, &network.power)?;
        let targets = network.n_targets();
        let sensed = network.targets_of_ap.iter();
        let senses = sensed.map(|sensed| (0..targets).map(|t| sensed.contains(&t)).collect());
        self.table("senses", &[unit], senses)?;
        let sensed = network.targets_of_ap.iter().zip(&network.sensing_angles);
        let angles = sensed.map(|(sensed, angles)| {
            let mut row = vec![0.0; targets];
            for (&t, &angle) in sensed.iter().zip(angles) {
                row[t] = angle;
            }
            row
        });
        self.table("angle", &[unit], angles)
    }

    fn places(&mut self, at: u64, network: &Network) -> io::Result<()> {
        let unit = at as usize;
        let kinds = [
            ("ap_position", &network.access_points),
            ("user_position", &network.users),
            ("target_position", &network.targets),
        ];
        for (name, points) in kinds {
            let rows = points.iter().map(|Point { x, y }| vec![*x, *y]);
            self.table(name, &[unit], rows)?;
        }
        // The network's table is access points x users.
        let gain = network.gain_ua.column_iter();
        let gain = gain.map(|user| user.iter().copied().collect());
        self.table("gain_user_ap", &[unit], gain)?;
        let gain = network.gain_ta.column_iter();
        let gain = gain.map(|target| target.iter().copied().collect());
        self.table("gain_target_ap", &[unit], gain)?;
        let gain = network.gain_ut.row_iter();
        let gain = gain.map(|user| user.iter().copied().collect());
        self.table("gain_user_target", &[unit], gain)?;
        let number = |&index: &usize| index as i64 + 1;
        let pairs: Vec<i64> = network.ap_of_target.iter().map(number).collect();
        let at = self.at("ap_of_target", &[unit]);
        self.put("ap_of_target", at, Values::Whole(&pairs))?;
        let pilots: Vec<i64> = network.pilot_of_user.iter().map(number).collect();
        let at = self.at("pilot_of_user", &[unit]);
        self.put("pilot_of_user", at, Values::Whole(&pilots))
    }

    fn channels(
        &mut self,
        at: u64,
        network: &Network,
        deployment: &Deployment,
        seed: u64,
        realization: u64,
    ) -> io::Result<()> {
        let unit = at as usize;
        let aps = network.n_aps();
        match &deployment.channels {
            Channels::Model => {
                let draws = channel::draw(network, deployment, seed, realization);
                let channels = channel::channels(network, deployment, &draws);
                for k in 0..network.n_users() {
                    let own = (0..aps).map(|m| channels.h.at(m, k).to_vec());
                    self.table("H", &[unit, k], own)?;
                }
            }
            Channels::Known(known) => {
                for k in 0..network.n_users() {
                    let own = (0..aps).map(|m| known.at(realization, m, k).unwrap_or(&[]).to_vec());
                    self.table("H", &[unit, k], own)?;
                }
            }
        }
        Ok(())
    }

    /// Estimates and covariances, on the scale of the channels: the engine's have the powers absorbed.
    fn estimates(&mut self, at: u64, network: &Network, estimate: &Estimate) -> io::Result<()> {
        let unit = at as usize;
        let scale: Vec<f64> = network
            .power
            .iter()
            .map(|power| {
                if *power > 0.0 {
                    1.0 / power.sqrt()
                } else {
                    0.0
                }
            })
            .collect();
        let aps = estimate.n_aps;
        for k in 0..estimate.n_users {
            let own = (0..aps).map(|m| {
                let h = estimate.h_hat(m, k).iter();
                h.map(|h| h * scale[m]).collect()
            });
            self.table("H_hat", &[unit, k], own)?;
        }
        if !self.names.contains_key("Theta") {
            return Ok(());
        }
        // All that couples the antennas of one access point with those of all.
        let most = self.lengths;
        let (width, height) = (most.antennas as usize, most.access_points as usize);
        let mut rows = vec![Complex64::ZERO; width * height * width];
        for k in 0..estimate.n_users {
            for m in 0..aps {
                for m2 in 0..aps {
                    let block = estimate.theta_block(m, m2, k);
                    let factor = scale[m] * scale[m2];
                    for n in 0..estimate.n_antennas {
                        for n2 in 0..estimate.n_antennas {
                            rows[(n * height + m2) * width + n2] = block[(n, n2)] * factor;
                        }
                    }
                }
                let at = self.at("Theta", &[unit, k, m]);
                self.put("Theta", at, Values::Complex(&rows))?;
            }
        }
        Ok(())
    }
}

/// What an array has entries of.
trait Entry: Copy + Default {
    fn values(entries: &[Self]) -> Values<'_>;
}

impl Entry for Complex64 {
    fn values(entries: &[Self]) -> Values<'_> {
        Values::Complex(entries)
    }
}

impl Entry for f64 {
    fn values(entries: &[Self]) -> Values<'_> {
        Values::Real(entries)
    }
}

impl Entry for bool {
    fn values(entries: &[Self]) -> Values<'_> {
        Values::Switch(entries)
    }
}
