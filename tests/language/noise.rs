//! Absolute powers over the noise, against formulas.

use cfs::engine::{Deployment, PowerBudget, Receiver};
use cfs::language::scenario::axis::AxisValue;
use cfs::language::syntax::MemorySources;
use cfs::language::{Style, check, render};
use cfs::plan;

/// k_B in J/K, by its definition in the SI.
const BOLTZMANN: f64 = 1.380_649e-23;

/// The deployments of the first experiment of a text.
fn cases(text: &str) -> Vec<(Vec<f64>, Deployment)> {
    let sources = MemorySources::new().with("a.cfs", text);
    let checked = check(&sources, "a.cfs");
    let faults = render(&checked.faults, &checked.sources, Style::Plain, 100);
    let scenario = checked.scenario.unwrap_or_else(|| panic!("{faults}"));
    let plan = plan::build(&scenario);
    let cases = plan.experiments[0].cases.iter().map(|case| {
        let numbers = case.keys.iter().flatten().filter_map(|(_, key)| match key {
            AxisValue::Number(value) => Some(*value),
            AxisValue::Word(_) => None,
        });
        (numbers.collect(), Deployment::clone(&case.deployment))
    });
    cases.collect()
}

fn decibel(ratio: f64) -> f64 {
    10.0 * ratio.log10()
}

fn power(deployment: &Deployment) -> f64 {
    match deployment.access_points.power {
        PowerBudget::PerAccessPoint(power) => power,
        PowerBudget::Shared { .. } => panic!("shared"),
    }
}

#[test]
fn a_power_is_over_the_noise_of_those_who_receive_it() {
    let all = cases(
        "noise {\n bandwidth 20 MHz\n figure aps 5 dB users 9 dB\n temperature 300 K\n}\naps {\n power 200 mW\n}\n\
         pilots {\n power 20 dBm\n}\nsolve communication\n",
    );
    let deployment = &all[0].1;
    let thermal = BOLTZMANN * 300.0 * 20e6;
    let data = decibel(0.2 / (thermal * 10f64.powf(0.9)));
    let pilots = decibel(0.1 / (thermal * 10f64.powf(0.5)));
    assert!((decibel(power(deployment)) - data).abs() < 1e-9);
    assert!((decibel(deployment.pilots.power) - pilots).abs() < 1e-9);
    let noise = deployment.noise.unwrap();
    assert!((decibel(noise.power(Receiver::Users)) - decibel(thermal) - 9.0).abs() < 1e-9);
    assert!((decibel(noise.power(Receiver::AccessPoints)) - decibel(thermal) - 5.0).abs() < 1e-9);
}

#[test]
fn thermal_noise_is_174_dbm_below_a_milliwatt_in_a_hertz() {
    // -174 dBm/Hz is the usual rounding of k_B times 290 K; 30 dBm over 20 MHz and 7 dB are about 124 dB.
    let all = cases(
        "noise { bandwidth 20 MHz figure 7 dB }\naps {\n power 30 dBm\n}\nsolve communication\n",
    );
    let expected = 30.0 + 174.0 - 10.0 * 20e6f64.log10() - 7.0;
    assert!((decibel(power(&all[0].1)) - expected).abs() < 0.03);
    let ideal = cases("noise { bandwidth 20 MHz }\naps {\n power 30 dBm\n}\nsolve communication\n");
    assert!((decibel(power(&ideal[0].1) / power(&all[0].1)) - 7.0).abs() < 1e-9);
}

#[test]
fn units_of_one_power_are_the_same_and_ratios_need_no_noise() {
    let of = |value: &str| {
        let text = format!(
            "noise {{ bandwidth 20 MHz figure 7 dB }}\naps {{\n power {value}\n}}\nsolve communication\n"
        );
        decibel(power(&cases(&text)[0].1))
    };
    for same in [
        "30 dBm",
        "1000 mW",
        "27 dBm + 3 dB",
        "0.5 W * 2",
        "0 dBm + 10 * (33 dBm - 30 dBm)",
        "max(20 dBm, 30 dBm)",
        "min(1 W, 2 W)",
        "max(-10 dBm, -20 dBm) + 40 dB",
    ] {
        assert!((of(same) - of("1 W")).abs() < 1e-9, "{same}");
    }
    // Below a milliwatt a level is negative, and the power is not.
    assert!((of("-10 dBm") - of("0.1 mW")).abs() < 1e-9);
    assert!((of("1 W") - of("-10 dBm") - 40.0).abs() < 1e-9);
    assert!((of("125 dB") - 125.0).abs() < 1e-12);
}

#[test]
fn bandwidth_is_swept_and_conditions_see_powers_over_the_noise() {
    let all = cases(
        "noise { bandwidth 20 MHz figure 7 dB }\naps {\n power 30 dBm\n}\n\
         sweep bandwidth from 10 MHz to 40 MHz step 10 MHz where aps.power < 126 dB\nsolve communication\n",
    );
    // 127 dB at 10 MHz is left out.
    let kept: Vec<f64> = all.iter().map(|(keys, _)| keys[0]).collect();
    assert_eq!(kept, [0.02, 0.03, 0.04]);
    let ratio = decibel(power(&all[0].1) / power(&all[2].1));
    assert!((ratio - decibel(2.0)).abs() < 1e-9);
    assert_eq!(all[2].1.noise.unwrap().bandwidth, 40e6);
}

#[test]
fn levels_in_dbm_are_stepped_by_decibels() {
    let all = cases(
        "noise { bandwidth 20 MHz }\nsweep aps.power from 20 dBm to 30 dBm step 5 dB\nsolve communication\n",
    );
    let keys: Vec<f64> = all.iter().map(|(keys, _)| keys[0]).collect();
    assert_eq!(keys, [20.0, 25.0, 30.0]);
    assert!((decibel(power(&all[1].1) / power(&all[0].1)) - 5.0).abs() < 1e-9);
}

/// Levels are raised by decibels and compared; multiples are those of powers; one is turned into the other.
#[test]
fn powers_in_expressions_are_what_mathematics_says() {
    let of = |power_text: &str| {
        let all = cases(&format!(
            "let p = 20 dBm\nlet w = 200 mW\nnoise {{ bandwidth 20 MHz }}\naps {{ power {power_text} }}\nsolve communication\n"
        ));
        power(&all[0].1)
    };
    let watt = of("1 W");
    for (text, watts) in [
        ("max(p, 30 dBm)", 1.0),
        ("min(p, 30 dBm, 10 dBm)", 0.01),
        ("p + 3 dB - 13 dB", 0.01),
        ("p + (30 dBm - p)", 1.0),
        ("linear(p)", 0.1),
        ("2 * linear(p)", 0.2),
        ("linear(10 dB) * w", 2.0),
        ("w * 5 linear", 1.0),
        ("w / linear(10 dB)", 0.02),
        ("w / 2 + linear(p)", 0.2),
        ("db(w) + 10 dB", 2.0),
        ("max(db(w), p)", 0.2),
        ("abs(0.1 W - w)", 0.1),
        ("-10 dBm", 1e-4),
        ("db(linear(p))", 0.1),
        ("(w / 100 mW) * 1 W", 2.0),
    ] {
        let found = of(text) / watt;
        assert!((found / watts - 1.0).abs() < 1e-12, "{text}: {found} W");
    }
}
