//! From settings by path to the engine's typed deployment, with the checks
//! that look at several settings at once.

use std::sync::Arc;

use crate::engine::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, Pairing, PathLoss,
    PilotAllocation, Pilots, Placement, Point, PowerBudget, Targets, Users, Window,
};
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::formula::{Formula, Symbol};
use crate::language::scenario::settings::{Settings, Value};
use crate::language::syntax::Span;
use crate::language::vocabulary::units::number;

/// Builds the deployment of a case; `when` names the swept values of the case.
///
/// # Errors
/// Every contradiction between settings.
pub fn assemble(settings: &Settings, when: &[String]) -> Result<Deployment, Vec<ModelError>> {
    let mut assembler = Assembler {
        settings,
        when,
        errors: Vec::new(),
    };
    let deployment = assembler.deployment();
    if assembler.errors.is_empty() {
        Ok(deployment)
    } else {
        Err(assembler.errors)
    }
}

struct Assembler<'a> {
    settings: &'a Settings,
    when: &'a [String],
    errors: Vec<ModelError>,
}

impl Assembler<'_> {
    fn count(&self, path: &str) -> usize {
        match self.settings.get(path).map(|a| &a.value) {
            Some(Value::Count(count)) => usize::try_from(*count).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    /// A number in canonical units; power ratios linear.
    fn number(&self, path: &str) -> f64 {
        match self.settings.get(path).map(|a| &a.value) {
            Some(Value::Number(quantity)) => quantity.to_linear(),
            _ => 0.0,
        }
    }

    /// A difference of levels, dB.
    fn level(&self, path: &str) -> f64 {
        match self.settings.get(path).map(|a| &a.value) {
            Some(Value::Number(quantity)) => quantity.value,
            _ => 0.0,
        }
    }

    fn switch(&self, path: &str) -> bool {
        matches!(
            self.settings.get(path).map(|a| &a.value),
            Some(Value::Switch(true))
        )
    }

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

    fn deployment(&mut self) -> Deployment {
        let area = self.area();
        let access_points = AccessPoints {
            count: self.count("aps"),
            antennas: self.count("aps.antennas"),
            spacing: self.number("aps.spacing"),
            facing: match self.settings.word("aps.facing") {
                "bearing" => Facing::Bearing(self.number("aps.facing.bearing")),
                "axis" => Facing::Axis,
                _ => Facing::Target,
            },
            power: self.power(),
            placement: self.placement("aps", area),
        };
        let users = Users {
            count: self.count("users"),
            placement: self.placement("users", area),
        };
        let targets = Targets {
            count: self.count("targets"),
            placement: self.placement("targets", area),
            reflection: self.number("targets.reflection"),
            gain_variance_access_point: self.number("targets.gain_variance_ap"),
            gain_variance_user: self.number("targets.gain_variance_user"),
            steering_variance: self.number("targets.steering_variance"),
        };
        self.check_counts();
        Deployment {
            wrap_around: self.wrap_around(area),
            area,
            pairing: self.pairing(access_points.count, targets.count),
            targets_per_access_point: self.count("targets_per_ap"),
            path_loss: self.path_loss("path_loss").unwrap_or(PathLoss::Paper),
            target_path_loss: self.path_loss("targets.path_loss"),
            shadowing: self.level("shadowing"),
            channels: self.channels(users.count, access_points.count, access_points.antennas),
            pilots: Pilots {
                length: self.count("pilots.length"),
                power: self.number("pilots.power"),
                allocation: self.allocation(users.count),
            },
            coherence_length: self.count("coherence"),
            beampattern: Beampattern {
                width: self.number("beampattern.width"),
                samples: self.count("beampattern.samples"),
                window: match self.settings.word("beampattern.window") {
                    "half_open" => Window::HalfOpen,
                    _ => Window::Inclusive,
                },
                power: self.number("beampattern.power"),
            },
            access_points,
            users,
            targets,
        }
    }

    fn area(&self) -> Area {
        let side = self.number("area");
        match self.settings.word("area.shape") {
            "rectangle" => Area::Rectangle {
                width: side,
                height: self.number("area.height"),
            },
            "disc" => Area::Disc { radius: side },
            _ => Area::Rectangle {
                width: side,
                height: side,
            },
        }
    }

    fn wrap_around(&mut self, area: Area) -> bool {
        let on = self.switch("area.wrap_around");
        if on && matches!(area, Area::Disc { .. }) {
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
        on
    }

    fn power(&mut self) -> PowerBudget {
        if self.settings.word("aps.power.budget") != "total" {
            return PowerBudget::PerAccessPoint(self.number("aps.power"));
        }
        let (total, sensing) = (
            self.number("aps.power.total"),
            self.number("aps.power.sensing"),
        );
        let (aps, targets) = (self.count("aps"), self.count("targets"));
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
        PowerBudget::Shared { total, sensing }
    }

    fn placement(&mut self, kind: &str, area: Area) -> Placement {
        let path = format!("{kind}.placement");
        match self.settings.word(&path) {
            "grid" => Placement::Grid,
            "separated" => Placement::Separated(self.separation(kind, area)),
            "at" => Placement::At(self.coordinates(kind, area)),
            _ => Placement::Uniform,
        }
    }

    /// A separation that no placement can meet would be drawn for ever.
    fn separation(&mut self, kind: &str, area: Area) -> f64 {
        let path = format!("{kind}.placement.separation");
        let (distance, count) = (self.number(&path), self.count(kind));
        let (room, across) = match area {
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
        distance
    }

    fn coordinates(&mut self, kind: &str, area: Area) -> Vec<Point> {
        let path = format!("{kind}.placement.at");
        let Some(Value::Points(points)) = self.settings.get(&path).map(|a| a.value.clone()) else {
            return Vec::new();
        };
        let count = self.count(kind);
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
        let inside = |p: &Point| match area {
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
        points
    }

    fn check_counts(&mut self) {
        let (aps, targets) = (self.count("aps"), self.count("targets"));
        let each = self.count("targets_per_ap");
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
        let (antennas, users) = (self.count("aps.antennas"), self.count("users"));
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
        let (pilot, block) = (self.count("pilots.length"), self.count("coherence"));
        if pilot >= block {
            self.wrong(
                "pilots",
                format!("pilots of {pilot} symbols leave no room for data in a coherence block of {block}"),
                &[("pilots.length", plural(pilot, "symbol")), ("coherence", plural(block, "symbol"))],
                None,
            );
        }
    }

    fn allocation(&mut self, users: usize) -> PilotAllocation {
        let length = self.count("pilots.length");
        match self.settings.word("pilots.allocate") {
            "random" => PilotAllocation::Random,
            "greedy" => PilotAllocation::Greedy,
            "strongest_ap" => PilotAllocation::StrongestAp,
            "round_robin" => PilotAllocation::RoundRobin,
            "orthogonal" => {
                if length < users {
                    self.wrong(
                        "pilots",
                        format!("{users} users with a pilot each need {users} symbols, and pilots have {length}"),
                        &[
                            ("pilots.allocate", "one pilot for each user".into()),
                            ("pilots.length", plural(length, "symbol")),
                            ("users", plural(users, "user")),
                        ],
                        None,
                    );
                }
                PilotAllocation::Orthogonal
            }
            "explicit" => PilotAllocation::Explicit(self.groups(users, length)),
            _ => PilotAllocation::Hac,
        }
    }

    fn groups(&mut self, users: usize, length: usize) -> Vec<Vec<usize>> {
        let path = "pilots.allocate.groups";
        let Some(Value::Groups(groups)) = self.settings.get(path).map(|a| a.value.clone()) else {
            return Vec::new();
        };
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
        groups
    }

    fn pairing(&mut self, aps: usize, targets: usize) -> Pairing {
        match self.settings.word("pairing") {
            "nearest" => Pairing::Nearest,
            "bottleneck" => Pairing::Bottleneck,
            "random" => Pairing::Random,
            "explicit" => {
                let path = "pairing.access_points";
                let Some(Value::Indices(list)) = self.settings.get(path).map(|a| a.value.clone())
                else {
                    return Pairing::Explicit(Vec::new());
                };
                let each = self.count("targets_per_ap");
                let named = |m: &usize| list.iter().filter(|&n| n == m).count();
                let fits =
                    list.len() == targets && list.iter().all(|m| *m < aps && named(m) <= each);
                if !fits {
                    let times = match each {
                        1 => "none twice".to_owned(),
                        _ => format!("none more than {each} times"),
                    };
                    self.wrong(
                        "pairing",
                        format!("the list has to name, for each of {targets} targets, one of the access points 1 to {aps}, {times}"),
                        &[
                            (path, "this pairing".into()),
                            ("targets", plural(targets, "target")),
                            ("aps", plural(aps, "access point")),
                            ("targets_per_ap", format!("at most {each} for each")),
                        ],
                        None,
                    );
                }
                Pairing::Explicit(list)
            }
            _ => Pairing::KuhnMunkres,
        }
    }

    fn channels(&mut self, users: usize, aps: usize, antennas: usize) -> Channels {
        if self.settings.word("channels") != "from" {
            return Channels::Model;
        }
        let path = "channels.file";
        let Some(Value::Channels(file)) = self.settings.get(path).map(|a| a.value.clone()) else {
            return Channels::Model;
        };
        let channels = file.channels;
        let counts = [
            ("users", "user", channels.users(), users),
            ("aps", "access point", channels.access_points(), aps),
            ("aps.antennas", "antenna", channels.antennas(), antennas),
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
        Channels::Known(channels)
    }

    /// The law of the setting at this path; none where it is that of other links.
    fn path_loss(&self, path: &str) -> Option<PathLoss> {
        // The last words of paths are what sweeps name, so those of targets say whose they are.
        let of = if path == "path_loss" { "" } else { "target_" };
        let part = |word: &str| format!("{path}.{of}{word}");
        let carrier = self.number(&part("carrier"));
        let law = match self.settings.word(path) {
            "paper" => PathLoss::Paper,
            "free_space" => PathLoss::FreeSpace { carrier },
            "umi" => PathLoss::UrbanMicro { carrier },
            "uma" => PathLoss::UrbanMacro { carrier },
            "three_slope" => PathLoss::ThreeSlope,
            "log_distance" => PathLoss::LogDistance {
                intercept: self.level(&part("intercept")),
                slope: self.level(&part("slope")),
            },
            "formula" => match self.settings.get(&part("formula")).map(|a| a.value.clone()) {
                Some(Value::Formula(formula)) => {
                    PathLoss::Formula(Arc::new(move |d| loss(&formula, d)))
                }
                _ => return None,
            },
            _ => return None,
        };
        Some(law)
    }
}

/// Entries of a network's largest tables at most: channels, a matrix for each array, one among the
/// users. Each takes 16 bytes, and the solver has some tens of them.
const MOST_ENTRIES: usize = 20_000_000;

/// `1 target`, `2 targets`.
fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// Loss in dB at a distance of `d` km.
fn loss(formula: &Formula, d: f64) -> f64 {
    formula
        .evaluate(&|symbol| (symbol == Symbol::Distance).then_some(d))
        .unwrap_or(f64::NAN)
}
