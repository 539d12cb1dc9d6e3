//! Contradictions between settings, which no setting shows by itself.

use crate::engine::policy::pilots::orthogonal;
use crate::engine::{
    Area, Channels, Deployment, Pairing, PilotAllocation, Placement, Point, PowerBudget, RateFloor,
    Utility,
};
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::setting::{SettingError, SettingFault};
use crate::language::scenario::settings::{Settings, Value};
use crate::language::syntax::Span;
use crate::language::vocabulary::table::settings::channels::ChannelAxis;

/// What contradicts what in a deployment and the settings that it is made of; `when` names the swept values of its case.
pub(crate) fn of(settings: &Settings, deployment: &Deployment, when: &[String]) -> Vec<ModelError> {
    let mut checker = Checker {
        settings,
        deployment,
        when,
        errors: Vec::new(),
    };
    checker.noise();
    checker.power();
    let places = [
        (
            "aps",
            deployment.access_points.count,
            &deployment.access_points.placement,
        ),
        ("users", deployment.users.count, &deployment.users.placement),
        (
            "targets",
            deployment.targets.count,
            &deployment.targets.placement,
        ),
    ];
    for (kind, count, placement) in places {
        checker.placement(kind, count, placement);
    }
    checker.counts();
    checker.wrap_around();
    checker.pairing();
    checker.channels();
    checker.allocation();
    checker.objective();
    checker.errors
}

struct Checker<'a> {
    settings: &'a Settings,
    deployment: &'a Deployment,
    when: &'a [String],
    errors: Vec<ModelError>,
}

impl Checker<'_> {
    /// A contradiction between these settings; those at their defaults have no place to show.
    fn wrong(&mut self, kind: SettingFault, paths: &[&str]) {
        let mut places: Vec<(String, Span)> = paths
            .iter()
            .filter_map(|path| Some(((*path).to_owned(), self.settings.origin(path)?)))
            .collect();
        places.dedup_by_key(|(_, span)| *span);
        let when = self.when.to_vec();
        let error = SettingError { kind, places, when };
        self.errors.push(error.into());
    }

    /// M.
    fn aps(&self) -> usize {
        self.deployment.access_points.count
    }

    fn wrap_around(&mut self) {
        if self.deployment.wrap_around && matches!(self.deployment.area, Area::Disc { .. }) {
            self.wrong(
                SettingFault::WrapAroundDisc,
                &["area.wrap_around", "area.shape"],
            );
        }
    }

    /// An absolute power is over a noise, and a noise has a bandwidth.
    fn noise(&mut self) {
        if self.deployment.noise.is_some() {
            return;
        }
        let is_stated = |path: &&str| self.settings.origin(path).is_some();
        let parts = [
            "noise.figure",
            "noise.figure.aps",
            "noise.figure.users",
            "noise.temperature",
        ];
        let stated: Vec<&str> = parts.into_iter().filter(is_stated).collect();
        if !stated.is_empty() {
            self.wrong(SettingFault::NoBandwidth, &stated[..1]);
            return;
        }
        let absolute = self
            .settings
            .active()
            .filter(|(_, assigned)| match assigned.value {
                Value::Number(quantity) => quantity.dimension.ratio.is_power(),
                _ => false,
            });
        let powers: Vec<&str> = absolute.map(|(row, _)| row.path).collect();
        if !powers.is_empty() {
            self.wrong(SettingFault::NoNoise { line: None }, &powers);
        }
    }

    fn power(&mut self) {
        let PowerBudget::Shared { total, sensing } = self.deployment.access_points.power else {
            return;
        };
        let (aps, targets) = (self.aps(), self.deployment.targets.count);
        // As many as may sense; fewer do where targets share an access point.
        let most = targets.min(aps);
        // With every access point sensing, nothing is left to share and nothing needs to be.
        let left = total - sensing * most as f64;
        if left < 0.0 || (left == 0.0 && aps > most) {
            self.wrong(
                SettingFault::SensingPower {
                    access_points: most,
                    needed: 10.0 * (sensing * most as f64).log10(),
                },
                &["aps.power.total", "aps.power.sensing"],
            );
        }
    }

    fn placement(&mut self, kind: &'static str, count: usize, placement: &Placement) {
        match placement {
            Placement::Uniform | Placement::Grid => {}
            Placement::Separated(distance) => self.separation(kind, count, *distance),
            Placement::At(points) => self.coordinates(kind, count, points),
            // One message is enough: the first network whose places do not fit.
            Placement::AtEach(each) => {
                let before = self.errors.len();
                for points in each.iter() {
                    if self.errors.len() == before {
                        self.coordinates(kind, count, points);
                    }
                }
            }
        }
    }

    /// A separation that no placement can meet would be drawn for ever.
    fn separation(&mut self, kind: &'static str, count: usize, distance: f64) {
        let path = format!("{kind}.placement.separation");
        let (room, across) = match self.deployment.area {
            Area::Rectangle { width, height } => (
                (width + distance) * (height + distance),
                (width * width + height * height).sqrt(),
            ),
            Area::Disc { radius } => (
                std::f64::consts::PI * (radius + distance / 2.0).powi(2),
                2.0 * radius,
            ),
        };
        // Discs of half the distance about each must fit, at the density of random close packing in the plane.
        const DENSEST: f64 = 0.547;
        let taken = count as f64 * std::f64::consts::PI * distance * distance / 4.0;
        if count > 1 && (taken > DENSEST * room || distance > across) {
            let error = SettingFault::Separation {
                kind,
                count,
                distance,
            };
            self.wrong(error, &[&path, kind, "area"]);
        }
    }

    fn coordinates(&mut self, kind: &'static str, count: usize, points: &[Point]) {
        let path = format!("{kind}.placement.at");
        if points.len() != count {
            let error = SettingFault::CoordinateCount {
                kind,
                count,
                points: points.len(),
            };
            self.wrong(error, &[&path, kind]);
        }
        let inside = |p: &Point| match self.deployment.area {
            Area::Rectangle { width, height } => {
                (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y)
            }
            Area::Disc { radius } => (p.x - radius).hypot(p.y - radius) <= radius * (1.0 + 1e-12),
        };
        if let Some(index) = points.iter().position(|p| !inside(p)) {
            let p = points[index];
            let corner = match self.deployment.area {
                Area::Rectangle { width, height } => (width, height),
                Area::Disc { radius } => (2.0 * radius, 2.0 * radius),
            };
            let moved = |p: &Point| Point {
                x: p.x + corner.0 / 2.0,
                y: p.y + corner.1 / 2.0,
            };
            let error = SettingFault::OutsideArea {
                number: index + 1,
                at: (p.x, p.y),
                corner,
                centred: points.iter().all(|p| inside(&moved(p))),
            };
            self.wrong(error, &[&path, "area"]);
        }
    }

    fn counts(&mut self) {
        let (aps, targets) = (self.aps(), self.deployment.targets.count);
        let each = self.deployment.targets_per_access_point;
        if targets > aps.saturating_mul(each) {
            let error = SettingFault::TooManyTargets {
                access_points: aps,
                targets,
                each,
            };
            self.wrong(error, &["aps", "targets", "targets_per_ap"]);
        }
        let antennas = self.deployment.access_points.antennas;
        let users = self.deployment.users.count;
        let channels = aps.saturating_mul(antennas);
        let entries = channels
            .saturating_mul(antennas.max(users))
            .saturating_add(users.saturating_mul(users));
        if entries > MOST_ENTRIES {
            let error = SettingFault::Size {
                access_points: aps,
                antennas,
                users,
            };
            self.wrong(error, &["aps", "aps.antennas", "users"]);
        }
        let pilot = self.deployment.pilots.length;
        let block = self.deployment.coherence_length;
        if pilot >= block {
            let error = SettingFault::PilotLength {
                pilots: pilot,
                block,
            };
            self.wrong(error, &["pilots.length", "coherence"]);
        }
    }

    fn objective(&mut self) {
        let (deployment, users) = (self.deployment, self.deployment.users.count);
        let weights = match &deployment.utility {
            Utility::Weighted(weights) => Some(weights.len()),
            _ => None,
        };
        let floors = match &deployment.rate_floor {
            RateFloor::Each(floors) => Some(floors.len()),
            RateFloor::Every(_) => None,
        };
        let lists = [
            ("weights", weights, "objective.weights"),
            ("floors", floors, "rate_floor.list"),
        ];
        for (what, given, path) in lists {
            if let Some(given) = given.filter(|given| *given != users) {
                self.wrong(
                    SettingFault::PerUser { what, given, users },
                    &[path, "users"],
                );
            }
        }
        if let Utility::Weighted(weights) = &self.deployment.utility
            && weights.iter().all(|weight| *weight == 0.0)
        {
            self.wrong(SettingFault::NoWeight, &["objective.weights"]);
        }
    }

    fn allocation(&mut self) {
        let (users, length) = (self.deployment.users.count, self.deployment.pilots.length);
        match &self.deployment.pilots.allocation {
            PilotAllocation::Policy(policy) if *policy == orthogonal::POLICY && length < users => {
                self.wrong(
                    SettingFault::Orthogonal { users, length },
                    &["pilots.allocate", "pilots.length", "users"],
                )
            }
            PilotAllocation::Policy(_) => {}
            PilotAllocation::Explicit(groups) => self.groups(groups),
        }
    }

    fn groups(&mut self, groups: &[Vec<usize>]) {
        let path = "pilots.allocate.groups";
        let (users, length) = (self.deployment.users.count, self.deployment.pilots.length);
        let mut seen: Vec<usize> = groups.iter().flatten().copied().collect();
        seen.sort_unstable();
        if seen != (0..users).collect::<Vec<_>>() {
            self.wrong(SettingFault::GroupMembers { users }, &[path, "users"]);
        }
        if groups.len() > length {
            let groups = groups.len();
            self.wrong(
                SettingFault::GroupCount { groups, length },
                &[path, "pilots.length"],
            );
        }
    }

    fn pairing(&mut self) {
        let Pairing::Explicit(list) = &self.deployment.pairing else {
            return;
        };
        let (aps, targets) = (self.aps(), self.deployment.targets.count);
        let each = self.deployment.targets_per_access_point;
        let named = |m: &usize| list.iter().filter(|&n| n == m).count();
        let fits = list.len() == targets && list.iter().all(|m| *m < aps && named(m) <= each);
        if fits {
            return;
        }
        let error = SettingFault::Pairing {
            access_points: aps,
            targets,
            each,
        };
        self.wrong(
            error,
            &["pairing.access_points", "targets", "aps", "targets_per_ap"],
        );
    }

    fn channels(&mut self) {
        let path = "channels.file";
        let (Channels::Known(channels), Some(Value::Channels(file))) = (
            &self.deployment.channels,
            self.settings.get(path).map(|a| &a.value),
        ) else {
            return;
        };
        let read = [
            channels.users(),
            channels.access_points(),
            channels.antennas(),
        ];
        let antennas = self.deployment.access_points.antennas;
        let stated = [self.deployment.users.count, self.aps(), antennas];
        if read == stated {
            return;
        }
        let error = SettingFault::ChannelShape {
            file: file.name.clone(),
            shape: file.shape.clone(),
            read,
            stated,
            orders: orders(&file.shape, stated),
            axes_stated: file.axes_stated,
        };
        let settings = ["users", "aps", "aps.antennas"];
        let differs = settings
            .iter()
            .enumerate()
            .filter(|(i, _)| read[*i] != stated[*i]);
        let paths: Vec<&str> = [path].into_iter().chain(differs.map(|(_, s)| *s)).collect();
        self.wrong(error, &paths);
    }
}

/// What the axes of an array of this shape may be, so that it holds channels of these users, access points and antennas.
fn orders(shape: &[usize], [users, access_points, antennas]: [usize; 3]) -> Vec<Vec<&'static str>> {
    use ChannelAxis::{AccessPoints, Antennas, Realizations, Users};
    let sets: &[&[ChannelAxis]] = match shape.len() {
        2 => &[&[Users, Antennas]],
        3 => &[
            &[Users, AccessPoints, Antennas],
            &[Realizations, Users, Antennas],
        ],
        4 => &[&[Realizations, Users, AccessPoints, Antennas]],
        _ => &[],
    };
    let fits = |axis: ChannelAxis, length: usize| match axis {
        Users => length == users,
        AccessPoints => length == access_points,
        Antennas => length == antennas,
        _ => true,
    };
    let mut found = Vec::new();
    for set in sets {
        if access_points != 1 && !set.contains(&AccessPoints) {
            continue;
        }
        let mut orders: Vec<Vec<ChannelAxis>> = vec![Vec::new()];
        for &length in shape {
            let longer = |order: &Vec<ChannelAxis>| {
                let order = order.clone();
                let next = set.iter().copied().filter({
                    let order = order.clone();
                    move |axis| !order.contains(axis) && fits(*axis, length)
                });
                next.map(move |axis| [order.as_slice(), &[axis]].concat())
                    .collect::<Vec<_>>()
            };
            orders = orders.iter().flat_map(longer).collect();
        }
        let words = |order: Vec<ChannelAxis>| order.into_iter().map(ChannelAxis::text).collect();
        found.extend(orders.into_iter().map(words));
    }
    found
}

/// Entries of a network's largest tables at most: channels, a matrix for each array, one among the
/// users. Each takes 16 bytes, and the solver has some tens of them.
const MOST_ENTRIES: usize = 20_000_000;
