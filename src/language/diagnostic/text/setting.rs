//! The words for settings that contradict each other, and for files of settings that cannot be used.

use super::fault::Fault;
use super::phrase::{given, plural, some, ticked, unreadable};
use crate::language::diagnostic::error::setting::{
    ChannelFault, CoordinatesError, CoordinatesFault, SettingError, SettingFault,
};
use crate::language::diagnostic::repair::targets_each;
use crate::language::vocabulary::table::arrays::size_text;
use crate::language::vocabulary::table::settings::noise::NOISE;
use crate::language::vocabulary::units::number;

/// A contradiction as text.
pub(super) fn fault(error: &SettingError) -> Fault {
    let message = format!("{}{}", message(&error.kind), given(&error.when));
    let fault = Fault::new(&format!("setting::{}", error.kind.code()), message);
    error
        .places
        .iter()
        .fold(fault, |fault, (path, span)| {
            fault.at(*span, label(&error.kind, path))
        })
        .help(help(&error.kind))
}

fn message(fault: &SettingFault) -> String {
    match fault {
        SettingFault::WrapAroundDisc => {
            "a disc cannot wrap around: it has no opposite edges".into()
        }
        SettingFault::SensingPower {
            access_points,
            needed,
        } => format!(
            "{} {} dB, which leaves nothing of the total for the others",
            match access_points {
                1 => "1 sensing access point needs".to_owned(),
                several => format!("{several} sensing access points together need"),
            },
            number((needed * 100.0).round() / 100.0)
        ),
        SettingFault::Separation {
            kind,
            count,
            distance,
        } => {
            format!(
                "{} cannot be placed {} km apart in this area",
                placed(*count, kind),
                number(*distance)
            )
        }
        SettingFault::CoordinateCount {
            kind,
            count,
            points,
        } => {
            format!("`{kind}` is {count}, but there are coordinates for {points}")
        }
        SettingFault::OutsideArea {
            number: index, at, ..
        } => format!(
            "point {index} at ({} km, {} km) is outside the area",
            number(at.0),
            number(at.1)
        ),
        SettingFault::TooManyTargets {
            access_points,
            targets,
            ..
        } => format!(
            "{} cannot sense {}",
            plural(*access_points, "access point"),
            plural(*targets, "target")
        ),
        SettingFault::Size {
            access_points,
            antennas,
            users,
        } => format!(
            "a network of {} with {} each and {} does not fit into memory",
            plural(*access_points, "access point"),
            plural(*antennas, "antenna"),
            plural(*users, "user")
        ),
        SettingFault::PilotLength { pilots, block } => format!(
            "pilots of {} leave no room for data in a coherence block of {block}",
            plural(*pilots, "symbol")
        ),
        SettingFault::Orthogonal { users, length } => format!(
            "orthogonal pilots for {} need {}, but the pilot length is {length}",
            plural(*users, "user"),
            plural(*users, "symbol")
        ),
        SettingFault::PerUser { what, given, users } => {
            format!("{given} {what} for {}", plural(*users, "user"))
        }
        SettingFault::NoWeight => "every weight is 0, so that no rate counts".into(),
        SettingFault::SumRateOnly { scheme } => format!(
            "the scheme `{scheme}` maximises the sum rate only, without floors of the rates"
        ),
        SettingFault::GroupMembers { users } => {
            format!("the groups must contain each of the users 1 to {users} exactly once")
        }
        SettingFault::GroupCount { groups, length } => format!(
            "{} need {}, but the pilot length is {length}",
            plural(*groups, "group"),
            plural(*groups, "symbol")
        ),
        SettingFault::Pairing {
            access_points,
            targets,
            each,
        } => {
            let times = match each {
                1 => "none of them twice".to_owned(),
                _ => format!("none of them more than {each} times"),
            };
            format!(
                "the list must name one of the access points 1 to {access_points} for each of {}, {times}",
                plural(*targets, "target")
            )
        }
        SettingFault::ChannelShape {
            file,
            shape,
            read,
            stated,
            ..
        } => format!(
            "the axes of `{file}`, ({}), are read as {}, but the deployment has {}",
            commas(shape),
            counts(read),
            counts(stated)
        ),
        SettingFault::Derived { name } => format!("`{name}` has no value here"),
        SettingFault::NoNoise { .. } => "an absolute power needs the noise that it is over".into(),
        SettingFault::NoBandwidth => "`noise` needs a bandwidth".into(),
        SettingFault::PowerUnstated => {
            "channels from a file need the power of the access points beside them".into()
        }
        SettingFault::NothingToSense { problem } => format!(
            "`solve {}` needs at least one target to sense",
            problem.text()
        ),
        SettingFault::NothingToEstimate => {
            "channels from a file are known exactly, so there is nothing to estimate".into()
        }
        SettingFault::PlacedRealizations { kind, given, asked } => format!(
            "the file has places of `{kind}` for {}, but the experiment asks for {asked}",
            plural(*given, "realization")
        ),
        SettingFault::Realizations { given, asked } => format!(
            "the file holds channels of {}, but the experiment asks for {asked}",
            plural(*given, "realization")
        ),
        SettingFault::ChannelFile {
            name,
            fault: ChannelFault::Unreadable(error),
        } => {
            debug_assert_eq!(name, &error.name);
            unreadable(error)
        }
        SettingFault::ChannelFile { name, fault } => {
            format!("cannot use `{name}`: {}", channels(fault))
        }
    }
}

/// What part a setting has in a contradiction.
fn label(fault: &SettingFault, path: &str) -> String {
    match fault {
        SettingFault::WrapAroundDisc => match path {
            "area.wrap_around" => "wraps around".into(),
            _ => "a disc".into(),
        },
        SettingFault::SensingPower { .. } => match path {
            "aps.power.total" => "the total".into(),
            _ => "of each sensing access point".into(),
        },
        SettingFault::Separation { kind, count, .. } => match path {
            "area" => "the area".into(),
            path if path == *kind => placed(*count, kind),
            _ => "this separation".into(),
        },
        SettingFault::CoordinateCount {
            kind,
            count,
            points,
        } => match path {
            path if path == *kind => placed(*count, kind),
            _ => plural(*points, "point"),
        },
        SettingFault::OutsideArea { .. } => match path {
            "area" => "the area".into(),
            _ => "these coordinates".into(),
        },
        SettingFault::TooManyTargets {
            access_points,
            targets,
            each,
        } => match path {
            "aps" => plural(*access_points, "access point"),
            "targets" => plural(*targets, "target"),
            _ => format!("at most {each} for each access point"),
        },
        SettingFault::Size {
            access_points,
            antennas,
            users,
        } => match path {
            "aps" => plural(*access_points, "access point"),
            "users" => plural(*users, "user"),
            _ => plural(*antennas, "antenna"),
        },
        SettingFault::PilotLength { pilots, block } => match path {
            "coherence" => plural(*block, "symbol"),
            _ => plural(*pilots, "symbol"),
        },
        SettingFault::Orthogonal { users, length } => match path {
            "pilots.length" => plural(*length, "symbol"),
            "users" => plural(*users, "user"),
            _ => "one pilot for each user".into(),
        },
        SettingFault::PerUser { what, given, users } => match path {
            "users" => plural(*users, "user"),
            _ => format!("{given} {what}"),
        },
        SettingFault::NoWeight => "all 0".into(),
        SettingFault::SumRateOnly { .. } => match path {
            "objective" => "another objective".into(),
            "rate_floor" | "rate_floor.list" => "a floor".into(),
            _ => "the scheme".into(),
        },
        SettingFault::GroupMembers { users } => match path {
            "users" => plural(*users, "user"),
            _ => "these groups".into(),
        },
        SettingFault::GroupCount { groups, length } => match path {
            "pilots.length" => plural(*length, "symbol"),
            _ => plural(*groups, "group"),
        },
        SettingFault::Pairing {
            access_points,
            targets,
            each,
        } => match path {
            "aps" => plural(*access_points, "access point"),
            "targets" => plural(*targets, "target"),
            "targets_per_ap" => format!("at most {each} for each access point"),
            _ => "this pairing".into(),
        },
        SettingFault::ChannelShape { shape, stated, .. } => match path {
            "users" => plural(stated[0], "user"),
            "aps" => plural(stated[1], "access point"),
            "aps.antennas" => plural(stated[2], "antenna"),
            _ => format!("has the shape ({})", commas(shape)),
        },
        SettingFault::Derived { .. } => "uses a setting that has no value here".into(),
        SettingFault::NoNoise { .. } => "an absolute power".into(),
        SettingFault::NoBandwidth => "of a noise without bandwidth".into(),
        SettingFault::NothingToSense { .. } => "no target".into(),
        SettingFault::PowerUnstated | SettingFault::NothingToEstimate => "from this file".into(),
        SettingFault::Realizations { given, asked }
        | SettingFault::PlacedRealizations { given, asked, .. } => match path {
            "realizations" => format!("asks for {asked}"),
            _ => format!("holds {given}"),
        },
        SettingFault::ChannelFile { .. } => "named here".into(),
    }
}

fn help(fault: &SettingFault) -> Option<String> {
    match fault {
        SettingFault::WrapAroundDisc => Some("write `wrap_around off`, or use a rectangle".into()),
        SettingFault::SensingPower { .. } => {
            Some("increase the total, or reduce the power of sensing access points".into())
        }
        SettingFault::Separation { kind, .. } => Some(format!(
            "reduce the separation or the number of {}, or enlarge the area",
            placed(2, kind).trim_start_matches("2 ")
        )),
        SettingFault::CoordinateCount { kind, points, .. } => {
            Some(format!("write `{kind} {points}`"))
        }
        SettingFault::TooManyTargets {
            access_points,
            targets,
            each,
        } => Some(format!(
            "an access point senses at most {}; `targets_per_ap {}` allows enough",
            plural(*each, "target"),
            targets_each(*targets, *access_points)
        )),
        SettingFault::PilotLength { block, .. } => Some(format!(
            "the pilot length must be less than {block}, the length of the coherence block"
        )),
        SettingFault::Orthogonal { users, .. } => Some(format!(
            "increase the pilot length to {users}, or choose another allocation"
        )),
        SettingFault::PerUser { users, .. } => Some(format!(
            "write a number for each of the {}; 0 for none",
            plural(*users, "user")
        )),
        SettingFault::NoWeight => Some("give a user a weight greater than 0".into()),
        SettingFault::SumRateOnly { scheme } => Some(format!(
            "leave `{scheme}` out, or write `objective sum_rate` and no `rate_floor`; `proposed` finds optima of every objective"
        )),
        SettingFault::GroupCount { groups, .. } => Some(format!(
            "increase the pilot length to {groups}, or use fewer groups"
        )),
        SettingFault::Derived { .. } => {
            Some("derive it from settings that have a value in this deployment".into())
        }
        SettingFault::NoNoise { .. } => Some(format!(
            "state it in the deployment: `{NOISE}`; or write the power over the noise, in dB"
        )),
        SettingFault::NoBandwidth => Some("write `bandwidth 20 MHz` in `noise`".into()),
        SettingFault::PowerUnstated => Some(
            "write `aps { power 0 dB }` if the channels are scaled so that unit power meets unit noise".into(),
        ),
        SettingFault::NothingToSense { .. } => {
            Some("write `solve communication`, or state `targets 1` or more".into())
        }
        SettingFault::NothingToEstimate => Some("remove them, or solve another problem".into()),
        SettingFault::Realizations { given, .. }
        | SettingFault::PlacedRealizations { given, .. } => {
            Some(format!("write `realizations {given}`"))
        }
        SettingFault::ChannelFile {
            fault: ChannelFault::NotChannels,
            ..
        } => Some("write one with `numpy.save`, or with MATLAB's `save -v7`".into()),
        SettingFault::ChannelFile {
            fault: ChannelFault::Variable { known, .. },
            ..
        } => known
            .first()
            .map(|name| format!("name one after the file: `variable \"{name}\"`")),
        SettingFault::ChannelFile {
            fault: ChannelFault::NotComplex,
            ..
        } => Some("save `complex(h)`".into()),
        SettingFault::ChannelFile {
            fault: ChannelFault::Type(_),
            ..
        } => Some("save `h.astype(complex)`".into()),
        SettingFault::OutsideArea {
            corner, centred, ..
        } => {
            let (x, y) = (number(corner.0), number(corner.1));
            let reach = format!("the area is from (0 km, 0 km) to ({x} km, {y} km)");
            Some(if *centred {
                let (x, y) = (number(corner.0 / 2.0), number(corner.1 / 2.0));
                format!("{reach}: add ({x} km, {y} km) to coordinates around its middle")
            } else {
                reach
            })
        }
        SettingFault::ChannelShape { orders, .. } => Some(axes(orders)),
        SettingFault::Size { .. }
        | SettingFault::GroupMembers { .. }
        | SettingFault::Pairing { .. }
        | SettingFault::ChannelFile { .. } => None,
    }
}

/// How many of `aps`, `users` or `targets`.
fn placed(count: usize, kind: &str) -> String {
    let noun = match kind {
        "aps" => "access point",
        kind => kind.trim_end_matches('s'),
    };
    plural(count, noun)
}

/// `2 users, 16 access points and 5 antennas`
fn counts([users, access_points, antennas]: &[usize; 3]) -> String {
    format!(
        "{}, {} and {}",
        plural(*users, "user"),
        plural(*access_points, "access point"),
        plural(*antennas, "antenna")
    )
}

/// What the axes of a file may be.
fn axes(orders: &[Vec<&'static str>]) -> String {
    let list = |order: &[&str]| format!("`axes [{}]`", order.join(", "));
    match orders {
        [] => "no order of the axes fits the deployment".into(),
        [only] => format!("write {} after the name of the file", list(only)),
        [first, .., last] => format!(
            "several orders of the axes fit, {} and {} among them: name the axes after the file",
            list(first),
            list(last)
        ),
    }
}

/// Why a file holds no channels.
pub fn channels(fault: &ChannelFault) -> String {
    match fault {
        ChannelFault::Unreadable(error) => unreadable(error),
        ChannelFault::NotChannels => {
            "not a file of NumPy (`.npy`, `.npz`), MATLAB (`.mat`, from version 6) or HDF5".into()
        }
        ChannelFault::OneArray => "it holds one array, which has no name".into(),
        ChannelFault::Variable { asked, known } => {
            let known = match known.as_slice() {
                [] => "it holds no array".to_owned(),
                known => format!("it holds {}", some(&ticked(known))),
            };
            match asked {
                Some(name) => format!("it does not hold the array `{name}`; {known}"),
                None => known,
            }
        }
        ChannelFault::Malformed { format, what } => format!("not a valid {format}: {what}"),
        ChannelFault::TooLarge { bytes, limit } => format!(
            "an array of it takes {}; the limit is {}",
            size_text(*bytes),
            size_text(*limit)
        ),
        ChannelFault::NotComplex => "its values are real; channels are complex".into(),
        ChannelFault::AxisCount { shape, axes } => format!(
            "its shape is ({}), and {} named",
            commas(shape),
            match axes {
                1 => "one axis is".to_owned(),
                count => format!("{count} axes are"),
            }
        ),
        ChannelFault::AxisMissing { axis } => format!("no axis of it is named `{axis}`"),
        ChannelFault::ReceiveAntennas { count } => format!(
            "its users have {count} antennas; a user has one here: store the channel of one"
        ),
        ChannelFault::LongHeader { bytes, limit } => format!(
            "its header has {bytes} bytes; the header of an array of numbers has at most {limit}"
        ),
        ChannelFault::CutHeader => "the file ends within its header".into(),
        ChannelFault::Header(reason) => format!("not a valid NumPy array: {reason}"),
        ChannelFault::Overflow => "its header promises more values than can be counted".into(),
        ChannelFault::Type(name) => format!(
            "its values have the type {name}; the supported types are complex64 and complex128"
        ),
        ChannelFault::CutData { entries } => {
            format!(
                "the file ends before the last of its {}",
                plural(*entries, "value")
            )
        }
        ChannelFault::Shape { shape } => format!(
            "its shape is ({}); it must be (users, antennas) for one access point, (users, access points, antennas), \
             or (realizations, users, access points, antennas), or its axes be named; no axis may be empty",
            commas(shape)
        ),
        ChannelFault::NotFinite { index, value } => {
            format!(
                "entry [{}] is {value}; every entry must be finite",
                commas(index)
            )
        }
    }
}

fn commas(numbers: &[usize]) -> String {
    let texts: Vec<String> = numbers.iter().map(usize::to_string).collect();
    texts.join(", ")
}

/// A fault of a file that is to hold an array of places, as text.
fn array_of_places(fault: &ChannelFault) -> String {
    match fault {
        ChannelFault::NotComplex => "its values are not numbers".into(),
        ChannelFault::Type(name) => {
            format!("its values have the type {name}; coordinates are numbers")
        }
        fault => channels(fault),
    }
}

/// A fault of a file of coordinates as text.
pub(super) fn coordinates(error: &CoordinatesError) -> Fault {
    let (message, label) = match &error.kind {
        CoordinatesFault::Unreadable(error) => (unreadable(error), "named here"),
        CoordinatesFault::Columns { .. } => (
            "the first line does not name two columns of coordinates".into(),
            "the first line",
        ),
        CoordinatesFault::NoUnit { columns: (x, y) } => (
            format!("the columns `{x}` and `{y}` need a unit in their names"),
            "the first line",
        ),
        CoordinatesFault::Numbers { columns: (x, y) } => (
            format!("this line does not have a number in each of the columns `{x}` and `{y}`"),
            "expected two numbers",
        ),
        CoordinatesFault::SeveralNetworks { first, other, .. } => (
            format!(
                "the file has the places of several networks: realizations {first}, {other}, ..."
            ),
            match error.span == error.stated {
                true => "this file",
                false => "another network begins here",
            },
        ),
        CoordinatesFault::SeveralCases { kind, number } => (
            format!("the file has {kind} {number} twice in one network, so it has several cases"),
            "again here",
        ),
        CoordinatesFault::LongRow { columns, found } => (
            format!("this line has {found} values, and the first line names {columns} columns"),
            "too many values",
        ),
        CoordinatesFault::NoRealization => (
            "a network is chosen, but no column is named `realization`".into(),
            "the first line",
        ),
        CoordinatesFault::RealizationNumber => (
            "this line does not have a whole number in the column `realization`".into(),
            "expected a whole number from 0",
        ),
        CoordinatesFault::Gap { missing, present } => (
            format!("the file has places for realization {present}, but none for {missing}"),
            "this file",
        ),
        CoordinatesFault::Uneven {
            first,
            other,
            found,
        } => (
            format!(
                "realization {other} has {}, but realization 0 has {first}",
                plural(*found, "place")
            ),
            "this file",
        ),
        CoordinatesFault::TooMany { limit } => (
            format!("the file has more than {limit} points"),
            "one too many",
        ),
        CoordinatesFault::Empty => ("the file has no points".into(), "this file"),
        CoordinatesFault::Array(fault) => (array_of_places(fault), "this file"),
        CoordinatesFault::Complex => (
            "its values are complex; coordinates are real".into(),
            "this file",
        ),
        CoordinatesFault::NoArrayUnit => ("the coordinates need a unit".into(), "this file"),
        CoordinatesFault::ArrayShape { shape, axes, .. } => (
            format!(
                "its shape is ({}), which is not that of [{}] with 2 or 3 coordinates",
                commas(shape),
                axes.join(", ")
            ),
            "this file",
        ),
        CoordinatesFault::NoRealizations { .. } => (
            "a network is chosen, but the array has no axis of realizations".into(),
            "this file",
        ),
        CoordinatesFault::NoSuchRealization { asked, draws } => (
            format!(
                "the array has {}, counted from 0; realization {asked} is not among them",
                plural(*draws, "realization")
            ),
            "this file",
        ),
        CoordinatesFault::NotFinite { index } => (
            format!("entry [{}] is not a finite number", commas(index)),
            "this file",
        ),
    };
    let help = match &error.kind {
        CoordinatesFault::Columns { found }
            if found.iter().all(|cell| cell.parse::<f64>().is_ok()) =>
        {
            Some("put a line above it that names the columns: `x_km,y_km` or `x_m,y_m`".to_owned())
        }
        CoordinatesFault::Columns { .. } | CoordinatesFault::NoUnit { .. } => {
            Some("name them `x_km` and `y_km`, or `x_m` and `y_m`".to_owned())
        }
        CoordinatesFault::SeveralNetworks { first, file, .. } => Some(format!(
            "choose one, `from {file} realization {first}`, or let each network have its own, \
                 `from {file} each realization`"
        )),
        CoordinatesFault::NoRealization => {
            Some("name the column that says of which network a place is `realization`".to_owned())
        }
        CoordinatesFault::Gap { .. } => Some("realizations are numbered from 0".to_owned()),
        CoordinatesFault::SeveralCases { .. } => {
            Some("keep the lines of one case; a scenario without sweeps writes one".to_owned())
        }
        CoordinatesFault::LongRow { columns, found } if *found == 2 * columns => {
            Some("write a decimal point, `0.5`, or separate the columns by `;`".to_owned())
        }
        CoordinatesFault::NoArrayUnit => {
            Some("write `in m` or `in km` after the name of the file".to_owned())
        }
        CoordinatesFault::ArrayShape {
            instead: Some(axes),
            ..
        } => Some(format!("if it is so, write `axes [{}]`", axes.join(", "))),
        CoordinatesFault::NoRealizations { axes } => Some(format!(
            "name it where it has one: `axes [{}]`",
            axes.join(", ")
        )),
        CoordinatesFault::Array(ChannelFault::Variable { known, .. }) => {
            let first = known.first();
            first.map(|name| format!("choose one: `variable \"{name}\"`, say"))
        }
        CoordinatesFault::ArrayShape { instead: None, .. }
        | CoordinatesFault::Array(_)
        | CoordinatesFault::Complex
        | CoordinatesFault::NoSuchRealization { .. }
        | CoordinatesFault::LongRow { .. }
        | CoordinatesFault::NotFinite { .. }
        | CoordinatesFault::Unreadable(_)
        | CoordinatesFault::Numbers { .. }
        | CoordinatesFault::RealizationNumber
        | CoordinatesFault::Uneven { .. }
        | CoordinatesFault::TooMany { .. }
        | CoordinatesFault::Empty => None,
    };
    let fault = Fault::new("setting::coordinates", message)
        .at(error.span, label)
        .help(help);
    if error.span == error.stated {
        fault
    } else {
        fault.at(error.stated, "the file is named here")
    }
}
