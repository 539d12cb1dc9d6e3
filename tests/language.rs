//! The language from the outside: scenarios in, plans or messages out.

use std::path::Path;

use cfs::model::{Checked, check};
use cfs::plan;
use cfs::syntax::{ReadError, SourceProvider};

/// Files of the repository.
struct Files;

impl SourceProvider for Files {
    fn resolve(&self, from: &str, target: &str) -> String {
        let beside = Path::new(from)
            .parent()
            .unwrap_or(Path::new(""))
            .join(target);
        beside.to_string_lossy().into_owned()
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        std::fs::read_to_string(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => ReadError::NotFound,
            _ => ReadError::Other(error.to_string()),
        })
    }
}

fn checked(name: &str) -> Checked {
    let checked = check(&Files, name);
    assert_eq!(checked.faults, [], "{name} has faults");
    checked
}

#[test]
fn the_region_has_one_case_and_a_grid_of_its_own_in_each_realization() {
    let scenario = checked("scenarios/region.cfs").scenario.unwrap();
    let plan = plan::build(&scenario);
    let [region] = plan.experiments.as_slice() else {
        panic!("one experiment")
    };
    assert_eq!(
        (region.name.as_str(), region.seed, region.realizations),
        ("region", 2025, 8)
    );
    assert_eq!(region.cases.len(), 1);
    assert!(region.needs.s_min && region.needs.r_max);
    let plan::Budget::Values(budget) = &region.cases[0].chains[0].budget else {
        panic!("a budget")
    };
    let names = plan::ResultNames {
        s_min: Some(3.53),
        ..Default::default()
    };
    let points = budget.points(&names).unwrap();
    assert_eq!(
        (points.len(), points[0], points[12]),
        (13, (0, 3.53), (12, 9.53))
    );
    let deployment = &region.cases[0].deployment;
    assert!((deployment.beampattern.power - 3.162).abs() < 1e-3);
    assert_eq!(deployment.access_points.antennas, 12);
}
