//! Holds this program against reference instances computed by another one.
//!
//! ```text
//! cargo run --release --example check_instance -- tests/instances/small_seed0.json
//! ```
//!
//! prints `file,figure,stored,ours,relative_difference,verdict` for every stored figure of the
//! files named and exits with 1 if one falls short. Rates are local optima: a higher one is
//! welcome, one lower by more than 1e-4 falls short, and so does one that is not solved (`NaN`).
//!
//! Files are of two forms. Those of one network hold its layout and draws; stored points may exceed
//! their delta a little, and such a point is held against ours at the error that it really has.
//! Those of many networks, as `tests/instances/kinds.json`, hold estimates and covariances; rates
//! that the other program did not find (`null`) have no line. Everything is answered from the
//! default starts.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/instance.rs"]
mod instance;
#[path = "../tests/support/kinds.rs"]
mod kinds;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use cfs::engine::downlink::certificate::{Reception, mean_error};
use cfs::engine::network::channel;
use instance::Instance;
use kinds::{StoredNetwork, StoredNetworks};

/// By how much a rate may be lower than a stored one, relative.
const LOWER: f64 = 1e-4;
/// By how much S_min may differ, relative.
const LEAST_ERROR: f64 = 1e-5;

/// How a figure may differ.
enum Rule {
    /// By at most this, relative.
    Equal(f64),
    /// Lower by at most this, relative; higher by anything.
    AtLeast(f64),
}

struct Report<'a> {
    file: &'a str,
    short: bool,
}

impl Report<'_> {
    fn figure(&mut self, name: &str, stored: f64, ours: f64, difference: f64, rule: &Rule) {
        let pass = match rule {
            Rule::Equal(tolerance) => difference.abs() <= *tolerance,
            Rule::AtLeast(tolerance) => difference >= -tolerance,
        };
        self.short |= !pass;
        let verdict = if pass { "pass" } else { "SHORT" };
        println!(
            "{},{name},{stored},{ours},{difference:e},{verdict}",
            self.file
        );
    }

    fn number(&mut self, name: &str, stored: f64, ours: f64, rule: &Rule) {
        let unit = if stored == 0.0 { 1.0 } else { stored };
        self.figure(name, stored, ours, (ours - stored) / unit, rule);
    }

    /// Largest absolute difference of two sequences over the largest stored magnitude.
    fn sequence(
        &mut self,
        name: &str,
        pairs: impl Iterator<Item = (f64, f64, f64)>,
        tolerance: f64,
    ) {
        let (mut stored, mut ours, mut difference) = (0.0f64, 0.0f64, 0.0f64);
        for (a, b, d) in pairs {
            (stored, ours, difference) = (stored.max(a), ours.max(b), difference.max(d));
        }
        self.figure(
            name,
            stored,
            ours,
            difference / stored,
            &Rule::Equal(tolerance),
        );
    }
}

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if files.is_empty() {
        eprintln!("usage: check_instance FILE.json ...");
        return ExitCode::from(2);
    }
    println!("file,figure,stored,ours,relative_difference,verdict");
    let mut short = false;
    for file in &files {
        match check_file(file) {
            Ok(falls_short) => short |= falls_short,
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(short))
}

/// Checks a file of either form; true if a figure falls short.
fn check_file(file: &str) -> Result<bool, Box<dyn Error>> {
    let path = Path::new(file);
    let form: serde_json::Value = serde_json::from_str(&fs::read_to_string(path)?)?;
    if form.get("networks").is_none() {
        return Ok(check(file, &Instance::read(path)?));
    }
    let mut report = Report { file, short: false };
    for (i, network) in StoredNetworks::read(path)?.networks.iter().enumerate() {
        check_network(&mut report, i, network);
    }
    Ok(report.short)
}

/// Holds the default against what is stored of one of many networks.
fn check_network(report: &mut Report, i: usize, network: &StoredNetwork) {
    let deltas: Vec<f64> = network.P3.iter().filter_map(|row| row.delta).collect();
    let answers = defaults::answers(&network.downlink(), &deltas);
    let ours = |rate: Option<f64>| rate.unwrap_or(f64::NAN);
    if let Some(s_min) = network.S_min {
        let name = format!("network {i} S_min");
        let rule = Rule::Equal(LEAST_ERROR);
        report.number(&name, s_min, ours(answers.s_min), &rule);
    }
    if let Some(stored) = network.P2.as_ref().and_then(|row| row.best_R) {
        let name = format!("network {i} R_max");
        report.number(&name, stored, ours(answers.r_max), &Rule::AtLeast(LOWER));
    }
    let rows = network.P3.iter().filter(|row| row.delta.is_some());
    for ((row, delta), rate) in rows.zip(deltas).zip(answers.rates) {
        if let Some(stored) = row.best_R {
            let name = format!("network {i} R({delta})");
            report.number(&name, stored, ours(rate), &Rule::AtLeast(LOWER));
        }
    }
}

/// Checks one instance; true if a figure falls short.
fn check(file: &str, instance: &Instance) -> bool {
    let mut report = Report { file, short: false };
    check_estimate(&mut report, instance);
    check_stored_beams(&mut report, instance);
    check_optima(&mut report, instance);
    report.short
}

fn check_estimate(report: &mut Report, instance: &Instance) {
    let p = &instance.par;
    let (network, deployment) = (instance.network(), instance.deployment());
    let channels = channel::channels(&network, &deployment, &instance.draws());
    let downlink = instance.downlink();
    let estimate = &downlink.estimate;
    let root = p.pm.sqrt();
    let entries =
        || (0..p.M).flat_map(|m| (0..p.K).flat_map(move |k| (0..p.NT).map(move |n| (m, k, n))));
    let h = entries().map(|(m, k, n)| {
        let (stored, ours) = (instance.h_true.get(k, m, n), channels.h.at(m, k)[n]);
        (stored.norm(), ours.norm(), (ours - stored).norm())
    });
    report.sequence("h", h, 1e-10);
    let h_hat = entries().map(|(m, k, n)| {
        let (stored, ours) = (instance.h_hat.get(k, m, n), estimate.h_hat(m, k)[n] / root);
        (stored.norm(), ours.norm(), (ours - stored).norm())
    });
    report.sequence("h_hat", h_hat, 1e-10);
    // The other program subtracts two nearly equal matrices, so a small entry has no more correct
    // digits than the largest one leaves it.
    let traces = (0..p.M)
        .flat_map(|m| (0..p.K).map(move |k| (m, k)))
        .map(|(m, k)| {
            let stored = instance.theta_trace[k][m];
            let ours = estimate.error_power(m, k) / (p.pm * p.NT as f64);
            (stored, ours, (ours - stored).abs())
        });
    report.sequence("Theta_mk_trace_over_NT", traces, 1e-10);
    if let Some(theta) = &instance.theta {
        for k in 0..p.K {
            let stored = theta.matrix(k);
            let mut ours = stored.clone();
            for m in 0..p.M {
                for m2 in 0..p.M {
                    let block = estimate.theta_block(m, m2, k);
                    ours.view_mut((m * p.NT, m2 * p.NT), (p.NT, p.NT))
                        .copy_from(&block);
                }
            }
            let difference = (&ours - &stored).norm() / stored.norm();
            let name = format!("pm_Theta_stacked[{k}]");
            report.figure(
                &name,
                stored.norm(),
                ours.norm(),
                difference,
                &Rule::Equal(1e-10),
            );
        }
    }
}

fn check_stored_beams(report: &mut Report, instance: &Instance) {
    let downlink = instance.downlink();
    for point in instance.points() {
        if let Some(beams) = instance.beams(&point) {
            let rate = Reception::of(&downlink.estimate, &beams).sum_rate();
            let error = mean_error(&downlink, &beams);
            let name = |what: &str| format!("{what} of the stored beams at delta {}", point.delta);
            report.number(&name("R"), point.rate, rate, &Rule::Equal(1e-9));
            report.number(&name("E"), point.error, error, &Rule::Equal(1e-9));
        }
    }
}

fn check_optima(report: &mut Report, instance: &Instance) {
    let downlink = instance.downlink();
    let points = instance.points();
    let deltas: Vec<f64> = points.iter().map(|p| p.delta.max(p.error)).collect();
    let answers = defaults::answers(&downlink, &deltas);
    let ours = |rate: Option<f64>| rate.unwrap_or(f64::NAN);
    report.number(
        "S_min",
        instance.result("S_min"),
        ours(answers.s_min),
        &Rule::Equal(LEAST_ERROR),
    );
    let rule = Rule::AtLeast(LOWER);
    for name in ["Rmax_joint_bcd_tol1e9", "Rmax_alg2_sequential_tol1e4"] {
        report.number(name, instance.result(name), ours(answers.r_max), &rule);
    }
    for (point, rate) in points.iter().zip(answers.rates) {
        report.number(
            &format!("R({})", point.delta),
            point.rate,
            ours(rate),
            &rule,
        );
    }
}
