//! Arrays beside the table: everything that a row says follows from them.

use std::f64::consts::PI;

use num_complex::Complex64;

use crate::array_file::{Array, archive};
use crate::support::Folder;

/// Sums in another order.
const ROUNDING: f64 = 1e-9;

/// Cases of different numbers of antennas, users and pilots, and grids of their own.
const RECORDED: &str = "\
use \"small.cfs\"
experiment recorded on small {
  realizations 2
  sweep aps.antennas over [3, 4]
  sweep users over [1, 3]
  record beams channels estimates covariances places rates power eta
  sweep delta from S_min to 2 * S_min step S_min / 2 solve isac
}
";

/// An array with its entries, complex ones as such.
struct Entries {
    shape: Vec<usize>,
    values: Vec<Complex64>,
}

impl Entries {
    fn of(array: &Array) -> Self {
        let numbers = array.numbers();
        let values = match array.descr.as_str() {
            "<c16" => (numbers.chunks(2))
                .map(|part| Complex64::new(part[0], part[1]))
                .collect(),
            _ => numbers.into_iter().map(Complex64::from).collect(),
        };
        let shape = array.shape.clone();
        Self { shape, values }
    }

    fn get(&self, index: &[usize]) -> Complex64 {
        assert_eq!(index.len(), self.shape.len());
        let places = index.iter().zip(&self.shape);
        self.values[places.fold(0, |at, (i, length)| {
            assert!(i < length);
            at * length + i
        })]
    }
}

fn recorded(text: &str) -> Folder {
    let folder = Folder::new();
    folder.write("recorded.cfs", text);
    folder.cfs(&["run", "recorded.cfs", "-q"]).with(0);
    folder
}

/// The rows of the table by name of the column.
fn table(folder: &Folder) -> (Vec<String>, Vec<Vec<String>>) {
    let text = folder.read("results/recorded.csv");
    let mut lines = text
        .lines()
        .map(|line| line.split(',').map(str::to_owned).collect());
    let names = lines.next().unwrap();
    (names, lines.collect())
}

#[test]
fn rates_errors_and_powers_of_every_row_follow_from_the_arrays() {
    let folder = recorded(RECORDED);
    let arrays = archive(&folder.files("results")["recorded.npz"]);
    let entries = |name: &str| Entries::of(&arrays[name]);
    let (names, rows) = table(&folder);
    let [w, z, h_hat, theta] = ["W", "Z", "H_hat", "Theta"].map(entries);
    let [power, senses, angle] = ["power", "senses", "angle"].map(entries);
    assert_eq!(w.shape[0], rows.len());
    assert_eq!(w.shape[1..], [3, 3, 4]);
    let mut compared = 0;
    for (i, row) in rows.iter().enumerate() {
        let cell = |name: &str| -> &str { &row[names.iter().position(|n| n == name).unwrap()] };
        let number = |name: &str| -> f64 { cell(name).parse().unwrap() };
        let of_unit = |name: &str, u: usize| entries(name).get(&[u]).re;
        let u = entries("row_unit").get(&[i]).re as usize;
        for (array, column) in [
            ("unit_realization", "realization"),
            ("unit_aps_antennas", "aps_antennas"),
            ("n_antennas", "aps_antennas"),
            ("unit_users", "users"),
            ("n_users", "users"),
        ] {
            assert_eq!(of_unit(array, u), number(column), "row {i}, {array}");
        }
        let size = |name: &str| of_unit(name, u) as usize;
        let (users, aps, antennas) = (size("n_users"), size("n_access_points"), size("n_antennas"));
        // What a case does not have is zero.
        for k in 0..3 {
            for n in 0..4 {
                let has = k < users && n < antennas;
                assert!(has || w.get(&[i, k, 0, n]) == Complex64::ZERO);
                assert!(has || h_hat.get(&[u, k, 0, n]) == Complex64::ZERO);
            }
        }
        let p = |m: usize| power.get(&[u, m]).re.sqrt();
        let over = |f: &dyn Fn(usize, usize) -> Complex64| -> Complex64 {
            (0..aps)
                .flat_map(|m| (0..antennas).map(move |n| f(m, n)))
                .collect::<Vec<_>>()
                .iter()
                .sum()
        };
        // The rate bound (18), term by term.
        let mut sum_rate = 0.0;
        for k in 0..users {
            let received = |j: usize| {
                over(&|m, n| h_hat.get(&[u, k, m, n]).conj() * w.get(&[i, j, m, n]) * p(m))
            };
            let leaked = |j: usize| {
                over(&|m, n| {
                    over(&|m2, n2| {
                        let theta = theta.get(&[u, k, m, n, m2, n2]) * p(m) * p(m2);
                        w.get(&[i, j, m, n]).conj() * theta * w.get(&[i, j, m2, n2])
                    })
                })
                .re
            };
            let mut interference = 1.0;
            for j in 0..users {
                interference += leaked(j);
                if j != k {
                    interference += received(j).norm_sqr();
                }
            }
            for m in 0..aps {
                for a in 0..antennas {
                    for b in 0..antennas {
                        let own = h_hat.get(&[u, k, m, a]).conj() * h_hat.get(&[u, k, m, b]);
                        let error = theta.get(&[u, k, m, b, m, a]);
                        let seen = (own * z.get(&[i, m, a, b]) + error * z.get(&[i, m, a, b]))
                            * p(m).powi(2);
                        interference += seen.re;
                    }
                }
            }
            let rate = (1.0 + received(k).norm_sqr() / interference).log2();
            sum_rate += rate;
            assert_close(rate, number(&format!("rate_{}", k + 1)), 1e-7);
        }
        assert_close(sum_rate, number("sum_rate"), ROUNDING);
        // Powers, and the beampatterns (19) with their errors (20).
        let (mut error, mut sensing) = (0.0, 0.0);
        for m in 0..aps {
            let covariance = |a: usize, b: usize| {
                let beams = (0..users).map(|k| w.get(&[i, k, m, a]) * w.get(&[i, k, m, b]).conj());
                beams.sum::<Complex64>() + z.get(&[i, m, a, b])
            };
            let used: f64 = (0..antennas).map(|n| covariance(n, n).re).sum();
            assert_close(used, number(&format!("power_{}", m + 1)), ROUNDING);
            if senses.get(&[u, m, 0]).re == 0.0 {
                continue;
            }
            sensing += 1.0;
            let samples = size("beampattern_samples");
            let (width, factor) = (
                of_unit("beampattern_width", u),
                of_unit("beampattern_power", u),
            );
            let pattern: Vec<(f64, bool)> = (0..samples)
                .map(|s| {
                    let degrees = -90.0 + 180.0 * s as f64 / (samples - 1) as f64;
                    let phase = 2.0 * PI * of_unit("spacing", u) * degrees.to_radians().sin();
                    let a = |n: usize| Complex64::from_polar(1.0, n as f64 * phase);
                    let terms = (0..antennas).flat_map(|i| (0..antennas).map(move |j| (i, j)));
                    let value: Complex64 = terms
                        .map(|(i, j)| a(i).conj() * covariance(i, j) * a(j))
                        .sum();
                    let off = (degrees - angle.get(&[u, m, 0]).re).abs();
                    (factor * value.re, off <= width / 2.0 + 1e-9)
                })
                .collect();
            let lobe: Vec<f64> = pattern.iter().filter(|s| s.1).map(|s| s.0).collect();
            let eta = lobe.iter().sum::<f64>() / lobe.len() as f64;
            assert_close(eta, number(&format!("eta_{}", m + 1)), ROUNDING);
            let off =
                |&(value, ideal): &(f64, bool)| (value - if ideal { eta } else { 0.0 }).powi(2);
            error += pattern.iter().map(off).sum::<f64>() / samples as f64;
        }
        assert_close(error / sensing, number("mse"), ROUNDING);
        compared += 1;
    }
    assert_eq!(compared, rows.len());
    assert_eq!(compared, 2 * 2 * 2 * 3);
}

fn assert_close(a: f64, b: f64, tolerance: f64) {
    assert!((a - b).abs() <= tolerance * b.abs(), "{a} and {b}");
}

#[test]
fn arrays_describe_themselves_and_the_description_of_the_results_says_the_same() {
    let folder = recorded(RECORDED);
    let files = folder.files("results");
    let arrays = archive(&files["recorded.npz"]);
    let json: serde_json::Value = serde_json::from_slice(&files["recorded.json"]).unwrap();
    let readme: serde_json::Value = serde_json::from_str(&arrays["README"].text()).unwrap();
    assert_eq!(readme["arrays"], json["arrays"]["members"]);
    assert_eq!(json["arrays"]["path"], "recorded.npz");
    assert_eq!(json["arrays"]["bytes"], files["recorded.npz"].len());
    let described = readme["arrays"].as_array().unwrap();
    assert_eq!(described.len() + 1, arrays.len());
    for array in described {
        let name = array["name"].as_str().unwrap();
        let shape: Vec<usize> = serde_json::from_value(array["shape"].clone()).unwrap();
        assert_eq!(shape, arrays[name].shape, "{name}");
        assert_eq!(array["axes"].as_array().unwrap().len(), shape.len());
        assert!(!array["description"].as_str().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn threads_and_interruptions_change_no_byte_of_the_arrays() {
    for text in [
        RECORDED.to_owned(),
        RECORDED.replace("eta\n", "eta as mat\n"),
    ] {
        let folder = recorded(&text);
        let whole = folder.files("results");
        folder
            .cfs(&["run", "recorded.cfs", "-q", "-j", "3", "-o", "again"])
            .with(0);
        assert_eq!(folder.files("again"), whole);
        folder
            .cfs(&["run", "recorded.cfs", "-q", "--resume", "-j", "2"])
            .with(0);
        assert_eq!(folder.files("results"), whole);
    }
}

#[test]
fn channels_that_were_recorded_can_be_given() {
    let folder = recorded(
        "\
use \"small.cfs\"
experiment recorded on small {
  realizations 3
  record channels places
  solve communication
}
",
    );
    let arrays = archive(&folder.files("results")["recorded.npz"]);
    let h = &arrays["H"];
    assert_eq!(h.shape, [3, 2, 3, 4]);
    // The mean power of an entry is the square of the amplitude gain: on average over many entries.
    let gains = Entries::of(&arrays["gain_user_ap"]);
    let values = Entries::of(h);
    let ratio: f64 = (0..3 * 2 * 3)
        .map(|link| {
            let entries = &values.values[link * 4..][..4];
            let power: f64 = entries.iter().map(Complex64::norm_sqr).sum();
            power / 4.0 / gains.values[link].re.powi(2)
        })
        .sum::<f64>()
        / 18.0;
    assert!((0.5..1.5).contains(&ratio), "{ratio}");
}

#[test]
fn what_was_recorded_before_and_is_no_longer_goes() {
    let folder = recorded(RECORDED);
    let others = RECORDED.replace("power eta", "power eta as mat");
    folder.write("recorded.cfs", &others);
    folder.cfs(&["run", "recorded.cfs", "-q"]).with(0);
    let files = folder.files("results");
    assert!(!files.contains_key("recorded.npz") && files.contains_key("recorded.mat"));
    assert!(files["recorded.mat"].starts_with(b"MATLAB 5.0 MAT-file"));
    folder.write(
        "recorded.cfs",
        others
            .replace("beams channels estimates covariances places ", "")
            .replace(" as mat", ""),
    );
    folder.cfs(&["run", "recorded.cfs", "-q"]).with(0);
    assert!(!folder.files("results").contains_key("recorded.mat"));
    // A file of another program is not replaced.
    folder.write("results/recorded.npz", "mine");
    folder.write("recorded.cfs", RECORDED);
    let refused = folder.cfs(&["run", "recorded.cfs", "-q"]);
    assert_ne!(refused.code, Some(0), "{refused:?}");
    assert_eq!(folder.read("results/recorded.npz"), "mine");
}
