//! Networks that only communicate, and counts that a deployment leaves to their defaults.

use crate::support::{Folder, cells};

fn column(csv: &str, name: &str) -> Vec<String> {
    cells(csv, &[name]).concat()
}

const NETWORK: &str = "aps 3 { antennas 4 }\nusers 3\nrealizations 2\n";

#[test]
fn a_network_without_targets_is_one_whose_targets_reflect_nothing() {
    let folder = Folder::new();
    let text =
        format!("{NETWORK}targets 0\ncompare scheme [proposed, zf, mrt]\nsolve communication\n");
    folder.write("none.cfs", &text);
    // Rates alone: a pattern without lobes has no error.
    let silent = text.replace("targets 0", "targets 2 { reflection 0 }");
    folder.write("silent.cfs", &silent);
    for name in ["none", "silent"] {
        folder.cfs(&["run", "-q", &format!("{name}.cfs")]).with(0);
    }
    let rates = |name: &str| column(&folder.read(name), "sum_rate");
    let (none, silent) = (rates("results/none.csv"), rates("results/silent.csv"));
    assert_eq!(none.len(), 6);
    for (none, silent) in none.iter().zip(&silent) {
        let (a, b): (f64, f64) = (none.parse().unwrap(), silent.parse().unwrap());
        assert!((a - b).abs() <= 1e-6 * b, "{a} {b}");
    }
    assert!(
        column(&folder.read("results/none.csv"), "mse")
            .iter()
            .all(String::is_empty)
    );
}

#[test]
fn counts_that_a_deployment_does_not_state_are_said() {
    let folder = Folder::new();
    folder.write("some.cfs", format!("{NETWORK}solve communication\n"));
    for command in ["check", "plan", "run"] {
        folder
            .cfs(&[command, "some.cfs"])
            .with(0)
            .says("some.cfs:1:5: the deployment also has `targets 3`, by default")
            .says("or `targets 0`");
    }
    // Nothing is stated, a sweep steps one count, or coordinates say it.
    let silent = [
        "solve communication\n",
        "sweep users from 2 to 3 step 1 solve communication\n",
        "aps 2\nusers 2\ntargets { placement at [(1 km, 1 km)] }\nsolve communication\n",
    ];
    for text in silent {
        folder.write("silent.cfs", text);
        let checked = folder.cfs(&["check", "silent.cfs"]).with(0);
        assert!(!checked.transcript().contains("by default"), "{text}");
    }
}
