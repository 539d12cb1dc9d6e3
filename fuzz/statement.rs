//! Statements made up from the vocabulary, right more often than not.

use cfs::language::vocabulary::table;
use cfs::language::{Kind, Role, UNITS};

use crate::corpus::Corpus;
use crate::random::Random;

/// Metrics, results and keys that expectations and figures name.
const RESULTS: &[&str] = &[
    "sum_rate",
    "mse",
    "S_min",
    "R_max",
    "R_T",
    "S_I",
    "rate",
    "delta",
    "zeta",
    "upper_bound",
    "eta",
    "power",
    "data",
    "realization",
    "step",
    "users",
    "scheme",
    "area",
];
const AGGREGATES: &[&str] = &["mean", "median", "sd", "min of", "max of"];
const COMPARISONS: &[&str] = &["<", "<=", ">", ">=", "==", "!="];

/// The beginning of a block.
pub fn head(random: &mut Random) -> &'static str {
    random.pick::<&str>(&[
        "deployment a",
        "deployment b extends a",
        "experiment e",
        "experiment f on a",
        "aps 4",
        "users",
        "targets 2",
        "pilots",
        "beampattern",
        "zip",
        "sweep users over [1, 2]",
    ])
}

/// A statement.
pub fn any(corpus: &Corpus, random: &mut Random) -> String {
    match random.below(11) {
        0 => format!("let {} = {}", name(random), expression(corpus, random, 6)),
        1 | 2 => sweep(corpus, random),
        3 => {
            let problem =
                random.pick::<&str>(&["sensing", "communication", "isac", "estimation", "region"]);
            let budget = match random.below(3) {
                0 => format!(" at delta {}", expression(corpus, random, 3)),
                1 => format!(" at zeta {}", expression(corpus, random, 3)),
                _ => String::new(),
            };
            format!("solve {problem}{budget}")
        }
        4 => format!(
            "expect {} {} {} {}{}",
            expected(corpus, random),
            random.pick(COMPARISONS),
            expected(corpus, random),
            random.pick(&[
                "",
                "at delta 6",
                "at users 2",
                "at realization 0",
                "at scheme zf"
            ]),
            random.pick(&["", " for each users", " for each delta"]),
        ),
        5 => format!(
            "plot {} over {} {} {}",
            random.pick(RESULTS),
            random.pick(RESULTS),
            random.pick(&["", "by users", "by scheme", "by delta"]),
            random.pick(&["", "at delta 6", "at realization 0"]),
        ),
        6 => format!(
            "where {} {} {}",
            value(corpus, random),
            random.pick(COMPARISONS),
            value(corpus, random)
        ),
        7 => format!(
            "with {} = {}",
            setting(random),
            expression(corpus, random, 4)
        ),
        8 => random
            .pick(&[
                "use \"used_base.cfs\"",
                "use \"table1.cfs\"",
                "use \"fuzz.cfs\"",
                "record layout",
                "record beampattern R_T S_I",
                "golden \"a.csv\" rtol 1e-6",
                "realizations until sum_rate within 1 % at most 2000",
            ])
            .to_string(),
        // An example of the manual, and a setting with some value.
        9 => {
            let rows: Vec<_> = table::all().filter(|row| !row.example.is_empty()).collect();
            random.pick(&rows).example.to_owned()
        }
        _ => format!("{} {}", setting(random), setting_value(corpus, random)),
    }
}

fn name(random: &mut Random) -> &'static str {
    random.pick::<&str>(&["a", "b", "x", "reach", "antennas", "delta", "\u{3b4}"])
}

/// The path of a setting, or its last part.
fn setting(random: &mut Random) -> String {
    let rows = table::settings();
    let row = random.pick(rows);
    let short = random.once_in(2);
    if short { row.word() } else { row.path }.to_owned()
}

fn setting_value(corpus: &Corpus, random: &mut Random) -> String {
    let row = random.pick(table::settings());
    match row.kind {
        Kind::Choice(choices) => random.pick(choices).word.to_owned(),
        Kind::Switch => (*random.pick(&["on", "off"])).to_owned(),
        Kind::Points => "at [(0.5 km, 0.5 km), (100 m, 200 m)]".into(),
        Kind::Groups => "explicit [[1, 2], [3]]".into(),
        Kind::Indices => "explicit [2, 1, 3]".into(),
        Kind::Numbers { .. } => format!("[{}, {}]", value(corpus, random), value(corpus, random)),
        Kind::Channels => "from \"h.npy\"".into(),
        Kind::Formula => format!("{} * 1 dB", expression(corpus, random, 4)),
        Kind::Count { .. } | Kind::Number { .. } | Kind::None => value(corpus, random),
    }
}

fn sweep(corpus: &Corpus, random: &mut Random) -> String {
    let target = match random.below(3) {
        0 => "delta".to_owned(),
        1 => random
            .pick(&["users", "aps", "area", "antennas", "scheme", "zeta"])
            .to_string(),
        _ => setting(random),
    };
    let values = match random.below(4) {
        0 => format!(
            "from {} to {} step {}",
            value(corpus, random),
            value(corpus, random),
            value(corpus, random)
        ),
        1 => format!(
            "from {} to {} {}points {}",
            value(corpus, random),
            value(corpus, random),
            random.pick(&["", "log "]),
            random.below(30)
        ),
        2 => "from S_min to 10 step 0.5".into(),
        _ => format!(
            "over [{}, {}]",
            value(corpus, random),
            expression(corpus, random, 3)
        ),
    };
    let solve = random.pick::<&str>(&[
        "",
        " solve isac",
        " solve communication",
        " solve isac at delta 6",
    ]);
    format!("sweep {target} {values}{solve}")
}

/// A value of an expectation.
fn expected(corpus: &Corpus, random: &mut Random) -> String {
    if random.once_in(3) {
        return expression(corpus, random, 3);
    }
    format!("{} {}", random.pick(AGGREGATES), random.pick(RESULTS))
}

/// A number, mostly with a unit.
fn value(corpus: &Corpus, random: &mut Random) -> String {
    let number = match random.below(4) {
        0 => random.below(20).to_string(),
        1 => format!("{}.{}", random.below(10), random.below(100)),
        2 => format!("{}e{}", 1 + random.below(9), random.below(600) as i64 - 300),
        _ => random.pick(&corpus.pieces).clone(),
    };
    if random.once_in(2) {
        format!("{number} {}", random.pick(UNITS).name)
    } else {
        number
    }
}

/// An expression of up to `size` values.
pub fn expression(corpus: &Corpus, random: &mut Random, size: usize) -> String {
    if size <= 1 || random.once_in(3) {
        return match random.below(3) {
            0 => (*random.pick(RESULTS)).to_owned(),
            _ => value(corpus, random),
        };
    }
    let left = expression(corpus, random, size / 2);
    match random.below(5) {
        0 => format!("({left})"),
        1 => format!("-{left}"),
        2 => {
            let functions: Vec<_> = table::of_role(Role::Function).collect();
            let function = random.pick(&functions).path;
            match random.below(3) {
                0 => format!(
                    "{function}({left}, {})",
                    expression(corpus, random, size / 2)
                ),
                _ => format!("{function}({left})"),
            }
        }
        _ => {
            let operator = random.pick::<&str>(&["+", "-", "*", "/", "^", "<", "=="]);
            format!("{left} {operator} {}", expression(corpus, random, size / 2))
        }
    }
}
