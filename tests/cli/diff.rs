//! `cfs diff`: two tables, row by row and within tolerances.

use crate::support::{Folder, objects};

fn region() -> Folder {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs", "-q"]).with(0);
    folder
}

/// The table with its rows turned round and the first sum rate multiplied.
fn changed(folder: &Folder, factor: f64) -> String {
    let text = folder.read("results/region.csv");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let column = lines[0].split(',').position(|name| name == "sum_rate");
    let mut cells: Vec<String> = lines[1].split(',').map(str::to_owned).collect();
    let rate: f64 = cells[column.unwrap()].parse().unwrap();
    cells[column.unwrap()] = (rate * factor).to_string();
    lines[1] = cells.join(",");
    lines[1..].reverse();
    lines.join("\n") + "\n"
}

#[test]
fn rows_are_matched_by_their_keys_and_numbers_within_tolerances() {
    let folder = region();
    folder.write("other.csv", changed(&folder, 1.0 + 1e-5));
    let ended = folder
        .cfs(&["diff", "results/region.csv", "other.csv"])
        .with(1)
        .prints("1 out of tolerance")
        .prints("worst: `sum_rate` [bit/s/Hz]");
    assert_eq!(ended.stderr, "");
    for arguments in [
        ["diff", "results/region.csv", "other.csv", "--rtol", "1e-4"],
        ["diff", "other.csv", "results/region.csv", "--atol", "1"],
    ] {
        folder
            .cfs(&arguments)
            .with(0)
            .prints("all within tolerance");
    }
    let same = ["diff", "results/region.csv", "results/region.csv"];
    folder.cfs(&same).with(0).prints("all within tolerance");
}

#[test]
fn summaries_have_keys_too_and_tools_get_an_object() {
    let folder = region();
    let name = "results/region.summary.csv";
    let summary = folder.read(name);
    let mut lines: Vec<&str> = summary.lines().collect();
    let last = lines.pop().unwrap();
    lines.insert(1, last);
    lines.pop();
    folder.write("other.csv", &(lines.join("\n") + "\n"));
    let arguments = ["diff", name, "other.csv", "--message-format", "json"];
    let object = objects(&folder.cfs(&arguments).with(1).stdout).remove(0);
    assert_eq!(object["agrees"], false);
    assert_eq!(object["cells_out"], 0, "a row is missing, the others agree");
    assert!(
        object["report"]
            .as_str()
            .unwrap()
            .contains("expected, not found")
    );
}

#[test]
fn tables_without_a_description_are_matched_in_order() {
    let folder = Folder::new();
    folder.write("a.csv", "x,y\n1,2\n3,4\n");
    folder.write("b.csv", "x,y\n3,4\n1,2\n");
    folder
        .cfs(&["diff", "a.csv", "b.csv"])
        .with(1)
        .prints("row = 1");
    folder.cfs(&["diff", "a.csv", "a.csv", "-q"]).with(0);
}

#[test]
fn what_cannot_be_compared_is_a_fault_of_the_command_line() {
    let folder = Folder::new();
    folder.write("a.csv", "x,y\n1,2\n");
    folder.write("broken.csv", "x,y\n1\n");
    for arguments in [
        ["diff", "a.csv", "none.csv"].as_slice(),
        &["diff", "broken.csv", "a.csv"],
        &["diff", "a.csv", "a.csv", "--rtol", "-1"],
        &["diff", "a.csv", "a.csv", "--atol", "many"],
        &["diff", "a.csv"],
    ] {
        let ended = folder.cfs(arguments).with(2);
        assert!(!ended.stderr.is_empty());
    }
}
