//! `cfs plan`

use crate::support::{Folder, objects};

#[test]
fn a_plan_shows_the_work_and_the_origin_of_each_setting() {
    let folder = Folder::new();
    let ended = folder.cfs(&["plan", "region.cfs"]).with(0);
    assert_eq!(ended.stderr, "");
    let ended = ended
        .prints("experiment region on small")
        .prints("1 case x 3 realizations = 3 units");
    let line = ended
        .stdout
        .lines()
        .find(|line| line.contains("aps.antennas"));
    assert!(
        line.is_some_and(|line| line.ends_with("small.cfs:3")),
        "{}",
        ended.stdout
    );
    assert!(
        !ended.stdout.contains("estimate for"),
        "a time is for terminals only"
    );
    assert!(!folder.path("results").exists());
}

#[test]
fn a_plan_for_tools_is_one_object_for_each_file() {
    let folder = Folder::new();
    let arguments = [
        "plan",
        "--message-format",
        "json",
        "region.cfs",
        "small.cfs",
    ];
    let plans = objects(&folder.cfs(&arguments).with(0).stdout);
    assert_eq!(plans.len(), 2);
    assert_eq!(plans[0]["experiments"][0]["name"], "region");
    assert_eq!(plans[1]["deployments"][0]["name"], "small");
}

#[test]
fn a_faulty_scenario_has_no_plan() {
    let folder = Folder::new();
    assert_eq!(folder.cfs(&["plan", "faulty.cfs"]).with(3).stdout, "");
}
