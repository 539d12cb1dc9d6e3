//! What `record` writes as arrays: every array with its axes, its scale and its size.

use crate::engine::Deployment;
use crate::language::vocabulary::signature::{Role, Signature};

const BASE: Signature = Signature::blank(Role::Array);

/// Most bytes of the arrays of an experiment: 32 GiB.
pub const MAX_ARRAY_BYTES: u64 = 32 << 30;
/// Most bytes of one variable of a MATLAB file of level 5, which counts them in 31 bits.
pub const MAX_MAT_BYTES: u64 = (1 << 31) - 4096;

/// What `record` writes as arrays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arrays {
    /// Beams and sensing covariances of every row.
    Beams,
    /// Channels of every unit.
    Channels,
    /// Channel estimates of every unit.
    Estimates,
    /// Covariances of the estimation error of every unit.
    Covariances,
    /// Places, gains, pairing and pilots of every unit.
    Places,
}

/// The words, in the order of [`Arrays`].
pub const ROWS: &[Signature] = &[
    Signature {
        path: "beams",
        doc: "Beams `W` and sensing covariances `Z` of every row, as arrays: NAME.npz, or NAME.mat after `as mat`.",
        example: "record beams",
        source: "Eqs. (13)-(16)",
        ..BASE
    },
    Signature {
        path: "channels",
        doc: "Channels `H` of every network, as an array in the same file.",
        example: "record beams channels",
        source: "Eq. (7)",
        ..BASE
    },
    Signature {
        path: "estimates",
        doc: "Channel estimates `H_hat` of every network, as an array in the same file.",
        example: "record beams estimates",
        source: "Eq. (10)",
        ..BASE
    },
    Signature {
        path: "covariances",
        doc: "Covariances `Theta` of the estimation error of every network, over all access points, as an array in the same file. \
              It is large: `cfs plan` states its size.",
        example: "record beams estimates covariances",
        source: "Eq. (12)",
        ..BASE
    },
    Signature {
        path: "places",
        doc: "Positions, amplitude gains, pairing and pilots of every network, as arrays in the same file.",
        example: "record places as mat",
        ..BASE
    },
];

impl Arrays {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Beams,
        Self::Channels,
        Self::Estimates,
        Self::Covariances,
        Self::Places,
    ];

    /// The one that a scenario calls so.
    pub fn read(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|arrays| arrays.text() == name)
    }

    /// The word for it in a scenario.
    pub fn text(self) -> &'static str {
        // Rows and variants have one order, as a test makes sure of.
        ROWS[self as usize].path
    }
}

/// The kinds of file that arrays are written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ArrayFormat {
    /// NumPy's, NAME.npz.
    #[default]
    Npz,
    /// MATLAB's of level 5, NAME.mat.
    Mat,
}

impl ArrayFormat {
    /// The words after `as`.
    pub const WORDS: [&str; 2] = ["npz", "mat"];

    /// The one that a scenario calls so.
    pub fn read(word: &str) -> Option<Self> {
        [Self::Npz, Self::Mat]
            .into_iter()
            .find(|format| format.text() == word)
    }

    /// The word for it in a scenario, and the ending of the file's name.
    pub fn text(self) -> &'static str {
        Self::WORDS[self as usize]
    }
}

/// What an axis of an array counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayAxis {
    /// Rows of NAME.csv, in their order.
    Row,
    /// Networks: realizations of cases.
    Unit,
    /// Users.
    User,
    /// Access points.
    AccessPoint,
    /// Antennas of an access point.
    Antenna,
    /// Targets.
    Target,
    /// x and y.
    Coordinate,
}

impl ArrayAxis {
    /// As the file describes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Row => "row",
            Self::Unit => "unit",
            Self::User => "user",
            Self::AccessPoint => "access point",
            Self::Antenna => "antenna",
            Self::Target => "target",
            Self::Coordinate => "coordinate",
        }
    }
}

/// What the entries of an array are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrayEntry {
    /// Complex numbers of double precision.
    Complex,
    /// Numbers of double precision.
    Real,
    /// Whole numbers.
    Whole,
    /// Yes or no.
    Switch,
}

impl ArrayEntry {
    /// Bytes of an entry in a NumPy file; a MATLAB file has no larger ones.
    pub fn bytes(self) -> u64 {
        match self {
            Self::Complex => 16,
            Self::Real | Self::Whole => 8,
            Self::Switch => 1,
        }
    }
}

/// How long the axes of an experiment's arrays are: as long as its largest case needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ArrayLengths {
    /// Rows of the table.
    pub rows: u64,
    /// Units of work.
    pub units: u64,
    /// K.
    pub users: u64,
    /// M.
    pub access_points: u64,
    /// N_T.
    pub antennas: u64,
    /// T.
    pub targets: u64,
}

impl ArrayLengths {
    /// The lengths that hold each of these deployments; no rows and no units yet.
    pub fn of<'a>(deployments: impl Iterator<Item = &'a Deployment>) -> Self {
        let mut lengths = Self::default();
        let most = |length: &mut u64, count: usize| *length = (*length).max(count as u64);
        for deployment in deployments {
            most(&mut lengths.users, deployment.users.count);
            most(&mut lengths.access_points, deployment.access_points.count);
            most(&mut lengths.antennas, deployment.access_points.antennas);
            most(&mut lengths.targets, deployment.targets.count);
        }
        lengths
    }

    /// The length of an axis.
    pub fn get(&self, axis: ArrayAxis) -> u64 {
        match axis {
            ArrayAxis::Row => self.rows,
            ArrayAxis::Unit => self.units,
            ArrayAxis::User => self.users,
            ArrayAxis::AccessPoint => self.access_points,
            ArrayAxis::Antenna => self.antennas,
            ArrayAxis::Target => self.targets,
            ArrayAxis::Coordinate => 2,
        }
    }
}

/// An array: its name, what it holds, and of what it is.
#[derive(Debug, Clone, Copy)]
pub struct ArrayRow {
    /// The name of the array.
    pub name: &'static str,
    /// What must be recorded for it; none where every file has it.
    pub of: Option<Arrays>,
    /// What its entries are.
    pub entry: ArrayEntry,
    /// Its axes; the last runs fastest in memory.
    pub axes: &'static [ArrayAxis],
    /// Unit of its entries, empty for plain numbers.
    pub unit: &'static str,
    /// What it is, with scale and conjugation.
    pub doc: &'static str,
}

impl ArrayRow {
    /// Its size in bytes, headers apart.
    pub fn bytes(&self, lengths: &ArrayLengths) -> u64 {
        let axes = self.axes.iter().map(|axis| lengths.get(*axis));
        axes.fold(self.entry.bytes(), u64::saturating_mul)
    }
}

/// The arrays of a file that records these.
pub fn arrays_of(recorded: &[Arrays]) -> impl Iterator<Item = &'static ArrayRow> {
    let is_wanted = |row: &&ArrayRow| row.of.is_none_or(|of| recorded.contains(&of));
    ARRAYS.iter().filter(is_wanted)
}

/// A size with its unit, to three digits: `4.72 MB`.
pub fn size_text(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let (mut size, mut unit) = (bytes as f64 / 1e3, 0);
    while size >= 999.5 && unit + 1 < UNITS.len() {
        size /= 1e3;
        unit += 1;
    }
    let digits = if size < 9.995 {
        2
    } else {
        usize::from(size < 99.95)
    };
    format!("{size:.digits$} {}", UNITS[unit])
}

/// An array of numbers that every file has.
const fn always(name: &'static str, entry: ArrayEntry, axes: &'static [ArrayAxis]) -> ArrayRow {
    ArrayRow {
        name,
        of: None,
        entry,
        axes,
        unit: "",
        doc: "",
    }
}

use ArrayAxis::{AccessPoint, Antenna, Coordinate, Row, Target, Unit, User};
use ArrayEntry::{Complex, Real, Switch, Whole};

/// Every array. The values of swept settings, one array each, are not here: they are called `unit_` and their column.
pub const ARRAYS: &[ArrayRow] = &[
    ArrayRow {
        doc: "The unit of a row, counted from 0: row i of this file is row i of the table, and its network is entry row_unit[i] of the \
              axes `unit`.",
        ..always("row_unit", Whole, &[Row])
    },
    ArrayRow {
        of: Some(Arrays::Beams),
        doc: "Whether the row has beams; W and Z of one without them are zero.",
        ..always("row_has_beams", Switch, &[Row])
    },
    ArrayRow {
        doc: "Number of the realization, from 0, as in the table.",
        ..always("unit_realization", Whole, &[Unit])
    },
    ArrayRow {
        doc: "Users of the unit; entries of later users are zero.",
        ..always("n_users", Whole, &[Unit])
    },
    ArrayRow {
        doc: "Access points of the unit; entries of later ones are zero.",
        ..always("n_access_points", Whole, &[Unit])
    },
    ArrayRow {
        doc: "Antennas of each access point of the unit; entries of later ones are zero.",
        ..always("n_antennas", Whole, &[Unit])
    },
    ArrayRow {
        doc: "Targets of the unit; entries of later ones are zero. A network that cannot be drawn has zero in all of its arrays.",
        ..always("n_targets", Whole, &[Unit])
    },
    ArrayRow {
        unit: "noise power",
        doc: "Power p of each access point over the noise power of a user, linear: user k receives sum_m sqrt(p[m]) H[k, m]^H x[m] plus \
              noise of power 1, where x[m] has the power tr(sum_k W[k, m] W[k, m]^H + Z[m]), at most 1.",
        ..always("power", Real, &[Unit, AccessPoint])
    },
    ArrayRow {
        doc: "Whether an access point senses a target.",
        ..always("senses", Switch, &[Unit, AccessPoint, Target])
    },
    ArrayRow {
        unit: "degree",
        doc: "Direction of each sensed target from the normal of the array, exactly 0 where the array faces it; 0 where the access point \
              does not sense the target.",
        ..always("angle", Real, &[Unit, AccessPoint, Target])
    },
    ArrayRow {
        unit: "wavelength",
        doc: "Distance between neighbouring antennas: the steering vector towards theta is \
              a[n] = exp(+2 pi i spacing n sin(theta)), n from 0.",
        ..always("spacing", Real, &[Unit])
    },
    ArrayRow {
        doc: "Directions at which a beampattern is sampled, from -90 to 90 degrees inclusive.",
        ..always("beampattern_samples", Whole, &[Unit])
    },
    ArrayRow {
        unit: "degree",
        doc: "Width of a main lobe of the ideal beampattern: it is 1 where |theta - angle| <= width / 2 for a sensed target, else 0. Angles \
              within 1e-9 degrees of an edge are on it.",
        ..always("beampattern_width", Real, &[Unit])
    },
    ArrayRow {
        doc: "Whether a main lobe is without its upper edge: -width / 2 <= theta - angle < width / 2.",
        ..always("beampattern_half_open", Switch, &[Unit])
    },
    ArrayRow {
        doc: "Factor of every beampattern: P(theta) = power a^H (sum_k W[k] W[k]^H + Z) a at each access point that senses. The matching \
              error is the mean over the samples of |P - eta ideal|^2, with eta the mean of P over the main lobes, averaged over the \
              access points that sense.",
        ..always("beampattern_power", Real, &[Unit])
    },
    ArrayRow {
        of: Some(Arrays::Beams),
        doc: "Beams, not conjugated: access point m sends sum_k W[k, m] s[k] with symbols s of power 1. Relative to the power of the access \
              point, so that full power is 1.",
        ..always("W", Complex, &[Row, User, AccessPoint, Antenna])
    },
    ArrayRow {
        of: Some(Arrays::Beams),
        doc: "Covariances E[z z^H] of the sensing signals, on the scale of W.",
        ..always("Z", Complex, &[Row, AccessPoint, Antenna, Antenna])
    },
    ArrayRow {
        of: Some(Arrays::Channels),
        doc: "Channels: h in y = h^H x, the conjugate of what multiplies the signal of an antenna; amplitudes, without the power of the access \
              point. `channels from` reads this array as it is.",
        ..always("H", Complex, &[Unit, User, AccessPoint, Antenna])
    },
    ArrayRow {
        of: Some(Arrays::Estimates),
        doc: "Channel estimates, on the scale of H and conjugated as it is.",
        ..always("H_hat", Complex, &[Unit, User, AccessPoint, Antenna])
    },
    ArrayRow {
        of: Some(Arrays::Covariances),
        doc: "Covariances E[e e^H] of the error e = H - H_hat of a user over all access points, on the scale of H: entry \
              [m, n, m', n'] couples antenna n of access point m with antenna n' of access point m'.",
        ..always(
            "Theta",
            Complex,
            &[Unit, User, AccessPoint, Antenna, AccessPoint, Antenna],
        )
    },
    ArrayRow {
        of: Some(Arrays::Places),
        unit: "km",
        doc: "Positions x, y of the access points.",
        ..always("ap_position", Real, &[Unit, AccessPoint, Coordinate])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        unit: "km",
        doc: "Positions x, y of the users.",
        ..always("user_position", Real, &[Unit, User, Coordinate])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        unit: "km",
        doc: "Expected positions x, y of the targets.",
        ..always("target_position", Real, &[Unit, Target, Coordinate])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        doc: "Amplitude gain of the direct path between user and access point by the model, with shadowing: the mean power of an entry of H \
              is its square, reflections apart. Given channels do not follow it.",
        ..always("gain_user_ap", Real, &[Unit, User, AccessPoint])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        doc: "Amplitude gain between target and access point.",
        ..always("gain_target_ap", Real, &[Unit, Target, AccessPoint])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        doc: "Amplitude gain between user and target.",
        ..always("gain_user_target", Real, &[Unit, User, Target])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        doc: "The access point that senses a target, from 1 as in tables; 0 where there is no target.",
        ..always("ap_of_target", Whole, &[Unit, Target])
    },
    ArrayRow {
        of: Some(Arrays::Places),
        doc: "The pilot of a user, from 1 as in tables; 0 where there is no user.",
        ..always("pilot_of_user", Whole, &[Unit, User])
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_the_order_of_their_variants() {
        for (index, arrays) in Arrays::ALL.into_iter().enumerate() {
            assert_eq!(arrays as usize, index);
            assert_eq!(Arrays::read(ROWS[index].path), Some(arrays));
        }
        assert_eq!(Arrays::ALL.len(), ROWS.len());
    }

    #[test]
    fn sizes_have_three_digits() {
        let cases = [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1.00 kB"),
            (99_960, "100 kB"),
            (999_600, "1.00 MB"),
            (4_718_592, "4.72 MB"),
            (MAX_ARRAY_BYTES, "34.4 GB"),
        ];
        for (bytes, text) in cases {
            assert_eq!(size_text(bytes), text);
        }
    }

    #[test]
    fn sizes_saturate() {
        let lengths = ArrayLengths {
            rows: u64::MAX,
            units: 3,
            users: 8,
            access_points: 16,
            antennas: 12,
            targets: 4,
        };
        let named = |name: &str| ARRAYS.iter().find(|row| row.name == name).unwrap();
        assert_eq!(named("W").bytes(&lengths), u64::MAX);
        assert_eq!(named("H").bytes(&lengths), 16 * 3 * 8 * 16 * 12);
        assert_eq!(
            named("Theta").bytes(&lengths),
            16 * 3 * 8 * (16 * 12) * (16 * 12)
        );
    }
}
