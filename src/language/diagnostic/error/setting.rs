//! Settings that contradict each other, and files of settings that cannot be used.

use super::Fix;
use crate::language::syntax::Span;
use crate::language::syntax::library::Unreadable;
use crate::language::vocabulary::choices::Problem;

/// A contradiction, the settings that take part in it, and when it occurs.
#[derive(Debug, Clone, PartialEq)]
pub struct SettingError {
    /// What is wrong.
    pub kind: SettingFault,
    /// The settings that take part, by path, each with where it is stated; settings at their defaults have no place.
    pub places: Vec<(String, Span)>,
    /// The swept values that lead to it.
    pub when: Vec<String>,
}

/// What can be wrong between settings.
#[derive(Debug, Clone, PartialEq)]
pub enum SettingFault {
    /// A disc that wraps around.
    WrapAroundDisc,
    /// Sensing access points that take the whole of a shared power.
    SensingPower {
        /// How many may sense.
        access_points: usize,
        /// What they need together, dB.
        needed: f64,
    },
    /// A separation that leaves no room.
    Separation {
        /// `aps`, `users` or `targets`.
        kind: &'static str,
        /// How many there are.
        count: usize,
        /// The separation, km.
        distance: f64,
    },
    /// More or fewer coordinates than there are things to place.
    CoordinateCount {
        /// `aps`, `users` or `targets`.
        kind: &'static str,
        /// How many there are.
        count: usize,
        /// How many coordinates there are.
        points: usize,
    },
    /// A point outside the area.
    OutsideArea {
        /// Its number, from 1.
        number: usize,
        /// Its coordinates, km.
        at: (f64, f64),
        /// The corner opposite to (0, 0) of the rectangle around the area, km.
        corner: (f64, f64),
        /// Whether all points are inside when the middle of the area is (0, 0).
        centred: bool,
    },
    /// Targets that are 0 in number, and a problem that senses.
    NothingToSense { problem: Problem },
    /// More targets than the access points can sense.
    TooManyTargets {
        /// How many access points there are.
        access_points: usize,
        /// How many targets there are.
        targets: usize,
        /// How many targets an access point senses at most.
        each: usize,
    },
    /// A network whose arrays do not fit into memory.
    Size {
        /// How many access points there are.
        access_points: usize,
        /// How many antennas each has.
        antennas: usize,
        /// How many users there are.
        users: usize,
    },
    /// Pilots that fill the coherence block.
    PilotLength {
        /// The length of the pilots, symbols.
        pilots: usize,
        /// The length of the block, symbols.
        block: usize,
    },
    /// Fewer orthogonal pilots than users.
    Orthogonal {
        /// How many users there are.
        users: usize,
        /// The length of the pilots, symbols.
        length: usize,
    },
    /// Pilot groups that are not a partition of the users.
    GroupMembers {
        /// How many users there are.
        users: usize,
    },
    /// More pilot groups than orthogonal pilots.
    GroupCount {
        /// How many groups there are.
        groups: usize,
        /// The length of the pilots, symbols.
        length: usize,
    },
    /// A list of as many numbers as there are not users.
    PerUser {
        /// What they are: `weights` or `floors`.
        what: &'static str,
        /// How many there are.
        given: usize,
        /// How many users there are.
        users: usize,
    },
    /// Weights that are all zero.
    NoWeight,
    /// An objective, or floors, with a scheme that maximises the sum rate only.
    SumRateOnly {
        /// The scheme.
        scheme: String,
    },
    /// A pairing that does not fit the counts.
    Pairing {
        /// How many access points there are.
        access_points: usize,
        /// How many targets there are.
        targets: usize,
        /// How many targets an access point senses at most.
        each: usize,
    },
    /// A file of channels of another shape than the deployment.
    ChannelShape {
        file: String,
        /// The lengths of its axes.
        shape: Vec<usize>,
        /// Users, access points and antennas, as its axes were read.
        read: [usize; 3],
        /// Users, access points and antennas of the deployment.
        stated: [usize; 3],
        /// What the axes may be to fit the deployment.
        orders: Vec<Vec<&'static str>>,
        /// Whether the scenario names the axes.
        axes_stated: bool,
    },
    /// A derived setting that names one that is not in force.
    Derived {
        /// The derived setting.
        name: &'static str,
    },
    /// Absolute powers, and no noise to divide them by.
    NoNoise {
        /// The line that states one, in its place.
        line: Option<Fix>,
    },
    /// Noise without a bandwidth.
    NoBandwidth,
    /// Known channels, and no power that says what their unit is.
    PowerUnstated,
    /// Known channels, and a problem that estimates them.
    NothingToEstimate,
    /// Fewer realizations in a file of channels than the experiment asks for.
    Realizations {
        /// The file's count.
        given: usize,
        /// The experiment's count.
        asked: usize,
    },
    /// Places of fewer realizations in a file than the experiment asks for.
    PlacedRealizations {
        /// The setting of what is placed.
        kind: &'static str,
        /// The file's count.
        given: usize,
        /// The experiment's count.
        asked: usize,
    },
    /// A file of channels that cannot be used.
    ChannelFile { name: String, fault: ChannelFault },
}

/// Why a file holds no channels.
#[derive(Debug, Clone, PartialEq)]
pub enum ChannelFault {
    /// It does not exist, or cannot be read.
    Unreadable(Unreadable),
    /// It does not begin as a file that is read does.
    NotChannels,
    /// It holds one array, and one is named.
    OneArray,
    /// It does not hold the array that is named, or several and none is.
    Variable {
        /// The name.
        asked: Option<String>,
        /// The arrays that it holds.
        known: Vec<String>,
    },
    /// Its parts contradict each other, or it ends within one.
    Malformed {
        /// What it should be.
        format: &'static str,
        what: &'static str,
    },
    /// Its content is too large.
    TooLarge {
        /// Its size.
        bytes: u64,
        limit: u64,
    },
    /// Its values are real.
    NotComplex,
    /// It has more axes than are named.
    AxisCount {
        /// The lengths of the axes.
        shape: Vec<usize>,
        /// How many axes are named.
        axes: usize,
    },
    /// An axis that channels have is not named.
    AxisMissing { axis: &'static str },
    /// Users have several antennas.
    ReceiveAntennas {
        /// How many.
        count: usize,
    },
    /// Its header is longer than that of an array of numbers.
    LongHeader {
        /// Its length, bytes.
        bytes: usize,
        /// The limit, bytes.
        limit: usize,
    },
    /// It ends within its header.
    CutHeader,
    /// Its header cannot be interpreted, for this reason.
    Header(String),
    /// Its header promises more values than can be counted.
    Overflow,
    /// Its values are of this type.
    Type(String),
    /// It ends before its last value.
    CutData {
        /// How many values it promises.
        entries: usize,
    },
    /// The axes are not those of channels.
    Shape {
        /// The lengths of the axes.
        shape: Vec<usize>,
    },
    /// An entry is infinite or not a number.
    NotFinite {
        /// Where, each index from 0.
        index: Vec<usize>,
        value: String,
    },
}

impl SettingFault {
    /// The last part of the code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::WrapAroundDisc => "area",
            Self::SensingPower { .. } => "power",
            Self::Separation { .. } => "placement",
            Self::CoordinateCount { .. }
            | Self::OutsideArea { .. }
            | Self::PlacedRealizations { .. } => "coordinates",
            Self::NothingToSense { .. } | Self::TooManyTargets { .. } => "targets",
            Self::Size { .. } => "size",
            Self::PilotLength { .. }
            | Self::Orthogonal { .. }
            | Self::GroupMembers { .. }
            | Self::GroupCount { .. } => "pilots",
            Self::PerUser { .. } | Self::NoWeight | Self::SumRateOnly { .. } => "objective",
            Self::Pairing { .. } => "pairing",
            Self::Derived { .. } => "derived",
            Self::NoNoise { .. } | Self::NoBandwidth => "noise",
            Self::ChannelShape { .. }
            | Self::PowerUnstated
            | Self::NothingToEstimate
            | Self::Realizations { .. }
            | Self::ChannelFile { .. } => "channels",
        }
    }
}

/// A file of coordinates that cannot be used.
#[derive(Debug, Clone, PartialEq)]
pub struct CoordinatesError {
    /// What is wrong.
    pub kind: CoordinatesFault,
    /// Where, in the file or in the statement that names it.
    pub span: Span,
    /// The statement that names the file.
    pub stated: Span,
}

/// What can be wrong with a file of coordinates.
#[derive(Debug, Clone, PartialEq)]
pub enum CoordinatesFault {
    /// It does not exist, or cannot be read.
    Unreadable(Unreadable),
    /// Its first line does not name the columns.
    Columns {
        /// What it has instead.
        found: Vec<String>,
    },
    /// Columns of coordinates whose names have no unit.
    NoUnit { columns: (String, String) },
    /// A line without a number in each column.
    Numbers {
        /// The names of the columns.
        columns: (String, String),
    },
    /// A table of layouts with the places of several networks.
    SeveralNetworks {
        /// Number of a network in it.
        first: u64,
        /// Number of another.
        other: u64,
        /// The file as the statement names it, with how it is read.
        file: String,
    },
    /// A table of layouts with a place twice in one network: it has several cases.
    SeveralCases {
        /// What is placed.
        kind: &'static str,
        /// The number that occurs twice.
        number: u64,
    },
    /// A line with more cells than there are columns.
    LongRow {
        /// How many columns the first line names.
        columns: usize,
        /// How many cells the line has.
        found: usize,
    },
    /// A network is chosen, and no column says of which network a place is.
    NoRealization,
    /// A line without a whole number in the column `realization`.
    RealizationNumber,
    /// Places of each realization, of which one is missing.
    Gap {
        /// The missing one.
        missing: u64,
        /// One that is there.
        present: u64,
    },
    /// Places of each realization that are not as many in all.
    Uneven {
        /// How many there are in realization 0.
        first: usize,
        /// Another realization.
        other: u64,
        /// How many there are in it.
        found: usize,
    },
    /// It holds no array that can be read.
    Array(ChannelFault),
    /// An array of complex numbers.
    Complex,
    /// An array whose unit is not said.
    NoArrayUnit,
    /// An array whose axes are not those of places.
    ArrayShape {
        /// The lengths of the axes.
        shape: Vec<usize>,
        /// What they are taken for, or may be.
        axes: Vec<&'static str>,
        /// What they may be instead.
        instead: Option<Vec<&'static str>>,
    },
    /// A network is chosen of an array that has no axis of them.
    NoRealizations {
        /// What its axes may be.
        axes: Vec<&'static str>,
    },
    /// A network is chosen that an array does not have.
    NoSuchRealization {
        /// Its number.
        asked: u64,
        /// How many there are.
        draws: usize,
    },
    /// A coordinate in an array is infinite or not a number.
    NotFinite {
        /// Where, each index from 0.
        index: Vec<usize>,
    },
    /// Too many points.
    TooMany { limit: usize },
    /// No points.
    Empty,
}
