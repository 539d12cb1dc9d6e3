//! What a reader should know of a scenario that is valid: settings at which the model says less than it seems to.
//!
//! A note changes nothing. It is issued once for each experiment and kind, for the worst of the experiment's cases.

use crate::engine::downlink::beampattern::{directions_needed, lobe_is_sampled};
use crate::engine::network::geometry::Metric;
use crate::engine::network::path_loss::{CARRIERS_3GPP, DISTANCES_3GPP, carrier_3gpp};
use crate::engine::{Area, Channels, Deployment, PathLoss, Placement, Point, Receiver};
use crate::language::syntax::Span;
use crate::language::{Experiment, Quantity, ResolvedCase, Scenario, Target, number};

/// Something to know.
#[derive(Debug, Clone, PartialEq)]
pub struct Note {
    /// Name of the experiment.
    pub experiment: String,
    /// What it is about; none where the setting has its default.
    pub span: Option<Span>,
    /// What is so.
    pub message: String,
    /// What can be done about it.
    pub help: String,
    /// Whether it is that a golden is not compared.
    pub left_out: bool,
}

/// The notes of a scenario, experiment by experiment; what several experiments have in common is said of the first.
pub fn notes(scenario: &Scenario) -> Vec<Note> {
    let mut notes: Vec<Note> = Vec::new();
    for note in scenario.experiments.iter().flat_map(of_experiment) {
        let same = |other: &Note| other.span == note.span && other.message == note.message;
        if note.span.is_none() || !notes.iter().any(same) {
            notes.push(note);
        }
    }
    notes
}

fn of_experiment(experiment: &Experiment) -> Vec<Note> {
    let mut notes = Vec::new();
    notes.extend(experiment.left_out.iter().map(|golden| Note {
        experiment: experiment.name.clone(),
        span: Some(golden.span),
        message:
            "the golden is not compared, since values are set from outside the scenario".to_owned(),
        help: "run without `--set` and `--realizations` to compare it".to_owned(),
        left_out: true,
    }));
    notes.extend(unstated_count(experiment));
    notes.extend(idle_noise(experiment));
    notes.extend(power_over_noise(experiment));
    if experiment.problem.senses() {
        notes.extend(few_directions(experiment));
        notes.extend(narrow_lobe(experiment));
    }
    for path in ["path_loss", "targets.path_loss"] {
        notes.extend(outside_3gpp(experiment, path));
    }
    notes
}

fn note(
    experiment: &Experiment,
    case: &ResolvedCase,
    path: &str,
    message: String,
    help: String,
) -> Note {
    Note {
        experiment: experiment.name.clone(),
        span: case.settings.origin(path),
        message,
        help,
        left_out: false,
    }
}

/// A count that has its default in a deployment that states others.
fn unstated_count(experiment: &Experiment) -> Option<Note> {
    let case = experiment.cases.first()?;
    let deployment = &case.deployment;
    let aps = &deployment.access_points;
    let (users, targets) = (&deployment.users, &deployment.targets);
    let counts = [
        ("aps", aps.count, &aps.placement),
        ("users", users.count, &users.placement),
        ("targets", targets.count, &targets.placement),
    ];
    // Coordinates say how many there are.
    let (stated, unstated): (Vec<_>, Vec<_>) =
        counts.into_iter().partition(|(path, _, placement)| {
            matches!(placement, Placement::At(_) | Placement::AtEach(_))
                || case.settings.origin(path).is_some()
        });
    // A sweep alone steps a count of Table I.
    let (first, ..) = stated
        .into_iter()
        .find(|(path, ..)| experiment.settings.origin(path).is_some())?;
    let &(missing, ..) = unstated.last()?;
    let defaults: Vec<String> = unstated
        .iter()
        .map(|(path, count, _)| format!("{path} {count}"))
        .collect();
    let defaults = defaults.join("`, `");
    let none = match missing {
        "targets" if !experiment.problem.senses() => {
            ", or `targets 0` for a network that only communicates"
        }
        _ => "",
    };
    Some(note(
        experiment,
        case,
        first,
        format!("the deployment also has `{defaults}`, by default"),
        format!(
            "counts that are not stated are those of Table I of the paper; write `{defaults}`{none}"
        ),
    ))
}

/// A noise that divides no power, for all of them are over it.
fn idle_noise(experiment: &Experiment) -> Option<Note> {
    let receivers = [Receiver::AccessPoints, Receiver::Users];
    let divides = |case: &ResolvedCase| receivers.iter().any(|at| case.settings.is_divided_by(*at));
    let case = experiment.cases.first()?;
    if experiment.cases.iter().any(divides) {
        return None;
    }
    let in_band = experiment.shows_throughput();
    let is_stated =
        |path: &&str| case.settings.is_active(path) && case.settings.origin(path).is_some();
    let parts = [
        "noise.figure",
        "noise.figure.aps",
        "noise.figure.users",
        "noise.temperature",
    ];
    let bandwidth = Some("noise.bandwidth").filter(|_| !in_band);
    let stated = bandwidth.into_iter().chain(parts).find(is_stated);
    let swept = experiment
        .sweeps
        .iter()
        .any(|sweep| matches!(sweep.target, Target::Setting(row) if row.path == "noise.bandwidth"));
    let (path, message) = match stated {
        Some(path) if in_band => (path, format!("`{path}` has no effect")),
        Some(path) => (path, "`noise` has no effect".to_owned()),
        None if in_band && swept => (
            "noise.bandwidth",
            "the bandwidth changes throughput alone".to_owned(),
        ),
        None => return None,
    };
    Some(note(
        experiment,
        case,
        path,
        format!("{message}: every power is in dB, which is over the noise already"),
        "write powers in dBm, mW or W: `aps { power 30 dBm }` and `pilots { power 20 dBm }`".into(),
    ))
}

/// A power in dB beside powers in dBm: it is over the noise, which may be far from what was meant.
fn power_over_noise(experiment: &Experiment) -> Option<Note> {
    experiment.cases.iter().find_map(|case| {
        if !matches!(case.deployment.channels, Channels::Model) {
            return None;
        }
        let noise = case.deployment.noise?;
        let is_absolute = |quantity: Quantity| quantity.dimension.ratio.is_power();
        let mut powers = case.settings.powers();
        powers.find(|(_, quantity, _)| is_absolute(*quantity))?;
        let mut powers = case.settings.powers();
        let (row, level, at) = powers.find(|(_, quantity, _)| !is_absolute(*quantity))?;
        let watts = level.to_linear() * noise.power(at);
        let dbm = (100.0 * (watts * 1e3).log10()).round() / 10.0;
        let whose = match at {
            Receiver::AccessPoints => "access points",
            Receiver::Users => "users",
        };
        let path = row.path;
        let default = match case.settings.origin(path) {
            Some(_) => "",
            None => ", by default,",
        };
        let (block, word) = path.split_once('.')?;
        Some(note(
            experiment,
            case,
            path,
            format!(
                "`{path}` is {level}{default} over the noise of {whose}, which is {} dBm",
                number(dbm)
            ),
            format!("to state it as the other powers are, write `{block} {{ {word} 20 dBm }}`"),
        ))
    })
}

/// Directions that an array's patterns can slip between.
fn few_directions(experiment: &Experiment) -> Option<Note> {
    let needed = |case: &ResolvedCase| {
        let aps = &case.deployment.access_points;
        directions_needed(aps.antennas, aps.spacing)
    };
    let share =
        |case: &ResolvedCase| case.deployment.beampattern.samples as f64 / needed(case) as f64;
    let worst = experiment
        .cases
        .iter()
        .min_by(|a, b| share(a).total_cmp(&share(b)))?;
    if share(worst) >= 1.0 {
        return None;
    }
    let aps = &worst.deployment.access_points;
    let samples = worst.deployment.beampattern.samples;
    let apart = if aps.spacing > 0.5 {
        format!(" {} wavelengths apart", number(aps.spacing))
    } else {
        String::new()
    };
    // Whole degrees stay among the directions.
    let enough = needed(worst).div_ceil(180) * 180 + 1;
    Some(note(
        experiment,
        worst,
        "aps.antennas",
        format!(
            "{samples} directions are few for a beampattern of {} terms: {} antennas{apart} need {}, or errors such as \
             S_min may be more than a quarter too small",
            2 * aps.antennas - 1,
            aps.antennas,
            needed(worst),
        ),
        format!("write `beampattern {{ samples {enough} }}`"),
    ))
}

/// A lobe between whose directions its edges are lost.
fn narrow_lobe(experiment: &Experiment) -> Option<Note> {
    let narrow = |case: &&ResolvedCase| {
        case.deployment.beampattern.width > 0.0 && !lobe_is_sampled(&case.deployment.beampattern)
    };
    let spacings = |case: &ResolvedCase| {
        let ideal = &case.deployment.beampattern;
        ideal.width * ideal.samples.saturating_sub(1) as f64 / 180.0
    };
    let cases = experiment.cases.iter().filter(narrow);
    let worst = cases.min_by(|a, b| spacings(a).total_cmp(&spacings(b)))?;
    let ideal = &worst.deployment.beampattern;
    let enough = (10.0 / ideal.width).ceil() * 180.0 + 1.0;
    Some(note(
        experiment,
        worst,
        "beampattern.width",
        format!(
            "a main lobe of {} degrees spans {} spacings of the {} directions, and its width is uncertain by one of them",
            number(ideal.width),
            number((10.0 * spacings(worst)).round() / 10.0),
            ideal.samples,
        ),
        format!(
            "ten spacings need `beampattern {{ samples {} }}`",
            number(enough)
        ),
    ))
}

/// Carriers and distances for which 3GPP states no law.
fn outside_3gpp(experiment: &Experiment, path: &str) -> Option<Note> {
    experiment.cases.iter().find_map(|case| {
        let deployment = &case.deployment;
        if !matches!(deployment.channels, Channels::Model) {
            return None;
        }
        let targets_only = path == "targets.path_loss";
        let law: &PathLoss = if targets_only {
            deployment.target_path_loss.as_ref()?
        } else {
            &deployment.path_loss
        };
        let carrier = carrier_3gpp(law)?;
        let word = case.settings.word(path);
        let (least, most) = CARRIERS_3GPP;
        if !(least..=most).contains(&carrier) {
            return Some(note(
                experiment,
                case,
                path,
                format!(
                    "`{word}` holds for carriers from {} to {} GHz, and this is {} GHz",
                    number(least),
                    number(most),
                    number(carrier),
                ),
                "choose a carrier within, or a law without a range such as `free_space`".into(),
            ));
        }
        let (least, most) = DISTANCES_3GPP;
        let (shortest, longest) = distances(deployment, targets_only);
        let range = format!(
            "`{word}` holds from {} m to {} km",
            number(least * 1e3),
            number(most)
        );
        let help =
            "shorter links count as 10 m long; longer ones follow the law beyond its range".into();
        if longest > most {
            let km = number((longest * 100.0).round() / 100.0);
            let message = format!("{range}, and links can be {km} km long");
            return Some(note(experiment, case, path, message, help));
        }
        let shortest = shortest.filter(|shortest| *shortest < least)?;
        let metres = number((shortest * 1e4).round() / 10.0);
        let message = format!("{range}, and a link is {metres} m long");
        Some(note(experiment, case, path, message, help))
    })
}

/// The shortest link whose ends are both given, and the longest that the area allows, km; of targets to access points, or
/// of the other links.
fn distances(deployment: &Deployment, targets_only: bool) -> (Option<f64>, f64) {
    let longest = match (deployment.area, deployment.wrap_around) {
        (Area::Rectangle { width, height }, false) => width.hypot(height),
        (Area::Rectangle { width, height }, true) => width.hypot(height) / 2.0,
        (Area::Disc { radius }, _) => 2.0 * radius,
    };
    let (aps, users, targets) = (
        &deployment.access_points.placement,
        &deployment.users.placement,
        &deployment.targets.placement,
    );
    let metric = Metric::of(&deployment.area, deployment.wrap_around).unwrap_or(Metric::PLANE);
    let of_pair = |from: &[Point], to: &[Point]| -> f64 {
        let all = from
            .iter()
            .flat_map(|a| to.iter().map(|b| metric.distance(*a, *b)));
        all.fold(f64::INFINITY, f64::min)
    };
    // Those of the realizations, where either end has places for each.
    let between = |from: &Placement, to: &Placement| -> f64 {
        let count = realizations(from).max(realizations(to));
        let each = (0..count).map(|r| of_pair(given(from, r), given(to, r)));
        each.fold(f64::INFINITY, f64::min)
    };
    let mut shortest = between(aps, if targets_only { targets } else { users });
    if !targets_only {
        shortest = shortest.min(between(users, targets));
        if deployment.target_path_loss.is_none() {
            shortest = shortest.min(between(aps, targets));
        }
    }
    (shortest.is_finite().then_some(shortest), longest)
}

/// For how many realizations places are given; 1 where they are the same for all, or drawn.
fn realizations(placement: &Placement) -> usize {
    match placement {
        Placement::AtEach(each) => each.len(),
        _ => 1,
    }
}

/// The places that are given for a realization; none where they are drawn.
fn given(placement: &Placement, realization: usize) -> &[Point] {
    match placement {
        Placement::At(points) => points,
        Placement::AtEach(each) => each.get(realization).map_or(&[], Vec::as_slice),
        Placement::Uniform | Placement::Grid | Placement::Separated(_) => &[],
    }
}
