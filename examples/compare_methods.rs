//! Holds the default methods against the paper's algorithms, on reference instances.
//!
//! ```text
//! cargo run --release --example compare_methods -- [--at FACTOR,..] [--stop TOLERANCE] [FILE.json ..]
//! ```
//!
//! prints a row for P1, P2, P3 at budgets of FACTOR times S_min, and P4 at the sum rate that the default reached there:
//! the objective of each method, how much better the default is (relative; negative where it is worse), the
//! largest violation of a constraint, the time and its ratio to the default's. After P3 of the paper follows what the
//! default reaches from where the paper's algorithm ended. It exits with 1 where a method of the paper that counts as
//! solved beats the default by more than 1e-4.

#[path = "../tests/support/instance.rs"]
mod instance;

use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::frontier::{Floor, Frontier};
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::paper::Form;
use cfs::engine::paper::Stop;
use cfs::engine::paper::communication::Update;
use cfs::engine::paper::isac::Settings;
use cfs::engine::paper::{self, Stopping};
use instance::Instance;

/// Budgets over S_min, unless others are asked for.
const FACTORS: [f64; 4] = [1.001, 1.05, 1.3, 2.0];
/// How much better than the default a method of the paper may be.
const TOLERANCE: f64 = 1e-4;

/// How close to S_min the default's boundary begins, relative.
const BOUNDARY_TOLERANCE: f64 = 1e-4;

/// What a method made of a problem.
struct Attempt {
    method: &'static str,
    objective: f64,
    violation: f64,
    solved: bool,
    remark: String,
    time: Duration,
}

/// The methods on one problem, the default first.
struct Comparison {
    file: String,
    problem: String,
    /// Whether the objective is to be large.
    maximise: bool,
    default: Attempt,
    worse: bool,
}

impl Comparison {
    fn new(file: &str, problem: &str, maximise: bool, default: Attempt) -> Self {
        let comparison = Self {
            file: file.to_owned(),
            problem: problem.to_owned(),
            maximise,
            worse: !default.solved,
            default,
        };
        comparison.print(&comparison.default);
        comparison
    }

    fn against(&mut self, attempt: &Attempt) {
        self.print(attempt);
        self.worse |= attempt.solved && self.lead(attempt) < -TOLERANCE;
    }

    /// By how much the default is better, relative.
    fn lead(&self, attempt: &Attempt) -> f64 {
        let difference = (self.default.objective - attempt.objective) / self.default.objective;
        if self.maximise {
            difference
        } else {
            -difference
        }
    }

    fn print(&self, a: &Attempt) {
        let ratio = a.time.as_secs_f64() / self.default.time.as_secs_f64();
        println!(
            "{:<14} {:<9} {:<16} {:>12.6} {:>10.1e} {:>9.1e} {:>11.1} {:>8.0}  {}",
            self.file,
            self.problem,
            a.method,
            a.objective,
            self.lead(a),
            a.violation,
            a.time.as_secs_f64() * 1e3,
            ratio,
            a.remark
        );
    }
}

fn main() -> ExitCode {
    let mut factors = FACTORS.to_vec();
    let mut files = Vec::new();
    let mut arguments = std::env::args().skip(1);
    let mut settings = Settings::default();
    while let Some(argument) = arguments.next() {
        let numbers = match argument.as_str() {
            "--at" | "--stop" => numbers(&arguments.next().unwrap_or_default()),
            _ => {
                files.push(argument);
                continue;
            }
        };
        match (argument.as_str(), numbers.as_slice()) {
            ("--at", [_, ..]) => factors = numbers,
            ("--stop", [tolerance]) => settings.stopping.tolerance = *tolerance,
            _ => {
                eprintln!("{argument} expects a number, --at also several such as 1.1,1.5");
                return ExitCode::from(2);
            }
        }
    }
    if files.is_empty() {
        let small = ["small_seed0", "small_seed1", "small_seed2", "visible_seed0"];
        files.extend(small.map(|name| format!("tests/instances/{name}.json")));
    }
    println!(
        "{:<14} {:<9} {:<16} {:>12} {:>10} {:>9} {:>11} {:>8}  how it ended",
        "instance", "problem", "method", "objective", "lead", "violation", "ms", "ratio"
    );
    let mut worse = false;
    for file in &files {
        match Instance::read(Path::new(file)) {
            Ok(instance) => worse |= compare(&instance, &factors, &settings),
            Err(error) => {
                eprintln!("{file}: {error}");
                return ExitCode::from(2);
            }
        }
    }
    ExitCode::from(u8::from(worse))
}

/// Numbers between commas; none if one is none.
fn numbers(list: &str) -> Vec<f64> {
    let numbers: Result<Vec<f64>, _> = list.split(',').map(str::parse).collect();
    numbers.unwrap_or_default()
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed())
}

/// Whether the default is worse somewhere.
fn compare(instance: &Instance, factors: &[f64], settings: &Settings) -> bool {
    let downlink = instance.downlink();
    let name = instance.name.as_str();
    let mut worse = compare_sensing(name, &downlink);
    worse |= compare_communication(name, &downlink, &settings.stopping);
    let forms = [
        ("paper, sound", Form::Sound),
        ("paper, printed", Form::Printed),
    ];
    for &factor in factors {
        worse |= compare_isac(name, &downlink, factor, &forms, settings);
    }
    worse
}

fn compare_sensing(name: &str, downlink: &Downlink) -> bool {
    let (solution, time) = timed(|| sensing::solve(downlink));
    let default = Attempt {
        method: "default",
        objective: solution.s_min,
        violation: 0.0,
        solved: solution.solved(),
        remark: format!("gap {:.0e}", solution.gap),
        time,
    };
    let mut comparison = Comparison::new(name, "P1", false, default);
    let (solution, time) = timed(|| paper::sensing::solve(downlink, &Stop::never()));
    comparison.against(&Attempt {
        method: "paper",
        objective: solution.sensing.s_min,
        violation: 0.0,
        solved: solution.solved(),
        remark: format!("{}, gap {:.0e}", solution.status, solution.sensing.gap),
        time,
    });
    comparison.worse
}

fn compare_communication(name: &str, downlink: &Downlink, stopping: &Stopping) -> bool {
    let (solution, time) = timed(|| communication::solve(downlink));
    let default = Attempt {
        method: "default",
        objective: solution.certificate.sum_rate,
        violation: solution.certificate.power_violation,
        solved: solution.solved(),
        remark: String::new(),
        time,
    };
    let mut comparison = Comparison::new(name, "P2", true, default);
    for (method, update) in [
        ("paper, in turn", Update::Sequential),
        ("paper, parallel", Update::Parallel),
    ] {
        let (solution, time) =
            timed(|| paper::communication::solve(downlink, update, stopping, &Stop::never()));
        comparison.against(&Attempt {
            method,
            objective: solution.certificate.sum_rate,
            violation: solution.certificate.power_violation,
            solved: solution.solved(),
            remark: format!("{}, {} programs", solution.status, solution.programs),
            time,
        });
    }
    comparison.worse
}

/// P3 at a budget, and P4 at the sum rate that the default reached there.
fn compare_isac(
    name: &str,
    downlink: &Downlink,
    factor: f64,
    forms: &[(&'static str, Form)],
    settings: &Settings,
) -> bool {
    let sensing = sensing::solve(downlink);
    let communication = communication::solve(downlink).beams;
    let delta = factor * sensing.s_min;
    let (point, time) = timed(|| IsacSolver::new(downlink, &sensing, &communication).solve(delta));
    let zeta = point.certificate.sum_rate;
    let default = Attempt {
        method: "default",
        objective: zeta,
        violation: point
            .budget_violation
            .max(point.certificate.power_violation),
        solved: point.solved(),
        remark: String::new(),
        time,
    };
    let mut comparison = Comparison::new(name, &format!("P3 {factor}"), true, default);
    for &(method, form) in forms {
        let (solution, time) = timed(|| {
            paper::isac::solve(
                downlink,
                &sensing,
                &communication,
                delta,
                form,
                settings,
                &Stop::never(),
            )
        });
        let certificate = &solution.certificate;
        // Whether the climb ended early or at another optimum.
        let further = IsacSolver::new(downlink, &sensing, &solution.beams).solve(delta);
        comparison.against(&Attempt {
            method,
            objective: certificate.sum_rate,
            violation: solution.budget_violation.max(certificate.power_violation),
            solved: solution.solved(),
            remark: format!(
                "{}, {} programs; from there the default reaches {:.6}",
                solution.search.status, solution.search.programs, further.certificate.sum_rate
            ),
            time,
        });
    }
    let (floor, time) = timed(|| {
        let least = sensing.s_min * (1.0 + BOUNDARY_TOLERANCE);
        Frontier::new(downlink.clone(), 1).least_error(zeta, least)
    });
    let Some(Floor::Reached(point) | Floor::Slack(point) | Floor::Unsolved(point)) = floor else {
        println!("{name}: the default finds no beams at {zeta} bit/s/Hz");
        return true;
    };
    let certificate = &point.certificate;
    let default = Attempt {
        method: "default",
        objective: certificate.mse,
        violation: ((zeta - certificate.sum_rate) / zeta).max(certificate.power_violation),
        solved: point.solved(),
        remark: format!("sum rate {zeta:.3}"),
        time,
    };
    let mut reversed = Comparison::new(name, &format!("P4 {factor}"), false, default);
    for &(method, form) in forms {
        let (solution, time) = timed(|| {
            paper::isac::least_error(
                downlink,
                &sensing,
                &communication,
                zeta,
                form,
                settings,
                &Stop::never(),
            )
        });
        let certificate = &solution.certificate;
        reversed.against(&Attempt {
            method,
            objective: certificate.mse,
            violation: solution.rate_violation.max(certificate.power_violation),
            solved: solution.solved(),
            remark: format!(
                "{}, {} programs",
                solution.search.status, solution.search.programs
            ),
            time,
        });
    }
    comparison.worse || reversed.worse
}
