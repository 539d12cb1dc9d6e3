//! Schemes side by side, from the file to the table.

use crate::support::{Folder, cells};

const SCHEMES: &str = "\
use \"small.cfs\"
experiment schemes on small {
  realizations 2
  compare scheme [proposed, zf, mrt]
  solve isac at delta 2
  expect mean sum_rate at scheme proposed > mean sum_rate at scheme zf
  expect mean sum_rate at scheme proposed > mean sum_rate at scheme mrt
}
";

#[test]
fn rules_stand_beside_the_proposed_beams_with_their_share_of_power() {
    let folder = Folder::new();
    folder.write("schemes.cfs", SCHEMES);
    folder.cfs(&["run", "schemes.cfs", "-j", "2"]).with(0);
    let table = folder.read("results/schemes.csv");
    let rows = cells(&table, &["scheme", "status", "nu", "gap", "mse_violation"]);
    assert_eq!(rows.len(), 6);
    for row in rows {
        assert_eq!(row[1], "solved", "{row:?}");
        if row[0] == "proposed" {
            assert_eq!((row[2].as_str(), row[3].as_str()), ("", ""), "{row:?}");
            continue;
        }
        let number = |cell: &str| cell.parse::<f64>().unwrap();
        assert!(number(&row[2]) > 0.0 && number(&row[2]) <= 1.0, "{row:?}");
        assert!(number(&row[3]) <= 1e-6, "{row:?}");
        assert!(number(&row[4]) <= 1e-6, "{row:?}");
    }
}

#[test]
fn a_table_without_rules_has_no_column_for_their_share() {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs"]).with(0);
    let table = folder.read("results/region.csv");
    let header = table.lines().next().unwrap();
    assert!(!header.split(',').any(|name| name == "nu"), "{header}");
}
