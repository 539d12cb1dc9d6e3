//! Contradictions between settings, which no setting shows by itself.

use crate::engine::{
    Area, Channels, Deployment, Pairing, PilotAllocation, Placement, Point, PowerBudget,
};
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::settings::{Settings, Value};
use crate::language::syntax::Span;
use crate::language::vocabulary::units::number;

/// What contradicts what in a deployment and the settings that it is made of; `when` names the swept values of its case.
pub fn of(settings: &Settings, deployment: &Deployment, when: &[String]) -> Vec<ModelError> {
    let mut checker = Checker {
        settings,
        deployment,
        when,
        errors: Vec::new(),
    };
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
    checker.errors
}

struct Checker<'a> {
    settings: &'a Settings,
    deployment: &'a Deployment,
    when: &'a [String],
    errors: Vec<ModelError>,
}

impl Checker<'_> {
    /// A contradiction between settings; those at their defaults have no place to show.
    fn wrong(
        &mut self,
        code: &'static str,
        message: String,
        places: &[(&str, String)],
        help: Option<&str>,
    ) {
        let mut labels: Vec<(Span, String)> = places
            .iter()
            .filter_map(|(path, text)| self.settings.origin(path).map(|span| (span, text.clone())))
            .collect();
        labels.dedup_by_key(|(span, _)| *span);
        let (when, help) = (self.when.to_vec(), help.map(str::to_owned));
        self.errors.push(ModelError::Setting {
            code,
            message,
            labels,
            when,
            help,
        });
    }

    /// M.
    fn aps(&self) -> usize {
        self.deployment.access_points.count
    }

    fn wrap_around(&mut self) {
        if self.deployment.wrap_around && matches!(self.deployment.area, Area::Disc { .. }) {
            self.wrong(
                "area",
                "a disc has no edges to wrap around".into(),
                &[
                    ("area.wrap_around", "wraps around".into()),
                    ("area.shape", "a disc".into()),
                ],
                None,
            );
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
            let need = 10.0 * (sensing * most as f64).log10();
            self.wrong(
                "power",
                format!(
                    "{most} sensing access points need {} dB in all, which leaves nothing of the total for the others",
                    number((need * 100.0).round() / 100.0)
                ),
                &[("aps.power.total", "the total".into()), ("aps.power.sensing", "of each sensing access point".into())],
                None,
            );
        }
    }

    fn placement(&mut self, kind: &str, count: usize, placement: &Placement) {
        match placement {
            Placement::Uniform | Placement::Grid => {}
            Placement::Separated(distance) => self.separation(kind, count, *distance),
            Placement::At(points) => self.coordinates(kind, count, points),
        }
    }

    /// A separation that no placement can meet would be drawn for ever.
    fn separation(&mut self, kind: &str, count: usize, distance: f64) {
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
            self.wrong(
                "placement",
                format!(
                    "{count} {kind} can not be placed {} km apart in this area",
                    number(distance)
                ),
                &[
                    (&path, "this separation".into()),
                    (kind, format!("{count} {kind}")),
                    ("area", "the area".into()),
                ],
                None,
            );
        }
    }

    fn coordinates(&mut self, kind: &str, count: usize, points: &[Point]) {
        let path = format!("{kind}.placement.at");
        if points.len() != count {
            self.wrong(
                "coordinates",
                format!(
                    "there are {count} {kind}, and coordinates of {}",
                    points.len()
                ),
                &[
                    (&path, plural(points.len(), "point")),
                    (kind, format!("{count} {kind}")),
                ],
                Some(&format!("write `{kind} {}`", points.len())),
            );
        }
        let inside = |p: &Point| match self.deployment.area {
            Area::Rectangle { width, height } => {
                (0.0..=width).contains(&p.x) && (0.0..=height).contains(&p.y)
            }
            Area::Disc { radius } => (p.x - radius).hypot(p.y - radius) <= radius * (1.0 + 1e-12),
        };
        if let Some(index) = points.iter().position(|p| !inside(p)) {
            let p = points[index];
            self.wrong(
                "coordinates",
                format!(
                    "point {} at ({} km, {} km) lies outside the area",
                    index + 1,
                    number(p.x),
                    number(p.y)
                ),
                &[
                    (&path, "these coordinates".into()),
                    ("area", "the area".into()),
                ],
                None,
            );
        }
    }

    fn counts(&mut self) {
        let (aps, targets) = (self.aps(), self.deployment.targets.count);
        let each = self.deployment.targets_per_access_point;
        if targets > aps.saturating_mul(each) {
            let senses = match each {
                1 => "an access point senses one target".to_owned(),
                _ => format!("an access point senses at most {each} targets"),
            };
            let need = targets.div_ceil(aps.max(1));
            self.wrong(
                "targets",
                format!(
                    "{} can not sense {}",
                    plural(aps, "access point"),
                    plural(targets, "target")
                ),
                &[
                    ("aps", plural(aps, "access point")),
                    ("targets", plural(targets, "target")),
                    ("targets_per_ap", format!("at most {each} for each")),
                ],
                Some(&format!(
                    "{senses}; `targets_per_ap {need}` lets it sense more"
                )),
            );
        }
        let antennas = self.deployment.access_points.antennas;
        let users = self.deployment.users.count;
        let channels = aps.saturating_mul(antennas);
        let entries = channels
            .saturating_mul(antennas.max(users))
            .saturating_add(users.saturating_mul(users));
        if entries > MOST_ENTRIES {
            self.wrong(
                "size",
                format!(
                    "{} of {antennas} antennas with {} are more than the program holds",
                    plural(aps, "access point"),
                    plural(users, "user")
                ),
                &[
                    ("aps", plural(aps, "access point")),
                    ("aps.antennas", plural(antennas, "antenna")),
                    ("users", plural(users, "user")),
                ],
                None,
            );
        }
        let pilot = self.deployment.pilots.length;
        let block = self.deployment.coherence_length;
        if pilot >= block {
            self.wrong(
                "pilots",
                format!("pilots of {pilot} symbols leave no room for data in a coherence block of {block}"),
                &[("pilots.length", plural(pilot, "symbol")), ("coherence", plural(block, "symbol"))],
                None,
            );
        }
    }

    fn allocation(&mut self) {
        let (users, length) = (self.deployment.users.count, self.deployment.pilots.length);
        match &self.deployment.pilots.allocation {
            PilotAllocation::Orthogonal if length < users => self.wrong(
                "pilots",
                format!(
                    "{users} users with a pilot each need {users} symbols, and pilots have {length}"
                ),
                &[
                    ("pilots.allocate", "one pilot for each user".into()),
                    ("pilots.length", plural(length, "symbol")),
                    ("users", plural(users, "user")),
                ],
                None,
            ),
            PilotAllocation::Explicit(groups) => self.groups(groups),
            PilotAllocation::Hac
            | PilotAllocation::Random
            | PilotAllocation::Greedy
            | PilotAllocation::StrongestAp
            | PilotAllocation::RoundRobin
            | PilotAllocation::Orthogonal => {}
        }
    }

    fn groups(&mut self, groups: &[Vec<usize>]) {
        let path = "pilots.allocate.groups";
        let (users, length) = (self.deployment.users.count, self.deployment.pilots.length);
        let mut seen: Vec<usize> = groups.iter().flatten().copied().collect();
        seen.sort_unstable();
        if seen != (0..users).collect::<Vec<_>>() {
            self.wrong(
                "pilots",
                format!("the groups have to hold each of the users 1 to {users} once"),
                &[
                    (path, "these groups".into()),
                    ("users", plural(users, "user")),
                ],
                None,
            );
        }
        if groups.len() > length {
            self.wrong(
                "pilots",
                format!(
                    "{} groups need {} symbols, and pilots have {length}",
                    groups.len(),
                    groups.len()
                ),
                &[
                    (path, plural(groups.len(), "group")),
                    ("pilots.length", plural(length, "symbol")),
                ],
                None,
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
        let times = match each {
            1 => "none twice".to_owned(),
            _ => format!("none more than {each} times"),
        };
        self.wrong(
            "pairing",
            format!("the list has to name, for each of {targets} targets, one of the access points 1 to {aps}, {times}"),
            &[
                ("pairing.access_points", "this pairing".into()),
                ("targets", plural(targets, "target")),
                ("aps", plural(aps, "access point")),
                ("targets_per_ap", format!("at most {each} for each")),
            ],
            None,
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
        let counts = [
            (
                "users",
                "user",
                channels.users(),
                self.deployment.users.count,
            ),
            ("aps", "access point", channels.access_points(), self.aps()),
            (
                "aps.antennas",
                "antenna",
                channels.antennas(),
                self.deployment.access_points.antennas,
            ),
        ];
        for (setting, word, found, stated) in counts {
            if found != stated {
                let settings_word = setting.rsplit('.').next().unwrap_or(setting);
                self.wrong(
                    "channels",
                    format!(
                        "`{}` holds channels of {}, and `{settings_word}` is {stated}",
                        file.name,
                        plural(found, word)
                    ),
                    &[(path, plural(found, word)), (setting, plural(stated, word))],
                    Some(&format!("write `{settings_word} {found}`")),
                );
            }
        }
    }
}

/// Entries of a network's largest tables at most: channels, a matrix for each array, one among the
/// users. Each takes 16 bytes, and the solver has some tens of them.
const MOST_ENTRIES: usize = 20_000_000;

/// `1 target`, `2 targets`.
fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
